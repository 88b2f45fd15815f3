"""Errors of a provider are reported in our own words, with the cure, and never with a key."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.answer.generate import ScriptedModel
from assistant.answer.providers import load_model, translated
from assistant.settings import Settings
from corpus.errors import UnusableModel


class _Refused(ValueError):
    status_code = 401


def test_a_provider_whose_package_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("no module")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", missing)
    with pytest.raises(UnusableModel, match=r"pip install 'pinpoint-assistant\[anthropic\]'"):
        load_model(Settings(library=Path(), model="anthropic:claude"))


def test_an_unknown_provider_is_reported_with_the_known_ones() -> None:
    with pytest.raises(UnusableModel, match=r"nobody:nothing.*anthropic, openai"):
        load_model(Settings(library=Path(), model="nobody:nothing"))


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a provider's package would be called with; the environment holds no key."""
    arguments: dict[str, Any] = {}

    def init(name: str, **more: Any) -> ScriptedModel:
        arguments.update(more, name=name)
        return ScriptedModel()

    monkeypatch.setattr("langchain.chat_models.init_chat_model", init)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return arguments


@pytest.mark.parametrize(
    ("model", "variable"), [("openai:gpt", "OPENAI_API_KEY"), ("anthropic:claude", "ANTHROPIC_API_KEY")]
)
def test_the_variable_of_a_missing_key_is_named(
    model: str, variable: str, called: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnusableModel, match=variable):
        load_model(Settings(library=Path(), model=model))
    monkeypatch.setenv(variable, "sk-secret")
    load_model(Settings(library=Path(), model=model))
    assert "api_key" not in called  # the provider's package reads it itself


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("openai:tiny", {"base_url": "http://box/v1", "api_key": "none", "timeout": 5, "max_retries": 1}),
        ("anthropic:tiny", {"base_url": "http://box/v1", "api_key": "none", "timeout": 5, "max_retries": 1}),
        ("ollama:tiny:8b", {"base_url": "http://box/v1", "client_kwargs": {"timeout": 5}}),
    ],
)
def test_a_provider_gets_its_address_and_its_time(model: str, expected: dict[str, Any], called: dict[str, Any]) -> None:
    load_model(Settings(library=Path(), model=model, model_url="http://box/v1", model_seconds=5))
    assert expected.items() <= called.items()
    assert f"{called['model_provider']}:{called['name']}" == model


def test_a_mistake_of_ours_in_the_arguments_is_not_blamed_on_the_provider(
    called: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(_: Settings) -> None:
        raise AttributeError("a mistake of ours")

    monkeypatch.setattr("assistant.answer.providers._arguments", mistaken)
    with pytest.raises(AttributeError, match="a mistake of ours"):
        load_model(Settings(library=Path(), model="openai:tiny"))


def test_a_model_that_runs_in_pinpoint_has_no_address(called: dict[str, Any]) -> None:
    with pytest.raises(UnusableModel, match="PINPOINT_MODEL_URL"):
        load_model(Settings(library=Path(), model="huggingface:tiny", model_url="http://box"))


def test_the_server_of_one_provider_does_not_get_the_key_of_another(
    called: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    models = ("openai:tiny", "anthropic:claude")
    load_model(Settings(library=Path(), model="anthropic:claude", models=models, model_url="http://box/v1"))
    assert "base_url" not in called


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (_Refused("bad key sk-secret"), "key was refused"),
        (httpx.ConnectError("sk-secret"), "cannot be reached"),
        (TimeoutError("sk-secret"), "too long"),
        (OSError("sk-secret"), "cannot be reached"),
        (ValueError("sk-secret"), "not understood"),
    ],
    ids=["key refused", "no connection", "time out", "system", "value"],
)
def test_a_failure_says_what_happened_and_never_the_key(error: Exception, said: str) -> None:
    with pytest.raises(UnusableModel, match=said) as raised, translated("openai:gpt", seconds=60):
        raise error
    assert "sk-secret" not in str(raised.value)


def test_a_fault_of_our_own_is_not_blamed_on_the_provider() -> None:
    with pytest.raises(ZeroDivisionError), translated("openai:gpt", seconds=60):
        raise ZeroDivisionError
