"""Evidence records: written, read back, and verified on a library that has changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.verify.evidence import Checked, Standing
from corpus.errors import UnusableRequest
from index.ingest.add import add
from index.library import Library
from tests.conftest import DOCUMENTS, documents_in
from ui.service import Session, ask, check, read_record, record, verify, write_record

DRAFT = "Any denunciation becomes effective after six months. See Article 10 of the Convention on Lighthouses."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        add(documents_in(DOCUMENTS), library=opened)
        yield opened


@pytest.fixture
def answered(library: Library, tmp_path: Path) -> Path:
    """The record of an answer from that library."""
    question = "For how long are the members of the Inspectorate elected?"
    session = session_on(library)
    write_record(record(ask(question, session=session), session=session), tmp_path / "answer.json")
    return tmp_path / "answer.json"


def session_on(library: Library) -> Session:
    return Session(library, Settings(library=library.folder))


def today(record: Path, library: Library) -> list[Standing]:
    return verify(read_record(record), session=session_on(library))


def test_all_holds_on_the_same_library(answered: Path, library: Library) -> None:
    found = today(answered, library)
    assert found[0].about == "library"
    assert len(found) > 1
    assert all(each.holds for each in found)


def test_a_new_document_is_reported_and_all_still_holds(answered: Path, library: Library) -> None:
    (treaty,) = documents_in(DOCUMENTS / "lighthouse-convention.md")
    add([replace(treaty, id="copy", title="Another", text=treaty.text + "\nMore.", sha256="other")], library=library)
    found = today(answered, library)
    assert all(each.holds for each in found)
    assert "1 document is new." in [each.why for each in found]


def test_words_that_moved_still_hold(answered: Path, library: Library) -> None:
    changed(library, lambda text: text.replace("signatory hereto,", "all of them signatory hereto,"))
    assert all(each.holds for each in today(answered, library))


def test_words_that_changed_do_not_hold_and_the_change_is_shown(answered: Path, library: Library) -> None:
    changed(library, lambda text: text.replace("for a period of five years", "for a period of six years"))
    (broken,) = [each for each in today(answered, library) if not each.holds]
    assert "art 3(3)" in broken.about
    assert "five" in broken.why
    assert "six" in broken.why


def test_a_document_that_is_gone_is_named(answered: Path, library: Library) -> None:
    library.remove("lighthouse-convention")
    broken = [each for each in today(answered, library) if not each.holds]
    assert broken
    assert "does not hold" in broken[0].why


def test_a_check_is_made_again(library: Library, tmp_path: Path) -> None:
    session, kept = session_on(library), tmp_path / "check.json"
    write_record(record(Checked(DRAFT, tuple(check(DRAFT, session=session))), session=session), kept)
    assert all(each.holds for each in today(kept, library))
    changed(library, lambda text: text.replace("period of twelve months", "period of six months"))
    broken = [each.why for each in today(kept, library) if not each.holds]
    assert any(why.startswith("It was conflict. Now: supported") for why in broken)


def changed(library: Library, edit: Callable[[str], str]) -> None:
    """The treaty in the library, edited."""
    (treaty,) = documents_in(DOCUMENTS / "lighthouse-convention.md")
    add([replace(treaty, text=edit(treaty.text), sha256="edited")], library=library)


def ascii_start(text: str) -> str:
    return ascii(text[:40])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"format": 99}',
        '{"format": 1, "library": 3}',
        "no JSON",
        "[" * 100_000,
        '{"format": 1' + "0" * 5000 + "}",
        '{"format": 1, "settings": {"encoder": ""}, "library": {"fingerprint": "", "documents": []}, "answer": []}',
        '{"format": 1, "settings": {"encoder": "\\ud800"}, "library": {"fingerprint": "", "documents": []}}',
    ],
    ids=ascii_start,
)
def test_a_file_that_is_no_record_is_refused_with_the_cure(text: str, tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableRequest, match="--record FILE"):
        read_record(tmp_path / "record.json")


def test_a_bug_is_not_reported_as_a_fault_of_the_record(answered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(_: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("ui.schema.record._recorded", mistaken)
    with pytest.raises(KeyError, match="a mistake of ours"):
        read_record(answered)


def test_a_record_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnusableRequest, match="cannot be opened"):
        read_record(tmp_path / "nowhere.json")
