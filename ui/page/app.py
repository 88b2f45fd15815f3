"""The chat page as a Gradio application: its layout, its events, and the server that shows it.

Only `pinpoint chat` imports this module, because importing Gradio takes two seconds.
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
_MAX_FILE_SIZE = "100mb"
_CONCURRENT_ANSWERS = 4  # more would only make each wait for the processor
_MAX_QUEUE = 64
_MAX_SESSIONS = 200  # browser sessions whose conversations are kept in memory; the oldest are dropped
_DELETE_UPLOADS = (3600, 3600)  # seconds: how often Gradio deletes uploaded files, and how old they are then
_STOP_SECONDS = 1.0  # seconds: Gradio loses a question that is asked while it still closes a stopped answer
_NO_MODEL = "No model: the sources' own words"
_EVENT: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_ICON = (
    '<link rel="icon" href="data:image/svg+xml,'
    "%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 viewBox=%270 0 32 32%27%3E"
    "%3Crect width=%2732%27 height=%2732%27 rx=%276%27 fill=%27%231d4f63%27/%3E"
    "%3Ctext x=%2716%27 y=%2723%27 fill=%27white%27 font-family=%27serif%27 font-size=%2722%27 "
    'text-anchor=%27middle%27%3E§%3C/text%3E%3C/svg%3E">'
)
# Turns clicks on the buttons "Ask again" and "Save evidence" into Gradio events.
_BUTTON_EVENTS = """element.addEventListener('click', e => {
  const save = e.target.closest('[data-save]');
  if (save) trigger('download', { turn: Number(save.dataset.save) });
  else if (e.target.closest('[data-retry]')) trigger('retry');
});"""
# Lets the browser download a record.
_DOWNLOAD = """(text) => {
  const file = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: file, download: 'pinpoint-evidence.json' }).click();
}"""


def serve(session: Session, *, host: str, port: int | None, announce: Callable[[str], None]) -> None:
    """Serve the page until it is stopped from the keyboard; `announce` is called with a sentence that has its address.

    Without `port` the first free one from 7860 to 7959 is used. Raises UnusableRequest if the address cannot be used.
    """
    page = build_page(session)
    _bypass_proxy(host)
    try:
        _, address, _ = page.launch(server_name=host, server_port=port, prevent_thread_lock=True, **launch_options())
    except OSError as error:
        place = f"{host}, port {port or '7860 to 7959'}"
        raise UnusableRequest(
            f"The page cannot be opened at {place}: in use, or not of this machine. Try another --port."
        ) from error
    announce(f"Pinpoint is open at {address} (Ctrl+C closes it).")
    Thread(target=_warm, args=(session,), name="pinpoint-warm", daemon=True).start()
    if _has_screen():
        webbrowser.open(address)
    page.block_thread()


def _warm(session: Session) -> None:
    """Load what the first question needs, in the background; a failure is logged."""
    try:
        warm_up(session=session)
    except PinpointError as error:
        log.warning("questions cannot be answered yet: %s", error)


def build_page(session: Session, *, answers: Stream = stream) -> gr.Blocks:
    """The page on a session's library; `answers` answers the questions. Launch it with `launch_options()`."""
    panel = LibraryPanel(session)
    page = gr.Blocks(title="Pinpoint", analytics_enabled=False, delete_cache=_DELETE_UPLOADS)
    with page:
        with gr.Row(elem_id="bar"):
            _html(bar_html(), name="brand")
            writer = _model_dropdown(session)
            documents = _html("", name="library")
            files = gr.UploadButton("Add documents", elem_id="add", file_count="multiple")
        conversation = Conversation(session, answers)
        exchanges, log = _main_area(page, conversation, writer)
        report = _html("", name="report")
        page.load(panel.documents, None, documents, **_EVENT)
        received = files.upload(panel.receive, files, [report, documents], concurrency_limit=1, **_EVENT)
        received.then(conversation.log, exchanges, log, **_EVENT)  # the welcome of an empty page depends on the library
        received.failure(panel.after_crash, None, report, **_EVENT)
    page.queue(default_concurrency_limit=_CONCURRENT_ANSWERS, max_size=_MAX_QUEUE)
    return page


def launch_options() -> dict[str, Any]:
    """The arguments of `launch`: our styles and scripts, nothing from other hosts, nothing that Gradio records."""
    style = "".join((_STATIC / name).read_text("utf-8") for name in _STYLES)
    return {
        # In the head, because Gradio would put its container's name before each rule of the argument `css`.
        "head": f"{_ICON}<style>{style}</style>",
        "js": (_STATIC / "page.js").read_text("utf-8"),
        "theme": gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),  # no web fonts
        "app_kwargs": {"middleware": [Middleware(Guard)]},
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "share": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "max_file_size": _MAX_FILE_SIZE,
        "state_session_capacity": _MAX_SESSIONS,
        "quiet": True,
    }


def _model_dropdown(session: Session) -> gr.Dropdown | gr.State:
    """The choice of the chat model that writes the answers; no visible element where none is configured."""
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


def _main_area(page: gr.Blocks, conversation: Conversation, writer: gr.Dropdown | gr.State) -> tuple[gr.State, gr.HTML]:
    """The conversation on the left and the sources on the right, with their events.

    Returns the exchanges of the browser session and the element of the conversation.
    """
    exchanges = gr.State(())
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            log = gr.HTML("", elem_id="conversation", apply_default_css=False, js_on_load=_BUTTON_EVENTS)
            with gr.Row(elem_id="composer"):
                question = _text_box()
                send = gr.Button("Ask", elem_id="send", variant="primary")
                stop = gr.Button("Stop", elem_id="stop")
        with gr.Column(elem_id="reading"):
            sources = _html("", name="sources")
    outputs = [question, exchanges, log, sources]
    page.load(conversation.update, exchanges, outputs, **_EVENT)
    asking = gr.on([question.submit, send.click], conversation.ask, [question, exchanges, writer], outputs, **_EVENT)
    again = log.retry(conversation.retry, [exchanges, writer], outputs, **_EVENT)
    record = gr.Textbox(visible=False)

    def recorded(given: Exchanges, event: gr.EventData) -> str:
        return conversation.record(given, event.turn)

    saving = log.download(recorded, exchanges, record, **_EVENT)
    saving.then(None, record, None, js=_DOWNLOAD)
    for event in (asking, again):
        event.failure(lambda given: conversation.after_crash(given) or gr.skip(), exchanges, outputs, **_EVENT)
    # In sequence: the page shows the answer as stopped, and takes questions, only after Gradio has closed the stream.
    stopped = stop.click(None, cancels=[asking, again], queue=False, **_EVENT)
    stopped.then(lambda: time.sleep(_STOP_SECONDS), queue=False, **_EVENT).then(
        conversation.stop, exchanges, outputs, queue=False, **_EVENT
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


def _bypass_proxy(host: str) -> None:
    """Except this machine from the proxy, because Gradio sends a request to its own server when it starts."""
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), host, "127.0.0.1", "localhost")))


def _has_screen() -> bool:
    """Whether there is a graphical desktop; without one a browser could open inside the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
