import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BrokenLibrary
from corpus.models import Document, Locator, Part, Passage
from index.store.ports import Entry
from index.store.record import APPLICATION, SCHEMA, SqliteRecord
from index.store.state import SqliteState

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
def record(tmp_path: Path) -> Iterator[SqliteRecord]:
    made = SqliteRecord(tmp_path / "record")
    made.create(facts={"model": "hash"})
    yield made
    made.close()


def passages_at(document: Document, locators: list[Locator]) -> list[tuple[Passage, str]]:
    made = [
        Passage(f"{document.id}#{at}", document.id, locator, "Part I", at, at + 5, document.text[at : at + 5])
        for at, locator in enumerate(locators)
    ]
    return [(passage, "about lamps") for passage in made]


def put(record: SqliteRecord, document: Document, locators: list[Locator]) -> list[tuple[Passage, str]]:
    passages = passages_at(document, locators)
    vectors = np.eye(len(passages), 8, dtype=np.float32)
    record.put(Entry(document, document.id, passages, vectors, encoder="hash"))
    return passages


def test_documents_and_passages_come_back_equal(record: SqliteRecord, make_document: Make):
    parts = (Part(Locator(place="p 3"), "A › B", 0, 4), Part(Locator(article="VI"), "", 4, 9))
    given = make_document(parts=parts, title="Ünïcode “quoted”", in_force="1999-01-01")
    passages = put(record, given, LOCATORS)
    assert record.at().documents() == [given]
    assert record.at().documents_of([given.id]) == {given.id: given}
    assert record.at().documents_of(["another"]) == {}
    assert record.at().passages(given.id) == [passage for passage, _ in passages]


def test_a_summary_is_all_of_a_document_but_its_text_with_parts_and_notes(record: SqliteRecord, make_document: Make):
    given = [
        make_document("b", title="zinc", short_title="Z", series="ETS 5", adopted="1994-05-03", in_force="1999-01-01"),
        make_document(
            "a", title="Anchors", subjects=("anchor",), kind="judgment", issuer="A court", url="https://x.test"
        ),
    ]
    for each in given:
        put(record, each, [])
    found = record.at().summaries()
    assert [each.id for each in found] == [each.id for each in record.at().documents()] == ["a", "b"]
    assert [each.name for each in found] == ["Anchors", "Z"]
    for summary, document in zip(found, record.at().documents(), strict=True):
        assert asdict(summary) == {
            name: given for name, given in asdict(document).items() if name not in ("text", "parts", "notes")
        }


def test_summaries_are_read_without_going_through_the_texts(record: SqliteRecord, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    state, rows = record.at(), SqliteState._rows
    monkeypatch.setattr(SqliteState, "_rows", lambda self, sql, values=(): asked.append(sql) or rows(self, sql, values))
    state.summaries()
    (plan,) = rows(state, f"EXPLAIN QUERY PLAN {asked[-1]}")
    assert "USING COVERING INDEX" in plan[-1]


@pytest.mark.parametrize("around", ["", "\n \t", "\u2003\x1f\u3000"], ids=ascii)
def test_documents_are_found_by_their_text_whatever_white_space_is_around_it(
    record: SqliteRecord, make_document: Make, around: str
):
    given = make_document("a")
    put(record, replace(given, text=f"{around}{given.text}{around}"), [])
    put(record, make_document("b", text=f"{given.text.strip()} And more.", sha256="0" * 64), [])
    put(record, make_document("c", text=" ", sha256="1" * 64), [])
    assert record.at().ids_with_text(f" {given.text}\n") == {"a"}
    assert record.at().ids_with_text("") == {"c"}
    assert record.at().ids_with_text(given.text[:50]) == frozenset()


def test_vectors_come_back_bit_for_bit(record: SqliteRecord, make_document: Make):
    put(record, make_document(), LOCATORS)
    ((keys, vectors),) = record.at().vectors()
    assert keys.tolist() == record.at().keys().tolist() == record.at().vector_keys().tolist()
    assert np.array_equal(vectors, np.eye(len(LOCATORS), 8))


def test_deleting_leaves_nothing_behind_and_no_key_is_used_again(record: SqliteRecord, make_document: Make):
    given = make_document()
    put(record, given, LOCATORS)
    before = set(record.at().keys().tolist())
    record.remove(given.id)
    for table in ("documents", "passages", "vectors"):
        assert rows(record, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608
    put(record, given, LOCATORS)
    assert before.isdisjoint(record.at().keys().tolist())


def rows(record: SqliteRecord, sql: str) -> list[tuple[object, ...]]:
    with record._connection() as connection:
        return connection.execute(sql).fetchall()


def test_a_change_that_fails_leaves_nothing_and_raises_no_generation(
    record: SqliteRecord, make_document: Make, monkeypatch: pytest.MonkeyPatch
):
    put(record, make_document(), LOCATORS)
    before = record.at()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.store.record._set_fact", interrupt)
    with pytest.raises(KeyboardInterrupt):
        put(record, make_document("ropes", subjects=("rope",)), LOCATORS)
    assert record.at().generation == before.generation
    assert record.at().documents() == before.documents()


def test_the_same_bytes_cannot_be_in_the_record_twice(record: SqliteRecord, make_document: Make):
    put(record, make_document(), LOCATORS)
    with pytest.raises(BrokenLibrary, match="UNIQUE"):
        put(record, make_document("another"), LOCATORS)
    assert len(record.at().documents()) == 1


def test_readers_see_the_state_before_while_a_transaction_is_open(record: SqliteRecord, make_document: Make):
    put(record, make_document(), LOCATORS)
    with record._changing() as connection:
        connection.execute("DELETE FROM sources")
        connection.execute("DELETE FROM passages")
        assert record.at().size() == len(LOCATORS)
    assert record.at().size() == 0


def test_many_threads_read_at_once(record: SqliteRecord, make_document: Make):
    put(record, make_document(), LOCATORS)
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda: [seen.append(len(record.at().passages("lamps"))) for _ in range(20)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [len(LOCATORS)] * 160


def test_an_absent_or_empty_file_is_no_library_yet(tmp_path: Path):
    record = SqliteRecord(tmp_path / "record")
    assert not record.exists()
    assert not (tmp_path / "record").exists()
    (tmp_path / "record").touch()
    assert not record.exists()
    record.close()


def test_the_file_says_whose_it_is(record: SqliteRecord):
    assert record.exists()
    connection = sqlite3.connect(record.path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    connection.close()


def test_another_programs_database_is_refused(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "record")
    connection.execute("CREATE TABLE bookmarks (address TEXT)")
    connection.close()
    record = SqliteRecord(tmp_path / "record")
    with pytest.raises(BrokenLibrary, match="not Pinpoint's"):
        record.exists()
    record.close()


def test_damage_found_while_reading_is_reported_with_the_cure(record: SqliteRecord, make_document: Make):
    put(record, make_document(text="lamp " * 20_000), LOCATORS)
    with record._connection() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    record.close()
    size = record.path.stat().st_size
    with record.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x07" * (size - 4096))
    damaged = SqliteRecord(record.path)
    with pytest.raises(BrokenLibrary, match=r"cannot be used.*move the folder away"):
        damaged.at().documents()
    damaged.close()
