"""Prints values for people: in colour on a terminal, as plain text in a pipe."""

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from math import ceil
from time import monotonic

from rich import progress as bars
from rich.console import Console
from rich.table import Column
from rich.text import Text

from assistant.models import Answer, Citation, Finding
from corpus.models import Document, Locator
from corpus.text.dates import printed_date
from index.models import Described, Hit, Why
from ui import schema
from ui.service import Added, Progress, Standing

# The control characters of C0 and C1, except tab and newline: text of a document must not control the terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# The columns of a line that the bar and its figures need; the description gets the rest.
_BAR_WIDTH = 56
_HEADINGS = {
    "answered": "",
    "partial": "The sources answer this only in part.",
    "not_in_sources": "Not in the sources.",
}


def print_text(text: str = "", *, style: str = "") -> None:
    """Print text on stdout; rich's markup in it is printed as it is, control characters are left out."""
    _print(Console(highlight=False), text, style=style)


def print_error(text: str) -> None:
    """Print text on stderr, in bold red on a terminal."""
    _print(Console(stderr=True, highlight=False), text, style="bold red")


def print_answer(answer: Answer) -> None:
    """Print an answer, its numbered sources, the nearest passages and the suggestions."""
    if heading := _HEADINGS[answer.status]:
        print_text(heading + "\n", style="bold yellow")
    if answer.read_as:
        print_text(f"Understood as: {answer.read_as}\n", style="dim")
    if answer.lead:
        print_text(answer.lead + "\n", style="bold")
    print_text(answer.plain)
    if answer.citations:
        print_text("\nSources", style="bold")
    for citation in answer.citations:
        print_text(f"[{citation.number}] {_source_line(citation)}")
    if answer.nearest:
        print_text("\nNearest passages (they do not answer the question)", style="bold")
        print_hits(answer.nearest)
    for suggestion in answer.suggestions:
        print_text(f"\n{suggestion}", style="italic")
    if answer.writer:
        print_text(f"\nWritten by {answer.writer} from the passages; every quotation checked.", style="dim")


_STYLES = {"supported": "green", "verbatim": "green", "not_found": "yellow"}


def print_check(findings: Sequence[Finding]) -> None:
    """Print each finding, then how many there are of each verdict."""
    for finding in findings:
        print_finding(finding)
    counts = Counter(finding.verdict.replace("_", " ") for finding in findings)
    print_text(
        ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()) or "There is nothing to check in it."
    )


def print_finding(finding: Finding) -> None:
    """Print a verdict, the reason for it, and the words of the sources."""
    verdict = finding.verdict.replace("_", " ")
    print_text(f"{verdict} · {finding.kind}: {_one_line(finding.text)}", style=_STYLES.get(finding.verdict, "bold red"))
    print_text(f"   {finding.why}")
    for citation in finding.citations:
        print_text(f"   {_source_line(citation)}\n   “{_one_line(citation.quote)}”", style="dim")
    print_text()


def print_standing(checks: Sequence[Standing]) -> None:
    """Print whether each part of an evidence record still holds, one line each."""
    for each in checks:
        print_text(
            f"{'holds ' if each.holds else 'CHANGED'} {each.about}: {each.why}", style="" if each.holds else "bold red"
        )


def print_hits(hits: Sequence[Hit]) -> None:
    """Print hits, best first, with the reason for each."""
    if not hits:
        print_text("Nothing found.")
    for rank, hit in enumerate(hits, 1):
        print_text(f"{rank}. {_source_name(hit.document, hit.passage.locator)} · {hit.document.kind}", style="bold")
        if hit.passage.breadcrumb:
            print_text(f"   {hit.passage.breadcrumb}", style="dim")
        print_text(f"   {_one_line(hit.passage.text)}")
        print_text(f"   found by: {_reasons(hit.why)}\n", style="dim")


def _reasons(why: Why) -> str:
    """Why a hit was found: "exact reference; words: notify, visit; meaning 0.71" (the cosine similarity)."""
    reasons = [
        "exact reference" if why.exact else "",
        f"words: {', '.join(why.words)}" if why.words else "",
        "" if why.meaning is None else f"meaning {why.meaning:.2f}",
        why.added,
    ]
    return "; ".join(reason for reason in reasons if reason)


def print_documents(documents: Sequence[Described]) -> None:
    """Print a line for each document: id, kind, date and title."""
    width = max((len(document.id) for document in documents), default=0)
    for document in documents:
        date = document.date or document.adopted or "no date"
        print_text(f"{document.id:<{width}}  {document.kind:<11}  {date:<10}  {document.title}")
    if not documents:
        print_text("The library is empty. Add documents with: pinpoint add PATH")


def print_shown(shown: schema.Shown, *, whole: bool) -> None:
    """Print a document's title, its facts and its text; unless `whole`, only the parts that were asked for."""
    document = shown.document
    print_text(document.title, style="bold")
    date = printed_date(document.date or document.adopted)
    facts = (document.kind, document.issuer, date, document.series, document.url)
    print_text(" · ".join(fact for fact in facts if fact) + "\n", style="dim")
    if whole:
        print_text(shown.text)
        return
    for part in shown.parts:
        print_text(part.locator, style="bold")
        print_text(part.text + "\n")


def print_added(added: Added) -> None:
    """Print how many documents were added, unchanged and replaced, and which sources are duplicates."""
    counts = f"{added.added} added, {added.unchanged} unchanged, {added.replaced} replaced"
    print_text(f"{counts}; {added.passages} passages.")
    for source, document in added.duplicates:
        print_text(f"{source} is the same document as {document}; it is kept once.")


def print_failures(added: Added) -> None:
    """Print the warnings of an addition, and the sources that failed with the reasons, on stderr."""
    for each in added.warnings:
        print_error(": ".join(part for part in (each.source, each.warning) if part))
    for source, error in added.failed:
        print_error(error if source in error else f"{source}: {error}")


def print_doctor(doctor: schema.Doctor) -> None:
    """Print a line for each of the doctor's checks."""
    for check in doctor.checks:
        print_text(f"{'ok   ' if check.sound else 'WRONG'}  {check.about}: {check.found}")


def log_to_stderr() -> None:
    """Write log records from the level of warnings up to stderr, with tracebacks.

    Does nothing where the root logger has a handler already.
    """
    handler = _Stderr(logging.WARNING)
    handler.setFormatter(_Plain("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


class _Stderr(logging.Handler):
    """Writes to the present `sys.stderr`, which rich replaces to print above a progress bar while it draws one."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


class _Plain(logging.Formatter):
    """Leaves out control characters, since a message may quote a document."""

    def format(self, record: logging.LogRecord) -> str:
        return _CONTROLS.sub("", super().format(record))


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on stderr, drawn only on a terminal; call what is yielded to report progress."""
    console, drawn = Console(stderr=True), sys.stderr.isatty()
    description = Column(no_wrap=True, overflow="ellipsis", max_width=max(console.width - _BAR_WIDTH, 29))
    columns = (
        bars.TextColumn("{task.description}", markup=False, table_column=description),
        bars.BarColumn(bar_width=None),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.fields[pace]}", markup=False),
    )
    with bars.Progress(*columns, console=console, transient=True, disable=not drawn, expand=True) as bar:
        yield _Bar(bar)


class _Bar:
    """Draws one task after another; the pace of each is measured from its first report on."""

    def __init__(self, bar: bars.Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", visible=False, pace="")
        self._what, self._started, self._done, self._passages = "", 0.0, 0, 0

    def __call__(self, done: int, total: int, what: str, *, passages: int = 0) -> None:
        now = monotonic()
        if what != self._what:
            self._what, self._started, self._done, self._passages = what, now, done, passages
            self._bar.remove_task(self._task)
            self._task = self._bar.add_task(what, total=None, pace="")
        seconds, newly = now - self._started, passages - self._passages
        # rich's own estimate starts again whenever the total changes, as it does with each file that is read.
        left = seconds * (total - done) / (done - self._done) if total > done > self._done else 0.0
        pace = _pace(passages, per_second=newly / seconds if newly and seconds else 0.0, seconds_left=left)
        self._bar.update(self._task, completed=done, total=total or None, pace=pace)


def _pace(passages: int, *, per_second: float, seconds_left: float) -> str:
    """The figures beside the bar, as far as they are known: `1,317 passages, 133/s, 0:02:40 left`."""
    facts = (
        f"{passages:,} passages" if passages else "",
        f"{per_second:,.0f}/s" if per_second else "",
        f"{timedelta(seconds=ceil(seconds_left))} left" if seconds_left else "",
    )
    return ", ".join(fact for fact in facts if fact)


def _print(console: Console, text: str, *, style: str) -> None:
    plain = _CONTROLS.sub("", text.replace("\f", "\n"))  # a page break parts words too
    console.print(Text(plain, style=style), soft_wrap=not console.is_terminal)


def _source_line(citation: Citation) -> str:
    document = citation.hit.document
    date = printed_date(document.date or document.adopted)
    facts = (_source_name(document, citation.locator), document.kind, date, document.url)
    return " · ".join(fact for fact in facts if fact)


def _source_name(document: Document, locator: Locator) -> str:
    return ", ".join(part for part in (document.name, str(locator)) if part)


def _one_line(text: str, *, width: int = 300) -> str:
    """The text on one line, cut at a space so that it has at most `width` characters before the ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[:width].rsplit(" ", 1)[0] + " …"
