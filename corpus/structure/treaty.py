"""Divides a legal text into sections, one per heading, each with its instrument, article or place, and breadcrumb."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.models import Locator
from corpus.structure.annexes import annex_name, closing_start, instrument_name, is_annexed, is_standalone
from corpus.structure.headings import Heading, blank, with_titles
from corpus.text.labels import label_of
from corpus.text.lines import lines

# Kinds of breadcrumb that end at the next heading of any kind; the others end only at a heading of their own kind.
_INNER = frozenset(("article", "text", "paragraph", "digit", "letter", "point"))

# The locator's name for an instrument that adopts the main text of the document in one of its articles.
AMENDMENT = "amendment"
# How many headings ahead are examined to see whether numbers continue across sections; limits the time that hostile
# input can cost.
_LOOK_AHEAD = 100


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading, from `start` up to `end`. `last` says that no article of the instrument follows."""

    locator: Locator
    breadcrumb: str
    start: int
    end: int
    last: bool = False


def sections(text: str, headings: Sequence[Heading]) -> list[Section]:
    """The sections of a legal text in order, from its first line to its last; empty ones are left out."""
    walk = _SectionReader(text, with_titles(text, headings))
    found = [walk.front(), *walk.sections()]
    return [section for section in found if not blank(text, section.start, section.end)]


class _SectionReader:
    """The instrument, breadcrumb and locator at the current heading of a text, updated heading by heading."""

    def __init__(self, text: str, pairs: list[tuple[Heading, int]]) -> None:
        self.text = text
        self.pairs = pairs
        self.following = _following(pairs)
        self.instrument = ""
        self.parent = ""  # the instrument to which annexes belong
        self.division = ""  # the locator's name of a part that has text of its own, to which numbers in it belong
        self.crumbs: list[tuple[str, str]] = []
        self.locator = Locator(place="preamble")
        self.seen: set[str] = set()  # numbers of the articles of this instrument so far
        self.closed = False  # whether its signature clause has been passed
        self.counted = False  # whether it has numbered headings in place of articles
        self.texts = 1  # how many instruments without a name there are so far
        self.position = 0
        self.adopted_at = -1  # index of the heading of a main text that is adopted inside another instrument

    def front(self) -> Section:
        """The text before the first heading: the preamble or, above a title, text of the publisher."""
        end = self.pairs[0][0].start if self.pairs else len(self.text)
        above_title = bool(self.pairs) and self.pairs[0][0].kind == "title"
        return Section(Locator() if above_title else self.locator, "", 0, end)

    def sections(self) -> list[Section]:
        found: list[Section] = []
        for position, (heading, end) in enumerate(self.pairs):
            self.position = position
            self.enter(heading)
            if self.adopted_at == position:
                found = [_amending(section) for section in found]
            last = self.next_article(self.position + 1) is None
            found.append(Section(self.locator, self.breadcrumb(), heading.end, end, last))
            self.closed = self.closed or (last and closing_start(self.text, heading.end, end) < end)
        return found

    def next_article(self, position: int) -> Heading | None:
        """The next article of the same instrument; None if an annex or a restart of the numbers comes first."""
        heading = self.following[position]
        return heading if heading and heading.kind == "article" and heading.number not in self.seen else None

    def restarts(self) -> bool:
        """Whether the next article has a number that already occurred in the instrument."""
        heading = self.following[self.position]
        if heading is None or heading.kind != "article":
            return False
        return heading.number in self.seen or (self.counted and heading.number in ("1", "I"))

    def enter(self, heading: Heading) -> None:
        if heading.kind == "article":
            self.enter_article(heading)
        elif heading.kind == "division":
            self.enter_division(heading)
        elif heading.kind == "annex":
            self.begin(annex_name(heading.label, within=self.parent), heading.shown)
        elif heading.kind == "number":
            self.enter_number(heading)
        elif heading.kind in ("preamble", "title") and not self.seen:
            self.locator = Locator(instrument=self.instrument, place="preamble")
        else:
            self.enter_text(heading)

    def enter_division(self, heading: Heading) -> None:
        self.push(heading.word, heading.shown)
        self.locator = Locator(instrument=self.instrument, place=f"{heading.word} {heading.number}".strip())
        self.division = "" if blank(self.text, *self.body()) else self.locator.place

    def enter_article(self, heading: Heading) -> None:
        if self.adopted_at >= 0 and "ARTICLE" in self.text[heading.start : heading.end]:
            self.begin(AMENDMENT, "")
        elif heading.number in self.seen and not heading.points and not self.instrument:
            self.begin(self.next_text(), "")
        self.seen.add(heading.number)
        self.division = ""
        self.push("article", heading.shown)
        self.locator = Locator(instrument=self.instrument, article=heading.number, points=heading.points)

    def enter_number(self, heading: Heading) -> None:
        """Enter a heading that is only a number: a division, a numbered paragraph, or a point of one."""
        place, style = self.locator.place, _style(heading)
        if self.locator.article and heading.word == "paragraph":
            self.push("paragraph", heading.shown)
            self.locator = replace(self.locator, points=(heading.number,))
        elif self.only_divides(heading):
            self.push(style, heading.shown)
            self.locator = Locator(instrument=self.instrument)
        elif heading.word != "paragraph" and ("paragraph" in dict(self.crumbs)) and place.startswith("para "):
            self.push("point", heading.shown)
            self.locator = replace(self.locator, points=(heading.number,))
        else:
            self.enter_numbered_place(heading, style)

    def enter_numbered_place(self, heading: Heading, style: str) -> None:
        outer = dict(self.crumbs).get("roman", "").split()[:1] if style == "letter" else []
        self.push(heading.word or style, heading.shown)
        self.counted = True
        if outer:
            self.locator = Locator(instrument=self.instrument, place=f"section {outer[0]}", points=(heading.number,))
            return
        number = f"{'para' if style == 'digit' else 'section'} {heading.number}"
        place = f"{self.division}, {number}" if self.division else number
        self.locator = Locator(instrument=self.instrument, place=place)

    def only_divides(self, heading: Heading) -> bool:
        """Whether a number alone only groups articles, other numbers, or paragraphs whose numbers continue."""
        if self.position + 1 == len(self.pairs):
            return False
        below = self.pairs[self.position + 1][0]
        if blank(self.text, heading.end, self.pairs[self.position][1]):
            return below.kind == "article" or heading.number.isalpha()
        return heading.number.isalpha() and self.counted_on(_style(heading))

    def counted_on(self, style: str) -> bool:
        """Whether a section numbered in this style begins with a paragraph above 1: "II" with paragraph 6."""
        for heading, end in self.pairs[self.position : self.position + _LOOK_AHEAD]:
            if heading.kind in ("annex", "article"):
                return False
            if heading.kind == "number" and _style(heading) == style:
                first = next(iter(lines(self.text, start=heading.end, end=end)), None)
                label = label_of(first) if first else None
                if label and label.token.isdigit() and int(label.token) > 1:
                    return True
        return False

    def enter_text(self, heading: Heading) -> None:
        """Enter any other heading, which begins another instrument or groups the text that follows."""
        name = instrument_name(heading.label, within=self.parent)
        if not name and self.restarts() and (heading.level == 1 or is_annexed(self.instrument)):
            name = self.next_text()
        apart = self.closed or self.restarts() or (is_annexed(self.instrument) and is_standalone(heading.label))
        again = self.repeats_title(heading)
        if name and apart and not (again and self.following[self.position + 1] is None):
            self.begin("" if again else name, heading.shown)
            return
        self.push("text", heading.shown)
        if self.closed or not self.locator.article:
            before_articles = not self.seen and self.next_article(self.position) is not None
            self.locator = Locator(instrument=self.instrument, place="preamble" if before_articles else "")

    def repeats_title(self, heading: Heading) -> bool:
        """Whether a heading repeats the title of the document; if an article follows, records it as the adopted text.

        Without an article below, it is a text about the instrument, such as the resolution adopting it.
        """
        title = self.pairs[0][0]
        same = title.kind == "title" and _start_of(title.label) == _start_of(heading.label)
        if same and not self.instrument and self.following[self.position + 1] is not None:
            self.adopted_at = self.position
        return same

    def begin(self, name: str, crumb: str) -> None:
        self.instrument = name
        self.parent = self.parent if is_annexed(name) else name
        self.crumbs = [("instrument", crumb)] if crumb else []
        self.division = ""
        self.seen = set()
        self.closed = self.counted = False
        articles = not is_annexed(name) and self.next_article(self.position + 1) is not None
        self.locator = Locator(instrument=name, place="preamble" if articles else "")

    def next_text(self) -> str:
        """A name for an instrument whose heading does not name it: "text 2" for the second one in the document."""
        self.texts += 1
        return f"text {self.texts}"

    def push(self, word: str, shown: str) -> None:
        """Add a heading to the breadcrumb, removing those that it ends: of its own kind, and inner ones."""
        kinds = [kind for kind, _ in self.crumbs]
        if word in kinds:
            del self.crumbs[kinds.index(word) :]
        if word not in _INNER:
            self.crumbs = [crumb for crumb in self.crumbs if crumb[0] not in _INNER]
        elif word == "article":
            self.crumbs = [crumb for crumb in self.crumbs if crumb[0] not in ("paragraph", "digit", "letter", "point")]
        elif word == "text" and (self.closed or blank(self.text, *self.body())):
            # A heading without text groups the articles below it, and is not part of the article above.
            self.crumbs = [crumb for crumb in self.crumbs if crumb[0] not in _INNER]
        self.crumbs.append((word, shown))

    def body(self) -> tuple[int, int]:
        heading, end = self.pairs[self.position]
        return heading.end, end

    def breadcrumb(self) -> str:
        return " › ".join(shown for _, shown in self.crumbs if shown)


def _amending(section: Section) -> Section:
    if not section.locator.article:
        return section
    return replace(section, locator=replace(section.locator, instrument=AMENDMENT))


def _start_of(title: str) -> str:
    return "".join(letter for letter in title.lower() if letter.isalnum())[:60]


def _following(pairs: Sequence[tuple[Heading, int]]) -> list[Heading | None]:
    """For each index, the first article or annex heading from there on; None if there is none."""
    found: list[Heading | None] = [None]
    for heading, _ in reversed(pairs):
        found.append(heading if heading.kind in ("article", "annex") else found[-1])
    return found[::-1]


def _style(heading: Heading) -> str:
    if heading.number[:1].isdigit():
        return "digit"
    return "roman" if re.fullmatch(r"[IVXl]+", heading.number) else "letter"
