"""The conversation panel: turns questions into exchanges, and gives the page after each event."""

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
# What an event sets on the page: the text box, the exchanges kept by the browser session, and the HTML of the
# conversation and of the sources.
PageUpdate = tuple[str, Exchanges, str, str]

CRASHED = "Something inside Pinpoint broke. The terminal it was started from says what. You can ask again."

# Example questions, each with the name of the instrument that answers it.
_EXAMPLES = (
    ("ECPT", "On what notice may the committee visit a prison under the European torture-prevention convention?"),
    ("ECHR", "What does Article 3 ECHR prohibit, and can it be suspended in wartime?"),
    ("ICCPR", "Within what time must an arrested person be brought before a judge under the ICCPR?"),
    ("GC III", "Which names and numbers must a prisoner of war give when questioned?"),
    ("VCLT", "When may a State not formulate a reservation to a treaty?"),
)
_MAX_EXAMPLES = 4


class Stream(Protocol):
    """A function that answers questions: `ui.service.stream`, or a fake of it in tests."""

    def __call__(self, question: str, *, history: Sequence[str], session: Session) -> Iterator[Answer]:
        """The answer in growing versions, of which the last is complete."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """The handlers of the panel's events.

    It holds no exchanges: each handler gets those of its browser session, and returns them in the update.
    """

    session: Session
    answers: Stream

    def ask(self, question: str, exchanges: Exchanges, model: str = "") -> Iterator[PageUpdate]:
        """The page after each step of answering a question.

        `model` is the chat model that writes the answer; with "" the answer is made of verbatim quotes. A PinpointError
        is shown on the page as an error.
        """
        exchange = Exchange(question.strip(), "asking", names_writer=bool(self.session.settings.models))
        if not exchange.question:
            yield self.update(exchanges)
            return
        yield self.update((*exchanges, exchange))
        history = tuple(one.question for one in exchanges if one.answer)
        with exchange.run:
            try:
                session = self.session.with_model(model)
                for answer in self.answers(exchange.question, history=history, session=session):
                    exchange = replace(exchange, answer=answer, sources=sources_of(answer, session=session))
                    yield self.update((*exchanges, exchange))
                yield self.update((*exchanges, replace(exchange, state="answered")))
            except PinpointError as error:
                yield self.update((*exchanges, _failed(exchange, str(error))))

    def retry(self, exchanges: Exchanges, model: str = "") -> Iterator[PageUpdate]:
        """The page while the last question is asked again; the new exchange replaces the last one."""
        yield from self.ask(exchanges[-1].question if exchanges else "", exchanges[:-1], model)

    def record(self, exchanges: Exchanges, turn: int) -> str:
        """The evidence record of an answer as JSON, "" if there is no answer; `turn` counts exchanges from 1."""
        answer, earlier = exchanges[turn - 1].answer, [one.question for one in exchanges[: turn - 1] if one.answer]
        return record(answer, history=earlier, session=self.session).file_text() if answer else ""

    def stop(self, exchanges: Exchanges) -> PageUpdate:
        """The page with the answer as far as it has come, marked as stopped."""
        if exchanges and exchanges[-1].state == "asking":
            exchanges = (*exchanges[:-1], replace(exchanges[-1], state="stopped"))
        return self.update(exchanges)

    def after_crash(self, exchanges: Exchanges) -> PageUpdate | None:
        """The page after a bug has interrupted an answer: the question with an error; None if there was no bug.

        Gradio reports a stopped answer as a failure too, perhaps when the next question is already being answered.
        """
        if not exchanges or not exchanges[-1].run.crashed:
            return None
        return self.update((*exchanges[:-1], _failed(exchanges[-1], CRASHED)))

    def update(self, exchanges: Exchanges) -> PageUpdate:
        """The page with these exchanges and an empty text box."""
        return "", exchanges, self.log(exchanges), sources_html(exchanges)

    def log(self, exchanges: Exchanges) -> str:
        """The HTML of the exchanges; without any, the welcome with example questions."""
        if exchanges:
            return conversation_html(exchanges)
        return welcome_html(examples(self.session), count=len(list_documents(session=self.session)))


def examples(session: Session) -> list[str]:
    """Up to four questions that the library can answer: prepared ones, else questions about its treaties."""
    known = [question for name, question in _EXAMPLES if _has_instrument(name, session=session)]
    return (known or list(_treaty_questions(list_documents(session=session))))[:_MAX_EXAMPLES]


def _has_instrument(name: str, *, session: Session) -> bool:
    """Whether the library has an instrument or the starter note on it, as "note-gc-iii" is on "GC III"."""
    return has_document(name, session=session) or has_document(
        f"note-{name.lower().replace(' ', '-')}", session=session
    )


def _treaty_questions(documents: Sequence[Summary]) -> Iterator[str]:
    for document in documents:
        if document.kind == "treaty":
            yield f"What does Article 1 of the {document.name} say?"
            yield f"When does the {document.name} enter into force?"


def _failed(exchange: Exchange, reason: str) -> Exchange:
    return replace(exchange, state="failed", answer=None, sources=(), error=reason)
