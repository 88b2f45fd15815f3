"""What Pinpoint can do, as one function for each use case. The command line and the chat page call nothing else.

They open a `Session` and pass it to each function. Limits on what may be asked are checked here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.models import Answer, Finding
from assistant.question.question import understand
from assistant.retrieve.citations import shown
from assistant.settings import Settings, read_settings
from assistant.verify.check import WRONG
from assistant.verify.check import check as check_text
from assistant.verify.claims.claim import claim
from assistant.verify.evidence import Checked, Recorded, Standing, evidence, standing
from assistant.verify.quotes.quotation import quotation
from corpus.errors import UnknownDocument, UnknownLocator, UnusableRequest
from corpus.models import Document, Kind, Passage
from corpus.read.source import text_of
from corpus.text.decode import is_text, printable, sound
from index.ingest.intake import Added, Told
from index.ingest.sources import add_sources, add_uploads
from index.models import ALL, Filters, Hit, Summary
from index.progress import Progress, silent
from index.search.provisions import standing_at
from index.search.search import search as find
from ui import schema
from ui.doctor import doctor
from ui.schema.record import read_record, write_record
from ui.session import LOCAL, Session, open

if TYPE_CHECKING:
    from assistant.answer.chain import Chain, Input

__all__ = [
    "LARGEST_K",
    "LOCAL",
    "LONGEST_QUESTION",
    "WRONG",
    "Added",
    "CheckItem",
    "Checked",
    "Progress",
    "QuestionItem",
    "Recorded",
    "Session",
    "Settings",
    "Standing",
    "Told",
    "add",
    "article",
    "ask",
    "ask_many",
    "check",
    "check_item",
    "doctor",
    "filters",
    "has_document",
    "is_text",
    "list_documents",
    "open",
    "printable",
    "read_record",
    "read_settings",
    "record",
    "remove",
    "search",
    "search_many",
    "show",
    "shown",
    "sound",
    "stream",
    "text_of",
    "upload",
    "verify",
    "warm_up",
    "write_record",
]

# The most characters of a question, a query or an earlier question.
LONGEST_QUESTION = 4000
# The most passages of one search.
LARGEST_K = 1000
# How many questions of a file are answered at the same time: about as many as there are processors.
_BATCH_SIZE = 4


@dataclass(frozen=True, slots=True)
class QuestionItem:
    """One of many questions or queries, with the questions before it, oldest first.

    `id` is any JSON value that the caller gave to tell them apart; None stands for no id.
    """

    text: str
    history: tuple[str, ...] = ()
    id: object = None


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One of many claims and quotations to check.

    `attributed_to` is the document and the locator that a quotation is said to come from, None where it is not known.
    `id` is any JSON value that the caller gave to tell them apart; None stands for no id.
    """

    text: str
    is_quote: bool
    attributed_to: tuple[str, str] | None = None
    id: object = None


def warm_up(*, session: Session) -> None:
    """Load what the first question needs: the encoder, the indexes, LangChain, and the chat model if one is set.

    Raises what `ask` raises.
    """
    ask("What does the first article say?", session=session.with_model(""))
    if session.settings.writes:
        from assistant.answer.providers import load_model  # heavy: LangChain

        load_model(session.settings)


def ask(question: str, *, history: Sequence[str] = (), session: Session) -> Answer:
    """The complete answer to a question; `history` holds the questions before it, oldest first.

    Raises UnusableRequest for a question that is too long, and UnusableModel for a chat model that cannot be used.
    """
    _require_length(question, *history)
    return _chain(session).invoke({"question": question, "history": history})


def stream(question: str, *, history: Sequence[str] = (), session: Session) -> Iterator[Answer]:
    """The answer in growing versions, of which the last is complete. Raises what `ask` raises."""
    _require_length(question, *history)
    yield from _chain(session).stream({"question": question, "history": history})


def ask_many(questions: Sequence[QuestionItem], *, session: Session) -> Iterator[Answer]:
    """The answers to many questions, in their order; a few are answered at the same time.

    Raises what `ask` raises; a question that is too long is refused before any is answered.
    """
    _require_lengths(questions)
    given: list[Input] = [{"question": one.text, "history": one.history} for one in questions]
    batches = (given[start : start + _BATCH_SIZE] for start in range(0, len(given), _BATCH_SIZE))
    chain = _chain(session)
    return (answer for batch in batches for answer in chain.batch(batch))


def _chain(session: Session) -> "Chain":
    from assistant.answer.chain import chain  # heavy: LangChain

    return chain(library=session.library, settings=session.settings)


def filters(
    *,
    kind: Kind | None = None,
    document: str = "",
    article: str = "",
    since: str = "",
    until: str = "",
    session: Session,
) -> Filters:
    """The filters of a search: one kind of document, one document, one article, and a range of dates, both included.

    `document` is an id, a title, an alias or a file name; a date is written as 2016-03-24, 2016-03 or 2016. What is
    left out does not filter. Raises UnknownDocument, and UnusableRequest for a date in another form.
    """
    known = session.library.document(document).id if document else ""
    first, last = _date(since, "--since", filler="0000-01-01"), _date(until, "--until", filler="9999-12-31")
    return Filters(kind=kind, document=known, article=article, since=first, until=last)


def search(
    query: str, *, history: Sequence[str] = (), k: int = 10, within: Filters = ALL, session: Session
) -> list[Hit]:
    """The `k` best passages for a query, best first; `history` holds the questions before it, oldest first.

    Raises UnusableRequest for a query longer than LONGEST_QUESTION or a `k` above LARGEST_K.
    """
    _require_length(query, *history)
    if k > LARGEST_K:
        raise UnusableRequest(f"{k} passages are too many for one search; expected at most {LARGEST_K}.")
    library = session.library.at()
    question = understand(query, history=history, library=library)
    return find(question.query, k=k, filters=within, library=library)


def search_many(
    queries: Sequence[QuestionItem], *, k: int = 10, within: Filters = ALL, session: Session
) -> Iterator[list[Hit]]:
    """The hits of many queries, in their order. Raises what `search` raises."""
    _require_lengths(queries)
    return (search(one.text, history=one.history, k=k, within=within, session=session) for one in queries)


def check(text: str, *, session: Session) -> list[Finding]:
    """A verdict on each quotation, reference and claim of a text, in the order of the text, with its position there."""
    return check_text(text, library=session.library)


def check_item(item: CheckItem, *, session: Session) -> Finding:
    """A verdict on one claim or quotation."""
    if item.is_quote:
        return quotation(item.text, attributed_to=item.attributed_to, library=session.library)
    return claim(item.text, library=session.library)


def add(sources: Sequence[str], *, kind: Kind | None = None, progress: Progress = silent, session: Session) -> Added:
    """Read files, folders and web addresses into the library; returns what was added, and what failed and why.

    `kind` is given to all of them; without it each reader decides. Raises LibraryInUse.
    """
    return add_sources(sources, library=session.library, kind=kind, progress=progress)


def upload(paths: Sequence[Path], *, told: Told, session: Session) -> Added:
    """Add files that were uploaded; returns the outcome of all.

    `told` is called for each document, with the index of its file in `paths` and the document's own outcome. An
    uploaded file never replaces a document, whatever its name. Raises LibraryInUse.
    """
    return add_uploads(paths, library=session.library, told=told)


def remove(names: Sequence[str], *, session: Session) -> Iterator[Document]:
    """Remove documents by id, title, alias or file name; yields each when it has been removed.

    All names are looked up first, so that nothing is removed if one is unknown. Raises UnknownDocument, LibraryInUse.
    """
    for document in [session.library.document(name) for name in names]:
        session.library.remove(document.id)
        yield document


def list_documents(*, session: Session) -> Sequence[Summary]:
    """All documents of the library without their texts, sorted by title."""
    return session.library.summaries()


def has_document(name: str, *, session: Session) -> bool:
    """Whether the library has a document with this id, title, alias or file name."""
    try:
        session.library.document(name)
    except UnknownDocument:
        return False
    return True


def show(name: str, locator: str = "", *, session: Session) -> schema.Shown:
    """A document with its text and parts, or only the parts at a locator ("art 8(2)", "Article 8, paragraph 2").

    Raises UnknownDocument, and UnknownLocator, which lists the document's articles.
    """
    document = session.library.document(name)
    passages = session.library.passages(document.id)
    chosen = standing_at(locator.strip(), passages) if locator else passages
    if locator and not chosen:
        known = ", ".join(dict.fromkeys(str(p.locator.whole_article) or "(no number)" for p in passages))
        raise UnknownLocator(f"{document.name} has no place {locator!r}. It has: {known}.")
    return schema.Shown.of(document, chosen, whole=not locator)


def article(passage: Passage, *, session: Session) -> list[Passage]:
    """All passages of the article that a passage belongs to, itself included, in the order of the text."""
    return session.library.article(passage)


def record(subject: Answer | Checked, *, history: Sequence[str] = (), session: Session) -> schema.Record:
    """The evidence record of an answer or a check that was made in this session; `history` as it was given to `ask`."""
    return schema.Record.of(evidence(subject, library=session.library, history=history))


def verify(recorded: Recorded, *, session: Session) -> list[Standing]:
    """Whether each citation and verdict of a record, and its library, still holds, and why or what changed."""
    return standing(recorded, library=session.library)


def _require_length(*texts: str) -> None:
    """Raises UnusableRequest if one of the texts is longer than LONGEST_QUESTION."""
    for text in texts:
        if len(text) > LONGEST_QUESTION:
            raise UnusableRequest(
                f"A question of {len(text):,} characters is too long; expected at most {LONGEST_QUESTION:,}. "
                "To hold a whole text against the library, check it."
            )


def _require_lengths(questions: Sequence[QuestionItem]) -> None:
    for one in questions:
        _require_length(one.text, *one.history)


def _date(text: str, option: str, *, filler: str) -> str:
    """A date, month or year as a full ISO date: `filler`, an ISO date itself, gives what is missing at the end."""
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError as error:
        raise UnusableRequest(f"{option} {text}: expected a date such as 2016-03-24, 2016-03 or 2016.") from error
    return text and text + filler[len(text) :]
