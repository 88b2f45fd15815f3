"""Headings of a legal text -> its sections: instrument, breadcrumb, article and place of every stretch between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.headings import Heading, with_title
from corpus.lines import Line, lines
from corpus.models import Locator

# Signature clauses. Where one starts a line or a sentence after the last article, the closing begins.
_CLOSING = re.compile(
    r"(?:IN|In) (?:WITNESS|witness|FAITH|faith|TESTIMONY|testimony)\s(?:WHERE ?OF|[Ww]here ?of|THEREOF|[Tt]hereof)"
    r"|(?:DONE|Done) (?:at|AT|in|IN)\b(?=[^.;]{0,200}?\b(?:this|the|on|THIS|THE|ON|\d{4})\b)"
    r"|The foregoing is the authentic text\b"
)
_SENTENCE_BEFORE = re.compile(r"(?:^|[.;:,!?\n\f][”\"’')\]]*)\s*$")
_INSTRUMENT = re.compile(
    r"[“\"„]?(?:(?P<nth>(?:FIRST |SECOND |THIRD )?OPTIONAL )?PROTOCOL\b(?: NO\.? ?(?:\d+|[IVX]+)\b)?|CHARTER"
    r"|FINAL ACT|STATUTE|REGULATIONS|RULES|RECOMMENDATION(?: \d+)?|DECLARATION|RESOLUTIONS?|AGREEMENT|CONVENTION"
    r"|EXCHANGE OF|ATTACHMENT|(?:TECHNICAL )?ANNEX|APPENDIX|SCHEDULE|UNDERSTANDINGS?)\b",
    re.IGNORECASE,
)
_ORDINALS = {"": "1", "FIRST": "1", "SECOND": "2", "THIRD": "3"}
_REFERENCE_LINE = re.compile(r"[*_]*\([^()\n]{1,60}\)\s*[*_]*$")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it: `text[start:end]` is at `locator`; `last` says that no article follows in it."""

    locator: Locator
    breadcrumb: str
    start: int
    end: int
    last: bool = False


@dataclass(slots=True)
class _State:
    """Where a walk down the headings stands."""

    instrument: str = ""
    named: str = ""
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    locator: Locator = field(default_factory=lambda: Locator(place="preamble"))
    seen: set[str] = field(default_factory=set)
    closed: bool = False


def sections(text: str, rows: Sequence[Line], headings: Sequence[Heading]) -> list[Section]:
    """The sections of a legal text in order, from its first line to its last; empty ones are left out."""
    pairs = list(_with_bodies(text, rows, headings))
    state = _State()
    found: list[Section] = []
    before = Section(Locator(place="preamble"), "", 0, pairs[0][0].start if pairs else len(text))
    if pairs and pairs[0][0].kind == "title" and _body(text, before.start, before.end):
        before = replace(before, locator=Locator())
    found.append(before)
    for position, (heading, end) in enumerate(pairs):
        _enter(state, heading, pairs[position:], text)
        found.append(
            Section(
                state.locator, _breadcrumb(state), heading.end, end, not _article_follows(state, pairs[position + 1 :])
            )
        )
        if found[-1].last and _line_closing(text, heading.end, end):
            state.closed = True
    return [section for section in found if _body(text, section.start, section.end)]


def closing_start(text: str, start: int, end: int) -> int:
    """The position in `text[start:end]` where the signature clause begins, or `end`."""
    for match in _CLOSING.finditer(text, start, end):
        if _SENTENCE_BEFORE.search(text, max(start, match.start() - 8), match.start()):
            return match.start()
        if match.start() == start:
            return start
    return end


def _line_closing(text: str, start: int, end: int) -> bool:
    return closing_start(text, start, end) < end


def _body(text: str, start: int, end: int) -> bool:
    return bool(text[start:end].strip())


def _with_bodies(text: str, rows: Sequence[Line], headings: Sequence[Heading]) -> Iterator[tuple[Heading, int]]:
    """Each heading, its title from the next line taken in, with the position where its text ends."""
    merged: list[Heading] = []
    for heading in headings:
        previous = merged[-1] if merged else None
        if previous and _is_title(text, previous, heading):
            merged[-1] = with_title(previous, heading)
        else:
            merged.append(heading)
    merged = [
        _title_below(text, h, merged[i + 1].start if i + 1 < len(merged) else len(text)) for i, h in enumerate(merged)
    ]
    ends = [heading.start for heading in merged[1:]] + [len(text)]
    later = [heading.label for heading in merged]
    for position, (heading, end) in enumerate(zip(merged, ends, strict=True)):
        listed = heading.kind == "article" and not _body(text, heading.end, end)
        if not (listed and heading.label in later[position + 1 :]):
            yield heading, end


def _is_title(text: str, previous: Heading, heading: Heading) -> bool:
    if heading.kind != "text" or previous.kind in ("text", "title", "preamble"):
        return False
    return not _body(text, previous.end, heading.start) and not previous.title


def _title_below(text: str, heading: Heading, end: int) -> Heading:
    """Takes in a title that stands as a plain line under the heading, or a reference such as "(see Article 110)"."""
    rows = []
    for row in lines(text, start=heading.end, end=end):
        rows.append(row)
        if len(rows) == 2:
            break
    if rows and heading.kind in ("annex", "text", "number") and _REFERENCE_LINE.match(rows[0].plain):
        return replace(heading, end=rows[0].end)
    marked = text.startswith("#", heading.start)
    if marked or heading.title or len(rows) < 2 or heading.kind == "preamble":
        return heading
    return with_title(heading, rows[0]) if _reads_as_title(rows[0], rows[1]) else heading


def _reads_as_title(row: Line, after: Line) -> bool:
    words = row.plain.strip("()[]–—- ")
    if not words or len(words) > 100 or not words[0].isupper() or words.endswith((".", ";", ":", ",")):
        return False
    return not re.match(r"\(?\w{1,3}[.)]", words) and not after.text.lstrip()[:1].islower()


def _enter(state: _State, heading: Heading, ahead: Sequence[tuple[Heading, int]], text: str) -> None:
    """Moves the state to a heading."""
    if heading.kind == "article":
        _enter_article(state, heading)
    elif heading.kind == "division":
        _push(state, heading.word, heading.shown)
        place = f"{heading.word} {heading.number}".strip()
        state.locator = Locator(instrument=state.instrument, place=place)
    elif heading.kind == "annex":
        _begin_instrument(state, _annex_name(state, heading), heading.shown)
    elif heading.kind == "number":
        _enter_number(state, heading, ahead, text)
    elif heading.kind in ("preamble", "title") and not state.seen:
        state.locator = Locator(instrument=state.instrument, place="preamble")
    else:
        _enter_text(state, heading, ahead, text)


def _enter_article(state: _State, heading: Heading) -> None:
    if heading.label in state.seen and not heading.points and not state.instrument:
        _begin_instrument(state, "annex", "")
    state.seen.add(heading.label)
    _push(state, "article", heading.shown)
    state.locator = Locator(instrument=state.instrument, article=heading.number, points=heading.points)


def _enter_number(state: _State, heading: Heading, ahead: Sequence[tuple[Heading, int]], text: str) -> None:
    following = ahead[1][0] if len(ahead) > 1 else None
    empty = not _body(text, heading.end, ahead[0][1])
    if empty and following and (following.kind == "article" or heading.number.isalpha()):
        _push(state, f"bare {_style(heading)}", heading.shown)
        return
    inside = [crumb for crumb in state.crumbs if crumb[0] == "paragraph"]
    if inside and heading.word != "paragraph" and state.locator.place.startswith("para "):
        _push(state, "bare point", heading.shown)
        state.locator = replace(state.locator, points=(heading.number,))
        return
    _push(state, heading.word or f"bare {_style(heading)}", heading.shown)
    word = "para" if heading.number.isdigit() else "section"
    outer = (
        [shown.split()[0] for kind, shown in state.crumbs if kind == "bare roman"]
        if _style(heading) == "letter"
        else []
    )
    points = (heading.number,) if outer else ()
    number = outer[-1] if outer else heading.number
    state.locator = Locator(instrument=state.instrument, place=f"{word} {number}", points=points)


def _style(heading: Heading) -> str:
    if heading.number.isdigit():
        return "digit"
    return "roman" if not set(heading.number) - set("IVXl") else "letter"


def _enter_text(state: _State, heading: Heading, ahead: Sequence[tuple[Heading, int]], text: str) -> None:
    match = _INSTRUMENT.match(heading.label)
    if match and (state.closed or _restarts(state, ahead)):
        _begin_instrument(state, _instrument_name(state, match), heading.shown)
        return
    _push(state, "text", heading.shown)
    if not state.locator.article:
        state.locator = Locator(instrument=state.instrument, place="" if state.seen or state.instrument else "preamble")


def _restarts(state: _State, ahead: Sequence[tuple[Heading, int]]) -> bool:
    following = next((heading for heading, _ in ahead if heading.kind in ("article", "annex")), None)
    return following is not None and following.kind == "article" and following.label in state.seen


def _article_follows(state: _State, ahead: Sequence[tuple[Heading, int]]) -> bool:
    for heading, _ in ahead:
        if heading.kind == "annex" or (heading.kind == "article" and heading.label in state.seen):
            return False
        if heading.kind == "article":
            return True
    return False


def _begin_instrument(state: _State, name: str, crumb: str) -> None:
    state.instrument = name
    state.crumbs = [("instrument", crumb)] if crumb else []
    state.seen = set()
    state.closed = False
    named = not re.match(r"(?:technical )?(?:annex|appendix|schedule|attachment)", name)
    state.named = name if named else state.named
    place = "preamble" if named else ""
    state.locator = Locator(instrument=name, place=place)


def _annex_name(state: _State, heading: Heading) -> str:
    name = f"{heading.word} {heading.number}".strip()
    return f"{state.named}, {name}" if state.named else name


def _instrument_name(state: _State, match: re.Match[str]) -> str:
    word = match.group().strip('“"„')
    if match["nth"] is not None:
        return "OP" + _ORDINALS[match["nth"].upper().replace("OPTIONAL", "").strip()]
    if re.match(r"(?:technical )?(?:annex|appendix|schedule|attachment)", word.lower()):
        return f"{state.named}, {word.lower()}" if state.named else word.lower()
    return " ".join(part.capitalize() if part.isalpha() else part for part in word.split())


# Outer divisions first; a division closes those of its own word and everything opened since.
def _push(state: _State, word: str, shown: str) -> None:
    words = [crumb[0] for crumb in state.crumbs]
    inner = ("article", "text", "paragraph", "bare point")
    if word in words:
        del state.crumbs[words.index(word) :]
    elif word not in inner:
        state.crumbs = [crumb for crumb in state.crumbs if crumb[0] not in inner]
    elif word == "text":
        state.crumbs = [crumb for crumb in state.crumbs if crumb[0] not in ("paragraph", "bare point")]
        if "article" in words and not state.locator.article:
            state.crumbs = [crumb for crumb in state.crumbs if crumb[0] != "article"]
    state.crumbs.append((word, shown))


def _breadcrumb(state: _State) -> str:
    return " › ".join(shown for _, shown in state.crumbs if shown)
