"""Settings: one frozen value, read once from the environment, handed to whoever needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from corpus.errors import UnusableRequest


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the library is and who encodes and writes. Keys of providers are never held here."""

    library: Path
    encoder: str | None = None
    model: str = ""
    model_seconds: float = 60.0

    @property
    def writes(self) -> bool:
        """Whether a chat model writes the answers; without one they are quotes."""
        return bool(self.model)


def read_settings(environ: Mapping[str, str], *, library: Path | None = None) -> Settings:
    """The settings that the environment gives; `library` goes before PINPOINT_LIBRARY.

    PINPOINT_LIBRARY, PINPOINT_ENCODER, PINPOINT_MODEL ("provider:name") and PINPOINT_MODEL_SECONDS (how long a model
    may take) are read. Raises UnusableRequest for a value that cannot be understood.
    """
    folder = library or Path(environ.get("PINPOINT_LIBRARY") or user_data_path("pinpoint", appauthor=False))
    model = environ.get("PINPOINT_MODEL", "").strip()
    if model and not all(model.partition(":")):
        raise UnusableRequest(
            f'PINPOINT_MODEL is "{model}"; expected provider:name, such as anthropic:claude-sonnet-4-5.'
        )
    return Settings(
        library=folder.expanduser(),
        encoder=environ.get("PINPOINT_ENCODER") or None,
        model=model,
        model_seconds=_seconds(environ.get("PINPOINT_MODEL_SECONDS", "60")),
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UnusableRequest(f'PINPOINT_MODEL_SECONDS is "{text}"; expected a number of seconds above 0, such as 60.')
    return seconds
