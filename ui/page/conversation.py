"""The conversation panel: a question in the text box becomes an exchange that grows until its answer is complete."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.models import Answer
from corpus.errors import PinpointError
from index.models import Summary
from ui.page.models import Exchange
from ui.page.render import conversation_html, sources_html, welcome_html
from ui.page.sources import sources_of
from ui.service import Session, has_document, list_documents, record

Exchanges = tuple[Exchange, ...]
# What an event changes on the page: the text box, what the session remembers, the conversation, its sources.
Shown = tuple[str, Exchanges, str, str]

BROKEN = "Something inside Pinpoint broke. The terminal it was started from says what. You can ask again."

# Questions to begin with, each with the instrument that it needs.
_EXAMPLES = (
    ("ECPT", "On what notice may the committee visit a prison under the European torture-prevention convention?"),
    ("ECHR", "What does Article 3 ECHR prohibit, and can it be suspended in wartime?"),
    ("ICCPR", "Within what time must an arrested person be brought before a judge under the ICCPR?"),
    ("GC III", "Which names and numbers must a prisoner of war give when questioned?"),
    ("VCLT", "When may a State not formulate a reservation to a treaty?"),
)
_MOST_EXAMPLES = 4


class Stream(Protocol):
    """What answers: `ui.service.stream`, or a stand-in for it."""

    def __call__(self, question: str, *, history: Sequence[str], session: Session) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the panel's events call. What was asked is not held here: it comes in with each event and goes back."""

    session: Session
    answers: Stream

    def ask(self, question: str, exchanges: Exchanges, model: str = "") -> Iterator[Shown]:
        """The page after each step of answering `question`, by `model` or, with "", in the sources' own words.

        A PinpointError becomes an error on the page.
        """
        exchange = Exchange(question.strip(), "asking", names_writer=bool(self.session.settings.models))
        if not exchange.question:
            yield self.shown(exchanges)
            return
        yield self.shown((*exchanges, exchange))
        history = tuple(one.question for one in exchanges if one.answer)
        with exchange.run:
            try:
                session = self.session.with_model(model)
                for answer in self.answers(exchange.question, history=history, session=session):
                    exchange = replace(exchange, answer=answer, sources=sources_of(answer, session=session))
                    yield self.shown((*exchanges, exchange))
                yield self.shown((*exchanges, replace(exchange, state="answered")))
            except PinpointError as error:
                yield self.shown((*exchanges, _failed(exchange, str(error))))

    def retry(self, exchanges: Exchanges, model: str = "") -> Iterator[Shown]:
        """The last question asked again, in place of what came of it before."""
        yield from self.ask(exchanges[-1].question if exchanges else "", exchanges[:-1], model)

    def record(self, exchanges: Exchanges, turn: int) -> str:
        """The evidence record of an answer, as JSON; `turn` counts exchanges from 1."""
        answer, earlier = exchanges[turn - 1].answer, [one.question for one in exchanges[: turn - 1] if one.answer]
        return record(answer, history=earlier, session=self.session).file_text() if answer else ""

    def stop(self, exchanges: Exchanges) -> Shown:
        """The page with what there is of the answer, marked as stopped."""
        if exchanges and exchanges[-1].state == "asking":
            exchanges = (*exchanges[:-1], replace(exchanges[-1], state="stopped"))
        return self.shown(exchanges)

    def broken(self, exchanges: Exchanges) -> Shown | None:
        """The page after a fault of ours, with the question kept; None where nothing broke (Gradio also calls a stop
        a failure, and that may come when the next answer is already under way)."""
        if not exchanges or not exchanges[-1].run.broke:
            return None
        return self.shown((*exchanges[:-1], _failed(exchanges[-1], BROKEN)))

    def shown(self, exchanges: Exchanges) -> Shown:
        """The page with these exchanges and an empty text box."""
        return "", exchanges, self.log(exchanges), sources_html(exchanges)

    def log(self, exchanges: Exchanges) -> str:
        """The exchanges; where there are none yet, what the library has to offer."""
        if exchanges:
            return conversation_html(exchanges)
        return welcome_html(examples(self.session), count=len(list_documents(session=self.session)))


def examples(session: Session) -> list[str]:
    """Questions that this library can be expected to answer: known ones, else about the treaties that it has."""
    known = [question for name, question in _EXAMPLES if _knows(name, session=session)]
    return (known or list(_about(list_documents(session=session))))[:_MOST_EXAMPLES]


def _knows(name: str, *, session: Session) -> bool:
    """Whether the library has an instrument, or the starter note on it: "GC III" has "note-gc-iii"."""
    return has_document(name, session=session) or has_document(
        f"note-{name.lower().replace(' ', '-')}", session=session
    )


def _about(documents: Sequence[Summary]) -> Iterator[str]:
    for document in documents:
        if document.kind == "treaty":
            yield f"What does Article 1 of the {document.name} say?"
            yield f"When does the {document.name} enter into force?"


def _failed(exchange: Exchange, reason: str) -> Exchange:
    return replace(exchange, state="failed", answer=None, sources=(), error=reason)
