"""Answers written by a chat model, each statement held to the words it rests on; ScriptedModel is the fake."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from time import monotonic, sleep
from typing import Any, TypeAlias

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from assistant.answer.prompts import AGAIN, INSTRUCTIONS, NOT_IN_SOURCES, PASSAGE, QUESTION
from assistant.answer.providers import late, translated, unfinished
from assistant.answer.streaming import UNKNOWN, arriving, ending, is_whole, piece, told
from assistant.models import Support
from assistant.retrieve.attribution import locator_in_words
from assistant.retrieve.citations import Draft, Quote, locate
from assistant.verify.claims.statements import surroundings, verified
from corpus.text.dates import printed_date
from corpus.text.markup import visible
from corpus.text.terms import terms
from index.models import Hit

# How often a model is asked: once, and once more with what was wrong.
_TIMES = 2
# Characters. The longest good answer to eight passages is a tenth of it; a model that goes in circles writes on.
_LONGEST = 20_000
# An answer is read again when it has grown by more than this share, so that a long one does not take ever longer.
_STEP = 0.01

# Given a key and words, their quote, or what is wrong: to the model -> to a person.
_Check: TypeAlias = Callable[[str, str], tuple[Quote | None, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Written:
    """What a model has written so far. `fault` says why it cannot be shown, `wrong` the same to the model.

    `refused` says that the sources are silent; `in_part`, that they are on a part of the question.
    """

    drafts: tuple[Draft, ...] = ()
    refused: bool = False
    in_part: bool = False
    fault: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Talk:
    """Whom we talk to: the model, its name for people, how long it may take and until when that is (`monotonic`)."""

    model: BaseChatModel
    name: str
    seconds: float
    until: float


def write(
    question: str, *, hits: Sequence[Hit], model: BaseChatModel, name: str = "", seconds: float = 60.0
) -> Iterator[Written]:
    """The model's answer as it grows; the last one is whole, and may carry a `fault`.

    A statement has a quote only once its words were found in the passage that the model named. An answer with a fault
    is sent back once, with what was wrong. Raises UnusableModel if the model, called `name` in the error, cannot be
    used, and FailedModel if it fails or has not ended after `seconds` in all.
    """
    keys = {f"P{position}": hit for position, hit in enumerate(hits, 1)}
    check = cache(partial(_verified, keys=keys))
    prompt, talk = messages(question, keys=keys), _Talk(model, name, seconds, monotonic() + seconds)
    for _ in range(_TIMES):
        text, written = "", Written()
        for text, is_end in _growing(prompt, keys=keys, talk=talk):
            written = _read(text, check=check, whole=is_end)
            yield written
        if not written.fault:
            return
        wrong = "\n".join(f"- {each}" for each in written.wrong)
        prompt = [*prompt, AIMessage(text.strip() or "(nothing)"), HumanMessage(AGAIN.format(wrong=wrong))]


def _growing(prompt: list[BaseMessage], *, keys: Mapping[str, Hit], talk: _Talk) -> Iterator[tuple[str, bool]]:
    """What the model has said so far, and whether that is all."""
    said: AIMessageChunk | None = None
    text, reason, shown = "", "", 0
    for part in map(piece, _sent(prompt, talk=talk)):
        said, blocks = _joined(said, part, talk=talk)
        reason, text = ending(part) or reason, told(blocks, keys=keys)
        if len(text) > _LONGEST:
            raise unfinished(talk.name, f"it wrote more than {_LONGEST:,} characters")
        if len(text) - shown > len(text) * _STEP:
            shown = len(text)
            yield text, False
    if not said or not is_whole(said, reason=reason):
        raise unfinished(talk.name, "its answer was cut off before its end")
    yield text, True


def _sent(prompt: list[BaseMessage], *, talk: _Talk) -> Iterator[AIMessage]:
    """The pieces of its answer that the model sends, until its time is up."""

    def stream() -> Iterator[AIMessage]:
        with translated(talk.name, seconds=talk.seconds):
            yield from talk.model.stream(prompt)

    try:
        yield from arriving(stream, until=talk.until)
    except TimeoutError:  # of our own clock: what the provider raises is translated before it gets here
        raise late(talk.name, seconds=talk.seconds) from None


def _joined(said: AIMessageChunk | None, part: AIMessageChunk, *, talk: _Talk) -> tuple[AIMessageChunk, list[Any]]:
    """All that was said with the next part behind it, as one message, and the blocks that LangChain reads in it."""
    with translated(talk.name, seconds=talk.seconds):
        whole = said + part if said else part
        return whole, list(whole.content_blocks)


def messages(question: str, *, keys: Mapping[str, Hit]) -> list[BaseMessage]:
    """The prompt: the instructions, then the passages with their keys and the question."""
    passages = "\n\n".join(_passage(key, hit) for key, hit in keys.items())
    return [SystemMessage(INSTRUCTIONS), HumanMessage(QUESTION.format(passages=passages, question=question))]


def _passage(key: str, hit: Hit) -> str:
    document = hit.document
    where = f"{locator_in_words(hit.passage.locator)} of {document.name}" if str(hit.passage.locator) else document.name
    date = f", {printed_date(document.date)}" if document.date else ""
    return PASSAGE.format(key=key, place=where, kind=document.kind, date=date, text=hit.passage.text)


def _read(text: str, *, check: _Check, whole: bool) -> Written:
    """The answer so far. A line is a statement; brackets on a line of their own belong to the one before."""
    said, silent = words_of(text, without=NOT_IN_SOURCES)
    lines = [line for line in said.split("\n") if line.strip()]
    drafts: list[Draft] = []
    wrong: dict[str, str] = {}  # what is wrong, to the model -> to a person
    for position, line in enumerate(lines):
        unfinished = not whole and position == len(lines) - 1
        draft, faults = _statement(line, check=check, unfinished=unfinished)
        wrong |= {} if unfinished else faults
        if draft.text:
            drafts.append(draft)
        elif draft.quotes and drafts:
            drafts[-1] = _draft(drafts[-1].text, (*drafts[-1].quotes, *draft.quotes))
    quoted = any(draft.quotes for draft in drafts)
    if silent and not quoted:
        return Written(refused=True)
    if whole and not quoted:
        wrong["No sentence has the words of a passage behind it."] = "it quoted no passage"
    return Written(tuple(drafts), False, silent, "; ".join(dict.fromkeys(wrong.values())), tuple(wrong))


def _statement(line: str, *, check: _Check, unfinished: bool) -> tuple[Draft, dict[str, str]]:
    """The line as a draft, and what is wrong with its quotes."""
    quotes: list[Quote] = []
    wrong: dict[str, str] = {}
    for support in SUPPORT.finditer(line):
        quote, faults = check(support["key"], support["quoted"] or support["bare"] or "")
        quotes += [quote] if quote else []
        wrong |= faults
    return _draft(spoken(line, unfinished=unfinished), tuple(quotes)), wrong


def _draft(text: str, quotes: tuple[Quote, ...]) -> Draft:
    return Draft(text, quotes, _support(text, quotes))


def _support(text: str, quotes: Sequence[Quote]) -> Support:
    """Whether the passages quoted bear the statement out: they have its facts, and deny nothing that it affirms."""
    sources = [quote.hit.passage.text for quote in quotes]
    around = [surroundings(quote.hit) for quote in quotes]
    return "supported" if quotes and verified(text, sources=sources, context=around).ok else "unverified"


def _verified(key: str, words: str, *, keys: Mapping[str, Hit]) -> tuple[Quote | None, dict[str, str]]:
    """The quote, if the passage has the words; else what is wrong, to the model and to a person."""
    if key == UNKNOWN:
        fault = "it cited words that are not in the passages"
        return None, {f'The words "{words}" do not stand in any passage.': fault}
    if key not in keys:
        known = ", ".join(keys)
        return None, {f"{key} is not among the passages: {known}.": f"it named a passage that it was not given ({key})"}
    if not words:
        return None, {f"[{key}] has no words behind its key.": f"it gave no words for {key}"}
    if not terms(words):
        fault = f"its quote from {key} says nothing by itself"
        return None, {f'The words "{words}" prove nothing; copy those of {key} that do.': fault}
    if quote := locate(words, hit=keys[key]):
        return quote, {}
    fault = f"its quote from {key} is not what the source says"
    return None, {f'The words "{words}" do not stand in {key}.': fault}


class ScriptedModel(BaseChatModel):
    """The fake: says `script`, word by word, whatever it is asked; raises `error` behind it if there is one.

    A list of scripts is said one after the other, a call each, and the last of them from then on. It waits `pause`
    seconds before each word. `asked` keeps the prompts it was given.
    """

    script: str | list[str] = ""
    error: BaseException | None = None
    pause: float = 0.0
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
        scripts = [self.script] if isinstance(self.script, str) else self.script
        script = scripts[min(len(self.asked), len(scripts)) - 1]
        for word in re.findall(r"\S+\s*|\s+", script) or [""]:
            sleep(self.pause)
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))
        if self.error:
            raise self.error
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={"finish_reason": "stop"}))


# "[P2: "words"]"; a model may forget the words, the colon or the quotation marks, or use other ones.
SUPPORT = re.compile(r"\[\s*(?P<key>P\d+)\s*[:,]?\s*(?:[\"“”«‘'](?P<quoted>.*?)[\"”“»’']|(?P<bare>[^\]]*?))\s*\]")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d+[.)])\s+")
# What a model that thinks aloud says first; the beginning or, while it comes, the end of it may be missing.
_THOUGHT = re.compile(r"(?is)<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|\A.*?</think(?:ing)?>")
# What could point elsewhere, hide something or look like one of our markers, and what is kept of it.
_UNSAFE = (
    (re.compile(r"<!--.*?(?:-->|$)"), ""),
    (re.compile(r"</?[a-zA-Z!?][^>]*>"), ""),  # HTML, and addresses in angle brackets
    (re.compile(r"^\s*\[[^\]]*\]:.*"), ""),  # where a link's label leads
    (re.compile(r"【[^】]*】|\[\^?[\d\s,;–-]+\]"), ""),  # markers of the model's own
    (re.compile(r"!?\[([^\]]*)\](?:\s?\([^)]*\)|\[[^\]]*\])"), r"\1"),  # links and images: their label
    (re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.)[^\s)\]\"”]*"), ""),
    (re.compile(r"\*\*|__|~~|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"), ""),  # emphasis
    (re.compile(r"!?\["), "("),
    (re.compile(r"\]"), ")"),
)


def words_of(text: str, *, without: str) -> tuple[str, bool]:
    """The text without the model's thoughts and without the sentence `without`, and whether that was in it."""
    said = _THOUGHT.sub("", text)
    sentence = re.compile(r"\s+".join(map(re.escape, without.rstrip(".").split())) + r"\.?", re.IGNORECASE)
    return sentence.sub("", said), bool(sentence.search(said))


def spoken(line: str, *, unfinished: bool) -> str:
    """The words of one line, and nothing else; of an `unfinished` one those before a bracket that is still open.

    >>> spoken('- See [here](http://example.org) <b>now</b> [3]. [P1: "at any time"]', unfinished=False)
    'See here now.'
    """
    text = _BULLET.sub("", SUPPORT.sub("", visible(line)))
    text = re.split(r"!?\[|<", text)[0] if unfinished else text
    for pattern, kept in _UNSAFE:
        text = pattern.sub(kept, text)
    said = re.sub(r"\s+([.,;])", r"\1", " ".join(text.split())).strip("#*>| ")
    return said if re.search(r"\w", said) else ""
