"""The commands: each calls the service, prints the result for people or as JSON, and returns the exit status."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from assistant.models import Finding
from corpus.errors import UnreachableSource
from ui import schema, service
from ui.cli import terminal
from ui.cli.lines import read_items, read_questions

_Value = TypeVar("_Value")


def chat(arguments: Namespace) -> int:
    """Open the chat page and serve it until it is stopped from the keyboard."""
    terminal.print_text("Opening the library …")
    serve = ThreadPoolExecutor(1).submit(_serve)
    with _session(arguments) as session:
        terminal.print_text("Starting the page …")
        serve.result()(session, host=arguments.host, port=arguments.port, announce=terminal.print_text)
    return 0


def _serve() -> Callable[..., None]:
    """The function that serves the page; it is imported while the library opens, since Gradio takes two seconds."""
    from ui.page.app import serve  # heavy

    return serve


def ask(arguments: Namespace) -> int:
    """Answer one question, or each question of a file, in order."""
    with _session(arguments) as session:
        questions = _questions(arguments.question, arguments.questions, field="question")
        for asked, answer in zip(questions, service.ask_many(questions, session=session), strict=True):
            if arguments.record:
                service.write_record(service.record(answer, session=session), arguments.record)
            _print(arguments, partial(schema.Answer.of, id=asked.id), terminal.print_answer, answer)
    return 0


def search(arguments: Namespace) -> int:
    """Find passages for one query, or for each query of a file, in order."""
    with _session(arguments) as session:
        within = service.filters(
            kind=arguments.kind,
            document=arguments.document,
            article=arguments.article,
            since=arguments.since,
            until=arguments.until,
            session=session,
        )
        queries = _questions(arguments.query, arguments.queries, field="query")
        found = service.search_many(queries, k=arguments.k, within=within, session=session)
        for asked, hits in zip(queries, found, strict=True):
            _print(arguments, partial(schema.Search.of, asked.text, id=asked.id), terminal.print_hits, hits)
    return 0


def check(arguments: Namespace) -> int:
    """Check a text, or each claim and quotation of a file of items, in order; returns 1 if a verdict is a wrong one."""
    with _session(arguments) as session:
        if arguments.items:
            findings = list(_check_items(arguments, session=session))
        else:
            text = _draft_text(arguments.draft)
            findings = service.check(text, session=session)
            if arguments.record:
                made = service.record(service.Checked(text, tuple(findings)), session=session)
                service.write_record(made, arguments.record)
            _print(arguments, schema.Check.of, terminal.print_check, findings)
    return 1 if any(finding.verdict in service.WRONG for finding in findings) else 0


def _check_items(arguments: Namespace, *, session: service.Session) -> Iterator[Finding]:
    for item in read_items(arguments.items):
        finding = service.check_item(item, session=session)
        _print(arguments, partial(schema.Finding.of, id=item.id), terminal.print_finding, finding)
        yield finding


def _draft_text(name: str) -> str:
    """The text of a file, or of standard input for "-". Raises UnreachableSource if the file cannot be opened."""
    if name == "-":
        return service.text_of(sys.stdin.buffer.read(), source="standard input")
    try:
        return service.text_of(Path(name).read_bytes(), source=name)
    except OSError as error:
        raise UnreachableSource(f"{name}: cannot be opened ({error.strerror}); check the path.") from error


def verify(arguments: Namespace) -> int:
    """Print whether each part of an evidence record holds on today's library; returns 1 if one does not."""
    recorded = service.read_record(arguments.record)
    with _session(arguments) as session:
        checks = service.verify(recorded, session=session)
    _print(arguments, schema.Standing.of, terminal.print_standing, checks)
    return 0 if all(each.holds for each in checks) else 1


def add(arguments: Namespace) -> int:
    """Read sources into the library; returns 1 if one of them failed."""
    with _session(arguments) as session, terminal.progress_bar() as progress:
        added = service.add(arguments.sources, kind=arguments.kind, progress=progress, session=session)
    _print(arguments, schema.Added.of, terminal.print_added, added)
    terminal.print_failures(added)
    return 1 if added.failed else 0


def remove(arguments: Namespace) -> int:
    """Remove documents from the library: all that are named, or none if one name is unknown."""
    with _session(arguments) as session:
        for document in service.remove(arguments.documents, session=session):
            terminal.print_text(f"Removed {document.id}: {document.title}")
    return 0


def list_documents(arguments: Namespace) -> int:
    """Print the documents of the library."""
    with _session(arguments) as session:
        _print(arguments, schema.List.of, terminal.print_documents, service.list_documents(session=session))
    return 0


def show(arguments: Namespace) -> int:
    """Print a document, or what stands at one locator of it."""
    with _session(arguments) as session:
        shown = service.show(arguments.document, arguments.locator, session=session)
    if arguments.json:
        _print_json(shown.plain())
    else:
        terminal.print_shown(shown, whole=not arguments.locator)
    return 0


def doctor(arguments: Namespace) -> int:
    """Print what is installed and where, and whether the library is sound; returns 1 if something is wrong."""
    checked = service.doctor(_settings(arguments))
    if arguments.json:
        _print_json(checked.plain())
    else:
        terminal.print_doctor(checked)
    return 0 if checked.sound else 1


def print_schema(arguments: Namespace) -> int:
    """Print the JSON Schema of everything that is printed with --json."""
    terminal.print_text(json.dumps(schema.json_schema(), ensure_ascii=False, indent=2))
    return 0


def _settings(arguments: Namespace) -> service.Settings:
    return service.read_settings(os.environ, library=arguments.library)


def _session(arguments: Namespace) -> service.Session:
    with terminal.progress_bar() as progress:
        return service.open(_settings(arguments), empty=arguments.empty, progress=progress)


def _questions(text: str | None, path: Path | None, *, field: str) -> list[service.QuestionItem]:
    return read_questions(path, field=field) if path else [service.QuestionItem(text or "")]


def _print(
    arguments: Namespace,
    shape: Callable[[_Value], schema.Shape | schema.List | schema.Check],
    for_people: Callable[[_Value], None],
    value: _Value,
) -> None:
    if arguments.json:
        _print_json(shape(value).plain())
    else:
        for_people(value)


def _print_json(shape: object) -> None:
    """Print JSON on one line, flushed, so that a program that reads it has each answer at once."""
    sys.stdout.write(json.dumps(shape, ensure_ascii=False) + "\n")
    sys.stdout.flush()
