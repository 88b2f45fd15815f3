"""Answers written by a chat model, each statement held to the words it rests on; ScriptedModel is the fake."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from assistant.citations import Draft, Quote, place
from assistant.naming import day
from assistant.naming import place as place_in_words
from assistant.prompts import INSTRUCTIONS, NOT_IN_SOURCES, PASSAGE, QUESTION
from index.models import Hit

# "[P2: "words"]"; a model may forget the words, the colon or use curly quotes.
_SUPPORT = re.compile(r"\[\s*(?P<key>P\d+)\s*:?\s*(?:[\"“](?P<words>.*?)[\"”])?\s*\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
# Markdown that could point elsewhere or look like one of our markers: links, images, markers of the model's own.
_UNSAFE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\[(\d+)\]|<[^>]+>|\bhttps?://\S+")


@dataclass(frozen=True, slots=True)
class Written:
    """What a model has written so far. `fault` says why it cannot be shown; `refused`, that the sources are silent."""

    drafts: tuple[Draft, ...] = ()
    refused: bool = False
    fault: str = ""


def write(question: str, *, hits: Sequence[Hit], model: BaseChatModel) -> Iterator[Written]:
    """The model's answer as it grows; the last one is whole, and may carry a `fault`.

    A statement has a quote only once its words were found in the passage that the model named. What the provider
    raises is not caught here: `assistant.providers` does that.
    """
    keys = {f"P{position}": hit for position, hit in enumerate(hits, 1)}
    text = ""
    for chunk in model.stream(messages(question, keys=keys)):
        text += chunk.text
        yield _read(text, keys=keys, whole=False)
    yield _read(text, keys=keys, whole=True)


def messages(question: str, *, keys: Mapping[str, Hit]) -> list[BaseMessage]:
    """The prompt: the instructions, then the passages with their keys and the question."""
    passages = "\n\n".join(_passage(key, hit) for key, hit in keys.items())
    return [SystemMessage(INSTRUCTIONS), HumanMessage(QUESTION.format(passages=passages, question=question))]


def _passage(key: str, hit: Hit) -> str:
    document = hit.document
    where = f"{place_in_words(hit.passage.locator)} of {document.name}" if str(hit.passage.locator) else document.name
    date = f", {day(document.date)}" if document.date else ""
    return PASSAGE.format(key=key, place=where, kind=document.kind, date=date, text=hit.passage.text)


def _read(text: str, *, keys: Mapping[str, Hit], whole: bool) -> Written:
    if NOT_IN_SOURCES.casefold() in " ".join(text.split()).casefold():
        return Written(refused=True)
    lines = [line for line in text.split("\n") if line.strip()]
    drafts, faults = [], []
    for position, line in enumerate(lines):
        unfinished = not whole and position == len(lines) - 1
        draft, wrong = _statement(line, keys=keys, unfinished=unfinished)
        drafts += [draft] if draft.text else []
        faults += [wrong] if wrong and not unfinished else []
    if whole and not any(draft.quotes for draft in drafts):
        faults.append("it quoted no passage")
    return Written(tuple(drafts), fault="; ".join(dict.fromkeys(faults)))


def _statement(line: str, *, keys: Mapping[str, Hit], unfinished: bool) -> tuple[Draft, str]:
    """The line as a draft, and what is wrong with its quotes ("" for nothing)."""
    quotes: list[Quote] = []
    fault = ""
    for support in _SUPPORT.finditer(line):
        quote, wrong = _verified(support["key"], support["words"], keys=keys)
        quotes += [quote] if quote else []
        fault = fault or wrong
    text = _BULLET.sub("", _SUPPORT.sub("", line))
    text = text.partition("[")[0] if unfinished else text
    said = " ".join(_UNSAFE.sub(r"\1", text).split()).strip("#* ")
    return Draft(re.sub(r"\s+([.,;])", r"\1", said), tuple(quotes), "supported" if quotes else "unverified"), fault


def _verified(key: str, words: str | None, *, keys: Mapping[str, Hit]) -> tuple[Quote | None, str]:
    if key not in keys:
        return None, f"it named a passage that it was not given ({key})"
    if not words:
        return None, f"it gave no words for {key}"
    quote = place(words, hit=keys[key])
    return quote, "" if quote else f"its quote from {key} is not what the source says"


class ScriptedModel(BaseChatModel):
    """The fake: says `script`, word by word, whatever it is asked; raises `error` behind it if there is one.

    `asked` keeps the prompts it was given.
    """

    script: str = ""
    error: BaseException | None = None
    asked: list[list[BaseMessage]] = []  # noqa: RUF012 - pydantic copies a field's default for each model

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        said = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(said))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        for word in re.findall(r"\S+\s*|\s+", self.script) or [""]:
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))
        if self.error:
            raise self.error
