import multiprocessing
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import BrokenLibrary, LibraryInUse, UnknownDocument, UnknownLocator, UnusableRequest, WrongEncoder
from corpus.models import Document, Locator
from corpus.notes.starter import starter_documents
from index.encode.encoder import HashEncoder
from index.ingest.add import add, open_library
from index.ingest.intake import Added
from index.library import Library
from index.models import ALL, Filters
from tests.index.conftest import ids_of

Make = Callable[..., Document]


class Counting(HashEncoder):
    """Notes what it is asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts):
        self.texts += texts
        return super().encode(texts)


def near(library: Library, query: str, *, k: int = 3, filters: Filters = ALL) -> list[str]:
    vector = library.encoder.encode([query])[0]
    return ids_of(library, library.at().nearest(vector, k=k, filters=filters))


def found(library: Library, query: str, *, k: int = 3, filters: Filters = ALL) -> list[str]:
    return ids_of(library, library.at().words(query, k=k, filters=filters))


def test_a_new_library_holds_the_starter_notes(folder: Path):
    with open_library(folder, encoder="hash") as library:
        assert {document.id for document in library.documents()} == {note.id for note in starter_documents()}
        assert {document.kind for document in library.documents()} == {"note"}


def test_empty_has_no_effect_on_a_library_that_exists(folder: Path):
    open_library(folder, encoder="hash").close()
    with open_library(folder, encoder="hash", empty=True) as library:
        assert len(library.documents()) == len(starter_documents())


def test_an_empty_library_stays_empty_and_answers_nothing(folder: Path):
    open_library(folder, encoder="hash", empty=True).close()
    with open_library(folder, encoder="hash") as library:
        assert library.documents() == []
        assert found(library, "anything") == near(library, "anything") == []
        assert all(sound for _, sound, _ in library.soundness())


def test_starter_notes_are_finished_after_a_kill(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.ingest.add.add", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        open_library(folder, encoder="hash")
    monkeypatch.undo()
    with open_library(folder, encoder="hash") as library:
        assert len(library.documents()) == len(starter_documents())


def test_what_was_added_is_found_by_words_and_by_meaning(library: Library, make_document: Make):
    added = add([make_document("lamps"), make_document("ropes", subjects=("rope", "anchor"))], library=library)
    assert added == Added(added=2, passages=len(library.passages("lamps")) + len(library.passages("ropes")))
    assert found(library, "anchors", k=1)[0].startswith("ropes#art-2")
    assert near(library, "inspect the anchor in good order", k=1)[0].startswith("ropes#art-2")


def test_everything_comes_back_as_it_was_given(library: Library, make_document: Make):
    given = make_document("lamps", adopted="1994-05-03", series="ETS 5", short_title="LC", date="1994")
    add([given], library=library)
    assert library.document("lamps") == given
    for passage in library.passages("lamps"):
        assert given.text[passage.start : passage.end] == passage.text
        assert library.passage(passage.id) == passage


def test_passages_come_in_the_order_of_the_text(library: Library, make_document: Make):
    add([make_document(subjects=("lamp", "bell", "rope", "anchor", "buoy"))], library=library)
    starts = [passage.start for passage in library.passages("lamps")]
    assert starts == sorted(starts)
    assert len(starts) > 5


def test_an_unchanged_document_is_not_encoded_again(library: Library, make_document: Make):
    encoder = library._encoder = Counting()
    add([make_document()], library=library)
    before = len(encoder.texts)
    assert add([make_document()], library=library) == Added(unchanged=1)
    assert before == len(encoder.texts) > 0


def test_what_is_encoded_is_the_passage_with_its_context(library: Library, make_document: Make):
    encoder = library._encoder = Counting()
    add([make_document()], library=library)
    first = library.passages("lamps")[1]
    assert any("Convention on lamps" in text and text.endswith("\n" + first.text) for text in encoder.texts)


def test_the_same_document_under_two_names_is_added_once_and_says_so(library: Library, make_document: Make):
    copy = make_document("copy", title="Convention on lamps")
    together = add([make_document("lamps"), copy], library=library)
    later = add([copy], library=library)
    assert (together.added, together.unchanged, together.duplicates) == (1, 1, (("/papers/copy.md", "lamps"),))
    assert (later.added, later.unchanged, later.duplicates) == (0, 1, (("/papers/copy.md", "lamps"),))
    assert [document.id for document in library.documents()] == ["lamps"]


def test_a_source_with_changed_bytes_replaces_what_it_gave_before(library: Library, make_document: Make):
    add([make_document(), make_document("ropes", subjects=("rope",))], library=library)
    added = add([make_document(subjects=("compass",))], library=library)
    assert (added.added, added.replaced, added.unchanged) == (0, 1, 0)
    assert found(library, "bell") == []
    assert found(library, "compass")
    assert all("bell" not in library.passage(one).text for one in near(library, "bell", k=50))
    assert len(near(library, "bell", k=50)) == len(library.passages("lamps")) + len(library.passages("ropes"))


def test_a_source_that_changes_twice_in_one_go_ends_as_it_was_last(library: Library, make_document: Make):
    added = add(
        [make_document(), make_document(subjects=("rope",)), make_document(subjects=("buoy",))], library=library
    )
    assert (added.added, added.replaced) == (1, 2)
    assert [document.text for document in library.documents()] == [make_document(subjects=("buoy",)).text]


def test_a_source_that_becomes_a_copy_of_another_leaves_one_document(library: Library, make_document: Make):
    add([make_document("lamps"), make_document("ropes", subjects=("rope",))], library=library)
    added = add([make_document("ropes")], library=library)
    assert (added.replaced, added.duplicates) == (1, (("/papers/ropes.md", "lamps"),))
    assert [document.id for document in library.documents()] == ["lamps"]


def test_a_new_kind_for_the_same_bytes_is_taken_over(library: Library, make_document: Make):
    add([make_document()], library=library)
    assert add([make_document(kind="declaration")], library=library).replaced == 1
    assert library.document("lamps").kind == "declaration"


def test_distinct_documents_with_one_id_get_numbers(library: Library, make_document: Make):
    texts = [("lamp",), ("rope",), ("buoy",)]
    papers = [make_document(subjects=text, source=f"/{at}/lamps.md") for at, text in enumerate(texts)]
    add(papers, library=library)
    assert sorted(document.id for document in library.documents()) == ["lamps", "lamps-2", "lamps-3"]
    assert add(papers, library=library) == Added(unchanged=3)
    assert all(passage.id.startswith("lamps-2#") for passage in library.passages("lamps-2"))


def test_documents_of_one_source_do_not_replace_each_other(library: Library, make_document: Make):
    several = [make_document(id, subjects=(id,), source="/papers/ready.jsonl") for id in ("rope", "buoy")]
    assert add(several, library=library).added == 2
    assert add(several, library=library) == Added(unchanged=2)


def test_a_document_without_text_fails_and_stops_no_other(library: Library, make_document: Make):
    blank = make_document("blank", text="\n", sha256="0" * 64)
    added = add([blank, make_document()], library=library)
    assert (added.added, [source for source, _ in added.failed]) == (1, ["/papers/blank.md"])


def test_a_removed_document_is_gone_everywhere(library: Library, make_document: Make):
    add([make_document(), make_document("ropes", subjects=("rope",))], library=library)
    library.remove("lamps")
    assert found(library, "bell lamp") == []
    assert {one.split("#")[0] for one in near(library, "bell lamp", k=50)} == {"ropes"}
    with pytest.raises(UnknownDocument):
        library.document("lamps")
    with pytest.raises(UnknownLocator, match="search again"):
        library.passage("lamps#art-1-1")
    assert all(sound for _, sound, _ in library.soundness())


@pytest.mark.parametrize(
    "name", ["lamps", "LAMPS", "convention  on lamps", "lc", "ets no. 5", "paper-7"], ids=lambda name: repr(name)
)
def test_a_document_answers_to_each_of_its_names(library: Library, make_document: Make, name: str):
    add([make_document(short_title="LC", series="ETS No. 5", source="/papers/paper-7.pdf")], library=library)
    assert library.document(name).id == "lamps"


def test_an_alias_of_the_catalogue_names_the_treaty_before_the_note(library: Library, make_document: Make):
    title = "Convention for the Protection of Human Rights and Fundamental Freedoms"
    add(
        [make_document("a-note", title=title, kind="note"), make_document("b", subjects=("x",), title=title)],
        library=library,
    )
    assert library.document("ECHR").id == "b"


def test_an_unknown_name_is_answered_with_near_ones(library: Library, make_document: Make):
    add([make_document("lamps"), make_document("ropes", subjects=("rope",))], library=library)
    with pytest.raises(UnknownDocument, match=r'"lamsp".*lamps'):
        library.document("lamsp")


def test_an_article_is_given_whole(library: Library, make_document: Make):
    add([make_document(subjects=("lamp", "bell"))], library=library)
    second = next(one for one in library.passages("lamps") if one.locator.article == "2")
    article = library.article(second)
    assert second in article
    assert {passage.locator.whole_article for passage in article} == {Locator(article="2")}


@pytest.fixture
def dated(library: Library, make_document: Make) -> Library:
    add(
        [
            make_document("lamps", date="1994-05-03"),
            make_document("ropes", subjects=("rope", "anchor"), kind="report", adopted="2001-07"),
            make_document("buoys", subjects=("buoy",), kind="note"),
        ],
        library=library,
    )
    return library


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(), {"lamps", "ropes", "buoys"}),
        (Filters(kind="report"), {"ropes"}),
        (Filters(document="Convention on Lamps"), {"lamps"}),
        (Filters(since="1994-05-03"), {"lamps", "ropes"}),
        (Filters(since="1994-05-04"), {"ropes"}),
        (Filters(since="2001-07-15"), {"ropes"}),
        (Filters(until="1994"), {"lamps"}),
        (Filters(until="2001-07-31", kind="report"), {"ropes"}),
        (Filters(until="2001-06"), {"lamps"}),
        (Filters(article="2"), {"lamps", "ropes"}),
        (Filters(kind="note", article="2"), set()),
    ],
    ids=str,
)
def test_filters_narrow_words_and_meaning_alike(dated: Library, filters: Filters, documents: set[str]):
    query = "inspect visit notice"
    assert {one.split("#")[0] for one in found(dated, query, k=50, filters=filters)} == documents
    assert {one.split("#")[0] for one in near(dated, query, k=50, filters=filters)} == documents


@pytest.mark.parametrize("article", ["2", "II", "ii", "art 2", "Article 2", "2(1)", "art. 2(1)(a)"])
def test_the_article_filter_takes_every_spelling(dated: Library, article: str):
    places = {dated.passage(one).locator for one in near(dated, "inspect", k=50, filters=Filters(article=article))}
    assert {place.article for place in places} == {"2"}


def test_a_date_that_is_none_is_refused(dated: Library):
    with pytest.raises(UnusableRequest, match=r'"last year".*2004-05-31'):
        found(dated, "lamp", filters=Filters(since="last year"))


def test_filtered_and_unfiltered_search_give_the_same_similarity(dated: Library):
    vector = dated.encoder.encode(["the anchor and the rope"])[0]
    chroma = dict(dated.at().nearest(vector, k=50))
    compared = dict(dated.at().nearest(vector, k=50, filters=Filters(since="0001"))) | dict(
        dated.at().nearest(vector, k=50, filters=Filters(kind="note"))
    )
    assert compared == pytest.approx(chroma, abs=1e-5)


@pytest.mark.parametrize(
    "query",
    [
        "lamp " * 5000,
        "",
        "   ",
        '"',
        "lamp AND",
        "NEAR(lamp bell",
        "context:lamp",
        "*",
        "lamp*",
        "-lamp",
        "()",
        "🙂",
        "a\x00b",
        "é́",
        "'; DROP TABLE x",
        "{lamp}",
    ],
    ids=lambda query: ascii(query)[:20],
)
def test_no_text_can_break_the_search_for_words(dated: Library, query: str):
    assert isinstance(found(dated, query), list)
    assert dated.documents()


def test_words_are_found_by_their_stem_and_without_accents(library: Library, make_document: Make):
    add([make_document(subjects=("protégé", "inspection"))], library=library)
    assert found(library, "proteges")
    assert found(library, "inspecting")


def test_the_fingerprint_changes_with_what_the_library_holds(library: Library, make_document: Make):
    seen = [library.at().fingerprint]
    for one in (make_document(), make_document(subjects=("rope",))):
        add([one], library=library)
        seen.append(library.at().fingerprint)
    library.remove("lamps")
    assert len(set(seen)) == 3
    assert seen[0] != seen[1]


def test_another_encoder_is_refused_with_both_names_and_the_cure(folder: Path):
    Library.open(folder, encoder="hash").close()
    with pytest.raises(WrongEncoder, match=r"hash.*legal-minilm.*new folder"):
        Library.open(folder, encoder=None)


def test_an_encoder_whose_weights_changed_is_refused(folder: Path):
    with Library.open(folder, encoder="hash") as library, library.writing() as record:
        record.note("encoder", "hash of another day")
    with Library.open(folder, encoder="hash") as library, pytest.raises(WrongEncoder, match="another day"):
        _ = library.encoder


@pytest.mark.parametrize("present", ["letter.txt", "library.sqlite", "schema"])
def test_a_folder_that_is_no_library_is_refused_and_left_alone(folder: Path, present: str):
    folder.mkdir()
    if present == "schema":
        Library.open(folder, encoder="hash").close()
        import sqlite3

        connection = sqlite3.connect(folder / "library.sqlite")
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    else:
        (folder / present).write_bytes(b"my own words, not a database at all" * 100)
    with pytest.raises(BrokenLibrary, match=r"folder|Pinpoint"):
        Library.open(folder, encoder="hash")
    if present != "schema":
        assert (folder / present).read_bytes().startswith(b"my own words")


@pytest.mark.parametrize("left", ["vectors", "words", "encoder"])
@pytest.mark.parametrize("record", ["missing", "empty"])
def test_a_library_that_lost_its_record_is_refused_with_the_cure(
    folder: Path, make_document: Make, record: str, left: str
):
    with Library.open(folder, encoder="hash") as library:
        add([make_document()], library=library)
    (folder / "encoder").mkdir()
    for other in {"vectors", "words", "encoder"} - {left}:
        shutil.rmtree(folder / other)
    (folder / "library.sqlite").unlink()
    if record == "empty":
        (folder / "library.sqlite").touch()
    before = sorted(str(path) for path in folder.rglob("*"))
    for look in (Library.exists, Library.open):
        with pytest.raises(
            BrokenLibrary, match=f"library.sqlite is {record}, and {left} .*copy.*add the documents again"
        ):
            look(folder)
    assert sorted(str(path) for path in folder.rglob("*")) == before


def test_a_file_in_place_of_a_folder_is_refused(folder: Path):
    folder.write_text("a letter")
    with pytest.raises(BrokenLibrary, match="Choose another folder"):
        Library.open(folder, encoder="hash")


def test_a_closed_library_says_that_it_is_closed(folder: Path):
    library = Library.open(folder, encoder="hash")
    library.close()
    with pytest.raises(BrokenLibrary, match="closed"):
        library.documents()


def _hold(folder: Path, held, release) -> None:
    with FileLock(folder / "library.lock"):
        held.set()
        release.wait(30)


@pytest.fixture
def second_writer(folder: Path, library: Library) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(folder, held, release))
    process.start()
    assert held.wait(30)
    yield
    release.set()
    process.join()


@pytest.mark.usefixtures("second_writer")
def test_a_second_writer_is_refused_and_readers_are_not_disturbed(folder: Path, library: Library, make_document: Make):
    with pytest.raises(LibraryInUse, match=f"{folder}.*try again"):
        add([make_document()], library=library)
    with Library.open(folder, encoder="hash") as reader:
        assert reader.documents() == []
        assert near(reader, "lamp") == []


def test_threads_read_while_one_adds(library: Library, make_document: Make):
    add([make_document()], library=library)
    done, wrong = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            try:
                assert near(library, "lamp")
                assert found(library, "lamp")
                assert library.document("lamps").text
            except BaseException as error:  # noqa: BLE001 -- whatever it is, the test must hear of it
                wrong.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(6):
        add([make_document(f"paper-{number}", subjects=(f"subject{number}",))], library=library)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(library.documents()) == 7


def test_two_threads_that_add_wait_for_each_other(library: Library, make_document: Make):
    papers = [make_document(f"paper-{number}", subjects=(f"subject{number}",)) for number in range(8)]
    threads = [threading.Thread(target=add, args=([paper],), kwargs={"library": library}) for paper in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.documents()) == 8
    assert all(sound for _, sound, _ in library.soundness())


def test_progress_ends_with_all_of_it(library: Library, make_document: Make):
    seen: list[tuple[int, int, str]] = []
    add([make_document()], progress=lambda done, total, what, **_: seen.append((done, total, what)), library=library)
    assert {what for *_, what in seen} == {"reading for meaning", "arranging passages by meaning"}
    assert all(0 < done <= total for done, total, _ in seen)
    assert seen[-1][0] == seen[-1][1]


def test_soundness_finds_what_is_not(library: Library, make_document: Make):
    add([make_document()], library=library)
    assert [about for about, sound, _ in library.soundness() if not sound] == []
    with library._stores.record._changing() as connection:
        connection.execute("UPDATE documents SET text = 'x' || text")
        connection.execute("DELETE FROM vectors WHERE key = 1")
    unsound = [about for about, sound, _ in library.soundness() if not sound]
    assert unsound == ["vectors", "positions"]


@pytest.mark.parametrize(("name", "file"), [("words", "counts.npy"), ("chroma", "chroma.sqlite3")])
def test_soundness_finds_an_index_that_is_damaged(library: Library, make_document: Make, name: str, file: str):
    add([make_document()], library=library)
    (damaged,) = library.folder.rglob(file)
    damaged.write_bytes(b"not what it was")
    with Library.open(library.folder, encoder="hash") as again:
        assert [about for about, sound, _ in again.soundness() if not sound] == [name]


def _one_place_changed(file: Path) -> None:
    written = bytearray(file.read_bytes())
    written[-8:] = b"\x7f" * 8
    file.write_bytes(written)


WORDS_DAMAGE: dict[str, Callable[[Path], object]] = {
    "one place changed": _one_place_changed,
    "empty": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
}


@pytest.mark.parametrize("damage", WORDS_DAMAGE.values(), ids=WORDS_DAMAGE)
@pytest.mark.parametrize("name", ["keys", "lengths", "terms", "starts", "rows", "counts"])
def test_an_index_of_words_that_is_damaged_is_noticed_and_made_anew(
    library: Library, make_document: Make, name: str, damage: Callable[[Path], object]
):
    add([make_document()], library=library)
    before = found(library, "bell lamp")
    (file,) = (library.folder / "words").rglob(f"{name}.npy")
    damage(file)
    with Library.open(library.folder, encoder="hash") as again:
        assert [about for about, sound, _ in again.soundness() if not sound] == ["words"]
        assert found(again, "bell lamp") == before
        add([make_document()], library=again)
        assert [finding for finding in again.soundness() if not finding[1]] == []


def test_summaries_follow_what_is_added_removed_and_described_anew(library: Library, make_document: Make):
    assert library.summaries() == ()
    add([make_document()], library=library)
    assert library.summaries() is library.summaries()
    add([make_document(title="Another title"), make_document("ropes", subjects=("rope",))], library=library)
    assert [each.title for each in library.summaries()] == ["Another title", "Convention on ropes"]
    library.remove("lamps")
    assert [each.id for each in library.summaries()] == ["ropes"]


def test_replacing_a_document_keeps_the_number_in_its_id(library: Library, make_document: Make):
    other = make_document(subjects=("rope",), source="/other/lamps.md")
    add([make_document(), other], library=library)
    changed = make_document(subjects=("buoy",), source="/other/lamps.md")
    assert add([changed], library=library).replaced == 1
    assert library.document("lamps-2") == replace(changed, id="lamps-2")
