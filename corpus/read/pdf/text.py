"""The lines of all pages -> one text: words broken at line ends made whole, notes behind it with their places."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.models import Note
from corpus.read.pdf.headings import begins_heading
from corpus.read.pdf.lines import CLOSES, HARD, NEXT, OPENS
from corpus.read.pdf.notes import parts_of

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)[-‐\u00ad]$")
_LAST = re.compile(r"([^\W\d_]+)$")
_FIRST = re.compile(r"([^\W\d_]+)")
_LONGEST_WORD = 60  # letters
_LONGEST_LABEL = 60  # letters of "Article 15 bis"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = re.compile(f"{OPENS}([^{CLOSES}]*){CLOSES}")

Lines = Sequence[tuple[str, str]]  # each line with what parts it from the one before: HARD, SOFT or NEXT


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note's words, its mark, and the number of the page that it begins on, from 0."""

    mark: str
    page: int
    text: str


class Joiner:
    """Joins lines; what the document writes elsewhere decides whether a word broken at a line's end has a hyphen."""

    def __init__(self, pages: Iterable[Lines]) -> None:
        self.known = Counter(word.lower() for page in pages for _, line in page for word in _WORD.findall(line))
        self.prefixes = {word.partition("-")[0] for word in self.known if "-" in word}

    def page(self, lines: Lines) -> str:
        """The text of one page."""
        pieces: list[str] = []
        for between, line in lines:
            first = _FIRST.match(line)
            whole = self._whole(pieces[-1], first[1], between=between) if pieces and first else None
            if whole is None or first is None:
                pieces += [between, line] if pieces else [line]
                continue
            rest = line[first.end() :]
            pieces[-1:] = [whole, rest] if " " in rest else [whole + rest]
        return "".join(pieces).replace("\u00ad", "")

    def _whole(self, before: str, first: str, *, between: str) -> str | None:
        """`before` with its last word made whole by `first`; None where that is a word of its own."""
        begins, end = before[:-_LONGEST_WORD], before[-_LONGEST_WORD:]
        broken = _BROKEN.search(end)
        if broken and between != HARD and (between == NEXT or first[0].islower()):
            hyphen = "-" if first[0].isupper() or self._is_compound(broken[1].lower(), first.lower()) else ""
            return f"{begins}{end[: broken.start()]}{broken[1]}{hyphen}{first}"
        last = _LAST.search(end)
        # A scan whose text layer lost the hyphen: "compre", "hensive" in the next line.
        if last and between == NEXT and first[0].islower() and self._is_split(last[1].lower(), first.lower()):
            return before + first
        return None

    def _is_compound(self, head: str, tail: str) -> bool:
        """Whether the document writes the word, or others with that beginning, with a hyphen."""
        whole, parted = self.known[head + tail], self.known[f"{head}-{tail}"]
        return parted > whole or (not whole and head in self.prefixes and bool(self.known[tail]))

    def _is_split(self, head: str, tail: str) -> bool:
        return self.known[head + tail] > max(self.known[head], self.known[tail])

    def pages(self, pages: Sequence[Lines]) -> list[str]:
        """The texts of all pages; a word that a page's end breaks is whole on the page where it begins."""
        texts = [self.page(lines) for lines in pages]
        for number in range(len(texts) - 1):
            following = re.match(r"([^\W\d_]+)(\S*) ?", texts[number + 1])
            if following and _BROKEN.search(texts[number]):
                whole = self._whole(texts[number], following[1], between=NEXT)
                if whole is not None:
                    texts[number] = whole + following[2]
                    texts[number + 1] = texts[number + 1][following.end() :]
        return texts


def with_notes(pages: Sequence[str], notes: Sequence[FoundNote]) -> tuple[str, tuple[Note, ...]]:
    """The pages parted by form feeds with the notes behind them, and where each note is and its mark hangs.

    A mark that no note has stays as a raised number, but for those at an article's number, which are left out.
    """
    resolver = _Resolver(notes)
    texts = [resolver.page(text, number=number) for number, text in enumerate(pages)]
    text = "\f".join(texts)
    starts = [0]
    for page in texts:
        starts.append(starts[-1] + len(page) + 1)
    found = []
    for index, note in enumerate(notes):
        number, at = resolver.places.get(index, (note.page, len(texts[note.page])))
        text += f"\n\n{note.mark} "
        found.append(Note(mark=note.mark, at=starts[number] + at, start=len(text), end=len(text) + len(note.text)))
        text += note.text
    return text, tuple(found)


class _Resolver:
    """Takes the marks out of the pages and finds the note that each belongs to."""

    def __init__(self, notes: Sequence[FoundNote]) -> None:
        self.places: dict[int, tuple[int, int]] = {}
        self.waiting: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, note in enumerate(notes):
            self.waiting[note.mark].append((note.page, index))

    def page(self, text: str, *, number: int) -> str:
        pieces: list[str] = []
        length = end = 0
        for match in _MARK.finditer(text):
            pieces.append(text[end : match.start()])
            length += len(pieces[-1])
            shown = self._shown(match, text, page=number, at=length)
            pieces.append(shown)
            length += len(shown)
            end = match.end()
        return "".join([*pieces, text[end:]])

    def _shown(self, match: re.Match[str], text: str, *, page: int, at: int) -> str:
        """What stays in the text of a mark: nothing where a note was found for it."""
        found = [index for mark in parts_of(match[1]) for index in self._note(mark, page=page)]
        for index in found:
            self.places[index] = page, at
        line = text[max(0, match.start() - _LONGEST_LABEL) : match.start()].rpartition("\n")[2]
        return "" if found or begins_heading(line) == len(line) > 0 else match[1].translate(_RAISED)

    def _note(self, mark: str, *, page: int) -> Iterator[int]:
        """The first note with that mark on this page or later that no mark has taken."""
        waiting = self.waiting[mark]
        while waiting and waiting[0][0] < page:
            waiting.pop(0)
        if waiting:
            yield waiting.pop(0)[1]
