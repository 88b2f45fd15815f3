"""What a question is about, apart from the sources that it names: "visits", and the ECPT."""

from dataclasses import dataclass

from assistant.question.intent import asks_for_many
from corpus.instruments.references import mask
from corpus.text.terms import terms
from index.library import Library
from index.search.provisions import read_request


@dataclass(frozen=True, slots=True)
class Subject:
    """`text` is the question without names and article numbers, which would outweigh its other words.

    `documents` are the ids of the named ones that the library holds; `lookup` says that the question only asks to see
    a provision; `many`, that several instruments should answer.
    """

    question: str
    text: str
    documents: tuple[str, ...] = ()
    lookup: bool = False
    many: bool = False


def subject_of(question: str, *, library: Library) -> Subject:
    """The subject of a question; its text is the whole question where nothing else is left of it."""
    request = read_request(question, library=library)
    named = [name for name in request.names if name.documents or name.notes]
    spans = [(name.start, name.end) for name in request.names]
    spans += [(reference.start, reference.end) for reference, _ in request.provisions]
    rest = " ".join(mask(question, names=spans, mark=" ").split())
    return Subject(
        question,
        rest if spans and terms(rest) else question,
        tuple(dict.fromkeys(document for name in named for document in (name.documents or name.notes))),
        lookup=request.only_text,
        many=asks_for_many(question) or len(named) > 1,
    )
