"""The chat page: its panels put together, its queue, and the server that shows it.

Only `pinpoint chat` imports this file: Gradio takes two seconds to import.
"""

import logging
import os
import sys
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from starlette.middleware import Middleware

from corpus.errors import PinpointError, UnusableRequest
from ui.page.conversation import Conversation, Exchanges, Stream
from ui.page.gradio_quick import gr
from ui.page.guard import Guard
from ui.page.library_panel import LibraryPanel
from ui.page.render import bar_html
from ui.service import LONGEST_QUESTION, Session, stream, warm_up

log = logging.getLogger(f"pinpoint.{__name__}")

_STATIC = Path(__file__).parent / "static"
_STYLES = ("page.css", "conversation.css", "sources.css", "library_panel.css")
_LARGEST_FILE = "100mb"
_ANSWERS_AT_ONCE = 4  # more would only make each wait for the processor
_WAITING = 64
_SESSIONS = 200  # conversations kept in memory; the oldest go first
_CLEANING = (3600, 3600)  # seconds: how often Gradio looks for uploaded files, and how old those are that it deletes
_CLOSING = 1.0  # seconds: Gradio loses what is asked while it still closes the stream of what was stopped
_NO_MODEL = "No model: the sources' own words"
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_ICON = (
    '<link rel="icon" href="data:image/svg+xml,'
    "%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 viewBox=%270 0 32 32%27%3E"
    "%3Crect width=%2732%27 height=%2732%27 rx=%276%27 fill=%27%231d4f63%27/%3E"
    "%3Ctext x=%2716%27 y=%2723%27 fill=%27white%27 font-family=%27serif%27 font-size=%2722%27 "
    'text-anchor=%27middle%27%3E§%3C/text%3E%3C/svg%3E">'
)
# A click on "Ask again" or "Save evidence", which are HTML of our own, becomes an event that Python hears.
_CLICKS = """element.addEventListener('click', e => {
  const save = e.target.closest('[data-save]');
  if (save) trigger('download', { turn: Number(save.dataset.save) });
  else if (e.target.closest('[data-retry]')) trigger('retry');
});"""
# The record comes as text, and leaves as a file.
_SAVE = """(text) => {
  const file = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: file, download: 'pinpoint-evidence.json' }).click();
}"""


def serve(session: Session, *, host: str, port: int | None, tell: Callable[[str], None]) -> None:
    """Show the page until it is stopped from the keyboard; `tell` is told where it is.

    Raises UnusableRequest when it cannot be shown there.
    """
    page = build_page(session)
    _reach_without_proxy(host)
    try:
        _, address, _ = page.launch(server_name=host, server_port=port, prevent_thread_lock=True, **launch_options())
    except OSError as error:
        place = f"{host}, port {port or '7860 to 7959'}"
        raise UnusableRequest(
            f"The page cannot be opened at {place}: taken, or not ours. Try another --port."
        ) from error
    tell(f"Pinpoint is open at {address} (Ctrl+C closes it).")
    Thread(target=_warm, args=(session,), name="pinpoint-warm", daemon=True).start()
    if _has_screen():
        webbrowser.open(address)
    page.block_thread()


def _warm(session: Session) -> None:
    """Make ready for the first question, while nobody has asked one yet."""
    try:
        warm_up(session=session)
    except PinpointError as error:
        log.warning("the first question will not be answered: %s", error)


def build_page(session: Session, *, answers: Stream = stream) -> gr.Blocks:
    """The page of this session, with its `answers`; `launch(**launch_options())` shows it."""
    panel = LibraryPanel(session)
    page = gr.Blocks(title="Pinpoint", analytics_enabled=False, delete_cache=_CLEANING)
    with page:
        with gr.Row(elem_id="bar"):
            _html(bar_html(), name="brand")
            writer = _chooser(session)
            documents = _html("", name="library")
            files = gr.UploadButton("Add documents", elem_id="add", file_count="multiple")
        conversation = Conversation(session, answers)
        exchanges, talk = _desk(page, conversation, writer)
        report = _html("", name="report")
        page.load(panel.documents, None, documents, **_QUIET)
        received = files.upload(panel.receive, files, [report, documents], concurrency_limit=1, **_QUIET)
        received.then(conversation.log, exchanges, talk, **_QUIET)  # an empty page offers what has come in
        received.failure(panel.broken, None, report, **_QUIET)
    page.queue(default_concurrency_limit=_ANSWERS_AT_ONCE, max_size=_WAITING)
    return page


def launch_options() -> dict[str, Any]:
    """How the page is launched: our look, nothing from other hosts, none of what Gradio records or publishes."""
    style = "".join((_STATIC / name).read_text("utf-8") for name in _STYLES)
    return {
        # In the head, because Gradio would put its own container before every rule of `css`.
        "head": f"{_ICON}<style>{style}</style>",
        "js": (_STATIC / "page.js").read_text("utf-8"),
        "theme": gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),  # no fonts from the web
        "app_kwargs": {"middleware": [Middleware(Guard)]},
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "share": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "max_file_size": _LARGEST_FILE,
        "state_session_capacity": _SESSIONS,
        "quiet": True,
    }


def _chooser(session: Session) -> gr.Dropdown | gr.State:
    """Who writes the answers, to choose from where a chat model is configured."""
    settings = session.settings
    if not settings.models:
        return gr.State(settings.model)
    choices = [*((model, model) for model in settings.models), (_NO_MODEL, "")]
    return gr.Dropdown(
        choices,
        value=settings.model,
        label="Answers by",
        elem_id="writer",
        container=False,
        filterable=False,
        interactive=True,
        min_width=0,
    )


def _desk(page: gr.Blocks, conversation: Conversation, writer: gr.Dropdown | gr.State) -> tuple[gr.State, gr.HTML]:
    """The conversation on the left, the sources on the right, and what happens on them."""
    exchanges = gr.State(())
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            log = gr.HTML("", elem_id="conversation", apply_default_css=False, js_on_load=_CLICKS)
            with gr.Row(elem_id="composer"):
                question = _text_box()
                send = gr.Button("Ask", elem_id="send", variant="primary")
                stop = gr.Button("Stop", elem_id="stop")
        with gr.Column(elem_id="reading"):
            sources = _html("", name="sources")
    shown = [question, exchanges, log, sources]
    page.load(conversation.shown, exchanges, shown, **_QUIET)
    asking = gr.on([question.submit, send.click], conversation.ask, [question, exchanges, writer], shown, **_QUIET)
    again = log.retry(conversation.retry, [exchanges, writer], shown, **_QUIET)
    record = gr.Textbox(visible=False)

    def recorded(given: Exchanges, event: gr.EventData) -> str:
        return conversation.record(given, event.turn)

    saving = log.download(recorded, exchanges, record, **_QUIET)
    saving.then(None, record, None, js=_SAVE)
    for event in (asking, again):
        event.failure(lambda given: conversation.broken(given) or gr.skip(), exchanges, shown, **_QUIET)
    # One after the other: shown as stopped, and so ready to ask again, only when the cancelling is over.
    stopped = stop.click(None, cancels=[asking, again], queue=False, **_QUIET)
    stopped.then(lambda: time.sleep(_CLOSING), queue=False, **_QUIET).then(
        conversation.stop, exchanges, shown, queue=False, **_QUIET
    )
    return exchanges, log


def _text_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        placeholder="Ask the sources…",
        elem_id="question",
        lines=1,
        max_lines=6,
        max_length=LONGEST_QUESTION,
        container=False,
        autofocus=True,
    )


def _html(value: str, *, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _reach_without_proxy(host: str) -> None:
    """Gradio asks its own server whether it is up; where everything goes through a proxy, that must not."""
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), host, "127.0.0.1", "localhost")))


def _has_screen() -> bool:
    """Whether a browser would have somewhere to open, so that none starts inside the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
