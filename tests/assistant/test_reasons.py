"""The reason for the verdict on a quotation names the places of its words."""

import pytest

from assistant.models import Citation
from assistant.verify.quotes.quotation import where
from corpus.models import Document, Locator, Passage
from index.models import Hit, Why

TREATY = Document(
    id="lamps",
    title="Convention on Lamps",
    short_title="",
    kind="treaty",
    issuer="",
    date="",
    url="",
    source="",
    language="en",
    sha256="",
    text="",
)


def cited(place: str) -> Citation:
    passage = Passage(f"lamps/{place}", "lamps", Locator.parse(place), "", 0, 6, "Lamps.")
    return Citation(1, Hit(passage, TREATY, 1.0, Why()), "Lamps.", 0, 6)


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ((), "the source"),
        (("art 2(1)(a)",), "Article 2(1)(a) of the Convention on Lamps"),
        (("art 2(1)(a)", "art 2(1)(b)"), "Article 2(1) of the Convention on Lamps"),
        (("art 2(1)(a)", "art 2(2)(a)"), "Article 2 of the Convention on Lamps"),
        (("art 2(1)(a)", "art 2(1)"), "Article 2(1) of the Convention on Lamps"),
        (("art 2(1)(a)(ii)", "art 2(1)(b)(ii)"), "Article 2(1) of the Convention on Lamps"),
        (("art 2(1)(a)", "art 2(2)(a)", "art 2(3)(a)"), "Article 2 of the Convention on Lamps"),
        (
            ("art 2(1)", "art 3(1)"),
            "Article 2(1) of the Convention on Lamps and Article 3(1) of the Convention on Lamps",
        ),
    ],
)
def test_several_places_of_one_article_are_named_by_the_locator_that_contains_them(
    places: tuple[str, ...], told: str
) -> None:
    assert where([cited(place) for place in places]) == told
