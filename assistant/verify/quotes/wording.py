"""The comparison of a quotation with an extract of a source: the same words in the same order, and changes of sense.

Words and case must agree, typography need not. Each change of sense is a fault: an ellipsis over "not", brackets that
name another body, a full stop before "save …". A quotation that agrees without faults is verbatim. Pure.
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
# The label of a point, and the end of a text with the label of the next point.
_LABEL = re.compile(r"\s*\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s*")
_AT_LABEL = re.compile(rf"[;:,.\s]{_LABEL.pattern}$")
# The most characters that an ellipsis may leave out; beyond it two passages are quoted, not one.
_LONGEST_GAP = 2500
# The most occurrences of a fragment in an extract that are compared, and the most occurrences of the fragment before
# that are tried for each.
_OFTEN, _TRIED = 40, 6
# The most fragments of a quotation that is compared.
_MOST_FRAGMENTS = 20
_MOST_REPLACED = 9

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of sense by the quotation: the difference in words, and the reason why it matters."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """The spans of a quotation's fragments in a source document, and the faults of the quotation."""

    spans: tuple[Span, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """The part `start` to `end` of a document's text. Positions are always those in the whole document."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text of the extract, verbatim."""
        return self.document.text[self.start : self.end]


def compared(quotation: Quotation, extract: Extract) -> Agreement | None:
    """The agreement with the fewest faults; None if the extract does not have all words of the quotation."""
    text = extract.text
    if len(quotation.fragments) > _MOST_FRAGMENTS:
        return None
    occurrences = [_occurrences(fragment, text) for fragment in quotation.fragments]
    if not occurrences or not all(occurrences):
        return None
    best = _best(quotation, occurrences, _Surroundings(extract.document, text))
    if not best:
        return None
    spans, faults = best
    return Agreement(tuple((extract.start + start, extract.start + end) for start, end in spans), faults)


Path = tuple[tuple[Span, ...], tuple[Fault, ...]]


def _best(quotation: Quotation, occurrences: Sequence[Sequence[Span]], source: "_Surroundings") -> Path | None:
    """The occurrences of the fragments, in their order, with the fewest faults; the shortest path of several."""
    first, *others = occurrences
    paths: list[Path] = [((at,), source.before(quotation, at)) for at in first]
    for number, here in enumerate(others, 1):
        paths = [path for at in here if (path := _shortest(_extended(paths, at, number, quotation, source)))]
    ended = ((spans, (*faults, *source.behind(quotation, spans[-1]))) for spans, faults in paths)
    return _shortest(ended)


def _extended(
    paths: Sequence[Path], at: Span, number: int, quotation: Quotation, source: "_Surroundings"
) -> Iterator[Path]:
    behind = [path for path in paths if 0 <= at[0] - path[0][-1][1] <= _LONGEST_GAP]
    for spans, faults in sorted(behind, key=lambda path: -path[0][-1][1])[:_TRIED]:
        between = source.between(quotation, number, spans[-1][1], at[0])
        yield (*spans, at), (*faults, *between)


def _shortest(paths: Iterator[Path]) -> Path | None:
    return min(paths, key=lambda path: (len(path[1]), path[0][-1][1] - path[0][0][0]), default=None)


def _occurrences(fragment: Fragment, text: str) -> list[Span]:
    """The occurrences of the fragment; if there are none, those without its outer punctuation."""
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
    """The text with normalised typography, and also without labels of points, which are seldom quoted."""
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
class _Surroundings:
    """Finds the faults of a quotation in the source's text around and between the words quoted."""

    document: Document
    text: str

    def before(self, quotation: Quotation, at: Span) -> tuple[Fault, ...]:
        """The faults at the beginning of the quotation."""
        joint, fragment = quotation.joints[0], quotation.fragments[0]
        lead = self.text[senses.sentence_start(self.text[: at[0]]) : at[0]]
        if joint.inserted:
            return self._replaced_before(joint, lead, at[0])
        opens = 0 in fragment.free and fragment.text[0] != self.text[at[0]]
        word = senses.governed(lead) if joint.gap or opens else senses.denied(lead, fragment.text)
        here = "…" if joint.gap else f"[{fragment.text[0]}]" if opens else ""
        return (_left_out(here, lead, word),) if word else ()

    def between(self, quotation: Quotation, number: int, start: int, end: int) -> tuple[Fault, ...]:
        """The faults of the marks before the fragment of that number, which replace the text from start to end."""
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
        """The faults at the end of the quotation."""
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
        """A fault, unless the words inserted mean the same as one of the spans that they may replace."""
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
        """The positions at which a text may be divided into words replaced and words left out."""
        words = [start + match.start() for match in re.finditer(r"\S+", self.text[start:end])]
        ends = [start + match.end() for match in re.finditer(r"\S+", self.text[start:end])]
        return [end, *words[::-1][:_MOST_REPLACED]] if from_end else [start, *ends[:_MOST_REPLACED]]

    def _omitted(self, start: int, end: int, *, stopped: bool) -> str:
        """A word in the text left out by an ellipsis that determines the sense, or ""."""
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
        """The rest of the source's sentence behind a position; "" if the sentence ends there."""
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
    """The words, with the middle replaced by "…" if they are longer than `longest` characters."""
    return words if len(words) <= longest else f"{words[: longest // 2].rstrip()} … {words[-longest // 2 :].lstrip()}"
