"""Search: order, filters, and the combination of rankings."""

from collections.abc import Callable, Iterator

import pytest

from corpus.errors import UnknownDocument, UnusableRequest
from corpus.instruments.bodies import BODIES, instruments_of_bodies
from corpus.instruments.catalogue import INSTRUMENTS, called
from corpus.models import Document
from index.ingest.add import add
from index.library import Library
from index.models import ALL, Filters, Hit, Why
from index.search.fusion import fused, limited, normalised, with_groups, with_support
from index.search.query import read_query
from index.search.search import search as search_for
from tests.index.conftest import document

CAT = "Convention against Torture and Other Cruel, Inhuman or Degrading Treatment or Punishment"


def search(text: str, *, k: int = 10, filters: Filters = ALL, library: Library) -> list[Hit]:
    return search_for(read_query(text, library=library), k=k, filters=filters, library=library)


def located(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(hit.document.id, str(hit.passage.locator)) for hit in hits]


def note(text: str, **facts: str) -> Document:
    return document("note-x", kind="note", title="Note on torture", sha256="n", text=text, source="starter:x", **facts)


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two treaties that differ in subject, and one article of many paragraphs about bells."""
    paragraphs = "\n\n".join(
        f"{n}. The bell shall be rung {n} times in fog by the keeper of the bell." for n in range(1, 9)
    )
    bells = document("bells", sha256="b", text=f"CONVENTION ON BELLS\n\nArticle 1\nRinging\n\n{paragraphs}\n")
    with Library.open(tmp_path_factory.mktemp("lamps") / "library", encoder="hash") as library:
        add([document("lamps"), document("ropes", subjects=("rope", "bell", "sail")), bells], library=library)
        yield library


def test_a_provision_named_comes_first_and_says_why(hash_library: Library) -> None:
    hits = search("Convention on the Inspection of Lighthouses art 4(2)", library=hash_library)
    assert located(hits)[0] == ("lighthouse-convention", "art 4(2)")
    assert hits[0].why.exact
    assert not any(hit.why.exact for hit in hits[1:])


def test_words_of_the_text_find_it(hash_library: Library) -> None:
    hits = search("may inspectors interview the keeper in private?", library=hash_library)
    assert ("lighthouse-convention", "art 5") in located(hits[:3])
    assert "keeper" in hits[0].why.words
    assert 0 < (hits[0].why.meaning or 0) <= 1


@pytest.mark.parametrize("query", ["bell", "Convention on the Inspection of Lighthouses", "ring the bell in fog", "x"])
def test_scores_never_rise_and_nothing_comes_twice(lamps: Library, query: str) -> None:
    hits = search(query, k=30, library=lamps)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert all(hit.why != Why() for hit in hits)


def test_one_article_does_not_crowd_out_the_others(lamps: Library) -> None:
    query = "bell rung in fog by the keeper of the bell"
    assert [document for document, _ in located(search(query, k=4, library=lamps))].count("bells") == 1
    assert [document for document, _ in located(search(query, k=30, library=lamps))].count("bells") >= 8


def test_a_search_repeats_itself_exactly(lamps: Library) -> None:
    assert search("bell at night", library=lamps) == search("bell at night", library=lamps)


@pytest.mark.parametrize(("query", "k"), [("", 10), ("  \n", 10), ("bell", 0)])
def test_nothing_asked_finds_nothing(lamps: Library, query: str, k: int) -> None:
    assert search(query, k=k, library=lamps) == []


def test_an_empty_library_finds_nothing(make_library: Callable[..., Library]) -> None:
    assert search("bell", library=make_library()) == []


def test_a_very_long_query_is_answered(lamps: Library) -> None:
    assert search("bell rope lamp " * 3000, library=lamps)


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(document="ropes"), {"ropes"}),
        (Filters(document="Convention on ropes"), {"ropes"}),
        (Filters(kind="judgment"), set()),
        (Filters(article="3"), {"ropes"}),
    ],
)
def test_filters_narrow_what_is_found(lamps: Library, filters: Filters, documents: set[str]) -> None:
    assert {hit.document.id for hit in search("bell at night", filters=filters, library=lamps)} == documents


def test_a_provision_named_outside_the_filters_is_left_out(hash_library: Library) -> None:
    hits = search(
        "art 4 Convention on the Inspection of Lighthouses", filters=Filters(kind="judgment"), library=hash_library
    )
    assert {hit.document.kind for hit in hits} == {"judgment"}


def test_a_filter_that_cannot_be_understood_is_an_error(lamps: Library) -> None:
    with pytest.raises(UnknownDocument):
        search("bell", filters=Filters(document="nobody's"), library=lamps)
    with pytest.raises(UnusableRequest):
        search("bell", filters=Filters(since="yesterday"), library=lamps)


def test_a_named_instrument_is_preferred_but_not_alone(make_library: Callable[..., Library]) -> None:
    library = make_library()
    add([document("lamps"), document("genocide-convention", title="Genocide Convention", sha256="g")], library=library)
    hits = search("How often must a bell be inspected under the Genocide Convention?", library=library)
    assert hits[0].document.id == "genocide-convention"
    assert "lamps" in {hit.document.id for hit in hits}


def test_each_of_several_named_instruments_is_among_the_first(make_library: Callable[..., Library]) -> None:
    library = make_library()
    many = tuple(f"bell number {n}" for n in range(12))
    add(
        [document("iccpr", title="International Covenant on Civil and Political Rights", subjects=many)],
        library=library,
    )
    add([document("uncat", title=CAT, subjects=("lamp", "rope"))], library=library)
    hits = search("visit to a bell: compare the ICCPR and the UNCAT", library=library)
    assert {"iccpr", "uncat"} <= {hit.document.id for hit in hits[:8]}


def test_a_note_stands_behind_the_text_it_is_about(make_library: Callable[..., Library]) -> None:
    library = make_library()
    (instrument,) = called("UNCAT")
    text = "The Committee may visit any place where a lamp is kept, on two days' notice."
    add([note(text, url=instrument.url)], library=library)
    query = "May the committee visit a place where a lamp is kept?"
    assert search(query, library=library)[0].document.kind == "note"
    add([document("uncat", title=CAT, short_title="UNCAT", url=instrument.url)], library=library)
    assert search(query, library=library)[0].document.kind == "treaty"


def test_scores_are_brought_to_one_scale() -> None:
    assert normalised([("a", 30.0), ("b", 20.0), ("c", 10.0)]) == {"a": 1.0, "b": 0.5, "c": 0.0}
    assert normalised([("a", 3.0)]) == {"a": 1.0}
    assert normalised([]) == {}


def test_what_both_rankings_find_comes_before_what_one_finds() -> None:
    scores = fused(
        [("both", 9.0), ("words", 8.0), ("x", 1.0)], [("both", 0.9), ("meaning", 0.8), ("y", 0.1)], share=0.5
    )
    assert max(scores, key=lambda one: scores[one]) == "both"


def test_passages_beyond_the_limit_of_a_group_come_last_and_none_is_lost() -> None:
    order = limited(["a1", "a2", "a3", "b1"], group=lambda one: one[0], most=2)
    assert order == ["a1", "a2", "b1", "a3"]


def test_an_article_found_in_several_places_gains() -> None:
    scores = with_support({"a1": 0.5, "a2": 0.4, "b1": 0.51}, group=lambda one: one[0], share=0.1)
    assert scores == pytest.approx({"a1": 0.54, "a2": 0.44, "b1": 0.51})


def test_an_absent_group_is_brought_among_the_first_and_order_is_kept_otherwise() -> None:
    order = with_groups(["a1", "a2", "a3", "a4", "b1"], group=lambda one: one[0], wanted=["a", "b", "c"], within=3)
    assert order == ["a1", "a2", "b1", "a3", "a4"]


def test_a_long_article_does_not_support_itself_to_the_top() -> None:
    scores = with_support({f"a{n}": 0.5 for n in range(40)}, group=lambda one: one[0], share=0.1, most=3)
    assert list(scores.values()) == pytest.approx([0.65] * 40)


@pytest.mark.parametrize(
    ("query", "instrument"),
    [
        ("How many members does GREVIO have?", "istanbul-convention"),
        ("a complaint in Strasbourg", "echr-european-convention-on-human-rights"),
        ("may the ICC try a president", "rome-statute-icc"),
    ],
)
def test_a_body_hints_at_the_instrument_that_set_it_up(query: str, instrument: str) -> None:
    assert instruments_of_bodies(query) == (instrument,)


def test_every_instrument_that_a_body_hints_at_is_in_the_catalogue() -> None:
    assert {instrument for _, instrument in BODIES} <= {one.id for one in INSTRUMENTS}


def test_word_overlap_is_between_none_and_all(lamps: Library) -> None:
    def had(query: str) -> float:
        return lamps.at().word_overlap(query, found=lamps.at().words(query, k=30))

    assert had("umbrellas") == had("") == 0.0
    assert 0 < had("umbrellas for the keeper") < had("the bell shall be rung by the keeper") <= 1


def test_among_many_passages_the_first_are_taken_to_have_the_words_by_chance(
    lamps: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, bells = "ring the bell four times in fog", Filters(document="bells")
    found, few = lamps.at().words(query, k=30), lamps.at().words(query, k=30, filters=bells)
    alone = lamps.at().word_overlap(query, found=found)
    monkeypatch.setattr("index.snapshot._PASSAGES_MEASURED", 2)
    assert lamps.at().word_overlap(query, found=found) < alone
    assert lamps.at().word_overlap(query, found=few, filters=bells) == alone
