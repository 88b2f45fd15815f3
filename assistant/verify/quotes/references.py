"""The references of a draft to instruments and provisions, each with a verdict: whether that provision exists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.models import Citation, Finding, Verdict
from assistant.question.missing import missing
from assistant.retrieve.attribution import locator_in_words, name_in_sentence
from assistant.retrieve.citations import shown
from corpus.instruments.catalogue import named_in
from corpus.instruments.references import Reference, references, sections
from corpus.models import Document, Locator, Passage
from corpus.structure.parts import points_in
from corpus.text.nouns import ANNEXES, TREATIES, either
from corpus.text.numbers import numeral_key
from corpus.text.sentences import sentences
from index.library import Library
from index.models import Hit, Named
from index.search.provisions import passages_at
from index.snapshot import Snapshot

Points = tuple[str, ...]

# The most passages of an article that are cited.
_MOST_CITED = 4


@dataclass(frozen=True, slots=True)
class Provision:
    """Whether a document has a provision, why, as a sentence for the reader, and citations of it or of the nearest."""

    exists: bool
    why: str
    citations: tuple[Citation, ...] = ()


def provision(document: Document, wanted: Locator, *, library: Snapshot) -> Provision | None:
    """The provision of the document at `wanted`, in its part `wanted.instrument` ("OP1", "" for the main text).

    None if the document does not have such divisions at all, so that there is no verdict: a text without articles.
    """
    part = wanted.instrument.casefold()
    passages = [one for one in library.passages(document.id) if one.locator.instrument.casefold() == part]
    if not any(_divided_alike(one.locator, wanted) for one in passages):
        return None
    here = passages_at(passages, replace(wanted, points=()) if wanted.article else wanted)
    name = name_in_sentence(document)
    if not here:
        provision_name = locator_in_words(wanted) if wanted.article or wanted.place else f"paragraph {wanted.points[0]}"
        return Provision(False, f"{_capital(name)} has no {_small(provision_name)}{_last(passages, wanted)}.")
    found = passages_at(here, wanted)
    if not wanted.article or _has(here, wanted.points):
        cited = _cited(found, document, wanted.points if wanted.article else ())
        provision_name = locator_in_words(wanted if wanted.article else found[0].locator)
        return Provision(True, f"{provision_name} of {name} is in the library.", cited)
    return Provision(False, _nearest(here, wanted, name), _cited(found, document, ()))


def _divided_alike(locator: Locator, wanted: Locator) -> bool:
    if wanted.article:
        return bool(locator.article)
    return locator.place.startswith("para ") if wanted.points else bool(locator.article or locator.place)


def _has(here: Sequence[Passage], points: Points) -> bool:
    """Whether the article has that point. Unnumbered paragraphs are counted, at most as many as there are sentences."""
    known = _points(here)
    if not points or _key(points) in known:
        return True
    if len(known) > 1 or len(points) > 1 or not points[0].isdigit():
        return False
    return int(points[0]) <= sum(len(sentences(passage.text)) for passage in here)


def _points(here: Sequence[Passage]) -> dict[Points, Points]:
    """All points of an article by their normalised labels, () for the article itself, in the order of the text."""
    found: dict[Points, Points] = {(): ()}
    for passage in here:
        blocks = points_in(passage.text, passage.locator, start=0, end=len(passage.text))
        for points in (passage.locator.points, *(block.points for block in blocks)):
            for depth in range(1, len(points) + 1):
                found.setdefault(_key(points[:depth]), points[:depth])
    return found


def _key(points: Points) -> Points:
    return tuple(numeral_key(point) if point[0].isdigit() else point.casefold() for point in points)


def _nearest(here: Sequence[Passage], wanted: Locator, name: str) -> str:
    """A sentence saying which points the article has: "Article 23 of … has no paragraph 5; it has 1 to 3."."""
    known = _points(here)
    depth = next(depth for depth in range(len(wanted.points), -1, -1) if _key(wanted.points[:depth]) in known)
    around, missing = wanted.points[:depth], wanted.points[depth]
    others = [points[-1] for key, points in known.items() if len(key) == depth + 1 and key[:depth] == _key(around)]
    kind = "paragraph" if missing.isdigit() else "point"
    has = f"it has {_run(others)}" if others else f"it has no {'numbered paragraphs' if depth == 0 else 'points'}"
    return f"{locator_in_words(replace(wanted, points=around))} of {name} has no {kind} {missing}; {has}."


def _run(labels: Sequence[str]) -> str:
    if len(labels) < 3:
        return " and ".join(labels)
    return f"{labels[0]} to {labels[-1]}"


def _last(passages: Sequence[Passage], wanted: Locator) -> str:
    """The last numbered provision of the document: "; its last is Article 23"; "" for none."""
    places = [one.locator.whole_article for one in passages if _divided_alike(one.locator, wanted)]
    numbered = [one for one in places if numeral_key(one.article or one.place.removeprefix("para ")).isdigit()]
    if not numbered or wanted.place:
        return ""
    last = max(numbered, key=lambda one: int(numeral_key(one.article or one.place.removeprefix("para "))))
    return f"; its last is {_small(locator_in_words(last))}"


def _cited(found: Sequence[Passage], document: Document, points: Points) -> tuple[Citation, ...]:
    """Citations of the passages; of the point alone if a passage has several."""
    spans = [(passage, *_span(passage, points)) for passage in found[:_MOST_CITED]]
    return tuple(
        Citation(number, Hit(passage, document, 1.0), document.text[start:end], start, end)
        for number, (passage, start, end) in enumerate(spans, 1)
    )


def _span(passage: Passage, points: Points) -> tuple[int, int]:
    blocks = points_in(passage.text, passage.locator, start=0, end=len(passage.text))
    held = [block for block in blocks if _key(block.points[: len(points)]) == _key(points)]
    if not points or not held:
        return passage.start, passage.end
    return passage.start + held[0].start, passage.start + held[-1].end


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(name: str) -> str:
    """The name of a provision as used within a sentence."""
    return name if name.startswith("Article") else name.removeprefix("The ")[:1].lower() + name.removeprefix("The ")[1:]


# The words between a reference and the name that it belongs to, in either order, without and with a comma.
_PART = rf"(?:(?:{either(ANNEXES)}|charter|regulations)(?:\s+[\dIVX]+|\s+[A-Z])?\s+(?:of|to|in)\s+(?:the\s+)?)?"
_OF = re.compile(rf"[\s'’s]*\(?(?:of|to|in|under|from|by)?\s*(?:the\s+)?{_PART}", re.IGNORECASE)
_COMMA = re.compile(rf"\s*[,:–-]\s*(?:(?:of|in|under|by)\s+)?(?:the\s+|its\s+)?{_PART}", re.IGNORECASE)
# "Article 2 of the Convention": of an instrument named before, and not of a protocol to it.
_KIND_BEHIND = re.compile(rf"\s*,?\s*of\s+(?:the|this|that|said)\s+({either(TREATIES)})", re.I)
# "[2009] ECHR 301": a report of cases, not the convention.
_REPORTED = re.compile(r"[\[(](?:18|19|20)\d\d[\])]\s*(?:\d+\s+)?$")
# "…, of the Bangkok Rules": a name right behind a reference that the catalogue does not know.
_NAMED_BEHIND = re.compile(r"\s*,?\s*of\s+(?:the\s+)?")
# Characters behind a reference in which a name, or before it in which the part of an instrument, is searched for.
_BESIDE = 120
# From worst to best: several references with one span have the worst verdict.
_ORDER: tuple[Verdict, ...] = ("absent", "not_found", "supported")


@dataclass(frozen=True, slots=True)
class _Tied:
    """A reference with the name of its instrument, and the span of both."""

    reference: Reference
    name: Named
    start: int
    end: int


def references_in(text: str, *, names: Sequence[Named], library: Library | Snapshot) -> list[Finding]:
    """The references in a draft, in its order: "supported" (with the text there), "absent" or "not_found".

    `names` are the instruments and documents named in the draft, as `names_in` finds them. A reference without a name
    ("Article 3") belongs to the instrument named last before it; it is left out if there is none, and so are references
    to texts without articles. A name without a reference is reported only if the library does not hold its text.
    """
    library = library.at()
    names = [name for name in names if not _REPORTED.search(text[: name.start])]
    found = [one for one in references(text, names=[(name.start, name.end) for name in names]) if _is_meant(one, text)]
    unknown = [finding for one in found if (finding := _unknown(one, text, library))]
    rest = [one for one in found if one.start not in {finding.start for finding in unknown}]
    judged = [finding for one in rest if (finding := _of_name(one, names, text, library=library))]
    reported = [*judged, *unknown]
    return sorted(_merged([*reported, *_alone(names, reported, text)]), key=lambda finding: finding.start or 0)


def _is_meant(reference: Reference, text: str) -> bool:
    """Whether it is a reference to an article and not a bare page number before a name ("28 EHRR 361 Protocol 4")."""
    bare = text[reference.start : reference.end].strip()
    return not bare.isdigit() or not re.match(r"\s*[A-Z(]", text[reference.end :])


def _of_name(reference: Reference, names: Sequence[Named], text: str, *, library: Snapshot) -> Finding | None:
    """The verdict on a reference, by the name next to it or else the names before it."""
    locator = reference.locator
    if tied := _tied(reference, names, text):
        return _judged(tied, text, library=library) if str(locator) and not locator.place.startswith("p ") else None
    if not locator.article:
        return None
    before = [_Tied(reference, name, reference.start, reference.end) for name in _before(reference, names, text)]
    found = [finding for each in before if (finding := _judged(each, text, library=library))]
    if not found or ("\n" not in text[before[0].name.end : reference.start] and found[0].verdict == "absent"):
        return found[0] if found else None
    # In another paragraph, or if the library lacks the text, the reference may belong to an earlier name.
    return next((finding for finding in found if finding.verdict == "supported"), found[0])


def _before(reference: Reference, names: Sequence[Named], text: str) -> list[Named]:
    """The names before a reference, last first; only those of its kind of text if it says one ("of the protocol")."""
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
    """The reference with the name next to it; a name linked by "of" comes before one linked by a comma."""
    for link in (_OF, _COMMA):
        for name in names:
            (_, first), (second, _) = sorted([(reference.start, reference.end), (name.start, name.end)])
            if first <= second and link.fullmatch(text[first:second]):
                return _Tied(reference, name, min(reference.start, name.start), max(reference.end, name.end))
    return None


def _alone(names: Sequence[Named], judged: Sequence[Finding], text: str) -> Iterator[Finding]:
    """The verdicts on names whose texts the library lacks, one each, at the first use without a reference."""
    reported: set[str] = set()
    for name in names:
        words = text[name.start : name.end]
        referred = any(
            one.start is not None and one.end is not None and one.start <= name.start < one.end for one in judged
        )
        if not name.places and not referred and "\n" not in words and words.lower() not in reported:
            reported.add(words.lower())
            yield Finding("reference", words, "not_found", _lacking(words), start=name.start, end=name.end)


def _judged(tied: _Tied, text: str, *, library: Snapshot) -> Finding | None:
    """The verdict on a reference to a known instrument; None if the text has no such divisions."""
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


def _provision(place: tuple[str, str], locator: Locator, inside: Sequence[str], library: Snapshot) -> Provision | None:
    """The provision of an instrument, in the part that the name stands for, else a part named, else the main text."""
    document, part = library.document(place[0]), place[1]
    parts = {one.locator.instrument for one in library.passages(document.id)}
    named = [each for each in parts if each and each.casefold() in [one.casefold() for one in inside]]
    return provision(document, replace(locator, instrument=part or (named or [""])[0]), library=library)


def _unknown(reference: Reference, text: str, library: Snapshot) -> Finding | None:
    """The verdict on a reference to an unknown text that is named right behind it; None for no such text."""
    behind = _NAMED_BEHIND.match(text, reference.end)
    if not behind:
        return None
    after = text[behind.end() : behind.end() + _BESIDE]
    absent = missing(after, named=named_in(after), documents=library.summaries())
    name = next((one.name for one in absent if after.startswith(one.name)), "")
    if not name:
        return None
    end = behind.end() + len(name)
    return Finding(
        "reference", text[reference.start : end], "not_found", _lacking(name), start=reference.start, end=end
    )


def _lacking(name: str) -> str:
    return f"The library does not hold {shown(name)}; add its text to check what is said of it."


def _merged(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, with those of one span ("Articles 3 and 99") merged into one with the worst verdict."""
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
