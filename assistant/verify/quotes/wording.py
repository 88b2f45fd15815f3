"""A quotation compared with an extract of a source: the same words in the same order, and what is wrong all the same.

Words and case must agree; typography need not. Each thing by which the quotation says something else than the source
is a fault: an ellipsis over "not", brackets that name another body, a full stop before "save …". An agreement without
faults is verbatim. Nothing here is a matter of degree. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.models import Change
from assistant.verify.quotes import senses
from assistant.verify.quotes.marks import Fragment, Joint, Quotation
from assistant.verify.quotes.substitution import Context, means
from corpus.models import Document
from corpus.text.typography import Folded, folded, has_labels

_SIGNS = " \t\n\u00a0.,;:!?'\"”’-–—•"
_STOP = re.compile(r"[.!?][\s\"'”’»)]*$")
_ENDED = re.compile(r"[\s\"'”’»)\]]*(?:\[\d+\])?(?:[.!?]|$)")
# The end of an extract that leads up to a labelled point, and the label itself.
_LABEL = re.compile(r"\s*\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s*")
_AT_LABEL = re.compile(rf"[;:,.\s]{_LABEL.pattern}$")
# Characters. What an ellipsis leaves out is shorter, or it is not one passage that is quoted.
_LONGEST_GAP = 2500
# Words that stand more often in one extract than this say nothing of where they were taken from; and of the places of
# one fragment, those before the next that are tried.
_OFTEN, _TRIED = 40, 6
# Fragments of one quotation; a text cut into more is not compared piece by piece.
_MOST_FRAGMENTS = 20
_MOST_REPLACED = 9

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """How the quotation says something else than the source: the difference, and why it matters."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Where each fragment of a quotation stands in an extract of a source, and what is wrong with it all the same."""

    spans: tuple[Span, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract of a document's text, from `start` to `end`; what is found in it is counted from the document's."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.document.text[self.start : self.end]


def compared(quotation: Quotation, extract: Extract) -> Agreement | None:
    """How the quotation agrees with the extract where it agrees best; None where some of its words are not there."""
    text = extract.text
    if len(quotation.fragments) > _MOST_FRAGMENTS:
        return None
    places = [_places(fragment, text) for fragment in quotation.fragments]
    if not places or not all(places):
        return None
    best = _best(quotation, places, _Reading(extract.document, text))
    if not best:
        return None
    spans, faults = best
    return Agreement(tuple((extract.start + start, extract.start + end) for start, end in spans), faults)


Path = tuple[tuple[Span, ...], tuple[Fault, ...]]


def _best(quotation: Quotation, places: Sequence[Sequence[Span]], reading: "_Reading") -> Path | None:
    """The way through the places of the fragments, in their order, with the fewest faults; the shortest of several."""
    first, *others = places
    paths: list[Path] = [((at,), reading.before(quotation, at)) for at in first]
    for number, here in enumerate(others, 1):
        paths = [path for at in here if (path := _shortest(_onward(paths, at, number, quotation, reading)))]
    ended = ((spans, (*faults, *reading.behind(quotation, spans[-1]))) for spans, faults in paths)
    return _shortest(ended)


def _onward(paths: Sequence[Path], at: Span, number: int, quotation: Quotation, reading: "_Reading") -> Iterator[Path]:
    behind = [path for path in paths if 0 <= at[0] - path[0][-1][1] <= _LONGEST_GAP]
    for spans, faults in sorted(behind, key=lambda path: -path[0][-1][1])[:_TRIED]:
        between = reading.between(quotation, number, spans[-1][1], at[0])
        yield (*spans, at), (*faults, *between)


def _shortest(paths: Iterator[Path]) -> Path | None:
    return min(paths, key=lambda path: (len(path[1]), path[0][-1][1] - path[0][0][0]), default=None)


def _places(fragment: Fragment, text: str) -> list[Span]:
    """Where the fragment's words stand: with its outer signs if they do, else without, since those may be its own."""
    bare = fragment.text.rstrip(_SIGNS)
    lead = len(bare) - len(bare.lstrip(_SIGNS))
    inner = Fragment(bare.lstrip(_SIGNS), frozenset(at - lead for at in fragment.free))
    ended = Fragment(bare, fragment.free)
    for wanted in (fragment, ended, inner):
        pattern = _pattern(wanted)
        for source in _sources(text):
            if found := list(source.find(pattern))[:_OFTEN]:
                return found
    return []


@lru_cache(maxsize=64)
def _sources(text: str) -> tuple[Folded, ...]:
    """The text evened out, and if it has labels of points the same without them: few quote them."""
    return (folded(text), folded(text, labels=False)) if has_labels(text) else (folded(text),)


@lru_cache(maxsize=256)
def _pattern(fragment: Fragment) -> re.Pattern[str]:
    evened = folded(fragment.text, spaced_notes=False)
    letters = ((letter, evened.position(at)) for at, letter in enumerate(evened.text))
    return re.compile(
        "".join(
            f"[{re.escape(letter.lower())}{re.escape(letter.upper())}]" if at in fragment.free else re.escape(letter)
            for letter, at in letters
        )
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads what the source says around and between the words quoted."""

    document: Document
    text: str

    def before(self, quotation: Quotation, at: Span) -> tuple[Fault, ...]:
        """What is wrong with the way in which the quotation begins."""
        joint, fragment = quotation.joints[0], quotation.fragments[0]
        lead = self.text[senses.sentence_start(self.text[: at[0]]) : at[0]]
        if joint.inserted:
            return self._replaced_before(joint, lead, at[0])
        opens = 0 in fragment.free and fragment.text[0] != self.text[at[0]]
        word = senses.governed(lead) if joint.gap or opens else senses.denied(lead, fragment.text)
        here = "…" if joint.gap else f"[{fragment.text[0]}]" if opens else ""
        return (_left_out(here, lead, word),) if word else ()

    def between(self, quotation: Quotation, number: int, start: int, end: int) -> tuple[Fault, ...]:
        """What is wrong with the marks before the fragment of that number, which stand for the text [start, end)."""
        joint, quoted = quotation.joints[number], quotation.fragments[number - 1].text
        if not joint.inserted:
            word = self._omitted(start, end, stopped=joint.stop or bool(_STOP.search(quoted)))
            return (_left_out("…", self.text[start:end], word),) if word else ()
        if not joint.gap:
            return self._judged(joint, [(start, end)], "")
        cuts = self._cuts(start, end, from_end=joint.gap_first)
        rest = ((start, cut) if joint.gap_first else (cut, end) for cut in cuts)
        fine = [cut for cut, span in zip(cuts, rest, strict=True) if not self._omitted(*span, stopped=True)]
        return self._judged(joint, [(cut, end) if joint.gap_first else (start, cut) for cut in fine or [start]], "")

    def behind(self, quotation: Quotation, at: Span) -> tuple[Fault, ...]:
        """What is wrong with the way in which the quotation ends."""
        joint, quoted = quotation.joints[-1], quotation.fragments[-1].text
        tail = self._tail(at[1])
        if joint.inserted:
            cuts = self._cuts(at[1], at[1] + len(tail), from_end=False)
            return self._judged(joint, [(at[1], cut) for cut in cuts], tail)
        stop = _STOP.search(quoted)
        word = senses.qualified(tail) if joint.gap or joint.stop or stop else ""
        return (_left_out("…" if joint.gap else ".", tail, word),) if word else ()

    def _replaced_before(self, joint: Joint, lead: str, end: int) -> tuple[Fault, ...]:
        cuts = self._cuts(end - len(lead), end, from_end=True)
        opens = joint.inserted[0][:1].isupper()
        fine = [cut for cut in cuts if not (opens and senses.governed(self.text[end - len(lead) : cut]))]
        return self._judged(joint, [(cut, end) for cut in fine if cut < end], lead)

    def _judged(self, joint: Joint, replaced: Sequence[Span], shown: str) -> tuple[Fault, ...]:
        """No fault if the words inserted mean what one of the extracts means that they may stand for."""
        new = joint.inserted[0]
        for start, end in replaced if len(joint.inserted) == 1 else ():
            context = Context(self.document, self.text[:start])
            if means(new, self.text[start:end], context=context):
                return ()
        old = shown or (self.text[slice(*replaced[0])] if replaced else "")
        there = " ".join(old.split())
        reason = f"“[{new}]” is not shown to mean what the source says" + (f" (“{_short(there)}”)" if there else "")
        return (Fault(Change(f"[{new}]", there), reason),)

    def _cuts(self, start: int, end: int, *, from_end: bool) -> list[int]:
        """Where an extract may be divided between what is replaced and what is left out: before each of a few words."""
        words = [start + match.start() for match in re.finditer(r"\S+", self.text[start:end])]
        ends = [start + match.end() for match in re.finditer(r"\S+", self.text[start:end])]
        return [end, *words[::-1][:_MOST_REPLACED]] if from_end else [start, *ends[:_MOST_REPLACED]]

    def _omitted(self, start: int, end: int, *, stopped: bool) -> str:
        """The word by which an extract that an ellipsis leaves out carries sense, or ""."""
        left_out = self.text[start:end]
        listed = re.search(r"[:;]", self.text[max(0, start - 1) : end])
        if listed and (_AT_LABEL.search(left_out) or _LABEL.match(self.text, end)):
            head, *points = re.split(r"[:;]", self.text[max(0, start - 1) : end])
            if not any(senses.excepting(point) for point in points):
                left_out = head[1:]
        sentence = senses.ends_sentence(left_out)
        if sentence and not stopped and left_out[sentence.end() :].strip():
            return sentence[0]
        return senses.carried(left_out, before=self.text[:start])

    def _tail(self, at: int) -> str:
        """What the source's sentence says after a place; "" where it ends there."""
        rest = self.text[at : at + _LONGEST_GAP]
        if _STOP.search(self.text[:at][-4:]) or _ENDED.match(rest):
            return ""
        stop = senses.ends_sentence(rest)
        tail = rest[: stop.start()] if stop else rest
        point, _, after = tail.partition(";")
        return tail if senses.excepting(after) else point


def _left_out(here: str, there: str, word: str) -> Fault:
    words = " ".join(there.split()).strip(" ,;:")
    if word.strip(".!?\"'”’ ") == "":
        return Fault(Change(here, words), "words of different sentences are joined")
    mark = {"…": "the ellipsis leaves out", ".": "the full stop cuts off", "": "the quotation leaves out"}
    return Fault(Change(here, words), f"{mark.get(here, 'the bracket leaves out')} “{word}” (“{_short(words)}”)")


def _short(words: str, *, longest: int = 160) -> str:
    """The words, cut in the middle where they are many."""
    return words if len(words) <= longest else f"{words[: longest // 2].rstrip()} … {words[-longest // 2 :].lstrip()}"
