"""The progress that adding a folder reports."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.models import Document
from corpus.read.source import read
from index.ingest.add import add
from index.ingest.sources import add_sources
from index.library import Library

Make = Callable[..., Document]
Report = tuple[int, int, str, int]

ENCODING, ARRANGING, PASSING = "reading for meaning", "arranging passages by meaning", "passing by what is known"


@pytest.fixture
def papers(tmp_path: Path, make_document: Make) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(30):
        text = make_document(subjects=tuple(f"subject{number}x{part}" for part in range(9))).text
        (folder / f"paper-{number:02}.md").write_text(text, encoding="utf-8")
    return folder


def reports(papers: Path, library: Library) -> list[Report]:
    """Every report as (done, total, what, passages) while the folder is added."""
    seen: list[Report] = []
    add_sources(
        [str(papers)],
        library=library,
        progress=lambda done, total, what, *, passages=0: seen.append((done, total, what, passages)),
    )
    return seen


def characters(library: Library) -> int:
    return sum(len(document.text) for document in library.documents())


def test_reading_counts_passages_and_ends_with_every_character(library: Library, papers: Path):
    seen = [report for report in reports(papers, library) if report[2] == ENCODING]
    assert len(seen) > 3
    assert [done for done, *_ in seen] == sorted(done for done, *_ in seen)
    assert all(done <= total for done, total, *_ in seen)
    assert all(total == pytest.approx(characters(library), rel=0.05) for _, total, *_ in seen)
    assert seen[-1] == (characters(library), characters(library), ENCODING, len(library.at()))


def test_arranging_has_a_count_of_its_own(library: Library, papers: Path):
    seen = [report for report in reports(papers, library) if report[2] == ARRANGING]
    assert seen[-1][:2] == (len(library.at()), len(library.at()))


def test_what_is_known_counts_as_done_and_no_passage_as_encoded(library: Library, papers: Path, make_document: Make):
    add((document for path in sorted(papers.iterdir()) for document in read(path)), library=library)
    (papers / "zz-new.md").write_text(make_document(subjects=("rope", "anchor")).text, encoding="utf-8")
    before = len(library.at())
    seen = [report for report in reports(papers, library) if report[2] != ARRANGING]
    assert [what for *_, what, _ in seen] == [PASSING] * 30 + [ENCODING]
    assert {passages for *_, what, passages in seen if what == PASSING} == {0}
    assert seen[-1] == (characters(library), characters(library), ENCODING, len(library.at()) - before)
