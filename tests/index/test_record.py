import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BrokenLibrary
from corpus.models import Document, Locator, Part, Passage
from index.store.record import APPLICATION, SCHEMA, Record, delete, insert, set_meta

Make = Callable[..., Document]

LOCATORS = [
    Locator(),
    Locator(article="8", points=("2", "c")),
    Locator(instrument="annex II", article="4"),
    Locator(instrument="annex II", place="para 4"),
    Locator(place="para 45", points=("a",)),
    Locator(article="3 bis"),
]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made = Record(tmp_path / "record")
    made.create(meta={"model": "hash"})
    yield made
    made.close()


def passages_at(document: Document, locators: list[Locator]) -> list[tuple[Passage, str]]:
    made = [
        Passage(f"{document.id}#{at}", document.id, locator, "Part I", at, at + 5, document.text[at : at + 5])
        for at, locator in enumerate(locators)
    ]
    return [(passage, "about lamps") for passage in made]


def put(record: Record, document: Document, locators: list[Locator]) -> list[tuple[Passage, str]]:
    passages = passages_at(document, locators)
    vectors = np.eye(len(passages), 8, dtype=np.float32)
    with record.writing() as connection:
        insert(connection, document, slug=document.id, passages=passages, vectors=vectors)
    return passages


def test_documents_and_passages_come_back_equal(record: Record, make_document: Make):
    parts = (Part(Locator(place="p 3"), "A › B", 0, 4), Part(Locator(article="VI"), "", 4, 9))
    given = make_document(parts=parts, title="Ünïcode “quoted”", in_force="1999-01-01")
    passages = put(record, given, LOCATORS)
    assert record.documents() == [given]
    assert record.document(given.id) == given
    assert record.document("another") is None
    assert record.passages("document_id = ?", [given.id]) == [passage for passage, _ in passages]


def test_a_summary_is_all_of_a_document_but_its_text_with_parts_and_notes(record: Record, make_document: Make):
    given = [
        make_document("b", title="zinc", short_title="Z", series="ETS 5", adopted="1994-05-03", in_force="1999-01-01"),
        make_document(
            "a", title="Anchors", subjects=("anchor",), kind="judgment", issuer="A court", url="https://x.test"
        ),
    ]
    for each in given:
        put(record, each, [])
    found = record.summaries()
    assert [each.id for each in found] == [each.id for each in record.documents()] == ["a", "b"]
    assert [each.name for each in found] == ["Anchors", "Z"]
    for summary, document in zip(found, record.documents(), strict=True):
        assert asdict(summary) == {
            name: given for name, given in asdict(document).items() if name not in ("text", "parts", "notes")
        }


def test_summaries_are_read_without_going_through_the_texts(record: Record, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    rows = Record.rows
    monkeypatch.setattr(Record, "rows", lambda self, sql, values=(): asked.append(sql) or rows(self, sql, values))
    record.summaries()
    (plan,) = rows(record, f"EXPLAIN QUERY PLAN {asked[0]}")
    assert "USING COVERING INDEX" in plan[-1]


@pytest.mark.parametrize("around", ["", "\n \t", "\u2003\x1f\u3000"], ids=ascii)
def test_documents_are_found_by_their_text_whatever_white_space_is_around_it(
    record: Record, make_document: Make, around: str
):
    given = make_document("a")
    put(record, replace(given, text=f"{around}{given.text}{around}"), [])
    put(record, make_document("b", text=f"{given.text.strip()} And more.", sha256="0" * 64), [])
    put(record, make_document("c", text=" ", sha256="1" * 64), [])
    assert record.ids_with_text(f" {given.text}\n") == {"a"}
    assert record.ids_with_text("") == {"c"}
    assert record.ids_with_text(given.text[:50]) == frozenset()


def test_vectors_come_back_bit_for_bit(record: Record, make_document: Make):
    put(record, make_document(), LOCATORS)
    rows = [row for rows in record.streamed("SELECT key, vector FROM vectors ORDER BY key") for row in rows]
    assert np.array_equal([np.frombuffer(vector, "<f4") for _, vector in rows], np.eye(len(LOCATORS), 8))


def test_deleting_leaves_nothing_behind_and_no_key_is_used_again(record: Record, make_document: Make):
    given = make_document()
    put(record, given, LOCATORS)
    before = {key for (key,) in record.rows("SELECT key FROM passages")}
    with record.writing() as connection:
        delete(connection, given.id)
    for table in ("documents", "passages", "vectors"):
        assert record.rows(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608
    put(record, given, LOCATORS)
    assert before.isdisjoint(key for (key,) in record.rows("SELECT key FROM passages"))


def _interrupted(record: Record) -> None:
    with record.writing() as connection:
        set_meta(connection, "colour", "red")
        raise KeyboardInterrupt


def test_every_transaction_raises_the_generation_and_a_failed_one_does_not(record: Record):
    before = record.generation
    with record.writing() as connection:
        set_meta(connection, "colour", "blue")
    assert (record.generation, record.meta("colour")) == (before + 1, "blue")
    with pytest.raises(KeyboardInterrupt):
        _interrupted(record)
    assert (record.generation, record.meta("colour")) == (before + 1, "blue")


def test_the_same_bytes_cannot_be_in_the_record_twice(record: Record, make_document: Make):
    put(record, make_document(), LOCATORS)
    with pytest.raises(BrokenLibrary, match="UNIQUE"):
        put(record, make_document("another"), LOCATORS)
    assert len(record.documents()) == 1


def test_readers_see_the_state_before_while_a_transaction_is_open(record: Record):
    with record.writing() as connection:
        set_meta(connection, "colour", "blue")
        assert record.meta("colour") == ""
    assert record.meta("colour") == "blue"


def test_many_threads_read_at_once(record: Record, make_document: Make):
    put(record, make_document(), LOCATORS)
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda: [seen.append(len(record.passages("1"))) for _ in range(20)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [len(LOCATORS)] * 160


def test_an_absent_or_empty_file_is_no_library_yet(tmp_path: Path):
    record = Record(tmp_path / "record")
    assert not record.check()
    assert not (tmp_path / "record").exists()
    (tmp_path / "record").touch()
    assert not record.check()
    record.close()


def test_the_file_says_whose_it_is(record: Record):
    assert record.check()
    connection = sqlite3.connect(record.path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    connection.close()


def test_another_programs_database_is_refused(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "record")
    connection.execute("CREATE TABLE bookmarks (address TEXT)")
    connection.close()
    record = Record(tmp_path / "record")
    with pytest.raises(BrokenLibrary, match="not Pinpoint's"):
        record.check()
    record.close()


def test_damage_found_while_reading_is_reported_with_the_cure(record: Record, make_document: Make):
    put(record, make_document(text="lamp " * 20_000), LOCATORS)
    record.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    record.close()
    size = record.path.stat().st_size
    with record.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x07" * (size - 4096))
    damaged = Record(record.path)
    with pytest.raises(BrokenLibrary, match=r"cannot be used.*move the folder away"):
        damaged.documents()
    damaged.close()
