"""What each command does: a few lines that join the rooms and print."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from assistant.answer.chain import answer
from assistant.models import Answer, Finding
from assistant.question.question import understand
from assistant.settings import Settings, read_settings
from assistant.verify.check import WRONG
from assistant.verify.check import check as check_text
from assistant.verify.claims.claim import claim
from assistant.verify.evidence import Checked, evidence, standing
from assistant.verify.quotes.quotation import quotation
from corpus.errors import UnknownLocator, UnreachableSource, UnusableRequest
from corpus.models import Document, Passage
from corpus.read.source import text_of
from index.ingest.add import open_library
from index.ingest.sources import add_sources
from index.library import Library
from index.models import Filters
from index.search.provisions import standing_at
from index.search.search import search as find
from ui import schema
from ui.cli import terminal
from ui.cli.lines import Asked, Item, read_items, read_questions
from ui.doctor import examine
from ui.records import read_record, write_record

_Value = TypeVar("_Value")


def chat(arguments: Namespace) -> int:
    """Open the chat page; returns when it is closed."""
    settings = _settings(arguments)
    with _library(arguments, settings) as library:
        from ui.page.app import serve  # heavy: gradio takes two seconds, and only this command needs it

        serve(library, settings, host=arguments.host, port=arguments.port)
    return 0


def ask(arguments: Namespace) -> int:
    """Answer one question, or each of a file of them, in order."""
    settings = _settings(arguments)
    with _library(arguments, settings) as library:
        for asked in _asked(arguments.question, arguments.questions, field="question"):
            reply = answer(asked.text, history=asked.history, library=library, settings=settings)
            _keep(reply, arguments, library=library)
            _print(arguments, schema.answer_shape(reply, id=asked.id), terminal.print_answer, reply)
    return 0


def search(arguments: Namespace) -> int:
    """Find passages for one query, or for each of a file of them, in order."""
    with _library(arguments, _settings(arguments)) as library:
        filters = _filters(arguments, library)
        for asked in _asked(arguments.query, arguments.queries, field="query"):
            question = understand(asked.text, history=asked.history, library=library)
            hits = find(question.query, k=arguments.k, filters=filters, library=library)
            _print(arguments, schema.search_shape(asked.text, hits, id=asked.id), terminal.print_hits, hits)
    return 0


def check(arguments: Namespace) -> int:
    """A text's quotations, references and claims, or those of a file, in order; 1 if one of them is wrong."""
    with _library(arguments, _settings(arguments)) as library:
        if arguments.items:
            findings = [_check_item(item, arguments, library=library) for item in read_items(arguments.items)]
        else:
            text = _draft(arguments.draft)
            findings = check_text(text, library=library)
            _keep(Checked(text, tuple(findings)), arguments, library=library)
            shapes = [schema.finding_shape(finding) for finding in findings]
            _print(arguments, shapes, terminal.print_check, findings)
    return 1 if any(finding.verdict in WRONG for finding in findings) else 0


def verify(arguments: Namespace) -> int:
    """What of an evidence record holds on today's library; 1 if something does not."""
    recorded = read_record(arguments.record)
    with _library(arguments, _settings(arguments)) as library:
        found = standing(recorded, library=library)
    _print(arguments, schema.standing_shape(found), terminal.print_standing, found)
    return 0 if all(each.holds for each in found) else 1


def _keep(subject: Answer | Checked, arguments: Namespace, *, library: Library) -> None:
    if arguments.record:
        write_record(evidence(subject, library=library), arguments.record)


def _check_item(item: Item, arguments: Namespace, *, library: Library) -> Finding:
    if item.is_quote:
        finding = quotation(item.text, attributed_to=item.attributed_to, library=library)
    else:
        finding = claim(item.text, library=library)
    _print(arguments, schema.finding_shape(finding, id=item.id), terminal.print_finding, finding)
    return finding


def _draft(name: str) -> str:
    """The text of the file called `name`, or of what is piped in for "-"."""
    if name == "-":
        return text_of(sys.stdin.buffer.read(), source="standard input")
    try:
        return text_of(Path(name).read_bytes(), source=name)
    except OSError as error:
        raise UnreachableSource(f"{name}: cannot be opened ({error.strerror}); check the path.") from error


def add(arguments: Namespace) -> int:
    """Read sources into the library; 1 if any of them failed."""
    with _library(arguments, _settings(arguments)) as library, terminal.progress_bar() as progress:
        added = add_sources(arguments.sources, library=library, kind=arguments.kind, progress=progress)
    _print(arguments, schema.added_shape(added), terminal.print_added, added)
    terminal.print_failures(added)
    return 1 if added.failed else 0


def remove(arguments: Namespace) -> int:
    """Take documents out of the library: all those named, or none when one name is unknown."""
    with _library(arguments, _settings(arguments)) as library:
        for document in [library.document(name) for name in arguments.documents]:
            library.remove(document.id)
            terminal.say(f"Removed {document.id}: {document.title}")
    return 0


def list_documents(arguments: Namespace) -> int:
    """The library's documents."""
    with _library(arguments, _settings(arguments)) as library:
        documents = library.summaries()
    shapes = [schema.document_shape(document) for document in documents]
    _print(arguments, shapes, terminal.print_documents, documents)
    return 0


def show(arguments: Namespace) -> int:
    """A document, or one place in it."""
    with _library(arguments, _settings(arguments)) as library:
        document = library.document(arguments.document)
        passages = _shown(arguments.locator, document, library.passages(document.id))
    if arguments.json:
        _print_json(schema.shown_shape(document, passages, whole=not arguments.locator))
    else:
        terminal.print_shown(document, passages, whole=not arguments.locator)
    return 0


def doctor(arguments: Namespace) -> int:
    """What is installed and where, and whether the library is sound; 1 if something is wrong."""
    findings = examine(_settings(arguments))
    _print(arguments, schema.doctor_shape(findings), terminal.print_findings, findings)
    return 0 if all(finding.sound for finding in findings) else 1


def _settings(arguments: Namespace) -> Settings:
    return read_settings(os.environ, library=arguments.library)


def _library(arguments: Namespace, settings: Settings) -> Library:
    with terminal.progress_bar() as progress:
        return open_library(settings.library, encoder=settings.encoder, empty=arguments.empty, progress=progress)


def _asked(text: str | None, path: Any, *, field: str) -> list[Asked]:
    return read_questions(path, field=field) if path else [Asked(text or "")]


def _filters(arguments: Namespace, library: Library) -> Filters:
    document = library.document(arguments.document).id if arguments.document else ""
    since = _date(arguments.since, "--since", filler="0000-01-01")
    until = _date(arguments.until, "--until", filler="9999-12-31")
    return Filters(kind=arguments.kind, document=document, article=arguments.article, since=since, until=until)


def _date(text: str, option: str, *, filler: str) -> str:
    """A date, month or year as text that compares with ISO dates; `filler` completes what is not given."""
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError as error:
        raise UnusableRequest(f"{option} {text}: expected a date such as 2016-03-24, 2016-03 or 2016") from error
    return text and text + filler[len(text) :]


def _shown(wanted: str, document: Document, passages: list[Passage]) -> list[Passage]:
    """The passages at the place `wanted`; all where it is empty. Raises UnknownLocator, naming the places there are."""
    here = standing_at(wanted.strip(), passages) if wanted else passages
    if not here:
        places = ", ".join(dict.fromkeys(str(p.locator.whole_article) or "(no number)" for p in passages))
        raise UnknownLocator(f"{document.name} has no place {wanted!r}. It has: {places}.")
    return here


def _print(arguments: Namespace, shape: Any, for_people: Callable[[_Value], None], value: _Value) -> None:
    if arguments.json:
        _print_json(shape)
    else:
        for_people(value)


def _print_json(shape: Any) -> None:
    """One line, flushed, so that a program on the other end of the pipe has each answer as it comes."""
    sys.stdout.write(json.dumps(shape, ensure_ascii=False) + "\n")
    sys.stdout.flush()
