"""The words of a model's answer: without its thoughts, without our brackets, without anything that could act."""

import re

from assistant.harmless import visible

# "[P2: "words"]"; a model may forget the words, the colon or the quotation marks, or use other ones.
SUPPORT = re.compile(r"\[\s*(?P<key>P\d+)\s*[:,]?\s*(?:[\"“”«‘'](?P<quoted>.*?)[\"”“»’']|(?P<bare>[^\]]*?))\s*\]")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d+[.)])\s+")
# What a model that thinks aloud says first; the beginning or, while it comes, the end of it may be missing.
_THOUGHT = re.compile(r"(?is)<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|\A.*?</think(?:ing)?>")
# What could point elsewhere, hide something or look like one of our markers, and what is kept of it.
_UNSAFE = (
    (re.compile(r"<!--.*?(?:-->|$)"), ""),
    (re.compile(r"</?[a-zA-Z!?][^>]*>"), ""),  # HTML, and addresses in angle brackets
    (re.compile(r"^\s*\[[^\]]*\]:.*"), ""),  # where a link's label leads
    (re.compile(r"【[^】]*】|\[\^?[\d\s,;–-]+\]"), ""),  # markers of the model's own
    (re.compile(r"!?\[([^\]]*)\](?:\s?\([^)]*\)|\[[^\]]*\])"), r"\1"),  # links and images: their label
    (re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.)[^\s)\]\"”]*"), ""),
    (re.compile(r"\*\*|__|~~|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"), ""),  # emphasis
    (re.compile(r"!?\["), "("),
    (re.compile(r"\]"), ")"),
)


def words_of(text: str, *, without: str) -> tuple[str, bool]:
    """The text without the model's thoughts and without the sentence `without`, and whether that was in it."""
    said = _THOUGHT.sub("", text)
    sentence = re.compile(r"\s+".join(map(re.escape, without.rstrip(".").split())) + r"\.?", re.IGNORECASE)
    return sentence.sub("", said), bool(sentence.search(said))


def spoken(line: str, *, unfinished: bool) -> str:
    """The words of one line, and nothing else; of an `unfinished` one those before a bracket that is still open.

    >>> spoken('- See [here](http://example.org) <b>now</b> [3]. [P1: "at any time"]', unfinished=False)
    'See here now.'
    """
    text = _BULLET.sub("", SUPPORT.sub("", visible(line)))
    text = re.split(r"!?\[|<", text)[0] if unfinished else text
    for pattern, kept in _UNSAFE:
        text = pattern.sub(kept, text)
    said = re.sub(r"\s+([.,;])", r"\1", " ".join(text.split())).strip("#*>| ")
    return said if re.search(r"\w", said) else ""
