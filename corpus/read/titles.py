"""Finds the title of a document, in its metadata, first lines or file name, and the case and court of a judgment."""

import re
from collections import Counter
from dataclasses import dataclass

from corpus.models import Reading
from corpus.text.nouns import AGENCIES, ANNEXES, ARTICLE_HEADINGS, DIVISIONS, ORGANS, TEXTS, either

_HEADING = re.compile(r"^#{1,6}[ \t]*(?P<words>.*\w.*?)[ \t#]*$", re.MULTILINE)

# Headings that are not titles ("Article 5", "Contents"), and titles that programs put into files by default.
_NO_TITLE = re.compile(
    rf"(the )?({either(TEXTS)}|preamble|contents|abstract"
    r"|judgment|introduction|untitled|echr|league of nations|united nations|council of europe)"
    rf"|no\. ?\d+|({either(ARTICLE_HEADINGS, DIVISIONS, ANNEXES)}|art\.|page) \S{{1,6}}|document ?\d*"
    r"|microsoft word - .*|\S+\.(pdf|docx?|txt|html?|indd|qxd)|\S*[_/\\]\S*|(windows|koi8|utf|iso)-\S+",
    re.IGNORECASE,
)
_LONGEST = 500  # characters of a title; a longer text is a paragraph
_LONGEST_LINE = 150  # characters of a title that is a plain line, not marked as a heading

_BEHIND_BAR = re.compile(r"(?P<title>.{3,}?)\s+\|\s+(?P<site>[^|]{2,80})")
# Titles contain dashes as well: the words after one are a publisher only if capitalised and with a word of publishers.
_BEHIND_DASH = re.compile(
    r"(?P<title>.{3,}?)\s+[-–—]\s+(?P<site>(?:(?:[A-Z]\S*|of|and|for|the|in|on|to)\s?){2,10})(?<!\s)"
)
_PUBLISHER = re.compile(
    rf"\b({either(ORGANS, AGENCIES, capital=True)}|Operations|Nations|Almanac|Times|"
    r"News|Post|Press|Journal|Gazette|Herald|Review|Commons)\b"
)


def title_of(reading: Reading, *, stem: str) -> str:
    """The title in the metadata, else the first heading or line that can be a title, else the file name in words."""
    for candidate in (reading.title, *_headings(reading.text), _first_line(reading.text)):
        title = _clean(candidate)
        if 3 < len(title) <= _LONGEST and not _NO_TITLE.fullmatch(title):
            return title
    return humanised(stem, text=reading.text)


def split_site(title: str) -> tuple[str, str]:
    """The title and the name of the site after a bar or dash ("Ukraine emergency | UNHCR"), "" if there is none."""
    bar, dash = _BEHIND_BAR.fullmatch(title), _BEHIND_DASH.fullmatch(title)
    if bar:
        return bar["title"], bar["site"]
    if dash and _PUBLISHER.search(dash["site"]):  # one word alone would be no title: "Ukraine – Press Office"
        return (dash["title"] if " " in dash["title"] else title), dash["site"]
    return title, ""


def humanised(stem: str, *, text: str = "") -> str:
    """A file name as a title, with capitals as `text` most often writes the same words: "Habeas corpus"."""
    words = [word for word in re.split(r"[-_\s]+", stem) if word]
    pattern = r"\W{1,3}".join(map(re.escape, words))
    written = Counter(
        " ".join(match.split()) for match in re.findall(rf"\b{pattern}\b", text, re.IGNORECASE) if not match.isupper()
    )
    title = written.most_common(1)[0][0] if written else " ".join(words)
    return title[:1].upper() + title[1:]


def _headings(text: str) -> list[str]:
    """The first heading, joined to the second if that continues it ("Convention", "against torture …"); [] for none."""
    first = _HEADING.search(text[:4000])
    if not first or (text[: first.start()].strip() and len(text[: first.start()]) > 1000):
        return []
    second = _HEADING.match(text[first.end() :].lstrip())
    words = first["words"]
    goes_on = second and (second["words"].strip("*_ ")[:1].islower() or second["words"].startswith("("))
    return [f"{words} {second['words']}" if second and goes_on else words]


def _first_line(text: str) -> str:
    """The first line if it is no sentence: two words at least, short, no full stop, and not the whole text.

    A bracket that is not closed again shows a piece of a line, or signs that nobody wrote.
    """
    line, _, rest = text.strip().partition("\n")
    sentence = line.rstrip().endswith((".", ",", ";", ":")) or len(line) > _LONGEST_LINE
    broken = line.count("(") != line.count(")")
    words = re.findall(r"[^\W\d_]{2,}", line)
    return "" if sentence or broken or len(words) < 2 or not rest.strip() or not line[:1].isalnum() else line


def _clean(title: str) -> str:
    return re.sub(r"[*_`\[\]]+", "", " ".join(title.split())).strip(" .#")


_CASE = re.compile(r"^[#* \t]*(CASE OF .+? v\. .+?)[* \t]*$", re.MULTILINE)
_IN_THE_CASE = re.compile(r"In the case of ([^\n]{3,200}?v\. [^,\n]{2,100}),")
_COURT = re.compile(r"The ((?:[A-Z]\w+ ){0,3}Court(?: (?:of|for|on|the|and|[A-Z][a-z]\w*))*)(?=,| \(| sitting)")
_APPLICATION = re.compile(r"\(?(Applications? nos?\. [^)\n]{3,80})")
_FIRST_PAGE = 3000  # characters: the first page


@dataclass(frozen=True, slots=True)
class Judgment:
    """The description of a judgment on its first page; `name` is the case as cited, `application` its number."""

    title: str
    name: str
    court: str
    application: str


def judgment_in(text: str, *, stem: str) -> Judgment | None:
    """The description of the judgment if `text` is one, else None.

    Letters that were lost in conversion ("?") are restored from the file name `stem`.
    """
    head = text[:_FIRST_PAGE]
    case = _CASE.search(head)
    if not case:
        return None
    named = _IN_THE_CASE.search(head)
    title = " ".join(case[1].split())
    name = " ".join(named[1].split()) if named else _cited(title.removeprefix("CASE OF "))
    court, application = _COURT.search(head), _APPLICATION.search(head)
    return Judgment(
        title=_restored(title, stem=stem),
        name=_restored(name, stem=stem),
        court=court[1].strip() if court else "",
        application=application[1].strip() if application else "",
    )


def _cited(capitals: str) -> str:
    """ "CHIRAGOV AND OTHERS v. ARMENIA" as "Chiragov and Others v. Armenia"; initials stay as they are."""
    words = (word if "." in word else word.capitalize() for word in capitals.split())
    return " ".join(word.lower() if word.lower() in ("and", "of", "the") else word for word in words)


def _restored(name: str, *, stem: str) -> str:
    """`name` with each "?" replaced by the letter at that position in the file name, if that names the case.

    >>> _restored("CASE OF ?NC?N v. TURKEY", stem="ecthr-incin-v-turkey")
    'CASE OF INCIN v. TURKEY'
    """
    parties = name.removeprefix("CASE OF ")
    words = (re.escape(word).replace(r"\?", r"(\w)").replace(r"\.", r"\W?") for word in parties.split())
    found = re.search(r"\W+".join(words), re.sub(r"[-_]", " ", stem), re.IGNORECASE)
    for letter in found.groups() if found else ():
        first = re.search(r"(^|\s)\?", name)
        upper = first is not None and first.end() - 1 == name.index("?")
        name = name.replace("?", letter.upper() if upper or name.startswith("CASE OF ") else letter, 1)
    return name
