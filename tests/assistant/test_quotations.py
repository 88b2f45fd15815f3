"""A quotation gets the right verdict, with the source's own words and the reason."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.models import Change, Finding
from assistant.verify.quotes.quotation import quotation
from index.library import Library

TREATY = "Convention on the Inspection of Lighthouses"
PRIVATE = "The Inspectorate may interview in private any keeper of a lighthouse."


def verdict_on(words: str, library: Library, place: str | None = "5", document: str = TREATY) -> Finding:
    found = quotation(words, attributed_to=None if place is None else (document, place), library=library)
    for citation in found.citations:
        assert citation.hit.document.text[citation.start : citation.end] == citation.quote != ""
    return found


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (PRIVATE, "5"),
        (PRIVATE, "Article 5"),
        (PRIVATE, ""),
        (PRIVATE, None),
        ("[The Inspectorate] may communicate freely with any master of a ship", "art. 5"),
        ("During a visit the Party shall provide the Inspectorate with: … b) the log of the light", "2(2)(b)"),
        ("the log of the light for the preceding two years", "2(2)(b)"),
        ("Recalling Article 4 of the Charter of the Coastal Union", "preamble"),
        ("Done at Port Lumen, this 14th day of May 1961", "closing"),
        ("The papers of the Inspectorate shall be inviolable.", "annex: 2(1)"),
    ],
)
def test_words_at_their_place_are_verbatim(words: str, place: str | None, hash_library: Library) -> None:
    found = verdict_on(words, hash_library, place)
    assert (found.verdict, found.changes) == ("verbatim", ())
    assert found.citations


def test_changed_words_are_shown_one_by_one(hash_library: Library) -> None:
    found = verdict_on("The Inspectorate shall interview in private any keeper of a harbour.", hash_library)
    assert found.verdict == "altered"
    assert found.changes == (Change("shall", "may"), Change("harbour", "lighthouse"))
    assert "“shall” stands for “may”" in found.why
    assert found.citations[0].quote == PRIVATE


def test_a_full_stop_before_an_exception_alters_the_rule(hash_library: Library) -> None:
    words = "No visit shall begin less than forty-eight hours after the notification."
    found = verdict_on(words, hash_library, "4(2)")
    assert found.verdict == "altered"
    assert found.changes[0].there == "save where a light has already failed"
    assert verdict_on(words[:-1], hash_library, "4(2)").verdict == "verbatim"


@pytest.mark.parametrize(
    ("place", "document", "said"),
    [
        ("4", TREATY, "do not stand in Article 4 of the Convention"),
        ("4(2)", TREATY, "do not stand in Article 4(2) of the Convention"),
        ("44", TREATY, "has no place “44”"),
        ("5", "Treaty of Nowhere", "No document in the library is called “Treaty of Nowhere”"),
    ],
    ids=["another article", "another paragraph", "no such article", "no such document"],
)
def test_words_of_another_place_are_shown_where_they_stand(
    place: str, document: str, said: str, hash_library: Library
) -> None:
    found = verdict_on(PRIVATE, hash_library, place, document)
    assert found.verdict == "wrong_place"
    assert said in found.why
    assert "They are the words of Article 5 of the Convention on the Inspection of Lighthouses" in found.why
    assert [str(citation.locator) for citation in found.citations] == ["art 5"]


def test_another_point_of_the_same_paragraph_is_another_place(hash_library: Library) -> None:
    assert (
        verdict_on("the log of the light for the preceding two years", hash_library, "2(2)(a)").verdict == "wrong_place"
    )


def test_two_articles_run_together_are_not_verbatim(hash_library: Library) -> None:
    words = "They may be re-elected once. The Inspectorate may be assisted by not more than four pilots."
    assert verdict_on(words, hash_library, "3").verdict == "altered"


def test_sentences_from_two_places_put_together_are_altered(hash_library: Library) -> None:
    words = "The report shall be confidential. Immunity is granted for the independent exercise of functions."
    found = verdict_on(words, hash_library, "7(2)")
    assert found.verdict == "altered"


@pytest.mark.parametrize(
    "words", ["Every lamp shall be painted green once a year by a painter of the third class.", "…", "", "“ ”"]
)
def test_words_without_a_source_are_absent(words: str, hash_library: Library) -> None:
    found = verdict_on(words, hash_library)
    assert (found.verdict, found.citations) == ("absent", ())


def test_an_empty_library_has_no_words(make_library: Callable[..., Library]) -> None:
    found = quotation(PRIVATE, attributed_to=(TREATY, "5"), library=make_library())
    assert found.verdict == "absent"
    assert "No document in the library is called" in found.why


def test_the_press_is_quoted_word_for_word_even_where_it_is_wrong(hash_library: Library) -> None:
    words = "which was adopted by the League of Harbours in 1974"
    found = verdict_on(words, hash_library, "", "Northport to leave the lighthouse treaty")
    assert found.verdict == "verbatim"


def test_the_development_set_is_judged_as_people_judged_it(
    shared: Path, corpus_folder: Path, make_library: Callable[..., Library]
) -> None:
    items = [json.loads(line) for line in (shared / "eval" / "quotes.jsonl").read_text().splitlines()]
    named = {place["document"] for item in items for place in (item["attributed_to"], *item.get("found_at", []))}
    library = make_library(*sorted(path for path in corpus_folder.rglob("*.*") if path.stem in named))
    verdicts = [
        quotation(item["quote"], attributed_to=tuple(item["attributed_to"].values()), library=library).verdict
        for item in items
    ]
    right = sum(item["verdict"] == verdict for item, verdict in zip(items, verdicts, strict=True))
    assert right >= 0.95 * len(items)
    pairs = list(zip(items, verdicts, strict=True))
    assert not [item["id"] for item, verdict in pairs if verdict == "verbatim" and item["verdict"] != "verbatim"]
    missed = [item for item, verdict in pairs if item["verdict"] == "verbatim" != verdict]
    assert all(item.get("lenient_ok") for item in missed)
