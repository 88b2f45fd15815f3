"""The settings, read once from environment variables into one immutable value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from corpus.errors import UnusableRequest


@dataclass(frozen=True, slots=True)
class Settings:
    """The library's folder, the encoder and the chat models. API keys are never stored here.

    `models` are the chat models that can be selected, as "provider:name"; `model` is the selected one, "" for none
    (answers then quote the sources). `model_url` is the server address for the provider of the first model. Other
    providers' models do not use it, since their API key would be sent to that server. `model_seconds` is the time
    limit for one answer. `tracing` allows LangChain to send traces to the service that its own variables configure.
    """

    library: Path
    encoder: str | None = None
    model: str = ""
    models: tuple[str, ...] = ()
    model_url: str = ""
    model_seconds: float = 60.0
    tracing: bool = False

    @property
    def writes(self) -> bool:
        """Whether a chat model writes the answers; otherwise they quote the sources."""
        return bool(self.model)

    @property
    def address(self) -> str:
        """The server address for the selected model; "" for its provider's default."""
        first = (self.models or (self.model,))[0]
        return self.model_url if provider_of(self.model) == provider_of(first) else ""

    def written_by(self, model: str) -> "Settings":
        """A copy with this model selected, "" for none. Raises UnusableRequest if it is not among `models`."""
        if model and model not in (*self.models, self.model):
            raise UnusableRequest(f'"{model}" is not among the models of PINPOINT_MODEL: {", ".join(self.models)}.')
        return replace(self, model=model)


def provider_of(model: str) -> str:
    """The provider in "provider:name"."""
    return model.partition(":")[0]


def read_settings(environ: Mapping[str, str], *, library: Path | None = None) -> Settings:
    """The settings given by environment variables; `library`, if given, overrides PINPOINT_LIBRARY.

    The variables are PINPOINT_LIBRARY (a folder), PINPOINT_ENCODER, PINPOINT_MODEL ("provider:name", or several
    separated by commas, the first being the default), PINPOINT_MODEL_URL (the server of the first model),
    PINPOINT_MODEL_SECONDS (the time limit for one answer) and PINPOINT_TRACING ("on" or "off").
    Raises UnusableRequest for an invalid value.
    """
    folder = library or Path(environ.get("PINPOINT_LIBRARY") or user_data_path("pinpoint", appauthor=False))
    models = _models(environ.get("PINPOINT_MODEL", ""))
    return Settings(
        library=folder.expanduser(),
        encoder=environ.get("PINPOINT_ENCODER") or None,
        model=models[0] if models else "",
        models=models,
        model_url=_address(environ.get("PINPOINT_MODEL_URL", "").strip()),
        model_seconds=_seconds(environ.get("PINPOINT_MODEL_SECONDS", "60")),
        tracing=_switch("PINPOINT_TRACING", environ.get("PINPOINT_TRACING", "")),
    )


def _models(text: str) -> tuple[str, ...]:
    models = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for model in models:
        if not re.fullmatch(r"[^\s:]+:\S+", model):
            raise UnusableRequest(
                f'PINPOINT_MODEL is "{text}"; expected provider:name, such as anthropic:claude-sonnet-4-5, or several '
                "of them with commas between."
            )
    return models


def _address(text: str) -> str:
    """The address, checked. An invalid one is not repeated in the error, since it may contain a password."""
    try:
        parts = urlsplit(text)
        is_valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "@" not in text
    except ValueError:
        is_valid = False
    if text and not (is_valid and not parts.query):
        raise UnusableRequest(
            "PINPOINT_MODEL_URL is not understood; expected the address of a server, such as "
            "http://127.0.0.1:8000/v1, without a user name, password or key in it."
        )
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UnusableRequest(f'PINPOINT_MODEL_SECONDS is "{text}"; expected a number of seconds above 0, such as 60.')
    return seconds


def _switch(name: str, text: str) -> bool:
    if text.lower() not in ("on", "off", ""):
        raise UnusableRequest(f'{name} is "{text}"; expected on or off.')
    return text.lower() == "on"
