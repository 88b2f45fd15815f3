"""The references of a draft to instruments and their provisions, each with a verdict: whether there is such a place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.citations import shown
from assistant.missing import missing
from assistant.models import Citation, Finding, Verdict
from assistant.quotes.provisions import Provision, provision
from corpus.models import Locator
from index.library import Library
from index.naming import Named, names_in
from index.references import Reference, references, sections

# What stands between a reference and the name that it belongs to, in either order; and with a comma.
_PART = r"(?:(?:annex|appendix|schedule|charter|regulations)(?:\s+[\dIVX]+|\s+[A-Z])?\s+(?:of|to|in)\s+(?:the\s+)?)?"
_OF = re.compile(rf"[\s'’s]*\(?(?:of|to|in|under|from|by)?\s*(?:the\s+)?{_PART}", re.IGNORECASE)
_COMMA = re.compile(rf"\s*[,:–-]\s*(?:(?:of|in|under|by)\s+)?(?:the\s+|its\s+)?{_PART}", re.IGNORECASE)
# "Article 2 of the Convention": of an instrument named before, and not of a protocol to it.
_KIND_BEHIND = re.compile(
    r"\s*,?\s*of\s+(?:the|this|that|said)\s+(Convention|Covenant|Charter|Statute|Treaty|Protocol)", re.I
)
# "[2009] ECHR 301": a report of cases, not the convention.
_REPORTED = re.compile(r"[\[(](?:18|19|20)\d\d[\])]\s*(?:\d+\s+)?$")
# "…, of the Bangkok Rules": a name right behind a reference that the catalogue does not know.
_NAMED_BEHIND = re.compile(r"\s*,?\s*of\s+(?:the\s+)?")
# Characters in which a name behind a reference, or the part of an instrument, is looked for.
_BESIDE = 120
# Worst first: what several references with one span come to.
_ORDER: tuple[Verdict, ...] = ("absent", "not_found", "supported")


@dataclass(frozen=True, slots=True)
class _Tied:
    """A reference with the name that it belongs to, and the span of both."""

    reference: Reference
    name: Named
    start: int
    end: int


def references_in(text: str, *, library: Library) -> list[Finding]:
    """The references in a draft, in its order: "supported" (with the text there), "absent" or "not_found".

    A reference without a name ("Article 3") belongs to the instrument named last before it; without one it is left
    out, as are references to texts without articles. A name alone is found where the library does not hold it.
    """
    names = [name for name in names_in(text, library=library) if not _REPORTED.search(text[: name.start])]
    found = [one for one in references(text, names=[(name.start, name.end) for name in names]) if _is_meant(one, text)]
    unknown = [finding for one in found if (finding := _unknown(one, text, library))]
    rest = [one for one in found if one.start not in {finding.start for finding in unknown}]
    judged = [finding for one in rest if (finding := _of_name(one, names, text, library=library))]
    told = [*judged, *unknown]
    return sorted(_merged([*told, *_alone(names, told, text)]), key=lambda finding: finding.start or 0)


def _is_meant(reference: Reference, text: str) -> bool:
    """Whether a number refers to an article: not the number of a page before a name, "28 EHRR 361 Protocol 4"."""
    bare = text[reference.start : reference.end].strip()
    return not bare.isdigit() or not re.match(r"\s*[A-Z(]", text[reference.end :])


def _of_name(reference: Reference, names: Sequence[Named], text: str, *, library: Library) -> Finding | None:
    """The verdict on a reference by the name right beside it, else by those named before it."""
    locator = reference.locator
    if tied := _tied(reference, names, text):
        return _judged(tied, text, library=library) if str(locator) and not locator.place.startswith("p ") else None
    if not locator.article:
        return None
    before = [_Tied(reference, name, reference.start, reference.end) for name in _before(reference, names, text)]
    found = [finding for each in before if (finding := _judged(each, text, library=library))]
    if not found or ("\n" not in text[before[0].name.end : reference.start] and found[0].verdict == "absent"):
        return found[0] if found else None
    # In another paragraph, or beside a text that the library lacks, an earlier one can be meant.
    return next((finding for finding in found if finding.verdict == "supported"), found[0])


def _before(reference: Reference, names: Sequence[Named], text: str) -> list[Named]:
    """The names before a reference, the last first; those of the kind of text that it says, if it says one."""
    before = list({name.places: name for name in names if name.end <= reference.start}.values())
    before.sort(key=lambda name: -name.start)
    kind = _KIND_BEHIND.match(text, reference.end)
    if not kind:
        return before
    fitting = [name for name in before if ("protocol" in _name(name, text)) == (kind[1].lower() == "protocol")]
    return fitting or before


def _name(name: Named, text: str) -> str:
    return " ".join([text[name.start : name.end].lower(), *name.documents])


def _tied(reference: Reference, names: Sequence[Named], text: str) -> _Tied | None:
    """The reference with the name right beside it, the more closely tied of two."""
    for link in (_OF, _COMMA):
        for name in names:
            (_, first), (second, _) = sorted([(reference.start, reference.end), (name.start, name.end)])
            if first <= second and link.fullmatch(text[first:second]):
                return _Tied(reference, name, min(reference.start, name.start), max(reference.end, name.end))
    return None


def _alone(names: Sequence[Named], judged: Sequence[Finding], text: str) -> Iterator[Finding]:
    """The verdicts on names that the library does not hold, each where it stands first without a reference."""
    told: set[str] = set()
    for name in names:
        words = text[name.start : name.end]
        referred = any(
            one.start is not None and one.end is not None and one.start <= name.start < one.end for one in judged
        )
        if not name.places and not referred and "\n" not in words and words.lower() not in told:
            told.add(words.lower())
            yield Finding("reference", words, "not_found", _lacking(words), start=name.start, end=name.end)


def _judged(tied: _Tied, text: str, *, library: Library) -> Finding | None:
    """The verdict on a reference to an instrument that the catalogue or the library knows; None where none can be."""
    words = text[tied.start : tied.end]
    if not tied.name.places:
        named = text[tied.name.start : tied.name.end]
        return Finding("reference", words, "not_found", _lacking(named), start=tied.start, end=tied.end)
    inside = sections(text[max(0, tied.start - _BESIDE) : tied.end])
    found = [each for place in tied.name.places if (each := _provision(place, tied.reference.locator, inside, library))]
    if not found:
        return None
    best = next((each for each in found if each.exists), found[0])
    verdict: Verdict = "supported" if best.exists else "absent"
    return Finding("reference", words, verdict, best.why, best.citations, start=tied.start, end=tied.end)


def _provision(place: tuple[str, str], locator: Locator, inside: Sequence[str], library: Library) -> Provision | None:
    """What is at that place of an instrument: in the part that its name means, else one named, else the main text."""
    document, part = library.document(place[0]), place[1]
    parts = {one.locator.instrument for one in library.passages(document.id)}
    named = [each for each in parts if each and each.casefold() in [one.casefold() for one in inside]]
    return provision(document, replace(locator, instrument=part or (named or [""])[0]), library=library)


def _unknown(reference: Reference, text: str, library: Library) -> Finding | None:
    """The verdict on a reference to a text that neither the catalogue nor the library knows, named right behind it."""
    behind = _NAMED_BEHIND.match(text, reference.end)
    if not behind:
        return None
    after = text[behind.end() : behind.end() + _BESIDE]
    name = next((one.name for one in missing(after, library=library) if after.startswith(one.name)), "")
    if not name:
        return None
    end = behind.end() + len(name)
    return Finding(
        "reference", text[reference.start : end], "not_found", _lacking(name), start=reference.start, end=end
    )


def _lacking(name: str) -> str:
    return f"The library does not hold {shown(name)}; add its text to check what is said of it."


def _merged(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, those of one span as one: "Articles 3 and 99" is as right as its worst."""
    spans = dict.fromkeys((finding.start, finding.end) for finding in findings)
    for span in spans:
        same = [finding for finding in findings if (finding.start, finding.end) == span]
        worst = min(same, key=lambda finding: _ORDER.index(finding.verdict))
        why = " ".join(dict.fromkeys(finding.why for finding in same))
        citations = [citation for finding in same for citation in finding.citations]
        yield replace(worst, why=why, citations=tuple(_renumbered(citations)))


def _renumbered(citations: Sequence[Citation]) -> Iterator[Citation]:
    for number, citation in enumerate(citations, 1):
        yield replace(citation, number=number)
