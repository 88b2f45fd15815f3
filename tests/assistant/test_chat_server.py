"""A real client over HTTP with a scripted server that streams, fails, delays and breaks off, as providers do."""

import gc
import logging
import re
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from assistant.answer.prompts import NOT_IN_SOURCES
from assistant.models import Answer
from assistant.retrieve.citations import is_consistent
from assistant.settings import Settings
from corpus.errors import UnusableModel
from index.library import Library
from tests.asking import answer, stream
from tests.assistant.scripted_server import Reply, ScriptedServer, serving

pytest.importorskip("langchain_openai")

KEY = "sk-test-0123456789-secret"
QUESTION = "How long are the members elected?"
GOOD = 'The members serve five years. [P1: "The members shall be elected for a period of five years."]'


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_ORG_ID", "OPENAI_PROXY", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def settings(server: ScriptedServer, *, seconds: float = 20.0) -> Settings:
    return Settings(library=Path(), model="openai:tiny", model_url=server.address, model_seconds=seconds)


def ask(library: Library, server: ScriptedServer, *, seconds: float = 20.0) -> Answer:
    return answer(QUESTION, library=library, settings=settings(server, seconds=seconds))


def is_quoting(found: Answer) -> bool:
    """Whether the answer quotes the sources, after a notice that says why."""
    return "five years" in found.text and found.statements[1].support == "verbatim" and not found.writer


def test_an_answer_streams_and_its_marker_comes_with_its_verified_words(hash_library: Library) -> None:
    with serving(Reply(GOOD)) as server:
        steps = list(stream(QUESTION, library=hash_library, settings=settings(server)))
    assert len(steps) > 5
    assert steps[0].text == "The"
    assert [len(step.citations) for step in (steps[0], steps[-1])] == [0, 1]
    assert steps[-1].text == "The members serve five years. [1]"
    assert steps[-1].writer == "openai:tiny"
    assert is_consistent(steps[-1].statements, steps[-1].citations)
    assert server.keys == [KEY]
    assert server.asked[0]["model"] == "tiny"


def test_a_users_own_server_needs_no_key(hash_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with serving(Reply(GOOD)) as server:
        assert ask(hash_library, server).writer == "openai:tiny"
        assert server.keys == ["none"]


def test_the_providers_own_variable_says_where_its_server_is(
    hash_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Reply(GOOD)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.address)
        found = answer(QUESTION, library=hash_library, settings=Settings(library=Path(), model="openai:tiny"))
    assert found.writer == "openai:tiny"


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "the key was refused"), (403, "does not allow"), (404, "no such model")],
)
def test_a_wrong_setting_is_an_error_with_the_cure_and_without_the_key(
    status: int, said: str, hash_library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = Reply(status=status, error="Incorrect API key provided: {key}.")
    with serving(echo) as server, pytest.raises(UnusableModel, match=said) as raised:
        ask(hash_library, server)
    assert KEY not in _with_causes(raised.value)
    assert KEY not in caplog.text


def _with_causes(error: BaseException) -> str:
    """The error as a traceback in a log would show it."""
    return "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=429, error="Slow down, {key}"), "too many requests"),
        (Reply(status=500, error="Oh, {key}"), "the provider has a fault"),
        (Reply(status=503, error="Busy"), "overloaded"),
        (Reply(status=402, error="Pay"), "paid"),
        (Reply(status=418, error="{key} is a teapot"), "HTTP 418"),
        (Reply(status=400, error="Too long", code="context_length_exceeded"), "too long for it"),
        (Reply(status=400, error="the request exceeds the available context size"), "too long for it"),
        (Reply(status=400, error="maximum context length is 4096 tokens"), "too long for it"),
        (Reply(GOOD, end=""), "cut off"),
        (Reply(GOOD, end="length"), "cut off"),
        (Reply(GOOD, end="content_filter"), "cut off"),
        (Reply(raw=b""), "cut off|no answer|not understood"),
        (Reply(raw=b"data: {not json\n\n"), "not understood"),
        (Reply(raw=b'data: {"answer": "five"}\n\n'), "cut off|no answer|not understood"),
        (Reply(raw=b"<html>Log in first</html>"), "cut off|no answer|not understood"),
        (Reply(raw=b'data: {"error": {"message": "died of {key}"}}\n\n'), "reported"),
        (Reply("word " * 20_000), "more than 20,000 characters"),
    ],
    ids=[
        "rate limit",
        "fault",
        "overload",
        "unpaid",
        "teapot",
        "too long (OpenAI)",
        "too long (llama.cpp)",
        "too long (vLLM)",
        "connection cut",
        "no room left",
        "filtered",
        "nothing",
        "no JSON",
        "another JSON",
        "a page",
        "error in the stream",
        "without end",
    ],
)
def test_if_the_server_fails_the_sources_are_quoted_with_the_reason(
    reply: Reply, said: str, hash_library: Library
) -> None:
    with serving(reply) as server:
        found = ask(hash_library, server)
    assert re.search(said, found.statements[0].text), found.statements[0].text
    assert KEY not in found.text
    assert is_quoting(found)


def test_a_server_that_cannot_be_reached_is_reported(hash_library: Library) -> None:
    with serving(Reply(GOOD)) as server:
        pass
    found = ask(hash_library, server)
    assert "cannot be reached" in found.statements[0].text
    assert is_quoting(found)


@pytest.mark.parametrize(
    "reply",
    [Reply("word " * 500, pause=0.05), Reply(is_silent=True), Reply(GOOD, pause=0.05)],
    ids=["a word at a time", "accepts and says nothing", "slow to the end"],
)
def test_the_time_limit_applies_to_the_whole_answer(reply: Reply, hash_library: Library) -> None:
    with serving(reply) as server:
        begun = monotonic()
        found = ask(hash_library, server, seconds=0.4)
        assert monotonic() - begun < 3
    assert "it may take 0.4 seconds" in found.statements[0].text
    assert is_quoting(found)


def test_a_model_that_never_answers_keeps_no_process_alive(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from assistant.answer.streaming import until_deadline\n"
        "def never():\n    time.sleep(60)\n    yield 1\n"
        "try:\n    list(until_deadline(never, until=time.monotonic() + 0.1))\n"
        "except TimeoutError:\n    sys.exit(7)\n"
    )
    begun = monotonic()
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 7
    assert monotonic() - begun < 20


BAD = {
    "invented key": 'Five years. [P99: "five years"]',
    "altered quote": 'Six years. [P1: "elected for a period of six years"]',
    "no words": "Five years. [P1]",
    "no bracket": "Five years, as everyone knows.",
    "tool call": '{"answer": "Five years", "citations": [{"key": "P1"}]}',
    "nothing": "",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_an_answer_that_cannot_be_verified_is_sent_back_once_with_what_was_wrong(
    bad: str, hash_library: Library
) -> None:
    with serving(Reply(bad), Reply(GOOD)) as server:
        found = ask(hash_library, server)
    assert (found.text, found.writer) == ("The members serve five years. [1]", "openai:tiny")
    assert len(server.asked) == 2
    *_, said, complaint = server.asked[1]["messages"]
    assert (said["role"], complaint["role"]) == ("assistant", "user")
    assert said["content"].strip() == (bad or "(nothing)")
    assert "cannot be used" in complaint["content"]


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_second_answer_that_cannot_be_verified_is_replaced_with_a_notice(bad: str, hash_library: Library) -> None:
    with serving(Reply(bad)) as server:
        found = ask(hash_library, server)
    assert len(server.asked) == 2
    assert found.statements[0].text.startswith("The model's answer is not shown, because it")
    assert is_quoting(found)
    assert is_consistent(found.statements, found.citations)


def test_a_second_try_that_fails_counts_as_a_failure(hash_library: Library) -> None:
    with serving(Reply(BAD["altered quote"]), Reply(status=503)) as server:
        found = ask(hash_library, server)
    assert "overloaded" in found.statements[0].text
    assert is_quoting(found)


def test_the_second_answer_may_say_that_the_sources_do_not_answer(hash_library: Library) -> None:
    with serving(Reply(BAD["altered quote"]), Reply(NOT_IN_SOURCES)) as server:
        assert ask(hash_library, server).status == "not_in_sources"


@pytest.fixture(scope="module", autouse=True)
def no_sockets_left() -> Iterator[None]:
    """Connections left open by a client are reported here, and not in a later test."""
    yield
    gc.collect()
