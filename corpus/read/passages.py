"""Reads `.jsonl` files of passages: one document for each document name, its passages kept as given."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import get_args

from corpus.errors import EmptySource, UnreadableSource
from corpus.models import Document, Kind, Locator, Part
from corpus.text.decode import decode, sound
from corpus.text.language import language_of

_SHAPE = '{"document": …, "title": …, "kind": …, "locator": …, "text": …}'
_BETWEEN = "\n\n"
# Words. A longer first line is a sentence.
_HEADING = 12


@dataclass(slots=True)
class _Gathered:
    """The lines of one document so far."""

    title: str
    kind: Kind | None
    lines: list[str] = field(default_factory=list)
    passages: list[tuple[str, str]] = field(default_factory=list)


def read_passages(data: bytes, *, source: str, kind: Kind | None = None) -> list[Document]:
    """One Document for each distinct "document", in order of first appearance. `kind`, if given, replaces those given.

    Raises UnreadableSource, with the line number, for the first line that is not valid, and EmptySource if no line has
    text.
    """
    gathered: dict[str, _Gathered] = {}
    # Only "\n" ends a line: JSON strings may contain other line separators (U+2028).
    for number, line in enumerate(decode(data, source=source).split("\n"), 1):
        if line.strip():
            _gather(line, into=gathered, where=f"{source}: line {number}")
    if not gathered:
        raise EmptySource(f"{source}: no passage with text in it; each line must be {_SHAPE}.")
    return [_document(name, lines, source=source, kind=kind) for name, lines in gathered.items()]


def _gather(line: str, *, into: dict[str, _Gathered], where: str) -> None:
    record = _record(line, where=where)
    text = record["text"].strip()
    if not text:
        return
    document = into.setdefault(record["document"], _Gathered(title=record.get("title", ""), kind=_kind(record, where)))
    document.lines.append(line)
    document.passages.append((record.get("locator", ""), text))


def _record(line: str, *, where: str) -> dict[str, str]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"{where} is not JSON ({error}); each line must be {_SHAPE}.") from error
    if not isinstance(record, dict) or not all(isinstance(record.get(name), str) for name in ("document", "text")):
        raise UnreadableSource(f"{where} has no “document” and “text” that are strings; each line must be {_SHAPE}.")
    return {name: sound(value) for name, value in record.items() if isinstance(value, str)}


def _kind(record: dict[str, str], where: str) -> Kind | None:
    given = record.get("kind", "")
    for kind in get_args(Kind):
        if given == kind:
            return kind  # type: ignore[no-any-return]
    if given:
        raise UnreadableSource(f"{where} has kind “{given}”; expected one of {', '.join(get_args(Kind))}.")
    return None


def _document(name: str, gathered: _Gathered, *, source: str, kind: Kind | None) -> Document:
    parts, start = [], 0
    for (locator, text), above in zip(gathered.passages, _breadcrumbs(gathered.passages), strict=True):
        parts.append(Part(locator=Locator.parse(locator), breadcrumb=above, start=start, end=start + len(text)))
        start += len(text) + len(_BETWEEN)
    text = _BETWEEN.join(text for _, text in gathered.passages)
    return Document(
        id=name,
        title=gathered.title or name,
        short_title="",
        kind=kind or gathered.kind or "article",
        issuer="",
        date="",
        url="",
        source=_source(name, source=source),
        language=language_of(text),
        sha256=hashlib.sha256("\n".join(gathered.lines).encode(errors="replace")).hexdigest(),
        text=text,
        parts=tuple(parts),
    )


def _source(name: str, *, source: str) -> str:
    """A path inside the file whose stem is `name`; a name with a dot needs an extension for that."""
    return f"{source}/{name}.jsonl" if "." in name else f"{source}/{name}"


def _breadcrumbs(passages: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The breadcrumb of each passage: the first lines of earlier passages whose locators its own locator extends.

    "6.8.2.(a)" is below "6.8.2 Records of orders" and "6.8 Record keeping".
    """
    headings: dict[str, str] = {}
    for locator, text in passages:
        ends = [end for end in range(1, len(locator)) if locator[end] in ".(" and locator[end - 1] != "."]
        above = [headings[locator[:end]] for end in ends if locator[:end] in headings]
        yield " › ".join(dict.fromkeys(above))
        if heading := _heading(text):
            headings.setdefault(locator.rstrip("."), heading)


def _heading(text: str) -> str:
    """The first line of a text if it is as short as a heading and not just a number, else ""."""
    first = text.partition("\n")[0].strip()
    words = re.findall(r"[^\W\d_]{2,}", first)
    return first if 1 <= len(words) <= _HEADING else ""
