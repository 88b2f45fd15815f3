"""The page in a real browser: a server on a small library, and a fake chain that the tests control."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, ViewportSize, expect, sync_playwright

from assistant.models import Answer, Citation, Statement
from assistant.settings import Settings
from corpus.errors import UnusableModel, UnusableRequest
from corpus.read import files_in, read, read_bytes
from index.ingest.add import add
from index.library import Library
from index.models import Hit
from ui.service import Session, stream

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOTICE = "No visit shall begin less than forty-eight hours after the notification"
PRIVATE = "The Inspectorate may interview in private any keeper of a lighthouse."
PAYLOAD = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>${window.pwned=1}{{pwned}}'
HOSTILE = f"# {PAYLOAD}\n\n### Article 1\n\nA reservation {PAYLOAD} may be made by {PAYLOAD} at any time.\n"
DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here to open the page with; `make test` installs it")
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, and only a failure waits so long


@dataclass
class Scripted:
    """A chain that quotes what the question asks for; one with "wait" in it stays half-way until `go_on` is set.

    What an article says, Pinpoint's own chain tells.
    """

    go_on: threading.Event = field(default_factory=threading.Event)
    histories: list[tuple[str, ...]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)

    def __call__(self, question: str, *, history: Sequence[str], session: Session) -> Iterator[Answer]:
        library = session.library
        self.histories.append(tuple(history))
        self.models.append(session.settings.model)
        if question.startswith("What does Article"):
            yield from stream(question, history=history, session=session)
            return
        if question == "an error":
            raise UnusableModel("The model does not answer: <b>it sleeps</b>.")
        if question == "a fault":
            raise ZeroDivisionError("a mistake of ours")
        if "football" in question:
            said = Statement("The sources do not say.", (), "supported")
            yield Answer(question, (said,), (), "not_in_sources", nearest=(_cited(1, NOTICE, library).hit,))
            return
        yield from self._quoted(question, library, session.settings)

    def _quoted(self, question: str, library: Library, settings: Settings) -> Iterator[Answer]:
        quotes = ["may be made by"] if "hostile" in question else [PRIVATE] if "private" in question else []
        if question == "payloads":
            quotes = [p.text for d in library.documents() if "payloads" in d.id for p in library.passages(d.id)]
        citations = [_cited(n, quote, library) for n, quote in enumerate(quotes or (NOTICE, PRIVATE), 1)]
        said = [Statement(f"It says: “{one.quote}”", (one.number,), "verbatim") for one in citations]
        for count in range(1, len(said) + 1):
            cited = tuple(citations[:count])
            yield Answer(question, tuple(said[:count]), cited, "answered", writer=settings.model)
            if "wait" in question and count == 1:
                self.go_on.wait(10)


def _cited(number: int, quote: str, library: Library) -> Citation:
    """A citation of the first passage that has the words."""
    for document in library.documents():
        for passage in library.passages(document.id):
            if quote in passage.text:
                start = passage.start + passage.text.index(quote)
                return Citation(number, Hit(passage, document, 1.0), quote, start, start + len(quote))
    raise AssertionError(f"no passage has {quote!r}")


@pytest.fixture(scope="module")
def chain() -> Scripted:
    return Scripted()


@pytest.fixture(scope="module")
def library(documents_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Our own documents and a hostile one."""
    with Library.open(tmp_path_factory.mktemp("page") / "library", encoder="hash") as library:
        add((document for path in files_in(documents_folder) for document in read(path)), library=library)
        add(read_bytes(HOSTILE.encode(), source="hostile.md"), library=library)
        yield library


@pytest.fixture(scope="module")
def address(library: Library, chain: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page while it is served."""
    from ui.page.app import build_page, launch_options

    page = build_page(Session(library, Settings(library=library.folder)), answers=chain)
    _, address, _ = page.launch(prevent_thread_lock=True, **launch_options())
    yield address
    page.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that is open, and what went on in it."""

    page: Page
    hosts: set[str]
    faults: list[str]

    def refuse(self, dialog: Dialog) -> None:
        self.faults.append(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> None:
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")

    def answered(self, turn: int) -> None:
        expect(self.page.locator(f"#exchange-{turn}")).to_have_attribute("data-state", "answered")


def _visit(context: BrowserContext, address: str) -> Iterator[Visit]:
    visit = Visit(context.new_page(), set(), [])
    visit.page.on("request", lambda request: visit.hosts.add(urlsplit(request.url).hostname or ""))
    visit.page.on("dialog", visit.refuse)
    visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
    visit.page.goto(address)
    expect(visit.page.locator(".welcome")).to_be_visible()
    yield visit
    visit.page.close()


@pytest.fixture(scope="module")
def desk_context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport=DESK, reduced_motion="reduce", permissions=["clipboard-read"])


@pytest.fixture(scope="module")
def phone_context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport=PHONE, reduced_motion="reduce", has_touch=True)


@pytest.fixture
def desk(desk_context: BrowserContext, address: str) -> Iterator[Visit]:
    yield from _visit(desk_context, address)


@pytest.fixture
def phone(phone_context: BrowserContext, address: str) -> Iterator[Visit]:
    yield from _visit(phone_context, address)


def test_an_answer_streams_and_its_marker_shows_the_quote_marked_in_its_article(desk: Visit, chain: Scripted) -> None:
    page = desk.page
    chain.go_on.clear()
    desk.ask("On what notice? Please wait.")
    expect(page.locator(".exchange .statement")).to_have_count(1)
    expect(page.locator("#exchange-1")).to_have_attribute("data-state", "asking")
    expect(page.locator("#stop")).to_be_visible()
    chain.go_on.set()
    desk.answered(1)
    expect(page.locator(".exchange .statement")).to_have_count(2)
    page.click('a.marker[data-number="2"]')
    card = page.locator("#source-1-2")
    expect(card.locator("mark")).to_have_text(PRIVATE)
    expect(card.locator("mark")).to_be_in_viewport()
    expect(card.locator(".reading")).to_contain_text("It may communicate freely with any master of a ship")
    expect(card.locator(".locator")).to_have_text("art 5")
    expect(page.locator("#source-1-1 mark")).to_be_hidden()
    assert desk.hosts == {"127.0.0.1"}
    assert desk.faults == []


def test_a_marker_of_an_earlier_answer_shows_that_answers_source(desk: Visit) -> None:
    desk.ask("On what notice?")
    desk.answered(1)
    desk.ask("And in private?")
    desk.answered(2)
    expect(desk.page.locator("#source-2-1 mark")).to_have_text(PRIVATE)
    desk.page.click('#exchange-1 a.marker[data-number="1"]')
    expect(desk.page.locator("#source-1-1 mark")).to_have_text(NOTICE)
    expect(desk.page.locator("#source-1-1 mark")).to_be_in_viewport()
    expect(desk.page.locator("#sources-2")).to_be_hidden()
    expect(desk.page.locator("a.marker[aria-current]")).to_have_count(1)


def test_an_answer_can_be_stopped_and_asked_again(desk: Visit, chain: Scripted) -> None:
    chain.go_on.clear()
    desk.ask("On what notice? Please wait.")
    expect(desk.page.locator(".exchange .statement")).to_have_count(1)
    desk.page.click("#stop")
    expect(desk.page.locator("#exchange-1")).to_have_attribute("data-state", "stopped")
    expect(desk.page.locator(".stopped")).to_be_visible()
    expect(desk.page.locator("#send")).to_be_visible()
    chain.go_on.set()
    desk.page.click("[data-retry]")
    desk.answered(1)
    expect(desk.page.locator(".exchange")).to_have_count(1)
    expect(desk.page.locator(".exchange .statement")).to_have_count(2)


@pytest.mark.parametrize(
    ("question", "says"), [("an error", "The model does not answer: <b>it sleeps</b>."), ("a fault", "broke")]
)
def test_a_failure_is_shown_as_an_error_and_the_question_is_kept(desk: Visit, question: str, says: str) -> None:
    desk.ask(question)
    expect(desk.page.locator(".error")).to_contain_text(says)
    expect(desk.page.locator("#exchange-1 .question")).to_have_text(question)
    expect(desk.page.locator(".answer")).to_have_count(0)
    desk.ask("And in private?")
    desk.answered(2)


def test_a_refusal_offers_the_nearest_passages_as_no_answer(desk: Visit) -> None:
    desk.ask("Who won the football?")
    desk.answered(1)
    expect(desk.page.locator(".answer.not_in_sources .status")).to_have_text("Not in the sources")
    expect(desk.page.locator(".nearest-label")).to_contain_text("not an answer")
    desk.page.click(".to-nearest")
    expect(desk.page.locator("#source-1-near-1 .reading")).to_contain_text(NOTICE)
    expect(desk.page.locator("#sources mark")).to_have_count(0)


def test_a_follow_up_brings_the_earlier_questions_and_sessions_do_not_mix(
    desk: Visit, phone: Visit, chain: Scripted
) -> None:
    desk.ask("On what notice?")
    desk.answered(1)
    desk.ask("And in private?")
    desk.answered(2)
    phone.ask("In private?")
    phone.answered(1)
    assert chain.histories[-2:] == [("On what notice?",), ()]


def test_the_answer_is_copied_with_its_numbered_sources(desk: Visit) -> None:
    desk.ask("And in private?")
    desk.answered(1)
    desk.page.click("[data-copy]")
    expect(desk.page.get_by_text("Copied")).to_be_visible()
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    assert f"“{PRIVATE}” [1]" in copied
    assert re.search(r"Sources\n\[1\] .*, art 5\. Treaty\.", copied)


def test_pinpoints_own_chain_answers_on_the_page_with_the_article_beside_it(desk: Visit) -> None:
    desk.ask("What does Article 5 of the Convention on the Inspection of Lighthouses say?")
    desk.answered(1)
    expect(desk.page.locator(".exchange .quote")).to_contain_text(PRIVATE)
    desk.page.click("a.marker")
    expect(desk.page.locator("#source-1-1 .locator")).to_have_text("art 5")
    expect(desk.page.locator("#source-1-1 mark")).to_contain_text(PRIVATE)


def test_an_example_question_is_asked_with_a_click(desk: Visit) -> None:
    example = desk.page.locator(".examples button").first
    question = example.inner_text()
    example.click()
    desk.answered(1)
    expect(desk.page.locator("#exchange-1 .question")).to_have_text(question)


def test_files_are_added_each_with_its_own_outcome(desk: Visit, library: Library, tmp_path: Path) -> None:
    good, bad = tmp_path / "fog-signals.md", tmp_path / "picture.png"
    good.write_text("# Treaty on Fog Signals\n\n### Article 1\n\nA horn shall sound in fog.\n", "utf-8")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    desk.page.set_input_files('#bar input[type="file"]', [good, bad])
    expect(desk.page.locator("#report .good")).to_contain_text("fog-signals.md added")
    expect(desk.page.locator("#report .bad")).to_contain_text("picture.png")
    assert "A horn shall sound in fog." in library.document("fog-signals").text
    desk.page.click("#library button")
    expect(desk.page.locator("#library-list")).to_contain_text("Treaty on Fog Signals")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#library-list")).to_be_hidden()
    expect(desk.page.locator("#report .received")).to_have_count(0)


def test_a_file_can_be_dropped_anywhere_on_the_page(desk: Visit, library: Library) -> None:
    drop = """() => {
        const data = new DataTransfer();
        data.items.add(new File(["# Buoy Accord\\n\\n### Article 1\\n\\nA buoy shall float."], "buoys.md"));
        const fire = name => document.querySelector("#conversation").dispatchEvent(
            new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
        fire("dragenter"); fire("drop");
    }"""
    desk.page.evaluate(drop)
    expect(desk.page.locator("#report .good")).to_contain_text("buoys.md added")
    assert "A buoy shall float." in library.document("buoys").text


def test_hostile_documents_questions_and_file_names_stay_text(desk: Visit, tmp_path: Path) -> None:
    evil = tmp_path / "<img src=x onerror=window.pwned=1>.md"
    evil.write_text(f"# {PAYLOAD} again\n\nAnother text.\n", "utf-8")
    desk.page.set_input_files('#bar input[type="file"]', [evil])
    expect(desk.page.locator("#report .good, #report .bad")).to_have_count(1)
    desk.ask(f"A hostile {PAYLOAD}")
    desk.answered(1)
    expect(desk.page.locator("#source-1-1 mark")).to_have_text("may be made by")
    expect(desk.page.locator("#source-1-1 .reading")).to_contain_text(PAYLOAD)
    expect(desk.page.locator("#exchange-1 .question")).to_contain_text(PAYLOAD)
    desk.page.click("#library button")
    assert (
        desk.page.locator("#conversation img, #sources img, #library img, #report img, #conversation script").count()
        == 0
    )
    assert desk.page.evaluate("window.pwned") is None
    assert desk.hosts == {"127.0.0.1"}
    assert desk.faults == []


def test_known_payloads_stay_text_in_a_real_browser(desk: Visit, shared: Path, tmp_path: Path) -> None:
    lines = (shared / "security" / "xss_payloads.jsonl").read_text("utf-8").strip().split("\n")
    payloads = tmp_path / "payloads.txt"
    payloads.write_text("\n\n".join(json.loads(line)["text"] for line in lines), "utf-8")
    page = shared / "security" / "documents" / "xss_payloads_page.html"
    desk.page.set_input_files('#bar input[type="file"]', [payloads, page])
    expect(desk.page.locator("#report .good")).to_have_count(2)
    desk.ask("payloads")
    desk.answered(1)
    expect(desk.page.locator("#sources .reading").first).to_contain_text("onerror")
    tags = "[...document.querySelectorAll('#conversation .log *, #sources .pane *')].map(e => e.localName)"
    ours = {"article", "h2", "h3", "div", "p", "q", "a", "span", "button", "header", "details", "summary", "mark"}
    assert set(desk.page.evaluate(tags)) <= ours
    assert desk.hosts == {"127.0.0.1"}
    assert desk.faults == []


def test_on_a_phone_nothing_scrolls_sideways_and_the_sources_are_a_sheet(phone: Visit) -> None:
    page = phone.page

    def is_wider() -> bool:
        wide = "(document.scrollingElement.scrollWidth > innerWidth) || [...document.querySelectorAll('#conversation, "
        return bool(page.evaluate(wide + "#reading, #bar')].some(box => box.scrollWidth > box.clientWidth)"))

    assert not is_wider()
    phone.ask("On what notice?")
    phone.answered(1)
    expect(page.locator("#reading")).to_be_hidden()
    page.tap('a.marker[data-number="1"]')
    expect(page.locator("#source-1-1 mark")).to_be_in_viewport()
    assert not is_wider()
    page.tap("[data-close]")
    expect(page.locator("#reading")).to_be_hidden()
    page.tap('a.marker[data-number="2"]')
    expect(page.locator("#reading")).to_be_visible()
    page.touchscreen.tap(200, 90)  # the conversation behind the sheet
    expect(page.locator("#reading")).to_be_hidden()


def test_the_keyboard_is_enough(desk: Visit) -> None:
    page = desk.page
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type("On what notice?")
    page.keyboard.press("Enter")
    desk.answered(1)
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.marker[data-number=\"2\"]')"):
            break
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", re.compile(r"^Source 2: .*art 5, Treaty$"))
    assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#source-1-2 summary")).to_be_focused()
    expect(page.locator("#source-1-2 mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator('a.marker[data-number="2"]')).to_be_focused()


def test_the_chat_model_is_chosen_from_those_configured_and_the_answer_names_it(
    browser: Browser, library: Library, chain: Scripted
) -> None:
    from ui.page.app import build_page, launch_options

    models = ("openai:gpt-x", "ollama:llama3.1:8b")
    settings = Settings(library=library.folder, model=models[0], models=models)
    shown = build_page(Session(library, settings), answers=chain)
    with socket.socket() as free:  # Gradio, looking for a port, does not close those that it finds taken
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _, address, _ = shown.launch(server_port=port, prevent_thread_lock=True, **launch_options())
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    for visit in _visit(context, address):
        page, chooser = visit.page, visit.page.get_by_label("Answers by")
        expect(chooser).to_have_value(models[0])
        assert not page.evaluate("document.querySelector('#bar').scrollWidth > innerWidth")
        visit.ask("In private?")
        visit.answered(1)
        expect(page.locator("#exchange-1 .byline")).to_have_text(
            "Written by openai:gpt-x from the passages; every quotation checked."
        )
        for turn, label in ((2, models[1]), (3, "No model: the sources' own words")):
            chooser.focus()
            for key in ("ArrowDown", "Enter"):
                page.keyboard.press(key)
            expect(chooser).to_have_value(label)
            visit.ask("In private?")
            visit.answered(turn)
        expect(page.locator("#exchange-3 .byline")).to_have_text("The sources’ own words; no model wrote this.")
        page.click("[data-retry]")
        expect(page.locator("#exchange-3 .byline")).to_be_visible()
    context.close()
    shown.close()
    assert chain.models[-4:-1] == [*models, ""]


def test_without_a_model_there_is_nothing_to_choose(desk: Visit) -> None:
    expect(desk.page.get_by_label("Answers by")).to_have_count(0)
    desk.ask("In private?")
    desk.answered(1)
    expect(desk.page.locator(".byline")).to_have_count(0)


def test_light_or_dark_follows_the_system_until_the_reader_chooses(desk: Visit) -> None:
    page = desk.page

    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = paper()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body.dark")).to_have_count(1)
    assert paper() != light
    page.click("[data-look]")
    assert paper() == light
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("body.dark")).to_have_count(0)
    assert paper() == light
    page.evaluate("localStorage.clear()")


class Taken:
    """A page whose port is in use by another program."""

    def launch(self, **_: object) -> None:
        raise OSError("Cannot find empty port in range: 7860-7860")


def test_a_port_in_use_is_an_error_that_names_the_cure(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.page import app

    monkeypatch.setattr(app, "build_page", lambda *_: Taken())
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(UnusableRequest, match=r"7860.*--port"):
        app.serve(Session(library, Settings(library=library.folder)), host="127.0.0.1", port=7860, announce=pytest.fail)
    assert os.environ["NO_PROXY"] == "intranet.example,127.0.0.1,127.0.0.1,localhost"


def test_gradios_own_pages_and_records_are_off(desk_context: BrowserContext, address: str) -> None:
    ask = desk_context.request
    for path in ("monitoring", "monitoring/summary", "gradio_api/runs"):
        assert ask.get(address + path).status in {403, 404}, path
    assert ask.get(f"{address}gradio_api/info").json()["named_endpoints"] == {}
    assert ask.get(f"{address}gradio_api/file={Path(__file__)}").status == 403
    config = ask.get(f"{address}config").json()
    assert config["analytics_enabled"] is False
    assert config["run_history"] is False
    assert config["footer_links"] == []


def test_the_headers_forbid_loading_from_other_hosts(desk_context: BrowserContext, address: str) -> None:
    policy = desk_context.request.get(address).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "://" not in policy


def test_the_evidence_of_each_answer_can_be_saved(desk: Visit) -> None:
    desk.ask("May keepers be interviewed in private?")
    desk.answered(1)
    desk.ask("On what notice?")
    desk.answered(2)
    with desk.page.expect_download() as begun:
        desk.page.click("#exchange-1 [data-save]")
    record = json.loads(Path(begun.value.path()).read_text(encoding="utf-8"))
    assert begun.value.suggested_filename == "pinpoint-evidence.json"
    assert record["answer"]["question"] == "May keepers be interviewed in private?"
    assert record["answer"]["citations"][0]["quote"] == PRIVATE
    assert record["library"]["documents"]
    assert not desk.faults


def test_importing_gradio_writes_no_files_and_restores_what_it_changed() -> None:
    program = """if True:
        import gc, inspect, pathlib
        read, seen = pathlib.Path.read_text, []
        pathlib.Path.read_text = lambda path, *rest, **more: (seen.append(path.suffix), read(path, *rest, **more))[1]
        from ui.page.gradio_quick import gr
        assert ".pyi" not in seen
        assert gc.isenabled()
        assert inspect.getfile(gr.Textbox).endswith("textbox.py")
    """
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)


def test_the_page_warms_up_when_it_is_open(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.page import app

    happened: list[str] = []
    ready = threading.Event()

    class Open:
        def launch(self, **_: object) -> tuple[None, str, None]:
            return None, "http://127.0.0.1:7860/", None

        def block_thread(self) -> None:
            assert ready.wait(20)

    def warm_up(*, session: Session) -> None:
        happened.append("ready")
        ready.set()

    monkeypatch.setattr(app, "build_page", lambda *_: Open())
    monkeypatch.setattr(app, "warm_up", warm_up)
    monkeypatch.setattr(app, "_has_screen", lambda: False)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    session = Session(library, Settings(library=library.folder))
    app.serve(session, host="127.0.0.1", port=7860, announce=happened.append)
    assert happened == ["Pinpoint is open at http://127.0.0.1:7860/ (Ctrl+C closes it).", "ready"]
