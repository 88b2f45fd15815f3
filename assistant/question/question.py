"""Question: what is asked, read once. What comes after it takes what is read here, and reads the words no more."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.question.follow_up import standalone
from assistant.question.intent import Intent, intent_of
from assistant.question.missing import Missing, missing
from corpus.instruments.catalogue import Instrument, named_in
from corpus.instruments.references import mask
from corpus.text.language import language_of
from corpus.text.terms import STOPWORDS, stem, terms, words
from index.library import Library
from index.models import Named, Query
from index.search.query import read_query, without_names
from index.snapshot import Snapshot

# A word in this many passages or more counts as common. Counting further costs time and changes nothing.
_COMMON = 400


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a claim that is looked for like one, and all that its words tell.

    `words` is what was asked and `history` the questions before it; `query` is it as it stands alone, with the names
    and provisions in it, and `about` its subject: without names and article numbers, which would outweigh its other
    words. `documents` are ids of those it names, as far as the library holds them, and `missing` the sources that it
    does not hold; `instruments` are those of the catalogue in `query`, each with its place there. `language` is a
    two-letter code (ISO 639-1). `rarities` has the stem of each of the subject's words of substance with its weight:
    the rarer in the library, the heavier.
    """

    words: str
    query: Query
    about: Query
    intent: Intent = field(default_factory=Intent)
    documents: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    history: tuple[str, ...] = ()
    language: str = "en"
    instruments: tuple[tuple[Instrument, int, int], ...] = ()
    rarities: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> str:
        """The question as it stands alone."""
        return self.query.text

    @property
    def subject(self) -> str:
        """What it is about, apart from what it names; the whole question where nothing else is left of it."""
        return self.about.text

    @property
    def is_follow_up(self) -> bool:
        """Whether it leans on the questions before it."""
        return self.query.text != self.words

    @property
    def names(self) -> tuple[Named, ...]:
        """The instruments and documents that it names, held or not."""
        return self.query.names

    @property
    def points(self) -> tuple[str, ...]:
        """The points of the provision that it names, outermost first: ("2", "c") for "ECPT 8(2)(c)"; () for none."""
        return max((found.locator.points for found, _ in self.query.provisions), key=len, default=())


def understand(words: str, *, history: Sequence[str] = (), library: Library | Snapshot) -> Question:
    """The question in `words`, asked after those in `history`, read for what it names, asks and is about."""
    library = library.at()
    query = read_query(standalone(words, history=history), library=library)
    named = [name for name in query.names if name.documents or name.notes]
    about, instruments = _about(query), tuple(named_in(query.text))
    return Question(
        words,
        query,
        about,
        intent_of(query, subject=about.text, several=len(named) > 1),
        tuple(dict.fromkeys(document for name in named for document in (name.documents or name.notes))),
        tuple(missing(query.text, named=instruments, documents=library.summaries())),
        tuple(history),
        language_of(words),
        instruments,
        rarity(about.text, library=library),
    )


def turned_to(question: Question, subject: str, *, documents: Sequence[str], library: Snapshot) -> Question:
    """The same question with another subject, looked for in other documents."""
    weights = rarity(subject, library=library)
    return replace(question, about=without_names(subject), documents=tuple(documents), rarities=weights)


def rarity(text: str, *, library: Snapshot) -> dict[str, float]:
    """The stems of the text's words of substance, each with its weight: the rarer in the library, the heavier."""
    asked = {stem(word): word for word in words(text) if word not in STOPWORDS}
    counts = {each: min(library.count(word), _COMMON) for each, word in asked.items()}
    return {each: math.log((_COMMON + 1) / (count + 1)) + 0.2 for each, count in counts.items()}


def _about(query: Query) -> Query:
    spans = [(name.start, name.end) for name in query.names]
    spans += [(reference.start, reference.end) for reference, _ in query.provisions]
    rest = " ".join(mask(query.text, names=spans, mark=" ").split())
    return without_names(rest) if spans and terms(rest) else query
