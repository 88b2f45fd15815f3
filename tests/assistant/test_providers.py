"""What goes wrong with a provider is said in our own words, with the cure, and never with a key."""

from pathlib import Path

import httpx
import pytest

from assistant.providers import load_model, translated
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


def test_a_provider_that_nobody_knows_is_named() -> None:
    with pytest.raises(UnusableModel, match="nobody:nothing"):
        load_model(Settings(library=Path(), model="nobody:nothing"))


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
