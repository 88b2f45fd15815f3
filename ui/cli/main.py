"""The command line `pinpoint`: its arguments, its exit statuses and its error messages."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from corpus.errors import PinpointError, UnusableRequest, bug_message
from corpus.models import KINDS
from ui.cli import commands
from ui.cli.terminal import log_to_stderr, print_error
from ui.service import is_text, printable

log = logging.getLogger(f"pinpoint.{__name__}")

_Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; `argv` defaults to the arguments of the process.

    Returns the exit status: 0 if the command was done, 1 if it could not be, with a message on stderr. A bug in
    Pinpoint gives 1 too; it is logged with its traceback and reported as a bug. Wrong usage exits with status 2.
    """
    log_to_stderr()
    parser = _parser()
    arguments = parser.parse_args(argv)
    if problem := _usage_problem(arguments):
        parser.error(problem)
    try:
        _require_text(arguments)
        return int(arguments.run(arguments))
    except PinpointError as error:
        print_error(str(error))
        return 1
    except KeyboardInterrupt:
        print_error("Stopped. What was finished is kept; run the same command again to go on with the rest.")
        return 1
    except BrokenPipeError:  # the program that reads our output, such as `head`, has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        log.exception("a bug of Pinpoint's own")
        print_error(f"This is {bug_message(error, about='your request')}.")
        return 1


def _require_text(arguments: argparse.Namespace) -> None:
    """Raises UnusableRequest for an argument that is not UTF-8; `add` itself checks its sources, one by one."""
    given = [value for name, value in vars(arguments).items() if name != "sources"]
    for value in (each for values in given for each in (values if isinstance(values, list) else [values])):
        if isinstance(value, str | Path) and not is_text(str(value)):
            raise UnusableRequest(
                f"{printable(str(value))}: these bytes are no text in UTF-8; type it again, or rename the file."
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pinpoint",
        description="Ask treaties and articles; get answers with citations you can check.",
        epilog="Answers are the sources' own words. A chat model writes them if PINPOINT_MODEL=provider:name is set.",
    )
    parser.add_argument("--version", action="version", version=f"pinpoint {version('pinpoint-assistant')}")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library's folder (else PINPOINT_LIBRARY)")
    parser.add_argument("--empty", action="store_true", help="start a new library without the starter notes")
    parser.set_defaults(run=commands.chat, host="127.0.0.1", port=None)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add_command in (_chat, _ask, _search, _check, _verify, _add, _remove, _list, _show, _doctor, _schema):
        add_command(subparsers)
    return parser


def _chat(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("chat", help="open the chat page (also without any command)")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    command.add_argument("--port", type=int, help="port to listen on (default: the first free one from 7860)")
    command.set_defaults(run=commands.chat)


def _ask(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("ask", help="one answer with citations, or many")
    command.add_argument("question", nargs="?", metavar="QUESTION")
    command.add_argument("--questions", type=Path, metavar="FILE.jsonl", help='lines {"id", "question", "history"}')
    _record_option(command)
    _json_option(command)
    command.set_defaults(run=commands.ask)


def _search(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("search", help="passages, best first")
    command.add_argument("query", nargs="?", metavar="QUERY")
    command.add_argument("--queries", type=Path, metavar="FILE.jsonl", help='lines {"id", "query", "history"}')
    command.add_argument("-k", type=_count, default=10, metavar="N", help="how many passages (default: 10)")
    command.add_argument("--kind", choices=KINDS, help="only this kind of source")
    command.add_argument("--document", default="", metavar="ID", help="only this document: id, title, alias or file")
    command.add_argument("--article", default="", metavar="N", help="only this article")
    command.add_argument("--since", default="", metavar="DATE", help="only sources of this date or later (2016-03-24)")
    command.add_argument("--until", default="", metavar="DATE", help="only sources of this date or earlier")
    _json_option(command)
    command.set_defaults(run=commands.search)


def _check(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("check", help="a text's claims, quotations and references, each with a verdict")
    command.add_argument(
        "draft", nargs="?", metavar="FILE", help="a text, Markdown, DOCX, PDF or HTML file; - for stdin"
    )
    command.add_argument(
        "--items", type=Path, metavar="FILE.jsonl", help='lines {"id", "claim"} or {"id", "quote", "attributed_to"}'
    )
    _record_option(command)
    _json_option(command)
    command.set_defaults(run=commands.check)


def _verify(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("verify", help="whether an evidence record still holds on today's library")
    command.add_argument("record", type=Path, metavar="RECORD", help="a file that --record wrote")
    _json_option(command)
    command.set_defaults(run=commands.verify)


def _add(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("add", help="read files, folders and web addresses into the library")
    command.add_argument("sources", nargs="+", metavar="PATH_OR_ADDRESS")
    command.add_argument("--kind", choices=KINDS, help="the kind of all these sources (default: recognised from each)")
    _json_option(command)
    command.set_defaults(run=commands.add)


def _remove(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("remove", help="remove documents from the library")
    command.add_argument("documents", nargs="+", metavar="ID")
    command.set_defaults(run=commands.remove)


def _list(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("list", help="the library's documents")
    _json_option(command)
    command.set_defaults(run=commands.list_documents)


def _show(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("show", help="a document, or one provision of it")
    command.add_argument("document", metavar="ID")
    command.add_argument("locator", nargs="?", default="", metavar="LOCATOR", help='such as "art 8(2)" or "para 45"')
    _json_option(command)
    command.set_defaults(run=commands.show)


def _doctor(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("doctor", help="what is installed and where, and whether the library is sound")
    _json_option(command)
    command.set_defaults(run=commands.doctor)


def _schema(subparsers: _Subparsers) -> None:
    command = subparsers.add_parser("schema", help="the JSON Schema of what is printed with --json")
    command.set_defaults(run=commands.print_schema)


def _record_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--record", type=Path, metavar="FILE", help="also write an evidence record, to be verified later"
    )


def _json_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON, for other programs")


def _usage_problem(arguments: argparse.Namespace) -> str:
    """What is wrong with the arguments where argparse cannot tell, or ""."""
    for one, many in (("question", "questions"), ("query", "queries"), ("draft", "items")):
        given = (getattr(arguments, one, None), getattr(arguments, many, None))
        if hasattr(arguments, many) and (given[0] is None) == (given[1] is None):
            return f"give either {'FILE' if one == 'draft' else one.upper()} or --{many} FILE.jsonl"
        if getattr(arguments, many, None) and getattr(arguments, "record", None):
            return f"--record keeps one result; leave it out, or leave out --{many}"
    return ""


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of passages; give a whole number from 1 up")
    return int(text)
