"""Settings: one frozen value, read once from the environment, handed to whoever needs it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from corpus.errors import UnusableRequest


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the library is and who encodes and writes. Keys of providers are never held here.

    `models` are those that may be chosen, `model` is the one that is ("" for none: answers are quotes). `model_url` is
    the address of the server of the first one's provider, and no other gets it, since keys go where the address says.
    `tracing` says that LangChain may send what it does to where its own variables say.
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
        """Whether a chat model writes the answers; without one they are quotes."""
        return bool(self.model)

    @property
    def address(self) -> str:
        """The address of the chosen model's server; "" for its provider's own."""
        first = (self.models or (self.model,))[0]
        return self.model_url if provider_of(self.model) == provider_of(first) else ""

    def written_by(self, model: str) -> "Settings":
        """The same settings with this model chosen, or "" for none. Raises UnusableRequest if it is not configured."""
        if model and model not in (*self.models, self.model):
            raise UnusableRequest(f'"{model}" is not among the models of PINPOINT_MODEL: {", ".join(self.models)}.')
        return replace(self, model=model)


def provider_of(model: str) -> str:
    """The part before the colon of "provider:name"."""
    return model.partition(":")[0]


def read_settings(environ: Mapping[str, str], *, library: Path | None = None) -> Settings:
    """The settings that the environment gives; `library` goes before PINPOINT_LIBRARY.

    PINPOINT_LIBRARY, PINPOINT_ENCODER, PINPOINT_MODEL ("provider:name", or several with commas between them, of which
    the first is used until another is chosen), PINPOINT_MODEL_URL (where the first one's server is),
    PINPOINT_MODEL_SECONDS (how long an answer of a model may take) and PINPOINT_TRACING ("on" or "off") are read.
    Raises UnusableRequest for a value that cannot be understood.
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
    """The address as given; one that is none is not repeated in the error, since it may hold a password."""
    try:
        parts = urlsplit(text)
        is_sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "@" not in text
    except ValueError:
        is_sound = False
    if text and not (is_sound and not parts.query):
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
