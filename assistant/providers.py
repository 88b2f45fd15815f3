"""A chat model by its "provider:name", and its failures in our own words."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel

from assistant.settings import Settings
from corpus.errors import UnusableModel


@dataclass(frozen=True, slots=True)
class _Provider:
    extra: str  # what to put behind pinpoint-assistant[...]
    errors: tuple[str, ...]  # the root of its own exceptions, "module:class"
    timeout: str  # the name of its argument for seconds, "" where it has none


_PROVIDERS = {
    "anthropic": _Provider("anthropic", ("anthropic:AnthropicError",), "timeout"),
    "openai": _Provider("openai", ("openai:OpenAIError",), "timeout"),
    "ollama": _Provider("ollama", ("ollama:ResponseError", "ollama:RequestError"), ""),
    "huggingface": _Provider("huggingface", ("huggingface_hub.errors:HfHubHTTPError",), ""),
}
_HTTP = ("httpx:HTTPError", "httpx2:HTTPError", "requests:RequestException")

# What an HTTP status means to the person who set the model; the provider's own text may hold keys.
_CAUSES = {
    401: "the key was refused; check the provider's key in the environment",
    403: "the key does not allow this model",
    404: "there is no such model",
    413: "the question and its passages are too long for it",
    429: "it is receiving too many requests or the quota is used up; try again later",
    500: "the provider has a fault; try again later",
    503: "the provider is overloaded; try again later",
    529: "the provider is overloaded; try again later",
}


def load_model(settings: Settings) -> BaseChatModel:
    """The chat model that the settings name. Raises UnusableModel, with the cure, if it cannot be had."""
    from langchain.chat_models import init_chat_model  # heavy: only for those who have a model

    provider, _, name = settings.model.partition(":")
    known = _PROVIDERS.get(provider)
    limits: dict[str, Any] = {known.timeout: settings.model_seconds} if known and known.timeout else {}
    try:
        with translated(settings.model):
            model: BaseChatModel = init_chat_model(name, model_provider=provider, **limits)
            return model
    except ImportError as error:
        extra = known.extra if known else provider
        raise UnusableModel(
            f'The model "{settings.model}" needs a package that is not installed: '
            f"pip install 'pinpoint-assistant[{extra}]'"
        ) from error


@contextmanager
def translated(model: str) -> Iterator[None]:
    """Inside, what the provider raises becomes UnusableModel: an error is never shown as an answer."""
    try:
        yield
    except _failures(model.partition(":")[0]) as error:
        raise UnusableModel(f'The model "{model}" did not answer: {_cause(error)}.') from error


def _failures(provider: str) -> tuple[type[BaseException], ...]:
    known = _PROVIDERS.get(provider)
    names = (known.errors if known else ()) + _HTTP
    # Only a module that is loaded can have raised something.
    classes = [getattr(sys.modules.get(module), name, None) for module, _, name in (n.partition(":") for n in names)]
    return (OSError, ValueError, LangChainException, *(each for each in classes if isinstance(each, type)))


def _cause(error: BaseException) -> str:
    status = getattr(error, "status_code", None)
    if status in _CAUSES:
        return f"{_CAUSES[status]} (HTTP {status})"
    if isinstance(error, ValueError):
        return "its name, its key or what it sent is not understood; PINPOINT_MODEL is provider:name"
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return "it took too long"
    if isinstance(error, OSError) or "Connect" in type(error).__name__:
        return "it cannot be reached"
    return f"the provider reported {type(error).__name__}"
