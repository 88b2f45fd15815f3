"""References of a draft are supported, absent or not found."""

from collections.abc import Callable

import pytest

from assistant.models import Finding
from assistant.verify.quotes.references import references_in as references_among
from index.library import Library
from index.search.query import names_in


def references_in(text: str, *, library: Library) -> list[Finding]:
    return references_among(text, names=names_in(text, library=library.at()), library=library)


TREATY = "Convention on the Inspection of Lighthouses"


@pytest.mark.parametrize(
    ("reference", "locator"),
    [
        (f"Article 5 of the {TREATY}", "art 5"),
        (f"art. 2(2)(b) of the {TREATY}", "art 2(2)(b)"),
        (f"paragraph 2 of Article 12 of the {TREATY}", "art 12(2)"),
        (f"Article 3 bis of the {TREATY}", "art 3 bis"),
        (f"Article 3 of the annex to the {TREATY}", "annex: art 3"),
        ("paragraph 7 of Pharos v. Northport", "para 7"),
    ],
)
def test_a_place_that_exists_is_supported_by_its_text(reference: str, locator: str, hash_library: Library) -> None:
    (found,) = references_in(f"As {reference} says.", library=hash_library)
    assert (found.verdict, found.text, found.start) == ("supported", reference, 3)
    assert str(found.citations[0].locator) == locator
    citation = found.citations[0]
    assert citation.hit.document.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (f"Article 99 of the {TREATY}", f"The {TREATY} has no Article 99; its last is Article 12."),
        (f"Article 3(5) of the {TREATY}", f"Article 3 of the {TREATY} has no paragraph 5; it has 1 to 3."),
        (f"Article 2(2)(h) of the {TREATY}", f"Article 2(2) of the {TREATY} has no point h; it has a to c."),
        (f"Article 10(4) of the {TREATY}", "has no paragraph 4; it has no numbered paragraphs."),
        ("paragraph 70 of Pharos v. Northport", "has no paragraph 70; its last is paragraph 9."),
    ],
)  # fmt: skip
def test_a_place_that_does_not_exist_is_absent_and_the_nearest_is_named(
    reference: str, why: str, hash_library: Library
) -> None:
    (found,) = references_in(f"{reference} says so.", library=hash_library)
    assert found.verdict == "absent"
    assert found.why.endswith(why)


def test_the_second_paragraph_of_an_article_without_numbers_is_counted(hash_library: Library) -> None:
    (found,) = references_in(f"Article 5(2) of the {TREATY}", library=hash_library)
    assert found.verdict == "supported"


@pytest.mark.parametrize(
    "reference",
    ["Article 5 of the African Charter on Human and Peoples' Rights", "Article 3 of the Treaty of Nowhere"],
    ids=["known to the catalogue", "known to nobody"],
)
def test_an_instrument_that_the_library_lacks_is_not_found(reference: str, hash_library: Library) -> None:
    (found,) = references_in(f"{reference} forbids it.", library=hash_library)
    assert (found.verdict, found.citations) == ("not_found", ())
    assert found.text == reference


def test_a_reference_without_a_name_belongs_to_the_instrument_named_last(hash_library: Library) -> None:
    text = f"The {TREATY} allows interviews in Article 5, and reports in Article 7(2). Article 40 says nothing."
    found = references_in(text, library=hash_library)
    assert [(one.text, one.verdict) for one in found] == [
        ("Article 5", "supported"),
        ("Article 7(2)", "supported"),
        ("Article 40", "absent"),
    ]
    assert all(text[one.start : one.end] == one.text for one in found)


def test_several_articles_have_the_worst_verdict_of_them(hash_library: Library) -> None:
    (found,) = references_in(f"Articles 5 and 99 of the {TREATY}", library=hash_library)
    assert found.verdict == "absent"
    assert [citation.number for citation in found.citations] == [1]


@pytest.mark.parametrize("text", ["", "Nothing is named.", "Article 3 is important.", "On page 3 of the report"])
def test_what_names_no_instrument_has_no_references(text: str, hash_library: Library) -> None:
    assert references_in(text, library=hash_library) == []


def test_an_empty_library_holds_nothing(make_library: Callable[..., Library]) -> None:
    (found,) = references_in("Article 3 ECHR", library=make_library())
    assert found.verdict == "not_found"
