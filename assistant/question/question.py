"""Question: a question analysed once, so that later stages use the result and need not parse its words again."""

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

# A word in this many passages or more is common; exact counts beyond it would take time and change no ranking.
_COMMON = 400


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a claim that is searched for like one, with everything derived from its words.

    `words` is the question as asked and `history` the earlier ones, oldest first. `query` is the question rewritten to
    be understood without them, with its names and provisions; `about` is the query without names and article numbers,
    which would outweigh its other words in a search. `documents` are the ids of the documents that it names and the
    library holds, `missing` the named sources that it does not hold. `instruments` are those of the catalogue named in
    `query`, each with the start and end of its name there. `language` is a two-letter code (ISO 639-1). `rarities` maps
    the stem of each content word of `about` to a weight, which is higher for words that are rarer in the library.
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
        """The question, rewritten to be understood without the conversation."""
        return self.query.text

    @property
    def subject(self) -> str:
        """The text without names and provisions; the whole text if nothing else is left."""
        return self.about.text

    @property
    def is_follow_up(self) -> bool:
        """Whether it had to be rewritten to be understood without the questions before it."""
        return self.query.text != self.words

    @property
    def names(self) -> tuple[Named, ...]:
        """The instruments and documents that it names, whether or not the library holds them."""
        return self.query.names

    @property
    def points(self) -> tuple[str, ...]:
        """The points of the provision named, outermost first: ("2", "c") for "ECPT 8(2)(c)"; () for none."""
        return max((found.locator.points for found, _ in self.query.provisions), key=len, default=())


def understand(words: str, *, history: Sequence[str] = (), library: Library | Snapshot) -> Question:
    """The question in `words`, asked after those in `history` (oldest first), analysed against a library."""
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


def with_subject(question: Question, subject: str, *, documents: Sequence[str], library: Snapshot) -> Question:
    """A copy of the question with another subject, to be searched for in these documents (ids)."""
    weights = rarity(subject, library=library)
    return replace(question, about=without_names(subject), documents=tuple(documents), rarities=weights)


def rarity(text: str, *, library: Snapshot) -> dict[str, float]:
    """The weight of each content word of the text, by its stem: the rarer the word in the library, the higher.

    The weight is log(401 / (n + 1)) + 0.2 for a word in n passages, n being at most 400.
    """
    asked = {stem(word): word for word in words(text) if word not in STOPWORDS}
    counts = {each: min(library.count(word), _COMMON) for each, word in asked.items()}
    return {each: math.log((_COMMON + 1) / (count + 1)) + 0.2 for each, count in counts.items()}


def _about(query: Query) -> Query:
    spans = [(name.start, name.end) for name in query.names]
    spans += [(reference.start, reference.end) for reference, _ in query.provisions]
    rest = " ".join(mask(query.text, names=spans, mark=" ").split())
    return without_names(rest) if spans and terms(rest) else query
