"""Values -> what a person reads in the terminal: colour on a terminal, plain in a pipe."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich import progress as bars
from rich.console import Console
from rich.text import Text

from assistant.models import Answer, Citation
from corpus.models import Document, Locator, Passage
from index.library import Added
from index.models import Hit
from index.progress import Progress
from ui.doctor import Finding

# All of C0 and C1 but tab and newline: a document must not be able to steer somebody's terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
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
    say(answer.text)
    if answer.citations:
        say("\nSources", style="bold")
    for citation in answer.citations:
        say(f"[{citation.number}] {_source_line(citation)}")
    if answer.nearest:
        say("\nNearest passages (they do not answer the question)", style="bold")
        print_hits(answer.nearest)
    for suggestion in answer.suggestions:
        say(f"\n{suggestion}", style="italic")


def print_hits(hits: Sequence[Hit]) -> None:
    """Passages found, best first."""
    if not hits:
        say("Nothing found.")
    for rank, hit in enumerate(hits, 1):
        say(f"{rank}. {_place(hit.document, hit.passage.locator)} · {hit.document.kind}", style="bold")
        say(f"   {hit.passage.breadcrumb}", style="dim") if hit.passage.breadcrumb else None
        say(f"   {_folded(hit.passage.text)}")
        say(f"   found by: {', '.join(hit.why)}\n", style="dim") if hit.why else say()


def print_documents(documents: Sequence[Document]) -> None:
    """One line a document: id, kind, date, title."""
    width = max((len(document.id) for document in documents), default=0)
    for document in documents:
        date = document.date or document.adopted or "no date"
        say(f"{document.id:<{width}}  {document.kind:<11}  {date:<10}  {document.title}")
    if not documents:
        say("The library is empty. Add documents with: pinpoint add PATH")


def print_shown(document: Document, passages: Sequence[Passage], *, whole: bool) -> None:
    """A document's description and text, or the text of one place in it."""
    say(document.title, style="bold")
    facts = (document.kind, document.issuer, document.date or document.adopted, document.series, document.url)
    say(" · ".join(fact for fact in facts if fact) + "\n", style="dim")
    if whole:
        say(document.text)
        return
    for passage in passages:
        say(str(passage.locator), style="bold")
        say(passage.text + "\n")


def print_added(added: Added) -> None:
    """What became of the sources that could be read."""
    counts = f"{added.added} added, {added.unchanged} unchanged, {added.replaced} replaced"
    say(f"{counts}; {added.passages} passages.")
    for source, document in added.duplicates:
        say(f"{source} is the same document as {document}; it is kept once.")


def print_failures(added: Added) -> None:
    """What could not be read and why, on stderr."""
    for source, error in added.failed:
        complain(error if source in error else f"{source}: {error}")


def print_findings(findings: Sequence[Finding]) -> None:
    """What the doctor found, one line a check."""
    for finding in findings:
        say(f"{'ok   ' if finding.sound else 'WRONG'}  {finding.about}: {finding.found}")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A function to report progress to, `report(done, total, what)`; drawn on stderr, and only on a terminal."""
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(
        *columns,
        bars.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("", total=None, visible=False)

        def report(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total or None, description=what, visible=True)

        yield report


def _print(console: Console, text: str, *, style: str) -> None:
    console.print(Text(_CONTROLS.sub("", text), style=style), soft_wrap=not console.is_terminal)


def _source_line(citation: Citation) -> str:
    document = citation.hit.document
    facts = (_place(document, citation.locator), document.kind, document.date or document.adopted, document.url)
    return " · ".join(fact for fact in facts if fact)


def _place(document: Document, locator: Locator) -> str:
    return ", ".join(part for part in (document.name, str(locator)) if part)


def _folded(text: str, *, width: int = 300) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[:width].rsplit(" ", 1)[0] + " …"
