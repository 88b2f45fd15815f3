"""Whether an editor's words in brackets mean the words that they replace: "[The ICC]" where the source has "The Court".

A name may replace a term that the text defines as short for it, another name of the same body or text, or a pronoun of
which it is the antecedent. Words that cannot be shown to mean the same are taken to differ.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.quotes.senses import sentence_start
from corpus.instruments.bodies import BODIES
from corpus.instruments.catalogue import INSTRUMENTS, called
from corpus.models import Document
from corpus.text.nouns import TEXTS, either
from corpus.text.numbers import number

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?i)(?:it|they|he|she|them|him|which|who|whom|that|this|these|those|the latter|its|their|his|her)$"
)
_RELATIVE = re.compile(r"(?i)(?:which|who|whom|that)$")
_THIS_TEXT = re.compile(rf"(?i)(?:this|the present|the said|the)\s+(?:{either(TEXTS)})$")
# A name in running text: "a Committee against Torture", "Secretary General of the Council of Europe".
_GAP = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*(?!\n))"
_NAME = re.compile(rf"[A-Z][\w’'-]*(?:(?:{_GAP}(?:of|for|the|on|and|against|to|in|or|with))*{_GAP}[A-Z][\w’'-]*)*")
# A name in an editor's brackets, or the continuation of one: "for the Prevention of Torture", "the 1951 Convention".
_IS_NAME = re.compile(rf"(?:(?:of|for|the|on|against|to|an?|\d{{4}})\s+)*{_NAME.pattern}(?:\s+of\s+\d{{4}})?")
# The definition of a short name: (hereinafter referred to as "the Committee"), (“the Court”).
_HEREINAFTER = re.compile(
    r"\bhere(?:in)?after\b[^\"“”'‘’`().;:]{0,60}?(?:[\"“”'‘’`]{1,2}|\bas\s|\bcalled\s)\s*(?:the\s+)?", re.I
)
_QUOTED_NAME = re.compile(r"(?<=\()\s*(?:the\s+)?[\"“'‘`]{1,2}\s*(?:the\s+)?(?=[A-Z])")
# Characters before a definition in which the long name is searched for.
_LONGEST_NAME = 250
_EDGE = " \t\n\u00a0,;:.()[]\"“”'’‘"


@dataclass(frozen=True, slots=True)
class Context:
    """The context of replaced words: the document, and the text before them."""

    document: Document
    before: str


def means(inserted: str, replaced: str, *, context: Context) -> bool:
    """Whether `inserted` means the same as the `replaced` words of the source in their context; `replaced` may be "".

    Words that continue a name before them ("the Committee [for the Prevention of Torture]") are compared together with
    that name.
    """
    new, old = inserted.strip(_EDGE), replaced.strip(_EDGE)
    if not old:
        return _adds_nothing(new, context)
    if _plain(new) == _plain(old) or _same_number(new, old):
        return True
    if _PRONOUN.match(old):
        return _plain(new) == _plain(_antecedent(old, context.before))
    return bool(_IS_NAME.fullmatch(new)) and _is_name_of(new, old, context.document)


def _adds_nothing(new: str, context: Context) -> bool:
    """Whether an insertion repeats the words right before it in another form: "twelve [12]", "the Court [the ICC]"."""
    words = context.before.rstrip(_EDGE).split()
    if not words or new.lower() in ("the", "a", "an"):
        return bool(words)
    lasts = [" ".join(words[-size:]).strip(_EDGE) for size in range(1, min(4, len(words)) + 1)]
    if any(_same_number(new, last) for last in lasts):
        return True
    named = ((name, last) for last in lasts for name in (new, f"{last} {new}"))
    return bool(_IS_NAME.fullmatch(new)) and any(_is_name_of(name, last, context.document) for name, last in named)


def _plain(words: str) -> str:
    return " ".join(_ARTICLE.sub("", words).casefold().split())


def _same_number(one: str, other: str) -> bool:
    value = number(one)
    return value is not None and value == number(other)


def _antecedent(pronoun: str, before: str) -> str:
    """The antecedent of a pronoun: the name right before a relative one, else the subject of the sentence.

    "" if that is not a name, or if it is not clear.
    """
    text = before.rstrip()
    if _RELATIVE.match(pronoun):
        names = list(_NAME.finditer(text))
        return names[-1][0] if names and not text[names[-1].end() :].strip(_EDGE) else ""
    sentence = text[sentence_start(text[:-1]) :]
    start = sentence_start(text)
    if start == len(text):  # the pronoun opens its sentence
        earlier = text.rstrip(_EDGE)
        sentence = earlier[sentence_start(earlier) :]
    subject = re.match(
        rf"\s*(?:[\W\d]*)(?:The|An?|Each|Every|Any|There shall be (?:established|set up) an?)?\s*({_NAME.pattern})",
        sentence,
    )
    return subject[1] if subject else ""


def _is_name_of(name: str, term: str, document: Document) -> bool:
    """Whether `term` refers to `name` in the document: a body that it defines so, or the document itself."""
    if _THIS_TEXT.match(term) and not _definitions(term, document):
        return _is_called(name, document)
    head = _plain(term).split()[-1] if term.split() else ""
    if not term[:1].isupper() and not any(word[:1].isupper() for word in term.split()):
        return False
    defined = _definitions(term, document)
    if defined:
        return any(_names_same(name, long, head) for long in defined)
    return _is_its_body(name, head, document) or _continues(name, term, document)


def _is_called(name: str, document: Document) -> bool:
    """Whether `name` is a name of the document."""
    wanted = _plain(name)
    if wanted in (_plain(document.title), _plain(document.short_title), document.id):
        return True
    return any(each.id == document.id or each.title == document.title for each in called(_ARTICLE.sub("", name)))


def _definitions(term: str, document: Document) -> list[str]:
    """The long names for which the document defines `term` as a short name."""
    core = _plain(re.sub(r"^(?:this|the present|the said)\s+", "", term, flags=re.IGNORECASE))
    return [name for short, name in _defined(document.id, document.text) if _begins(short, core)]


def _begins(text: str, words: str) -> bool:
    rest = text.removeprefix(words)
    return rest != text and not rest[:1].isalnum()


@lru_cache(maxsize=256)
def _defined(document_id: str, text: str) -> tuple[tuple[str, str], ...]:
    """The definitions in the text, as pairs of a short name (with the words behind it) and its long name."""
    found = []
    for pattern in (_HEREINAFTER, _QUOTED_NAME):
        for match in pattern.finditer(text):
            names = [name[0] for name in _NAME.finditer(text[max(0, match.start() - _LONGEST_NAME) : match.start()])]
            if names:
                found.append((_plain(text[match.end() : match.end() + 60].lstrip(_EDGE)), names[-1]))
    return tuple(found)


def _names_same(name: str, long: str, head: str) -> bool:
    """Whether `name` is the long name, a part of it with its head noun, or its initials."""
    plain, whole = _plain(name), _plain(long)
    if head in plain.split() and len(plain.split()) > 1 and re.search(rf"\b{re.escape(plain)}\b", whole):
        return True
    return _abbreviates(_ARTICLE.sub("", name), long, head)


def _abbreviates(short: str, long: str, head: str) -> bool:
    """Whether `short` consists of initials of the long name, that of its head noun included: "CPT"."""
    if not re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]", short):
        return False
    capitals = [word for word in re.findall(r"[A-Z][\w’'-]*", long)]
    letters = "".join(word[0] for word in capitals)
    wanted = "".join(letter for letter in short if letter.isupper())
    at = letters.find(wanted)
    return at >= 0 and head in (word.casefold() for word in capitals[at : at + len(wanted)])


def _is_its_body(name: str, head: str, document: Document) -> bool:
    """Whether `name` is a body that the document set up, or that its title has: "ICC" for the Rome Statute."""
    whole = f"{document.title} {' '.join(a for each in INSTRUMENTS if each.id == document.id for a in each.aliases)}"
    if any(_names_same(name, found[0], head) for found in _NAME.finditer(whole)):
        return True
    core = _ARTICLE.sub("", name)
    patterns = [pattern for pattern, body in BODIES if body == document.id]
    # An abbreviation does not contain the head noun; the full name in the same pattern does.
    shown = [core.casefold()] if " " in core else patterns
    return any(re.fullmatch(pattern, core, re.IGNORECASE) for pattern in patterns) and any(
        re.search(rf"\b{re.escape(head)}\b", each) for each in shown
    )


def _continues(name: str, term: str, document: Document) -> bool:
    """Whether `name` begins with `term` and is in the document: "the Secretary General of the Council of Europe"."""
    longer, shorter = _ARTICLE.sub("", name), _ARTICLE.sub("", term)
    if not (_NAME.fullmatch(longer) and longer.startswith(shorter + " ")):
        return False
    return longer in " ".join(document.text.split())
