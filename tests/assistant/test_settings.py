"""The environment is read once, into one value."""

from pathlib import Path

import pytest

from assistant.settings import read_settings
from corpus.errors import UnusableRequest


def test_an_empty_environment_gives_the_user_folder_and_no_model() -> None:
    settings = read_settings({})
    assert settings.library.name == "pinpoint"
    assert (settings.encoder, settings.model, settings.writes) == (None, "", False)


def test_the_environment_is_read() -> None:
    found = read_settings({"PINPOINT_LIBRARY": "/books", "PINPOINT_ENCODER": "hash", "PINPOINT_MODEL": "openai:gpt-x"})
    assert (found.library, found.encoder, found.model, found.writes) == (Path("/books"), "hash", "openai:gpt-x", True)


def test_a_library_named_on_the_command_line_goes_before_the_environment() -> None:
    assert read_settings({"PINPOINT_LIBRARY": "/books"}, library=Path("/mine")).library == Path("/mine")


def test_of_several_models_the_first_is_used_and_the_others_can_be_chosen() -> None:
    found = read_settings({"PINPOINT_MODEL": "openai:gpt-x, ollama:llama3.1:8b,openai:gpt-x"})
    assert (found.model, found.models) == ("openai:gpt-x", ("openai:gpt-x", "ollama:llama3.1:8b"))
    assert found.written_by("ollama:llama3.1:8b").model == "ollama:llama3.1:8b"
    assert not found.written_by("").writes
    with pytest.raises(UnusableRequest, match="not among the models"):
        found.written_by("openai:other")


def test_the_address_is_that_of_the_first_models_provider_and_no_other_gets_it() -> None:
    found = read_settings({"PINPOINT_MODEL": "openai:a,ollama:b,openai:c", "PINPOINT_MODEL_URL": "http://box:8000/v1"})
    addresses = [found.written_by(model).address for model in found.models]
    assert addresses == ["http://box:8000/v1", "", "http://box:8000/v1"]


@pytest.mark.parametrize(
    "address",
    ["box:8000", "ftp://box", "http://", "http://me:secret@box/v1", "https://box/v1?key=secret", "http://box:x/secret"],
)
def test_an_address_that_is_none_or_holds_a_key_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(UnusableRequest, match="PINPOINT_MODEL_URL") as raised:
        read_settings({"PINPOINT_MODEL_URL": address})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("model", ["claude", ":claude", "anthropic:", "openai:a, b", "open ai:a"])
def test_a_model_without_its_provider_or_name_is_refused(model: str) -> None:
    with pytest.raises(UnusableRequest, match="provider:name"):
        read_settings({"PINPOINT_MODEL": model})


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "nan", "inf"])
def test_a_time_limit_that_is_none_is_refused(seconds: str) -> None:
    with pytest.raises(UnusableRequest, match="PINPOINT_MODEL_SECONDS"):
        read_settings({"PINPOINT_MODEL_SECONDS": seconds})
