"""Generative answers: a chat model's statements, each verified against the passages it quotes; and a fake model."""

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
from assistant.answer.streaming import UNKNOWN, as_chunk, cited_text, is_complete, stop_reason, until_deadline
from assistant.models import Support
from assistant.retrieve.attribution import locator_in_words
from assistant.retrieve.citations import Draft, Quote, locate
from assistant.verify.claims.statements import surroundings, verified
from corpus.text.dates import printed_date
from corpus.text.markup import visible
from corpus.text.terms import terms
from index.models import Hit

# The most attempts: the second prompt says what was wrong with the first answer.
_ATTEMPTS = 2
# Characters. The longest good answer to eight passages has a tenth of it; a model in a loop would never end.
_LONGEST = 20_000
# An answer is parsed again when it has grown by more than this share, so that the time stays linear in its length.
_STEP = 0.01

# From a key and words to their quote, or to what is wrong: {message to the model: message to the reader}.
_Check: TypeAlias = Callable[[str, str], tuple[Quote | None, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Written:
    """The answer of a chat model so far. `fault` says why it cannot be shown, `wrong` the same to the model.

    `refused`: the model says that the sources do not answer; `in_part`: it says so, but also quotes some.
    """

    drafts: tuple[Draft, ...] = ()
    refused: bool = False
    in_part: bool = False
    fault: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Request:
    """A model, its name in errors, its time limit in seconds and the deadline in the seconds of `monotonic`."""

    model: BaseChatModel
    name: str
    seconds: float
    until: float


def write(
    question: str, *, hits: Sequence[Hit], model: BaseChatModel, name: str = "", seconds: float = 60.0
) -> Iterator[Written]:
    """The successive states of the model's answer; the last one is complete, and may have a `fault`.

    A statement gets a quote only if its words are in the passage that the model named. After an answer with a fault the
    model is asked once more, with what was wrong. Raises UnusableModel if the model, called `name` in the error, cannot
    be used, and FailedModel if it fails or does not finish within `seconds`.
    """
    keys = {f"P{position}": hit for position, hit in enumerate(hits, 1)}
    check = cache(partial(_verified, keys=keys))
    prompt, request = messages(question, keys=keys), _Request(model, name, seconds, monotonic() + seconds)
    for _ in range(_ATTEMPTS):
        text, written = "", Written()
        for text, is_end in _growing(prompt, keys=keys, request=request):
            written = _parsed(text, check=check, whole=is_end)
            yield written
        if not written.fault:
            return
        wrong = "\n".join(f"- {each}" for each in written.wrong)
        prompt = [*prompt, AIMessage(text.strip() or "(nothing)"), HumanMessage(AGAIN.format(wrong=wrong))]


def _growing(prompt: list[BaseMessage], *, keys: Mapping[str, Hit], request: _Request) -> Iterator[tuple[str, bool]]:
    """The text of the model's answer so far, and whether it is complete."""
    message: AIMessageChunk | None = None
    text, reason, shown = "", "", 0
    for chunk in map(as_chunk, _sent(prompt, request=request)):
        message, blocks = _joined(message, chunk, request=request)
        reason, text = stop_reason(chunk) or reason, cited_text(blocks, keys=keys)
        if len(text) > _LONGEST:
            raise unfinished(request.name, f"it wrote more than {_LONGEST:,} characters")
        if len(text) - shown > len(text) * _STEP:
            shown = len(text)
            yield text, False
    if not message or not is_complete(message, reason=reason):
        raise unfinished(request.name, "its answer was cut off before its end")
    yield text, True


def _sent(prompt: list[BaseMessage], *, request: _Request) -> Iterator[AIMessage]:
    """The chunks of the model's answer, until its deadline."""

    def stream() -> Iterator[AIMessage]:
        with translated(request.name, seconds=request.seconds):
            yield from request.model.stream(prompt)

    try:
        yield from until_deadline(stream, until=request.until)
    except TimeoutError:  # ours: a provider's exceptions are translated within stream()
        raise late(request.name, seconds=request.seconds) from None


def _joined(
    message: AIMessageChunk | None, chunk: AIMessageChunk, *, request: _Request
) -> tuple[AIMessageChunk, list[Any]]:
    """The message so far extended by the next chunk, and its content blocks."""
    with translated(request.name, seconds=request.seconds):
        whole = message + chunk if message else chunk
        return whole, list(whole.content_blocks)


def messages(question: str, *, keys: Mapping[str, Hit]) -> list[BaseMessage]:
    """The prompt: the instructions, then the passages with their keys, then the question."""
    passages = "\n\n".join(_passage(key, hit) for key, hit in keys.items())
    return [SystemMessage(INSTRUCTIONS), HumanMessage(QUESTION.format(passages=passages, question=question))]


def _passage(key: str, hit: Hit) -> str:
    document = hit.document
    where = f"{locator_in_words(hit.passage.locator)} of {document.name}" if str(hit.passage.locator) else document.name
    date = f", {printed_date(document.date)}" if document.date else ""
    return PASSAGE.format(key=key, place=where, kind=document.kind, date=date, text=hit.passage.text)


def _parsed(text: str, *, check: _Check, whole: bool) -> Written:
    """The parsed answer. A line is a statement; brackets on a line of their own belong to the line before."""
    answer, silent = without_reasoning(text, without=NOT_IN_SOURCES)
    lines = [line for line in answer.split("\n") if line.strip()]
    drafts: list[Draft] = []
    wrong: dict[str, str] = {}  # message to the model -> message to the reader
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
    """The line as a statement, and what is wrong with its quotes."""
    quotes: list[Quote] = []
    wrong: dict[str, str] = {}
    for support in SUPPORT.finditer(line):
        quote, faults = check(support["key"], support["quoted"] or support["bare"] or "")
        quotes += [quote] if quote else []
        wrong |= faults
    return _draft(plain_words(line, unfinished=unfinished), tuple(quotes)), wrong


def _draft(text: str, quotes: tuple[Quote, ...]) -> Draft:
    return Draft(text, quotes, _support(text, quotes))


def _support(text: str, quotes: Sequence[Quote]) -> Support:
    """Whether the passages quoted support the statement: they have its facts and do not contradict it."""
    sources = [quote.hit.passage.text for quote in quotes]
    around = [surroundings(quote.hit) for quote in quotes]
    return "supported" if quotes and verified(text, sources=sources, context=around).ok else "unverified"


def _verified(key: str, words: str, *, keys: Mapping[str, Hit]) -> tuple[Quote | None, dict[str, str]]:
    """The quote, if the passage has the words; else what is wrong, to the model and to the reader."""
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
    """A fake chat model for tests: it streams `script` word by word, then raises `error` if one is given.

    With a list of scripts, each call uses the next one, and later calls the last. `pause` is the delay before each word
    in seconds. `asked` collects the prompts received.
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
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

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
# The reasoning of a model before its answer; the opening tag or, while it is streamed, the closing one may be missing.
_REASONING = re.compile(r"(?is)<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|\A.*?</think(?:ing)?>")
# Links, hidden text and anything like our markers, each with what is kept of it.
_UNSAFE = (
    (re.compile(r"<!--.*?(?:-->|$)"), ""),
    (re.compile(r"</?[a-zA-Z!?][^>]*>"), ""),  # HTML, and addresses in angle brackets
    (re.compile(r"^\s*\[[^\]]*\]:.*"), ""),  # the target of a reference-style link
    (re.compile(r"【[^】]*】|\[\^?[\d\s,;–-]+\]"), ""),  # markers of the model's own
    (re.compile(r"!?\[([^\]]*)\](?:\s?\([^)]*\)|\[[^\]]*\])"), r"\1"),  # links and images: their label
    (re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.)[^\s)\]\"”]*"), ""),
    (re.compile(r"\*\*|__|~~|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"), ""),  # emphasis
    (re.compile(r"!?\["), "("),
    (re.compile(r"\]"), ")"),
)


def without_reasoning(text: str, *, without: str) -> tuple[str, bool]:
    """The text without the model's reasoning and the sentence `without`, and whether that sentence was in it."""
    answer = _REASONING.sub("", text)
    sentence = re.compile(r"\s+".join(map(re.escape, without.rstrip(".").split())) + r"\.?", re.IGNORECASE)
    return sentence.sub("", answer), bool(sentence.search(answer))


def plain_words(line: str, *, unfinished: bool) -> str:
    """The plain words of a line, without markup, links and markers; of an `unfinished` one up to an open bracket.

    >>> plain_words('- See [here](http://example.org) <b>now</b> [3]. [P1: "at any time"]', unfinished=False)
    'See here now.'
    """
    text = _BULLET.sub("", SUPPORT.sub("", visible(line)))
    text = re.split(r"!?\[|<", text)[0] if unfinished else text
    for pattern, kept in _UNSAFE:
        text = pattern.sub(kept, text)
    plain = re.sub(r"\s+([.,;])", r"\1", " ".join(text.split())).strip("#*>| ")
    return plain if re.search(r"\w", plain) else ""
