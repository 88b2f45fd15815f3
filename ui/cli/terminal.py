"""Values -> what a person reads in the terminal: colour on a terminal, plain in a pipe."""

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

# All of C0 and C1 but tab and newline: a document must not be able to steer somebody's terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Characters of a line that the bar and what it counts leave for what is being done.
_PACE = 56
_HEADINGS = {
    "answered": "",
    "partial": "The sources answer this only in part.",
    "not_in_sources": "Not in the sources.",
}


def say(text: str = "", *, style: str = "") -> None:
    """Print `text` on stdout, with nothing in it taken for markup or a control sequence."""
    _print(Console(highlight=False), text, style=style)


def complain(text: str) -> None:
    """Print `text` on stderr."""
    _print(Console(stderr=True, highlight=False), text, style="bold red")


def print_answer(answer: Answer) -> None:
    """An answer, its sources by number, and what to do next."""
    if heading := _HEADINGS[answer.status]:
        say(heading + "\n", style="bold yellow")
    if answer.read_as:
        say(f"Understood as: {answer.read_as}\n", style="dim")
    if answer.lead:
        say(answer.lead + "\n", style="bold")
    say(answer.plain)
    if answer.citations:
        say("\nSources", style="bold")
    for citation in answer.citations:
        say(f"[{citation.number}] {_source_line(citation)}")
    if answer.nearest:
        say("\nNearest passages (they do not answer the question)", style="bold")
        print_hits(answer.nearest)
    for suggestion in answer.suggestions:
        say(f"\n{suggestion}", style="italic")
    if answer.writer:
        say(f"\nWritten by {answer.writer} from the passages; every quotation checked.", style="dim")


_STYLES = {"supported": "green", "verbatim": "green", "not_found": "yellow"}


def print_check(findings: Sequence[Finding]) -> None:
    """Each finding, then how many there are of each verdict."""
    for finding in findings:
        print_finding(finding)
    counts = Counter(finding.verdict.replace("_", " ") for finding in findings)
    say(
        ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()) or "There is nothing to check in it."
    )


def print_finding(finding: Finding) -> None:
    """A verdict, why, and the sources' words."""
    verdict = finding.verdict.replace("_", " ")
    say(f"{verdict} · {finding.kind}: {_folded(finding.text)}", style=_STYLES.get(finding.verdict, "bold red"))
    say(f"   {finding.why}")
    for citation in finding.citations:
        say(f"   {_source_line(citation)}\n   “{_folded(citation.quote)}”", style="dim")
    say()


def print_standing(found: Sequence[Standing]) -> None:
    """What of an evidence record holds today, one line each."""
    for each in found:
        say(f"{'holds ' if each.holds else 'CHANGED'} {each.about}: {each.why}", style="" if each.holds else "bold red")


def print_hits(hits: Sequence[Hit]) -> None:
    """Passages found, best first."""
    if not hits:
        say("Nothing found.")
    for rank, hit in enumerate(hits, 1):
        say(f"{rank}. {_place(hit.document, hit.passage.locator)} · {hit.document.kind}", style="bold")
        say(f"   {hit.passage.breadcrumb}", style="dim") if hit.passage.breadcrumb else None
        say(f"   {_folded(hit.passage.text)}")
        say(f"   found by: {_ways(hit.why)}\n", style="dim")


def _ways(why: Why) -> str:
    """What brought a hit, for people: "exact reference; words: notify, visit; meaning 0.71"."""
    ways = [
        "exact reference" if why.exact else "",
        f"words: {', '.join(why.words)}" if why.words else "",
        "" if why.meaning is None else f"meaning {why.meaning:.2f}",
        why.added,
    ]
    return "; ".join(way for way in ways if way)


def print_documents(documents: Sequence[Described]) -> None:
    """One line a document: id, kind, date, title."""
    width = max((len(document.id) for document in documents), default=0)
    for document in documents:
        date = document.date or document.adopted or "no date"
        say(f"{document.id:<{width}}  {document.kind:<11}  {date:<10}  {document.title}")
    if not documents:
        say("The library is empty. Add documents with: pinpoint add PATH")


def print_shown(shown: schema.Shown, *, whole: bool) -> None:
    """A document's description and text, or the text of one place in it."""
    document = shown.document
    say(document.title, style="bold")
    date = printed_date(document.date or document.adopted)
    facts = (document.kind, document.issuer, date, document.series, document.url)
    say(" · ".join(fact for fact in facts if fact) + "\n", style="dim")
    if whole:
        say(shown.text)
        return
    for part in shown.parts:
        say(part.locator, style="bold")
        say(part.text + "\n")


def print_added(added: Added) -> None:
    """What became of the sources that could be read."""
    counts = f"{added.added} added, {added.unchanged} unchanged, {added.replaced} replaced"
    say(f"{counts}; {added.passages} passages.")
    for source, document in added.duplicates:
        say(f"{source} is the same document as {document}; it is kept once.")


def print_failures(added: Added) -> None:
    """What could not be read and why, and what a person should know of the rest, on stderr."""
    for each in added.warnings:
        complain(": ".join(part for part in (each.source, each.warning) if part))
    for source, error in added.failed:
        complain(error if source in error else f"{source}: {error}")


def print_doctor(looked_at: schema.Doctor) -> None:
    """What the doctor found, one line a check."""
    for check in looked_at.checks:
        say(f"{'ok   ' if check.sound else 'WRONG'}  {check.about}: {check.found}")


def log_to_stderr() -> None:
    """Show what is logged as a warning or worse on stderr, a bug with its traceback; what is set up already stays."""
    handler = _Stderr(logging.WARNING)
    handler.setFormatter(_Plain("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


class _Stderr(logging.Handler):
    """Writes to what stderr is at the time: while a progress bar is drawn, above the bar."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


class _Plain(logging.Formatter):
    """Takes out what could steer a terminal: a message may quote a document."""

    def format(self, record: logging.LogRecord) -> str:
        return _CONTROLS.sub("", super().format(record))


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A function to report progress to, `report(done, total, what)`; drawn on stderr, and only on a terminal."""
    console, drawn = Console(stderr=True), sys.stderr.isatty()
    what = Column(no_wrap=True, overflow="ellipsis", max_width=max(console.width - _PACE, 29))
    columns = (
        bars.TextColumn("{task.description}", markup=False, table_column=what),
        bars.BarColumn(bar_width=None),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.fields[pace]}", markup=False),
    )
    with bars.Progress(*columns, console=console, transient=True, disable=not drawn, expand=True) as bar:
        yield _Bar(bar)


class _Bar:
    """Draws one piece of work after another, each at its own pace, counted from its first report on."""

    def __init__(self, bar: bars.Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", visible=False, pace="")
        self._what, self._begun, self._done, self._passages = "", 0.0, 0, 0

    def __call__(self, done: int, total: int, what: str, *, passages: int = 0) -> None:
        now = monotonic()
        if what != self._what:
            self._what, self._begun, self._done, self._passages = what, now, done, passages
            self._bar.remove_task(self._task)
            self._task = self._bar.add_task(what, total=None, pace="")
        seconds, newly = now - self._begun, passages - self._passages
        # Not the bar's own estimate: it begins anew whenever the total changes, as it does with each file that is read.
        left = seconds * (total - done) / (done - self._done) if total > done > self._done else 0.0
        pace = _pace(passages, a_second=newly / seconds if newly and seconds else 0.0, left=left)
        self._bar.update(self._task, completed=done, total=total or None, pace=pace)


def _pace(passages: int, *, a_second: float, left: float) -> str:
    """Passages done, done a second, and the time left, as far as known: `1,317 passages, 133/s, 0:02:40 left`."""
    facts = (
        f"{passages:,} passages" if passages else "",
        f"{a_second:,.0f}/s" if a_second else "",
        f"{timedelta(seconds=ceil(left))} left" if left else "",
    )
    return ", ".join(fact for fact in facts if fact)


def _print(console: Console, text: str, *, style: str) -> None:
    plain = _CONTROLS.sub("", text.replace("\f", "\n"))  # a page break parts words too
    console.print(Text(plain, style=style), soft_wrap=not console.is_terminal)


def _source_line(citation: Citation) -> str:
    document = citation.hit.document
    date = printed_date(document.date or document.adopted)
    facts = (_place(document, citation.locator), document.kind, date, document.url)
    return " · ".join(fact for fact in facts if fact)


def _place(document: Document, locator: Locator) -> str:
    return ", ".join(part for part in (document.name, str(locator)) if part)


def _folded(text: str, *, width: int = 300) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[:width].rsplit(" ", 1)[0] + " …"
