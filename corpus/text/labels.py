"""The outline of a text: its blocks with the points they belong to, read from labels such as "2.", "(a)" and "ii)".

A label counts only if it continues or begins a sequence: "5. The" at the start of a wrapped line, with no "4." before
it, is ordinary text. "(i)" after "(h)" is the ninth letter, unless "(ii)" follows.
"""

import re
from dataclasses import dataclass
from itertools import takewhile

from corpus.text.lines import Line, lines, stripped
from corpus.text.numbers import roman

_LABEL = re.compile(
    r"""[ \t\u00a0]*[*_]{0,3}[“"„‘'`]{0,2}[*_]{0,3}
    (?:
      \( [*_]{0,3} (?P<inner>\d{1,3}|[A-Za-z]{1,6}) [ \u00a0]? (?P<inner_bis>bis|ter|quater)? [*_]{0,3} \)
    | (?P<bare>\d{1,3}|[A-Za-z]{1,6}) [ \u00a0]? (?P<bare_bis>bis|ter|quater)? [*_]{0,3} (?P<close>[.)])
      (?! \d )
    )[*_]{0,3}\.?""",
    re.VERBOSE,
)
# "i.e.", "A.B. Smith"
_ABBREVIATED = re.compile(r"[A-Za-z]{1,2}\.")
# Other letters are more likely letters than Roman numerals: "l" follows "k", and "c" follows "b".
_ROMAN_LETTERS = frozenset("ivx")
_OPEN = re.compile(r"(?:[:;,—–-]|\b(?:and|or|undertake|that|to|following))\s*$")
# How far a sequence may jump where paragraphs were deleted (a list of Geneva Convention III has no (j)).
_LARGEST_GAP = 3
# How many labels ahead are examined to see how a sequence continues; limits the time that hostile input can cost.
_LOOK_AHEAD = 60


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a paragraph or point, as printed.

    `form` is its punctuation ("()", "." or ")"), `token` its number or letter, `suffix` a Latin addition such as "bis",
    `end` the position after it in the text.
    """

    form: str
    token: str
    suffix: str
    end: int

    @property
    def name(self) -> str:
        """The label as cited: "2", "a", "2 bis"."""
        return f"{self.token} {self.suffix}".rstrip()


@dataclass(frozen=True, slots=True)
class Block:
    """The text from `start` to `end`, which is at one point of an outline; `points` are its labels, outermost first."""

    points: tuple[str, ...]
    start: int
    end: int


@dataclass(slots=True)
class _Level:
    """An open list at one depth of the outline, and its last label.

    `open_lead` is true if the list completes the sentence before it, `again` if it repeats labels already used.
    """

    form: str
    style: str
    ordinal: int
    name: str
    open_lead: bool
    again: bool = False


def label_of(line: Line) -> Label | None:
    """The label that the line begins with, or None."""
    match = _LABEL.match(line.text)
    if not match:
        return None
    token = match["inner"] or match["bare"]
    if not interpretations(token):
        return None
    form = "()" if match["inner"] else match["close"]
    if form == "." and _ABBREVIATED.match(line.text, match.end()):
        return None
    return Label(form, token, match["inner_bis"] or match["bare_bis"] or "", line.start + match.end())


def interpretations(token: str) -> list[tuple[str, int]]:
    """The (style, ordinal) pairs that a token can stand for: "i" is Roman numeral 1 or letter 9. [] for none."""
    if token.isdigit():
        return [("1", int(token))]
    low, case = token.lower(), "a" if token.islower() else "A"
    if low.upper() != token and low != token:
        return []
    found = []
    if _ROMAN_LETTERS.issuperset(low) and (value := roman(low)):
        found.append((f"roman {case}", value))
    if len(set(low)) == 1 and len(low) <= 2:
        found.append((f"letter {case}", ord(low[0]) - 96 + 26 * (len(low) - 1)))
    return found


class _Outline:
    """The open lists at the current line of a text, updated label by label."""

    def __init__(self, labels: list[Label], base: tuple[str, ...], *, anywhere: bool, numbers: bool) -> None:
        self.stack: list[_Level] = []
        self.base = base
        self.labels = labels
        self.anywhere = anywhere
        self.numbers = numbers

    def path(self) -> tuple[str, ...]:
        """The points at the current line, outermost first."""
        unique = takewhile(lambda level: not level.again, self.stack)
        return (*self.base, *(level.name for level in unique))

    def take(self, index: int, *, open_lead: bool) -> bool:
        """Move to the label at `index` if it belongs to the outline; returns whether it does."""
        label = self.labels[index]
        if label.token.isdigit() and not self.numbers:
            return False
        again = None
        choice = self._next(label, index) or self._first(label, index) or self._jump(label)
        if choice is None and self.anywhere and not self.stack:
            choice = 0, *interpretations(label.token)[-1]
        if choice is None:
            choice = again = self._again(label)
        if choice is None:
            return False
        depth, style, ordinal = choice
        before = self.stack[depth] if depth < len(self.stack) else None
        lead = before.open_lead if before and not again else open_lead
        repeated = bool(again) or (before is not None and before.again)
        self.stack[depth:] = [_Level(label.form, style, ordinal, label.name, lead, repeated)]
        return True

    def _levels(self, label: Label, style: str) -> list[int]:
        """The depths of open lists in this form and style, deepest first."""
        depths = range(len(self.stack) - 1, -1, -1)
        return [d for d in depths if (self.stack[d].form, self.stack[d].style) == (label.form, style)]

    def _next(self, label: Label, index: int) -> tuple[int, str, int] | None:
        """The (depth, style, ordinal) at which the label continues an open sequence, the deepest tried first."""
        for depth in range(len(self.stack) - 1, -1, -1):
            level = self.stack[depth]
            for style, ordinal in interpretations(label.token):
                expected = level.ordinal if label.suffix else level.ordinal + 1
                if (level.form, level.style, expected) != (label.form, style, ordinal):
                    continue
                if style.startswith("letter") and label.token.lower() == "i" and self._followed_by(index, "ii"):
                    continue
                return depth, style, ordinal
        return None

    def _first(self, label: Label, index: int) -> tuple[int, str, int] | None:
        """The (depth, style, ordinal) at which the label begins a sequence one level deeper."""
        for style, ordinal in interpretations(label.token):
            if ordinal != 1 or self._levels(label, style):
                continue
            if label.form == "." and style != "1" and not self._successor(index, style):
                continue
            return len(self.stack), style, 1
        return None

    def _jump(self, label: Label) -> tuple[int, str, int] | None:
        """The (depth, style, ordinal) at which the label continues a sequence some members of which were deleted."""
        for style, ordinal in interpretations(label.token):
            for depth in self._levels(label, style):
                if 0 < ordinal - self.stack[depth].ordinal <= _LARGEST_GAP:
                    return depth, style, ordinal
        return None

    def _again(self, label: Label) -> tuple[int, str, int] | None:
        """The (depth, style, ordinal) at which the label begins a second list at an open level."""
        for style, ordinal in interpretations(label.token):
            for depth in self._levels(label, style)[:1]:
                if ordinal == 1:
                    return depth, style, 1
        return None

    def _followed_by(self, index: int, token: str) -> bool:
        form = self.labels[index].form
        later = (label for label in self.labels[index + 1 : index + _LOOK_AHEAD] if label.form == form)
        follower = next(later, None)
        return follower is not None and follower.token.lower() == token

    def _successor(self, index: int, style: str) -> bool:
        form = self.labels[index].form
        return any(
            label.form == form and (style, 2) in interpretations(label.token)
            for label in self.labels[index + 1 : index + _LOOK_AHEAD]
        )


def outline(
    text: str,
    *,
    start: int,
    end: int,
    base: tuple[str, ...] = (),
    anywhere: bool = False,
    numbers: bool = True,
    own_label: bool = True,
) -> list[Block]:
    """The blocks of `text[start:end]` in order, each with its points.

    `base` are the points of the whole text given. A label at its very start that repeats the last of them belongs to
    it, unless `own_label` is false, for a text whose number is in its heading. With `anywhere` the text may begin in
    the middle of a list. Without `numbers` only letters and Roman numerals are points: in a paragraph of a judgment, a
    line "2. …" is part of a quotation. A second list that starts again at "(a)" gets no points of its own, because they
    would be the same as those of the first list.
    """
    rows = list(lines(text, start=start, end=end))
    found = [label_of(row) for row in rows]
    labels = [label for label in found if label]
    state = _Outline(labels, base, anywhere=anywhere, numbers=numbers)
    blocks: list[Block] = []
    index = 0
    for row, label in zip(rows, found, strict=True):
        taken = False
        if label:
            own = own_label and bool(base) and not blocks and label.name == base[-1]
            taken = own or state.take(index, open_lead=_is_open(text, start, row.start))
            index += 1
        _extend(blocks, row, text, _path(state, blocks, row, text, taken=taken), taken=taken)
    return blocks


def _path(state: _Outline, blocks: list[Block], row: Line, text: str, *, taken: bool) -> tuple[str, ...]:
    """The points of a line: a new paragraph after a list belongs to the point that contains the list."""
    if taken or not state.stack or _continues(blocks, row, text):
        return state.path() if taken or not blocks else blocks[-1].points
    deepest = state.stack[-1]
    listed = deepest.style != "1" or deepest.open_lead
    named = len(state.path()) == len(state.base) + len(state.stack)
    return state.path()[:-1] if listed and named else state.path()


def _continues(blocks: list[Block], row: Line, text: str) -> bool:
    """Whether a line without a label continues the sentence of the line before it."""
    if not blocks or row.gap:
        return False
    ended = text[max(0, blocks[-1].end - 1) : blocks[-1].end] in ".;:"
    return not ended or row.text.lstrip()[0].islower()


def _extend(blocks: list[Block], row: Line, text: str, points: tuple[str, ...], *, taken: bool) -> None:
    """Add the line to the last block if it is at the same points, else as a new block."""
    start, end = stripped(text, row.start, row.end)
    if blocks and not taken and blocks[-1].points == points:
        blocks[-1] = Block(points, blocks[-1].start, end)
    else:
        blocks.append(Block(points, start, end))


def _is_open(text: str, start: int, end: int) -> bool:
    """Whether the text before `end` breaks off in a sentence that a list would complete."""
    before = text[max(start, end - 80) : end].rstrip()
    return bool(before) and bool(_OPEN.search(before))
