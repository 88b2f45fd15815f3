"""Chat models by "provider:name", and errors in our own words, since a provider's message may contain a key."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel

from assistant.settings import Settings, provider_of
from corpus.errors import FailedModel, UnusableModel


def _hosted(seconds: float) -> dict[str, Any]:
    return {"timeout": seconds, "max_retries": 1}  # one more attempt after a moment's overload


def _ollama(seconds: float) -> dict[str, Any]:
    # Ollama silently cuts off the beginning of a prompt longer than its window; 8 passages have up to 6,000 tokens.
    return {"num_ctx": 8192, "temperature": 0, "client_kwargs": {"timeout": seconds}}


def _local(seconds: float) -> dict[str, Any]:
    return {"backend": "pipeline"}


@dataclass(frozen=True, slots=True)
class _Provider:
    errors: tuple[str, ...]  # the base classes of its exceptions, "module:class"
    limits: Callable[[float], dict[str, Any]]  # its arguments, from the time limit in seconds
    keys: tuple[str, ...] = ()  # environment variables, one of which must hold its key
    has_address: bool = True


# Each is also the name of the extra that installs it.
_PROVIDERS = {
    "anthropic": _Provider(("anthropic:AnthropicError",), _hosted, ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")),
    "openai": _Provider(("openai:OpenAIError",), _hosted, ("OPENAI_API_KEY",)),
    "ollama": _Provider(("ollama:ResponseError", "ollama:RequestError"), _ollama),
    "huggingface": _Provider(("huggingface_hub.errors:HfHubHTTPError",), _local, has_address=False),
}
_HTTP = ("httpx:HTTPError", "httpx2:HTTPError", "requests:RequestException")
# Raised by providers' packages for a malformed answer, or a model that they cannot run.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RuntimeError)

# HTTP statuses in words. Those in _WRONG mean wrong settings; those in _CAUSES may pass by themselves.
_WRONG = {
    401: "the key was refused; check the provider's key in the environment",
    403: "the key does not allow this model",
    404: "there is no such model, or its server's address is wrong",
}
_CAUSES = {
    402: "the provider asks to be paid first",
    413: "the question and its passages are too long for it",
    429: "it is receiving too many requests or the quota is used up; try again later",
    500: "the provider has a fault; try again later",
    502: "the provider cannot be reached through its own gateway; try again later",
    503: "the provider is overloaded; try again later",
    504: "the provider took too long",
    529: "the provider is overloaded; try again later",
}
# The messages of OpenAI, Anthropic, llama.cpp, vLLM and others for a prompt that is too long.
_TOO_LONG = re.compile(r"(?i)context.{0,20}(?:length|window|size)|(?:prompt|input|request) is too long|too many tokens")


def load_model(settings: Settings) -> BaseChatModel:
    """The chat model that the settings select. Raises UnusableModel, saying what to do, if it cannot be loaded."""
    from langchain.chat_models import init_chat_model  # heavy: only for those who have a model

    provider, _, name = settings.model.partition(":")
    arguments = _arguments(settings)
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **arguments)
    except ImportError:
        raise UnusableModel(_uninstalled(settings.model)) from None
    except _failures(provider) as error:
        raise UnusableModel(_keyless(settings) or _unloadable(settings.model, error)) from None
    if problem := _keyless(settings):
        raise UnusableModel(problem)
    return model


def _arguments(settings: Settings) -> dict[str, Any]:
    known = _PROVIDERS.get(provider_of(settings.model))
    given = known.limits(settings.model_seconds) if known else {}
    if not settings.address:
        return given
    if known and not known.has_address:
        raise UnusableModel(f'The model "{settings.model}" runs in Pinpoint itself; unset PINPOINT_MODEL_URL.')
    # The user's own server may need no key, but the provider's package requires one.
    keyless = {"api_key": "none"} if known and known.keys and not _has_key(known) else {}
    return {**given, **keyless, "base_url": settings.address}


def _has_key(provider: _Provider) -> bool:
    return any(os.environ.get(name) for name in provider.keys)


def _keyless(settings: Settings) -> str:
    known = _PROVIDERS.get(provider_of(settings.model))
    if not known or not known.keys or settings.address or _has_key(known):
        return ""
    return f'The model "{settings.model}" needs its key in the environment: {known.keys[0]}.'


def _uninstalled(model: str) -> str:
    provider = provider_of(model)
    package = f"pinpoint-assistant[{provider}]" if provider in _PROVIDERS else f"langchain-{provider}"
    return f"The model \"{model}\" needs a package that is not installed: pip install '{package}'"


def _unloadable(model: str, error: BaseException) -> str:
    if provider_of(model) in _PROVIDERS:
        return f'The model "{model}" cannot be used: {_cause(error)}.'
    return (
        f'The model "{model}" cannot be used: its provider is not known; PINPOINT_MODEL is provider:name, with a '
        f"provider such as {', '.join(_PROVIDERS)}."
    )


@contextmanager
def translated(model: str, *, seconds: float) -> Iterator[None]:
    """A context in which a provider's exceptions are raised as UnusableModel, or as its subclass FailedModel.

    FailedModel means that the settings are not the cause. The provider's exception is not chained to ours, so that a
    traceback in a log does not repeat its message. Only calls of the provider's package and of LangChain belong inside,
    since the exceptions for a malformed answer are the same that a mistake of ours would raise.
    """
    try:
        yield
    except _failures(provider_of(model)) as error:
        if _is_late(error):
            raise late(model, seconds=seconds) from None
        kind = UnusableModel if _status(error) in _WRONG else FailedModel
        raise kind(f'The model "{model}" did not answer: {_cause(error)}.') from None


def late(model: str, *, seconds: float) -> FailedModel:
    """The error for a model that did not finish within its time limit."""
    return FailedModel(f'The model "{model}" did not answer: it took too long (it may take {seconds:g} seconds).')


def unfinished(model: str, why: str) -> FailedModel:
    """The error for an incomplete answer; `why` is the reason in our own words."""
    return FailedModel(f'The model "{model}" did not finish: {why}.')


def _failures(provider: str) -> tuple[type[BaseException], ...]:
    known = _PROVIDERS.get(provider)
    names = (known.errors if known else ()) + _HTTP
    # A module that is not loaded cannot have raised anything.
    classes = [getattr(sys.modules.get(module), name, None) for module, _, name in (n.partition(":") for n in names)]
    return (OSError, *_MALFORMED, LangChainException, *(each for each in classes if isinstance(each, type)))


def _status(error: BaseException) -> int:
    """The HTTP status of the error or of its response, 0 for none."""
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    return status if isinstance(status, int) else 0


def _is_late(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or "Timeout" in type(error).__name__


def _cause(error: BaseException) -> str:
    status = _status(error)
    if _TOO_LONG.search(f"{error} {getattr(error, 'code', '')}"):
        return "the question and its passages are too long for it"
    if known := (_WRONG | _CAUSES).get(status):
        return f"{known} (HTTP {status})"
    if status:
        return f"the provider refused the request (HTTP {status})"
    if isinstance(error, OSError) or re.search("Connect|Protocol", type(error).__name__):
        return "it cannot be reached, or the connection broke"
    if isinstance(error, _MALFORMED):
        return "what it sent, or a setting of it, is not understood"
    return f"the provider reported {type(error).__name__}"
