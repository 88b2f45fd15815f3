"""Reading queries: which provisions they name, and the passages of these."""

from collections.abc import Callable, Iterator

import pytest

from corpus.models import Document, Passage
from index.ingest.add import add
from index.library import Library
from index.search.provisions import provisions
from index.search.query import read_query
from tests.index.conftest import document

TITLES = {
    "echr": ("Convention for the Protection of Human Rights and Fundamental Freedoms", "ECHR"),
    "iccpr": ("International Covenant on Civil and Political Rights", "ICCPR"),
    "gc-iii": ("Geneva Convention relative to the Treatment of Prisoners of War", "GC III"),
    "gc-iv": ("Geneva Convention relative to the Protection of Civilian Persons in Time of War", "GC IV"),
}


def resolve(query: str, *, library: Library) -> list[Passage]:
    return provisions(read_query(query, library=library), read=library.passages)


def places(found: list[Passage]) -> list[tuple[str, str]]:
    return [(one.document_id, str(one.locator)) for one in found]


@pytest.fixture(scope="module")
def treaties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Invented texts under the names of known instruments, each with five articles of two paragraphs."""
    subjects = ("lamp", "bell", "rope", "oar", "sail")
    documents: list[Document] = []
    for id, (title, short_title) in TITLES.items():
        made = tuple(f"{subject} of {id}" for subject in subjects)
        documents.append(document(id, subjects=made, title=title, short_title=short_title))
    with Library.open(tmp_path_factory.mktemp("treaties") / "library", encoder="hash") as library:
        add(documents, library=library)
        yield library


@pytest.mark.parametrize(
    ("query", "locators"),
    [
        ("Convention on the Inspection of Lighthouses, art. 4 para 2", ["art 4(2)"]),
        ("article 3 bis of the convention on the inspection of lighthouses", ["art 3 bis"]),
        ("Article IV(1) Convention on the Inspection of Lighthouses", ["art 4(1)"]),
        ("third paragraph of article seven, Convention on the Inspection of Lighthouses", ["art 7(3)"]),
        ("Convention on the Inspection of Lighthouses annex article 3", ["annex: art 3"]),
        ("preamble of the Convention on the Inspection of Lighthouses", ["preamble"]),
        ("Convention on the Inspection of Lighthouses 12(2)", ["art 12(2)"]),
        ("art 2 Convention on the Inspection of Lighthouses", ["art 2(1)", "art 2(2)", "art 2(3)"]),
    ],
)
def test_a_document_is_found_by_its_own_title(hash_library: Library, query: str, locators: list[str]) -> None:
    assert places(resolve(query, library=hash_library)) == [("lighthouse-convention", one) for one in locators]


@pytest.mark.parametrize(
    "name", ["Pharos v. Northport", "PHAROS V NORTHPORT", "the Pharos case", "Pharos vs Northport"]
)
def test_a_paragraph_of_a_judgment_is_found_by_the_names_of_its_parties(hash_library: Library, name: str) -> None:
    assert places(resolve(f"§ 5 of {name}", library=hash_library)) == [("pharos-v-northport", "para 5")]
    assert places(resolve(f"{name}, paragraph 5", library=hash_library)) == [("pharos-v-northport", "para 5")]


@pytest.mark.parametrize(
    "query", ["ECHR 2.1", "art. 2 para 1 ECHR", "European Convention on Human Rights article two (1)", "2(1) ECHR"]
)
def test_a_known_instrument_is_found_by_its_abbreviation_and_its_names(treaties: Library, query: str) -> None:
    assert places(resolve(query, library=treaties)) == [("echr", "art 2(1)")]


def test_two_provisions_of_two_instruments_take_turns(treaties: Library) -> None:
    found = places(resolve("art 1 ECHR, art 2 ICCPR", library=treaties))
    assert [one[0] for one in found[:2]] == ["echr", "iccpr"]
    assert {one[1].split("(")[0] for one in found if one[0] == "echr"} == {"art 1"}
    assert {one[1].split("(")[0] for one in found if one[0] == "iccpr"} == {"art 2"}


@pytest.mark.parametrize("query", ["common article 3", "Common Article 3 of the Geneva Conventions"])
def test_a_common_article_is_found_in_each_geneva_convention(treaties: Library, query: str) -> None:
    found = places(resolve(query, library=treaties))
    assert {document for document, _ in found} == {"gc-iii", "gc-iv"}
    assert all(locator.startswith("art 3") for _, locator in found)


def test_a_paragraph_that_does_not_exist_gives_its_article(treaties: Library) -> None:
    assert {locator for _, locator in places(resolve("ECHR art 2(9)", library=treaties))} >= {"art 2(1)"}


def test_an_article_that_does_not_exist_gives_nothing(treaties: Library) -> None:
    assert resolve("ECHR article 99", library=treaties) == []


@pytest.mark.parametrize("query", ["ICCPR", "show me the ICCPR", "What does the ICCPR say?"])
def test_an_instrument_alone_gives_its_first_article(treaties: Library, query: str) -> None:
    found = places(resolve(query, library=treaties))
    assert found
    assert all(document == "iccpr" and locator.startswith("art 1") for document, locator in found)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "article 5",
        "§ 2",
        "How many bells does the ICCPR require?",
        "Article 5 of the African Charter on Human and Peoples' Rights",
        "who keeps the lamp",
    ],
)
def test_what_names_no_provision_of_the_library_gives_nothing(treaties: Library, query: str) -> None:
    assert resolve(query, library=treaties) == []


def test_an_empty_library_holds_no_provision(make_library: Callable[..., Library]) -> None:
    assert resolve("art 5 ECHR", library=make_library()) == []


def test_a_question_is_distinguished_from_a_request_to_see_a_text(treaties: Library) -> None:
    assert read_query("what does article 2 of the ECHR say", library=treaties).only_text
    assert not read_query("does article 2 of the ECHR allow bells at night", library=treaties).only_text
