"""Make training examples from pairs: add a hard negative, a passage that search finds but that does not answer."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.models import Passage
from corpus.structure.passages import context
from index.library import Library
from index.search.query import read_query
from index.search.search import search
from index.training.pairs import Pair

# Negatives are chosen among so many hits. The first hits in other documents are skipped: instruments repeat each other,
# so that these are often answers that nobody recorded. Of the answering document, so many hits are considered.
CONSIDERED, SKIPPED, IN_DOCUMENT = 24, 3, 6


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage that answers it, a negative ("" for none), and all passages known to answer it.

    Passages are texts as the index encodes them: the context, a line break, the text.
    """

    question: str
    right: str
    wrong: str
    answers: frozenset[str]


def examples(pairs: Sequence[Pair], *, library: Library) -> Iterator[Example]:
    """An example for each pair; the same library gives the same examples."""
    choose = random.Random(0)  # noqa: S311 -- a repeatable choice, nothing secret
    for pair in pairs:
        wrong = _wrong(pair, library=library, choose=choose)
        answers = frozenset(as_indexed(library.passage(one), library=library) for one in pair.answers)
        right = as_indexed(_best(pair, library=library), library=library)
        yield Example(pair.question, right, as_indexed(wrong, library=library) if wrong else "", answers)


def as_indexed(passage: Passage, *, library: Library) -> str:
    """The text that the index encodes for a passage."""
    return f"{context(passage, library.document(passage.document_id))}\n{passage.text}"


def _best(pair: Pair, *, library: Library) -> Passage:
    """The passage of the provision that is nearest to the question by the library's encoder."""
    if len(pair.passages) == 1:
        return pair.passages[0]
    near = library.encoder.encode([pair.question, *(one.text for one in pair.passages)])
    return pair.passages[int(np.argmax(near[1:] @ near[0]))]


def _wrong(pair: Pair, *, library: Library, choose: random.Random) -> Passage | None:
    """A hit outside the answering articles, half of the time in the answering document; None without such hits."""
    articles = {_article(library.passage(one)) for one in pair.answers}
    hits = [hit.passage for hit in search(read_query(pair.question, library=library), k=CONSIDERED, library=library)]
    hits = [one for one in hits if _article(one) not in articles]
    same = [one for one in hits if one.document_id == pair.passages[0].document_id]
    wrong = same[:IN_DOCUMENT] if choose.random() < 0.5 else hits[SKIPPED:]
    return choose.choice(wrong or hits) if hits else None


def _article(passage: Passage) -> tuple[str, object]:
    return passage.document_id, passage.locator.whole_article
