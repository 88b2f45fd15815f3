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


@pytest.mark.parametrize("model", ["claude", ":claude", "anthropic:"])
def test_a_model_without_its_provider_or_name_is_refused(model: str) -> None:
    with pytest.raises(UnusableRequest, match="provider:name"):
        read_settings({"PINPOINT_MODEL": model})


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "nan", "inf"])
def test_a_time_limit_that_is_none_is_refused(seconds: str) -> None:
    with pytest.raises(UnusableRequest, match="PINPOINT_MODEL_SECONDS"):
        read_settings({"PINPOINT_MODEL_SECONDS": seconds})
