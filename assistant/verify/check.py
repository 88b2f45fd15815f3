"""The check of a draft: a verdict on each of its quotations, references and claims, in the order of the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.models import Finding
from assistant.retrieve.attribution import name_in_sentence
from assistant.verify.claims.claim import claim
from assistant.verify.drafts import Excerpt, claims, quotations
from assistant.verify.quotes.quotation import quotation
from assistant.verify.quotes.references import references_in
from corpus.instruments.references import references
from corpus.text.nouns import TREATIES, either
from index.library import Library
from index.models import Named
from index.search.query import names_in
from index.snapshot import Snapshot

# The verdicts that mean an error in the text.
WRONG = ("conflict", "altered", "wrong_place", "absent")
# Characters before and behind a quotation in which a name is taken for its source.
_BEFORE, _BEHIND = 200, 120
_KIND = rf"(?P<kind>{either(TREATIES)}|instrument)"
# "The convention" and "it" refer to an instrument named before; "the convention on …" is a name.
_ANAPHOR = re.compile(rf"(?i)^it\b(?=\s+\w)|\b(?:the|this|that)\s+{_KIND}\b(?!\s+(?:on|of|for|against|relating)\b)")


def check(text: str, *, library: Library | Snapshot) -> list[Finding]:
    """The findings on a draft, with their positions in it. A document with the same text is no source for it."""
    library = library.at()
    names = names_in(text, library=library)
    quoted, referring = quotations(text), references_in(text, names=names, library=library)
    found = [
        *referring,
        *(_of_quotation(each, text, referring, names, library=library) for each in quoted),
        *_of_claims(text, quoted, names, library=library),
    ]
    return sorted(found, key=lambda one: (one.start or 0, one.end or 0))


def _of_quotation(
    quoted: Excerpt, text: str, referring: Sequence[Finding], names: Sequence[Named], *, library: Snapshot
) -> Finding:
    source = _source(quoted, text, referring, names)
    return replace(quotation(quoted.text, attributed_to=source, library=library), start=quoted.start, end=quoted.end)


def _source(quoted: Excerpt, text: str, referring: Sequence[Finding], names: Sequence[Named]) -> tuple[str, str] | None:
    """The id of the nearest document named in the quotation's paragraph, with the provision or ""; None for none."""
    places = [
        (one.start or 0, one.end or 0, (one.citations[0].hit.document.id, _place(one)))
        for one in referring
        if one.citations
    ]
    texts = [(name.start, name.end, (name.documents[0], "")) for name in names if len(name.documents) == 1]
    near = [(_distance(quoted, start, end, text), source) for start, end, source in (*places, *texts)]
    allowed = [(far, source) for far, source in near if far is not None]
    return min(allowed, key=lambda one: (one[0], not one[1][1]))[1] if allowed else None


def _place(reference: Finding) -> str:
    """The locator of the reference itself: the citation for "Article 4" may be only its first paragraph."""
    found = references(reference.text)
    return str(found[0].locator) if found else str(reference.citations[0].locator)


def _distance(quoted: Excerpt, start: int, end: int, text: str) -> int | None:
    """The characters between a name and the quotation; None if too many, or in another paragraph."""
    before = end <= quoted.start
    between = text[end : quoted.start] if before else text[quoted.end : start]
    return len(between) if len(between) <= (_BEFORE if before else _BEHIND) and "\n\n" not in between else None


def _of_claims(text: str, quoted: Sequence[Excerpt], names: Sequence[Named], *, library: Snapshot) -> Iterator[Finding]:
    own = library.ids_with_text(text)
    for each in claims(text, quoted=quoted):
        full = _with_antecedent(each, [name for name in names if name.end <= each.start], text, library=library)
        finding = claim(full, library=library, but=own)
        yield replace(finding, text=text[each.start : each.end], start=each.start, end=each.end)


def _with_antecedent(claimed: Excerpt, before: Sequence[Named], text: str, *, library: Snapshot) -> str:
    """The claim with "the convention" or "it" replaced by the name of the instrument to which it refers."""
    anaphor = _ANAPHOR.search(claimed.text)
    if not anaphor:
        return claimed.text
    antecedent = _antecedent((anaphor["kind"] or "").lower(), before, text)
    if not antecedent:
        return claimed.text
    name = name_in_sentence(library.document(antecedent.documents[0]))
    name = name[:1].upper() + name[1:] if anaphor.start() == 0 else name
    return claimed.text[: anaphor.start()] + name + claimed.text[anaphor.end() :]


def _antecedent(kind: str, before: Sequence[Named], text: str) -> Named | None:
    """The last name with the word `kind` in it, else the first name in the text, which is most likely its subject."""
    single = [name for name in before if len(name.documents) == 1]
    of_kind = [name for name in single if re.search(rf"\b{kind}\b", text[name.start : name.end], re.IGNORECASE)]
    return (of_kind[-1] if kind and of_kind else None) or (single[0] if single else None)
