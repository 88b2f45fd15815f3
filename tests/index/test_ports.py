"""The contracts of records and vector indexes, tested on every implementation."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BrokenLibrary, UnusableRequest
from corpus.models import Document, Locator, Passage
from index.ingest.add import add
from index.library import Library
from index.models import ALL, Filters
from index.progress import silent
from index.search.query import read_query
from index.search.search import search
from index.store.chroma import ChromaVectors
from index.store.exact import ExactVectors
from index.store.memory import MemoryRecord
from index.store.ports import Entry, Record, Scope, VectorIndex
from index.store.record import SqliteRecord
from index.store.stores import stores_in, stores_in_memory
from tests.index.conftest import document

RECORDS: dict[str, Callable[[Path], Record]] = {
    "SQLite": lambda folder: SqliteRecord(folder / "record"),
    "in memory": lambda _: MemoryRecord(),
}
INDEXES: dict[str, Callable[[Path, Record], VectorIndex]] = {
    "Chroma": lambda folder, record: ChromaVectors(folder / "vectors", record=record),
    "compared": lambda _, record: ExactVectors(),
}
PLACES = [
    Locator(place="preamble"),
    Locator(article="8", points=("2", "c")),
    Locator(article="8", points=("3",)),
    Locator(instrument="annex II", article="8"),
    Locator(article="VI"),
]


@pytest.fixture(params=RECORDS.values(), ids=RECORDS)
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    made = request.param(tmp_path)
    assert not made.exists()
    made.create(facts={"id": "the one", "encoder": ""})
    yield made
    made.close()


@pytest.fixture(params=INDEXES.values(), ids=INDEXES)
def index(request: pytest.FixtureRequest, record: Record, tmp_path: Path) -> Iterator[VectorIndex]:
    made = request.param(tmp_path, record)
    yield made
    made.close()


@pytest.fixture
def with_chroma(index: VectorIndex) -> VectorIndex:
    """As after many questions: Chroma is asked from the first."""
    if isinstance(index, ChromaVectors):
        index._compared = 10**9
    return index


def entry(given: Document, vectors: np.ndarray, *, replaces: str = "", slug: str = "") -> Entry:
    """The document with as many passages as there are vectors, each of ten characters."""
    places = [PLACES[number % len(PLACES)] for number in range(len(vectors))]
    passages = [
        Passage(
            f"{given.id}#{at}", given.id, place, "Part I", at * 10, at * 10 + 10, given.text[at * 10 : at * 10 + 10]
        )
        for at, place in enumerate(places)
    ]
    contexts = [(passage, f"context {at}") for at, passage in enumerate(passages)]
    return Entry(given, slug or given.id, contexts, vectors, encoder="made up", replaces=replaces)


def axes(*numbers: int, size: int = 8) -> np.ndarray:
    """A unit vector along each of these axes."""
    return np.eye(size, dtype=np.float32)[list(numbers)]


LAMPS = document("lamps", date="1950", adopted="1949-05-02")
ROPES = document("ropes", subjects=("rope",), kind="judgment", adopted="1994-06-07")


def test_a_new_record_is_empty(record: Record) -> None:
    now = record.at()
    assert (record.exists(), now.generation, now.fact("id"), now.fact("unknown")) == (True, 0, "the one", "")
    assert (now.size(), now.documents(), now.summaries(), now.sources()) == (0, [], (), {})
    assert (now.keys().tolist(), now.vector_keys().tolist(), list(now.texts()), list(now.vectors())) == ([], [], [], [])
    assert (now.passages("lamps"), now.article("lamps", whole="art 8"), now.ids_with_text("x")) == ([], [], frozenset())
    assert (now.documents_of(["lamps"]), now.passages_of([1]), now.places([1]), now.keys_of(["lamps#0"])) == ({},) * 4
    assert (now.id_of_bytes("0"), now.id_of_source("here", slug="lamps"), now.ids_like("lamps")) == (
        "",
        "",
        frozenset(),
    )
    assert (now.scope(ALL).size, now.problems()) == (0, [])


def test_what_is_put_comes_back_as_it_was(record: Record) -> None:
    given = entry(LAMPS, axes(0, 1, 2))
    record.put(given)
    now, passages = record.at(), [passage for passage, _ in given.passages]
    assert now.documents() == [LAMPS]
    assert now.documents_of(["lamps", "unknown"]) == {"lamps": LAMPS}
    assert now.passages("lamps") == passages
    assert [one.title for one in now.summaries()] == [LAMPS.title]
    assert (now.size(), now.fact("encoder"), now.id_of_bytes(LAMPS.sha256)) == (3, "made up", "lamps")
    first, *_ = now.keys().tolist()
    assert first > 0
    assert now.passages_of([first, 10**6]) == {first: passages[0]}
    assert now.keys_of([passages[0].id, "unknown"]) == {passages[0].id: first}
    assert now.places([first])[first].passage_id == passages[0].id
    assert list(now.texts(after=first)) == [(f"context {at}", passages[at].text) for at in (1, 2)]
    ((keys, vectors),) = now.vectors()
    assert keys.tolist() == now.vector_keys().tolist() == now.keys().tolist()
    assert np.array_equal(vectors, axes(0, 1, 2))


def test_many_documents_come_by_title_in_any_case(record: Record) -> None:
    for at, title in enumerate(["zinc", "Anchors", "bells", "Émile", "anchors"]):
        record.put(entry(document(f"d{at}", title=title, sha256=str(at)), axes(at)))
    titles = ["Anchors", "anchors", "bells", "zinc", "Émile"]
    assert [one.title for one in record.at().documents()] == titles
    assert [one.title for one in record.at().summaries()] == titles


def test_an_article_is_all_its_passages(record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1, 2, 3, 4)))
    assert [one.id for one in record.at().article("lamps", whole="art 8")] == ["lamps#1", "lamps#2"]
    assert [one.id for one in record.at().article("lamps", whole="annex II: art 8")] == ["lamps#3"]
    assert record.at().article("ropes", whole="art 8") == []


def test_documents_are_found_by_where_they_came_from_and_by_their_text(record: Record) -> None:
    record.put(entry(replace(LAMPS, id="lamps-2"), axes(0), slug="lamps"))
    now = record.at()
    assert now.id_of_source(LAMPS.source, slug="lamps") == "lamps-2"
    assert now.id_of_source(LAMPS.source, slug="lamps-2") == now.id_of_source("elsewhere", slug="lamps") == ""
    assert now.ids_like("lamps") == now.ids_like("lamps-2") == {"lamps-2"}
    assert now.ids_with_text(f" {LAMPS.text.strip()}\n") == {"lamps-2"}


def test_what_is_removed_is_gone_and_its_keys_are_not_reused(record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1)))
    record.put(entry(ROPES, axes(2)))
    before = set(record.at().keys().tolist())
    record.remove("ropes")
    now = record.at()
    assert [one.id for one in now.documents()] == ["lamps"]
    assert (now.size(), len(now.vector_keys()), now.passages("ropes"), now.id_of_bytes(ROPES.sha256)) == (2, 2, [], "")
    record.put(entry(ROPES, axes(2)))
    assert min(set(record.at().keys().tolist()) - set(now.keys().tolist())) > max(before)


def test_what_replaces_another_takes_its_place_in_one_change(record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1)))
    changed = replace(LAMPS, title="Another title")
    before = record.at()
    record.put(entry(changed, axes(2), replaces="lamps"))
    assert record.at().documents() == [changed]
    assert (record.at().size(), record.at().generation) == (1, before.generation + 1)
    assert (before.documents(), before.size()) == ([LAMPS], 2)


def test_the_same_bytes_are_refused_and_nothing_is_written(record: Record) -> None:
    record.put(entry(LAMPS, axes(0)))
    before = record.at()
    with pytest.raises(BrokenLibrary):
        record.put(entry(replace(ROPES, sha256=LAMPS.sha256), axes(1)))
    assert record.at().documents() == [LAMPS]
    assert record.at().generation == before.generation


def test_each_change_raises_the_generation_and_what_is_noted_does_not(record: Record) -> None:
    seen = [record.at().generation]
    for change in (
        lambda: record.put(entry(LAMPS, axes(0))),
        lambda: record.put(entry(replace(LAMPS, title="New"), axes(0), replaces="lamps")),
        lambda: record.remove("lamps"),
    ):
        change()
        seen.append(record.at().generation)
    assert seen == sorted(set(seen))
    record.note("colour", "blue")
    record.note("colour", "red")
    record.note_sources({"/papers/lamps.md": ("digest", 1)})
    assert (record.at().generation, record.at().fact("colour")) == (seen[-1], "red")


def test_a_removal_strikes_out_the_files_that_were_read(record: Record) -> None:
    record.put(entry(LAMPS, axes(0)))
    record.note_sources({"/papers/lamps.md": ("digest", 1), "/papers/more.jsonl": ("other", 7)})
    assert record.at().sources() == {"/papers/lamps.md": ("digest", 1), "/papers/more.jsonl": ("other", 7)}
    record.remove("lamps")
    assert record.at().sources() == {}


def test_a_state_stays_as_it_was(record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1)))
    before = record.at()
    record.put(entry(ROPES, axes(2)))
    record.remove("lamps")
    assert [one.id for one in before.documents()] == ["lamps"]
    assert (before.size(), len(before.keys()), len(list(before.texts()))) == (2, 2, 2)
    assert [one.id for one in record.at().documents()] == ["ropes"]


def test_a_closed_record_says_so(record: Record) -> None:
    record.close()
    with pytest.raises(BrokenLibrary, match="closed"):
        record.at()


FILTERS = [
    (ALL, {"lamps", "ropes"}, {0, 1, 2, 3, 4}),
    (Filters(kind="judgment"), {"ropes"}, {0, 1, 2, 3, 4}),
    (Filters(document="lamps"), {"lamps"}, {0, 1, 2, 3, 4}),
    (Filters(document="unknown"), set(), set()),
    (Filters(article="8"), {"lamps", "ropes"}, {1, 2, 3}),
    (Filters(article="Article 8(2)"), {"lamps", "ropes"}, {1, 3}),  # a whole article 8 covers its paragraph
    (Filters(article="annex II: art 8"), {"lamps", "ropes"}, {3}),
    (Filters(article="6", kind="treaty"), {"lamps"}, {4}),
    (Filters(since="1951"), {"ropes"}, {0, 1, 2, 3, 4}),
    (Filters(since="1950-06-01"), {"lamps", "ropes"}, {0, 1, 2, 3, 4}),
    (Filters(until="1950"), {"lamps"}, {0, 1, 2, 3, 4}),
    (Filters(since="1994-06-07", until="1994-06"), {"ropes"}, {0, 1, 2, 3, 4}),
]


@pytest.mark.parametrize(("filters", "documents", "numbers"), FILTERS, ids=lambda given: str(given).partition("(")[2])
def test_a_scope_is_what_the_filters_allow(
    record: Record, filters: Filters, documents: set[str], numbers: set[int]
) -> None:
    for one in (LAMPS, ROPES):
        record.put(entry(one, axes(0, 1, 2, 3, 4)))
    now = record.at()
    scope = now.scope(filters)
    places = now.places(now.keys().tolist())
    allowed = {place.passage_id for key, place in places.items() if scope.allows(key)}
    assert allowed == {f"{one}#{number}" for one in documents for number in numbers}
    assert scope.total == 10


@pytest.mark.parametrize("filters", [Filters(since="last year"), Filters(until="1994-6")], ids=["since", "until"])
def test_a_date_that_is_none_is_refused(record: Record, filters: Filters) -> None:
    with pytest.raises(UnusableRequest, match="is no date"):
        record.at().scope(filters)


def near(index: VectorIndex, record: Record, axis: int, *, k: int = 10, scope: Scope | None = None) -> list[str]:
    """The ids of the nearest to an axis, best first, from an index brought in step."""
    assert index.sync(progress=silent) == ""
    now = record.at()
    found = index.nearest(axes(axis)[0], k=k, at=now, scope=scope)
    assert found is not None
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    places = now.places([key for key, _ in found])
    return [places[key].passage_id for key, _ in found]


def test_an_empty_index_finds_nothing(with_chroma: VectorIndex, record: Record) -> None:
    assert near(with_chroma, record, 0) == []


def test_one_passage_is_found_with_its_similarity(with_chroma: VectorIndex, record: Record) -> None:
    record.put(entry(LAMPS, np.array([[0.6, 0.8]], dtype=np.float32)))
    with_chroma.sync(progress=silent)
    found = with_chroma.nearest(np.array([1, 0], dtype=np.float32), k=3, at=record.at())
    assert found
    assert [score for _, score in found] == pytest.approx([0.6], abs=1e-5)


def test_the_nearest_come_first_and_equals_in_the_order_of_keys(with_chroma: VectorIndex, record: Record) -> None:
    record.put(entry(LAMPS, axes(3, 1, 0, 1)))
    assert near(with_chroma, record, 1) == ["lamps#1", "lamps#3", "lamps#0", "lamps#2"]
    assert near(with_chroma, record, 1, k=1) in (["lamps#1"], ["lamps#3"])


def test_what_is_added_removed_and_replaced_is_followed(with_chroma: VectorIndex, record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1)))
    assert near(with_chroma, record, 1)[0] == "lamps#1"
    record.put(entry(ROPES, axes(2, 3)))
    assert near(with_chroma, record, 3, k=1) == ["ropes#1"]
    record.put(entry(replace(LAMPS, title="New"), axes(4), replaces="lamps"))
    assert near(with_chroma, record, 4, k=1) == ["lamps#0"]
    record.remove("ropes")
    assert near(with_chroma, record, 3) == ["lamps#0"]


def test_a_scope_narrows_what_is_found(with_chroma: VectorIndex, record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1)))
    record.put(entry(ROPES, axes(0, 1, 2)))
    for document_id in ("lamps", "ropes"):
        scope = record.at().scope(Filters(document=document_id))
        assert near(with_chroma, record, 1, k=1, scope=scope) == [f"{document_id}#1"]
    assert near(with_chroma, record, 1, scope=record.at().scope(Filters(kind="note"))) == []


def test_a_narrow_scope_finds_as_many_as_it_has(with_chroma: VectorIndex, record: Record) -> None:
    record.put(entry(ROPES, axes(0)))
    record.put(entry(LAMPS, axes(*([1] * 30))))
    scope = record.at().scope(Filters(document="ropes"))
    assert scope.narrow
    assert near(with_chroma, record, 1, scope=scope) == ["ropes#0"]


def test_an_index_answers_for_the_state_asked_or_says_that_it_cannot(with_chroma: VectorIndex, record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1)))
    before = record.at()
    near(with_chroma, record, 0)
    record.put(entry(ROPES, axes(0)))
    assert near(with_chroma, record, 0)[0] in ("lamps#0", "ropes#0")
    found = with_chroma.nearest(axes(0)[0], k=10, at=before)
    assert found is None or {key for key, _ in found} == set(before.keys().tolist())


def test_an_index_in_step_is_sound(with_chroma: VectorIndex, record: Record) -> None:
    record.put(entry(LAMPS, axes(0, 1)))
    with_chroma.sync(progress=silent)
    assert with_chroma.condition(record.at()).sound


@pytest.mark.parametrize("stores", [stores_in, stores_in_memory], ids=["on disk", "in memory"])
def test_a_library_works_over_any_stores(tmp_path: Path, stores: Callable[[Path], object]) -> None:
    with Library.open(tmp_path / "library", encoder="hash", stores=stores) as library:  # type: ignore[arg-type]
        added = add([LAMPS, ROPES], library=library)
        assert (added.added, added.warnings) == (2, ())
        before = library.at()
        hits = search(read_query("inspect the rope in good order", library=before), library=before)
        assert hits[0].document.id == "ropes"
        assert add([LAMPS], library=library).unchanged == 1
        library.remove("ropes")
        assert {
            hit.document.id for hit in search(read_query("inspect the rope", library=library), library=library)
        } == {"lamps"}
        assert search(read_query("inspect the rope in good order", library=before), library=before) == hits
        assert [finding for finding in library.soundness() if not finding[1]] == []


def test_a_library_finds_the_same_over_any_stores(tmp_path: Path) -> None:
    found = []
    for name, stores in (("disk", stores_in), ("memory", stores_in_memory)):
        with Library.open(tmp_path / name, encoder="hash", stores=stores) as library:
            add([LAMPS, ROPES], library=library)
            hits = search(read_query("inspect the bell by night", library=library), library=library)
            filtered = search(read_query("bell", library=library), filters=Filters(article="1"), library=library)
            found.append([(hit.passage.id, round(hit.score, 4)) for hit in [*hits, *filtered]])
    assert found[0] == found[1] != []
