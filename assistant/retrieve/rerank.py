"""How well each quotable answers a question: shared words by rarity, nearness of meaning, kind of fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.question.intent import share_of_kinds, tells_of_making
from assistant.question.question import Question
from assistant.retrieve.mentions import mentions
from assistant.retrieve.quotable import Quotable, quotables
from corpus.structure.passages import context
from corpus.text.terms import terms
from index.models import Hit
from index.snapshot import Snapshot

# Quotables beyond this many, counted by shared words and rank, are not encoded: they cost time and rarely answer.
SENTENCES = 40
# Weights, measured on lay questions; they may be half or twice as much without much change.
_MEANING, _OVERLAP, _RANK, _FACT = 1.0, 0.25, 0.7, 0.2
# What being in a document that the question names adds, and being the provision that it names.
_NAMED, _EXACT = 0.2, 0.3
# What telling of a signature or an adoption, with its date, adds where that is asked for.
_MADE = 0.5
# What a judge's own opinion loses beside the judgment, and the operative part gains where a decision is asked for.
_OPINION, _OPERATIVE = -0.3, 0.05


@dataclass(frozen=True, slots=True)
class Scored:
    """A quotable and how well it answers. `meaning`: cosine with the question; `overlap`: share of its words."""

    quotable: Quotable
    score: float
    meaning: float
    overlap: float


def scored(question: Question, *, hits: Sequence[Hit], library: Snapshot) -> list[Scored]:
    """The quotables of the hits' passages, the best first."""
    found = [(quotable, hit.score) for hit in hits for quotable in quotables(hit)]
    overlaps = [overlap(quotable, question.rarities, named=question.documents) for quotable, _ in found]
    likely = sorted(range(len(found)), key=lambda i: -(overlaps[i] + found[i][1]))[:SENTENCES]
    near = meanings(question, [found[i][0] for i in likely], library=library)
    results = [
        _scored(question, found[i][0], cosine, overlaps[i], found[i][1], library=library)
        for i, cosine in zip(likely, near, strict=True)
    ]
    return sorted(results, key=lambda result: -result.score)


def _scored(
    question: Question, quotable: Quotable, meaning: float, shared: float, rank: float, *, library: Snapshot
) -> Scored:
    fact = share_of_kinds(quotable.words, kinds=question.intent.wants)
    named = quotable.hit.document.id in question.documents
    exact = quotable.hit.why.exact
    score = _MEANING * meaning + _OVERLAP * shared + _RANK * rank + _FACT * fact + _NAMED * named + _EXACT * exact
    made = question.intent.of_making and _tells_of_making(quotable, library=library)
    return Scored(quotable, score + _in_judgment(question, quotable) + _MADE * made, meaning, shared)


def _tells_of_making(quotable: Quotable, *, library: Snapshot) -> bool:
    """Whether it tells when an instrument was made; in a press article, of one that it speaks of."""
    return tells_of_making(quotable.words) and bool(mentions(quotable.hit, words=quotable.words, library=library))


def _in_judgment(question: Question, quotable: Quotable) -> float:
    place = quotable.hit.passage.locator.place.lower()
    if quotable.hit.document.kind != "judgment":
        return 0.0
    if "opinion" in place:
        return 0.0 if question.intent.of_opinion else _OPINION
    return _OPERATIVE if place.startswith("operative") and question.intent.of_decision else 0.0


def overlap(quotable: Quotable, rarities: Mapping[str, float], *, named: Sequence[str] = ()) -> float:
    """The share, by weight, of the question's words that the quotable or its headings have.

    The name of a document that the question itself names adds nothing: every quotable of it has that.
    """
    document = quotable.hit.document
    have = {*terms(quotable.words), *terms(quotable.hit.passage.breadcrumb)}
    if document.id not in named:
        have.update(terms(f"{document.name} {document.title}"))
    total = sum(rarities.values())
    return sum(weight for each, weight in rarities.items() if each in have) / total if total else 0.0


def meanings(question: Question, quotables: Sequence[Quotable], *, library: Snapshot) -> list[float]:
    """The cosine of the subject with each quotable, which is read with its headings and, unless named, its document."""
    if not quotables:
        return []
    texts = [f"{_headings(quotable, named=question.documents)}\n{quotable.words}" for quotable in quotables]
    asked = library.encoder.encode([question.subject])[0]
    return [float(cosine) for cosine in library.encoder.encode(texts) @ asked]


def _headings(quotable: Quotable, *, named: Sequence[str]) -> str:
    passage, document = quotable.hit.passage, quotable.hit.document
    return passage.breadcrumb if document.id in named else context(passage, document)
