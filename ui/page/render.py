"""The HTML and the plain text of the page's values. All text of documents, file names and questions is escaped.

A citation marker is a link to the card of its source: the marker [2] of the third exchange is a link to `source-3-2`.
"""

import html
import re
from collections.abc import Sequence

from assistant.models import Answer, Conflict, Statement
from corpus.models import Document, Kind, Locator
from corpus.text.dates import printed_date
from corpus.text.markup import visible
from index.models import Described
from ui.page.article_text import article_html
from ui.page.models import Exchange, Source, UploadOutcome
from ui.service import shown

KIND_LABELS: dict[Kind, str] = {
    "treaty": "Treaty",
    "declaration": "Declaration",
    "judgment": "Judgment",
    "report": "Report",
    "article": "Press article",
    "note": "Note",
}
_STATUS_LABELS = {"partial": "Answered in part", "not_in_sources": "Not in the sources"}
_NOTE = "A note written for Pinpoint, in its own words; not the official text."
_PRIMARY = ' <em class="primary">primary source</em>'
_NEAREST = "Nearest passages: not an answer"


def escape(text: str) -> str:
    """The text escaped for HTML, without invisible characters, which could hide words or reverse their order."""
    return html.escape(visible(text))


def bar_html() -> str:
    """The title bar: the name, and the switch between light and dark colours, which page.js handles."""
    switch = (
        '<button type="button" class="quiet" data-look aria-label="Light or dark look" title="Light or dark">◐</button>'
    )
    return f'<h1>Pinpoint</h1><p class="motto">to the article and the sentence</p>{switch}'


def conversation_html(exchanges: Sequence[Exchange]) -> str:
    """The exchanges, oldest first; only the last has a button to ask it again."""
    last = len(exchanges)
    items = (_exchange(exchange, turn, is_last=turn == last) for turn, exchange in enumerate(exchanges, 1))
    return f'<div class="log" role="log" aria-label="Conversation">{"".join(items)}</div>'


def welcome_html(examples: Sequence[str], *, count: int) -> str:
    """The welcome before the first question, with example questions; `count` is the number of documents."""
    buttons = "".join(f"<li>{_ask_button(example)}</li>" for example in examples)
    offer = f'<h3>Questions to begin with</h3><ul class="examples">{buttons}</ul>' if buttons else ""
    empty = "The library is empty. Drop treaties, judgments or articles onto this page to begin."
    lead = "Every answer quotes its source, to the article and the sentence, and shows you where it stands."
    return f'<div class="welcome"><h2>What do the sources say?</h2><p>{lead if count else empty}</p>{offer}</div>'


def sources_html(exchanges: Sequence[Exchange]) -> str:
    """The source cards of all exchanges, in a group for each, so that markers of earlier answers keep working."""
    groups = "".join(_source_group(exchange, turn) for turn, exchange in enumerate(exchanges, 1))
    hint = '<p class="hint">The sources of an answer stand here, opened at the words it quotes.</p>'
    heading = '<header class="pane-head"><h2 tabindex="-1">Sources</h2>' + _close_button() + "</header>"
    return f'<section class="pane" aria-label="Sources">{heading}{groups or hint}</section>'


def library_html(documents: Sequence[Described]) -> str:
    """A button with the number of documents, and the list of documents that it opens, sorted by name."""
    count = "1 document" if len(documents) == 1 else f"{len(documents)} documents"
    label = f'aria-label="The library: {count}"'
    rows = "".join(_library_row(document) for document in sorted(documents, key=lambda document: document.name.lower()))
    return (
        f'<button type="button" class="quiet" popovertarget="library-list" {label}>Library · {len(documents)}</button>'
        f'<div id="library-list" popover role="dialog" aria-label="The library"><h2>The library: {count}</h2>'
        f"<ul>{rows}</ul></div>"
    )


def uploads_html(outcomes: Sequence[UploadOutcome]) -> str:
    """The outcome of each uploaded file, one line each, and how many have been added so far."""
    if not outcomes:
        return ""
    pending = sum(not outcome.is_done for outcome in outcomes)
    close = '<button type="button" class="quiet" data-dismiss>Close</button>'
    head = f"Adding {len(outcomes) - pending + 1} of {len(outcomes)}…" if pending else f"Files {close}"
    rows = "".join(_upload_row(outcome) for outcome in outcomes)
    busy = "true" if pending else "false"
    return f'<div class="received" role="status" aria-busy="{busy}"><p class="head">{head}</p><ul>{rows}</ul></div>'


def plain_text(answer: Answer) -> str:
    """The answer as plain text with citation markers and a numbered list of sources, for the clipboard."""
    lines = [_source_line(c.hit.document, c.locator, number=c.number, quote=c.quote) for c in answer.citations]
    listed = "\n\nSources\n" + "\n".join(lines) if lines else ""
    lead = f"{answer.lead}\n\n" if answer.lead else ""
    return visible(f"{answer.question}\n\n{lead}{answer.plain}{listed}\n")


def _exchange(exchange: Exchange, turn: int, *, is_last: bool) -> str:
    return (
        f'<article class="exchange" id="exchange-{turn}" data-turn="{turn}" data-state="{exchange.state}">'
        f'<h3 class="question">{escape(exchange.question)}</h3>'
        f"{_outcome(exchange, turn)}{_actions(exchange, turn, is_last=is_last)}</article>"
    )


def _outcome(exchange: Exchange, turn: int) -> str:
    if exchange.error:
        return (
            f'<div class="error" role="alert"><strong>This did not work</strong><p>{escape(exchange.error)}</p></div>'
        )
    answer = _answer(exchange.answer, exchange.sources, turn) if exchange.answer else ""
    if exchange.state == "asking":
        return answer + '<p class="working">Reading the sources<span aria-hidden="true">…</span></p>'
    if exchange.state == "stopped":
        return answer + '<p class="stopped">Stopped before the end.</p>'
    return answer + _byline(exchange)


def _answer(answer: Answer, sources: Sequence[Source], turn: int) -> str:
    label = _STATUS_LABELS.get(answer.status, "")
    banner = f'<p class="status">{label}</p>' if label else ""
    statements = "".join(_statement(one, sources, turn) for one in answer.statements if one.role != "also")
    conflicts = "".join(_conflict(conflict, sources, turn) for conflict in answer.conflicts)
    return (
        f'<div class="answer {answer.status}">{_read_as(answer)}{banner}{_lead(answer)}{conflicts}{statements}'
        f"{_also(answer, sources, turn)}{_nearest_link(sources, turn)}{_suggestions(answer)}</div>"
    )


def _read_as(answer: Answer) -> str:
    return f'<p class="read-as">Understood as: {escape(answer.read_as)}</p>' if answer.read_as else ""


def _lead(answer: Answer) -> str:
    return f'<p class="lead">{escape(answer.lead)}</p>' if answer.lead else ""


def _also(answer: Answer, sources: Sequence[Source], turn: int) -> str:
    """The statements that do not answer the question itself, folded away."""
    more = [_statement(one, sources, turn) for one in answer.statements if one.role == "also"]
    if not more:
        return ""
    return f'<details class="also"><summary>Also in the sources ({len(more)})</summary>{"".join(more)}</details>'


def _byline(exchange: Exchange) -> str:
    """The chat model that wrote the answer; where models are configured, also that none wrote it."""
    answer = exchange.answer
    if answer and answer.writer:
        written = f"Written by <b>{escape(answer.writer)}</b> from the passages; every quotation checked."
        return f'<p class="byline">{written}</p>'
    is_quoting = exchange.names_writer and answer and answer.citations
    return '<p class="byline">The sources’ own words; no model wrote this.</p>' if is_quoting else ""


def _statement(statement: Statement, sources: Sequence[Source], turn: int) -> str:
    markers = "".join(_marker(number, sources, turn) for number in statement.citations)
    doubt = ' <em class="unverified">not verified in the sources</em>' if statement.support == "unverified" else ""
    quotes = [source.quoted for source in sources if source.number in statement.citations]
    return f'<p class="statement">{_with_quotes(statement.text, quotes)}&nbsp;{markers}{doubt}</p>'


def _with_quotes(text: str, quotes: Sequence[str]) -> str:
    """The text of a statement with its verbatim quotes as `<q>` elements."""
    known = "|".join(r"\s+".join(map(re.escape, shown(quote).split())) for quote in quotes if shown(quote))
    if not known:
        return escape(text)
    pieces = re.split(f'([“"]?(?:{known})[”"]?)', text)
    return "".join(f'<q class="quote">{escape(p)}</q>' if odd % 2 else escape(p) for odd, p in enumerate(pieces))


def _marker(number: int, sources: Sequence[Source], turn: int) -> str:
    source = next((source for source in sources if source.number == number), None)
    if source is None:  # the statement of a growing answer may come before its sources
        return f'<span class="marker">[{number}]</span>'
    label = escape(
        f"Source {number}: {_source_name(source.document, source.locator)}, {KIND_LABELS[source.document.kind]}"
    )
    kind = '<span class="is-note">note</span>' if source.document.kind == "note" else ""
    address = f'href="#source-{turn}-{number}" data-turn="{turn}" data-number="{number}"'
    return f'<a class="marker" {address} aria-label="{label}">[{number}]</a>{kind}'


def _conflict(conflict: Conflict, sources: Sequence[Source], turn: int) -> str:
    sides = "".join(
        f"<li>{_side_name(side.citation, sources)}{escape(side.says)} {_marker(side.citation, sources, turn)}"
        f"{_PRIMARY if side.citation == conflict.primary else ''}</li>"
        for side in conflict.sides
    )
    about = f"The sources differ on {escape(conflict.about)}"
    return f'<div class="conflict"><strong>{about}</strong><ul>{sides}</ul></div>'


def _side_name(number: int, sources: Sequence[Source]) -> str:
    """The name of a citation's source before its words: "ECPT, closing: "."""
    source = next((source for source in sources if source.number == number), None)
    return f"<b>{escape(_source_name(source.document, source.locator))}:</b> " if source else ""


def _nearest_link(sources: Sequence[Source], turn: int) -> str:
    count = sum(source.number == 0 for source in sources)
    if not count:
        return ""
    return (
        f'<p><a class="to-nearest" href="#sources-{turn}" data-turn="{turn}">See the nearest passages ({count})</a></p>'
    )


def _suggestions(answer: Answer) -> str:
    items = (_ask_button(text) if text.endswith("?") else f"<span>{escape(text)}</span>" for text in answer.suggestions)
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="suggestions" aria-label="Suggestions">{listed}</ul>' if listed else ""


def _actions(exchange: Exchange, turn: int, *, is_last: bool) -> str:
    if exchange.state == "asking":
        return ""
    has_sources = exchange.answer and exchange.answer.citations
    copied = escape(plain_text(exchange.answer)) if exchange.answer and has_sources else ""
    copy = f'<button type="button" class="quiet" data-copy="{copied}">Copy with citations</button>' if copied else ""
    save = f'<button type="button" class="quiet" data-save="{turn}">Save evidence</button>' if copied else ""
    again = '<button type="button" class="quiet" data-retry>Ask again</button>' if is_last else ""
    return f'<p class="actions">{copy}{save}{again}</p>' if copy or again else ""


def _ask_button(question: str) -> str:
    return f'<button type="button" class="ask" data-ask="{escape(question)}">{escape(question)}</button>'


def _source_group(exchange: Exchange, turn: int) -> str:
    nearest = [source for source in exchange.sources if source.number == 0]
    cards = "".join(_card(source, turn, source.number) for source in exchange.sources if source.number)
    near = "".join(_card(source, turn, f"near-{rank}") for rank, source in enumerate(nearest, 1))
    near = f'<h3 class="nearest-label">{_NEAREST}</h3>{near}' if near else ""
    is_bare = exchange.state == "answered" and not exchange.sources
    none = '<p class="hint">This answer has no sources.</p>' if is_bare else ""
    asked = f'<p class="asked">{escape(exchange.question)}</p>'
    return f'<div class="group" id="sources-{turn}" data-turn="{turn}">{asked}{cards}{near}{none}</div>'


def _card(source: Source, turn: int, key: int | str) -> str:
    document = source.document
    number = f'<span class="number">{source.number}</span>' if source.number else ""
    facts = " · ".join(escape(fact) for fact in (document.issuer, _date(document), document.series) if fact)
    return (
        f'<details class="source" id="source-{turn}-{key}" data-turn="{turn}" data-key="{key}">'
        f'<summary>{number}<span class="name">{escape(document.name)}</span>'
        f'<span class="locator">{escape(str(source.locator))}</span>'
        f'<span class="facts">{_kind(document)}{facts}</span></summary>'
        f'<div class="reading">{_caution(document)}{_breadcrumb(source)}{article_html(source)}{_link(document)}</div>'
        "</details>"
    )


def _caution(document: Document) -> str:
    return f'<p class="caution">{_NOTE}</p>' if document.kind == "note" else ""


def _breadcrumb(source: Source) -> str:
    title = f'<p class="title">{escape(source.document.title)}</p>'
    return title + (f'<p class="breadcrumb">{escape(source.breadcrumb)}</p>' if source.breadcrumb else "")


def _link(document: Document) -> str:
    """A link to the document's address, if that is a web address; others, such as scripts, are left out."""
    if not re.match(r"https?://", document.url):
        return ""
    address = escape(document.url)
    return f'<p class="address"><a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a></p>'


def _library_row(document: Described) -> str:
    return f"<li>{_kind(document)}<span>{escape(document.name)}</span><small>{escape(_date(document))}</small></li>"


def _upload_row(outcome: UploadOutcome) -> str:
    state = "bad" if outcome.error else "good" if outcome.note else "open"
    message = outcome.error.removeprefix(f"{outcome.name}: ") or outcome.note or "…"
    return f'<li class="{state}"><span>{escape(outcome.name)}</span> <small>{escape(message)}</small></li>'


def _kind(document: Described) -> str:
    return f'<span class="kind {document.kind}">{KIND_LABELS[document.kind]}</span>'


def _close_button() -> str:
    return '<button type="button" class="quiet close" data-close aria-label="Close the sources">Close</button>'


def _source_line(document: Document, locator: Locator, *, number: int, quote: str) -> str:
    facts = (_source_name(document, locator), KIND_LABELS[document.kind], _date(document), document.url)
    return f"[{number}] {'. '.join(fact for fact in facts if fact)}. “{' '.join(quote.split())}”"


def _source_name(document: Document, locator: Locator) -> str:
    return ", ".join(part for part in (document.name, str(locator)) if part)


def _date(document: Described) -> str:
    """The date written as 14 May 1961; an incomplete date is unchanged."""
    return printed_date(document.date or document.adopted)
