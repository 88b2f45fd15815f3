"""The ranking of quotables for a question, by cosine similarity, shared words, rank in search and kind of fact."""

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

# The most quotables, by shared words and rank, that are encoded. Encoding more takes time and rarely finds an answer.
SENTENCES = 40
# Weights, measured on questions of laypeople; half or twice as much changes the results little.
_MEANING, _OVERLAP, _RANK, _FACT = 1.0, 0.25, 0.7, 0.2
# Added for a document that the question names, and for the provision that it names.
_NAMED, _EXACT = 0.2, 0.3
# Added for a signature or an adoption with its date, if the question asks for that.
_MADE = 0.5
# Added for a judge's separate opinion, and for the operative part if the question asks for a decision.
_OPINION, _OPERATIVE = -0.3, 0.05


@dataclass(frozen=True, slots=True)
class Scored:
    """A quotable with its score; scores of one question can be compared, higher is better.

    `meaning` is its cosine similarity with the question (-1 to 1), `overlap` the share of the question's words that it
    has, weighted by rarity (0 to 1).
    """

    quotable: Quotable
    score: float
    meaning: float
    overlap: float


def scored(question: Question, *, hits: Sequence[Hit], library: Snapshot) -> list[Scored]:
    """The quotables of the hits' passages with their scores, best first, at most SENTENCES."""
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
    """Whether it states when an instrument of the library was made."""
    return tells_of_making(quotable.words) and bool(mentions(quotable.hit, words=quotable.words, library=library))


def _in_judgment(question: Question, quotable: Quotable) -> float:
    place = quotable.hit.passage.locator.place.lower()
    if quotable.hit.document.kind != "judgment":
        return 0.0
    if "opinion" in place:
        return 0.0 if question.intent.of_opinion else _OPINION
    return _OPERATIVE if place.startswith("operative") and question.intent.of_decision else 0.0


def overlap(quotable: Quotable, rarities: Mapping[str, float], *, named: Sequence[str] = ()) -> float:
    """The share, by weight, of the words in `rarities` that the quotable or its headings have, from 0 to 1.

    The name of its document counts too, unless the question names the document (`named`): all its quotables share it.
    """
    document = quotable.hit.document
    have = {*terms(quotable.words), *terms(quotable.hit.passage.breadcrumb)}
    if document.id not in named:
        have.update(terms(f"{document.name} {document.title}"))
    total = sum(rarities.values())
    return sum(weight for each, weight in rarities.items() if each in have) / total if total else 0.0


def meanings(question: Question, quotables: Sequence[Quotable], *, library: Snapshot) -> list[float]:
    """The cosine similarity of the question's subject with each quotable, encoded together with its headings."""
    if not quotables:
        return []
    texts = [f"{_headings(quotable, named=question.documents)}\n{quotable.words}" for quotable in quotables]
    asked = library.encoder.encode([question.subject])[0]
    return [float(cosine) for cosine in library.encoder.encode(texts) @ asked]


def _headings(quotable: Quotable, *, named: Sequence[str]) -> str:
    passage, document = quotable.hit.passage, quotable.hit.document
    return passage.breadcrumb if document.id in named else context(passage, document)
