"""The starter notes: complete, in our own words, and in agreement with the catalogue."""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.instruments.catalogue import Instrument, named_in
from corpus.instruments.identify import identify
from corpus.models import Document
from corpus.notes.starter import starter_documents
from corpus.structure.passages import split
from corpus.text.sentences import sentences

NOTES = starter_documents()
SECTIONS = ["Adoption and entry into force", "Who watches over it", "What it requires", "Leaving it", "Official text"]
SUBJECTS = {
    "echr": "echr-european-convention-on-human-rights",
    "ecpt": "ecpt-european-convention-prevention-of-torture",
    "fcnm": "framework-convention-national-minorities",
    "gc-iii": "geneva-convention-3-prisoners-of-war",
    "gc-iv": "geneva-convention-4-civilians",
    "iccpr": "iccpr",
    "opcat": "opcat-optional-protocol-convention-against-torture",
    "rome-statute": "rome-statute-icc",
    "uncat": "un-convention-against-torture",
    "vclt": "vienna-convention-law-of-treaties",
}
# Names that cannot be said in other words.
BODIES = re.compile(
    r"Committee of Ministers|Council of Europe|Secretary[- ]General of the \w+ \w+( \w+)?|Red Cross"
    r"|International Committee|Protecting Powers",
    re.IGNORECASE,
)
RUN = 9  # words: fewer are the common phrases of treaties

each_note = pytest.mark.parametrize("note", NOTES, ids=lambda note: note.id)


def subject(note: Document) -> Instrument:
    return named_in(note.title)[0][0]


def plain_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+|\.(?= )", text.lower())


def own_runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words of a note, but for those that cross the name of an instrument or body."""
    kept, at = [], 0
    for _, start, end in named_in(text):
        kept += [text[at:start], " . "]
        at = max(at, end)
    return {run for run in runs(plain_words(BODIES.sub(" . ", "".join([*kept, text[at:]])))) if "." not in run}


def runs(found: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(found[n:] for n in range(RUN)), strict=False)


def day(iso: str) -> str:
    when = date.fromisoformat(iso)
    return f"{when.day} {when:%B %Y}"


def test_there_is_one_note_for_each_of_ten_instruments() -> None:
    assert {note.id: subject(note).id for note in NOTES} == {f"note-{stem}": id_ for stem, id_ in SUBJECTS.items()}


@each_note
def test_a_note_is_a_note_of_ours_with_the_instruments_official_address(note: Document) -> None:
    assert (note.kind, note.issuer, note.language, note.date) == ("note", "Pinpoint", "en", "2026-11-22")
    assert note.source == note.id.replace("note-", "starter:")
    assert note.sha256 == sha256(note.text.encode()).hexdigest()
    assert note.short_title.startswith("Note on ")
    assert note.url == subject(note).url
    assert note.url in note.text


@each_note
def test_a_note_has_every_section_in_order(note: Document) -> None:
    assert note.text.startswith(f"# {note.title}\n")
    assert re.findall(r"^## (.+)$", note.text, re.MULTILINE) == SECTIONS


@each_note
def test_a_note_has_500_to_900_words(note: Document) -> None:
    assert 500 <= len(note.text.split()) <= 900


@each_note
def test_a_notes_dates_and_series_are_the_catalogues(note: Document) -> None:
    instrument = subject(note)
    assert day(instrument.adopted) in note.text
    assert f"entered into force on {day(instrument.in_force)}" in note.text
    assert instrument.series in note.text
    assert instrument.place in note.text


@each_note
def test_every_sentence_stands_alone_and_names_the_instrument(note: Document) -> None:
    instrument = subject(note)
    for passage in split(note):
        for start, end in sentences(passage.text):
            sentence = passage.text[start:end]
            pronoun = "Its full title is" in sentence
            names = {named.id for named, _, _ in named_in(sentence)} | {
                named.parent for named, _, _ in named_in(sentence)
            }
            assert pronoun or instrument.id in names or _by_short_title(sentence, instrument), sentence


def _by_short_title(sentence: str, instrument: Instrument) -> bool:
    return instrument.short_title in sentence or ("International Criminal Court" in sentence)


@each_note
def test_a_note_is_never_taken_for_the_instrument(note: Document) -> None:
    for stem in (note.id, subject(note).id):
        assert identify(title=note.title, text=note.text, stem=stem) is None


@each_note
def test_no_heading_of_an_article_is_seen_in_a_note(note: Document) -> None:
    passages = split(note)
    assert {passage.locator.article for passage in passages} == {""}
    assert all(before.end <= after.start for before, after in pairwise(passages))


def test_the_notes_tell_the_two_torture_conventions_apart() -> None:
    texts = {note.id: note.text for note in NOTES}
    assert "not the United Nations Convention against Torture" in texts["note-ecpt"]
    assert "not the European Convention for the Prevention of Torture" in texts["note-uncat"]


def test_the_note_on_the_ecpt_says_what_notice_a_visit_needs() -> None:
    (note,) = (note for note in NOTES if note.id == "note-ecpt")
    (sentence,) = re.findall(r"^.*Article 8\(1\).*$", note.text, re.MULTILINE)
    assert "notice" in sentence
    assert "no minimum period" in sentence


@pytest.mark.parametrize("stem", SUBJECTS.values(), ids=SUBJECTS)
def test_every_article_that_a_note_cites_exists(stem: str, corpus_folder: Path) -> None:
    (note,) = (note for note in NOTES if SUBJECTS[note.id.removeprefix("note-")] == stem)
    text = (corpus_folder / "treaties" / f"{stem}.md").read_text(encoding="utf-8")
    there = set(re.findall(r"^#+ Article (\d+)", text, re.MULTILINE))
    own = [
        sentence for sentence in note.text.splitlines() if not re.search(r"Optional Protocol to the ICCPR", sentence)
    ]
    cited = set(re.findall(r"\bArticles? (\d+)(?! bis)", "\n".join(own)))
    assert len(cited) > 15
    assert cited <= there


def test_no_note_has_a_run_of_words_from_a_treaty(corpus_folder: Path) -> None:
    ours = {run for note in NOTES for run in own_runs(note.text)}
    assert len(ours) > 1000
    for path in (corpus_folder / "treaties").iterdir():
        text = path.read_text(encoding="utf-8")
        copied = {run for run in runs(re.findall(r"[a-z0-9]+", text.lower())) if run in ours}
        assert copied == set(), path.stem
