"""Sources are named with a readable title and the locator in words."""

import pytest

from assistant.retrieve.attribution import locator_in_words, name_in_sentence, published
from corpus.models import Document, Kind, Locator


def document(title: str, short: str = "", *, kind: Kind = "treaty", issuer: str = "", date: str = "") -> Document:
    return Document("x", title, short, kind, issuer, date, "", "", "en", "", "")


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        (Locator(article="8", points=("2", "c")), "Article 8(2)(c)"),
        (Locator(article="3 bis"), "Article 3 bis"),
        (Locator(instrument="annex II", article="4"), "Article 4 of annex II"),
        (Locator(instrument="OP1", article="5", points=("2", "b")), "Article 5(2)(b) of the First Optional Protocol"),
        (Locator(instrument="Charter", article="8"), "Article 8 of the Charter"),
        (Locator(place="para 45"), "Paragraph 45"),
        (Locator(place="p 3"), "Page 3"),
        (Locator(place="preamble"), "The preamble"),
        (Locator(place="closing"), "The closing words"),
        (Locator(place="operative part", points=("2",)), "Paragraph 2 of the operative part"),
        (Locator(place="Dissenting opinion of judge Lumen"), "the dissenting opinion of judge Lumen"),
    ],
)
def test_a_locator_in_words(locator: Locator, words: str) -> None:
    assert locator_in_words(locator) == words


@pytest.mark.parametrize(
    ("title", "short", "name"),
    [
        ("Rome Statute of the International Criminal Court", "Rome Statute", "the Rome Statute"),
        ("Convention on the Rights of the Child", "CRC", "the Convention on the Rights of the Child"),
        (
            "European Convention for the Prevention of Torture and Inhuman or Degrading Treatment or Punishment",
            "ECPT",
            "the European Convention for the Prevention of Torture",
        ),
        ("CASE OF PHAROS v. NORTHPORT", "Pharos v. Northport", "Pharos v. Northport"),
        ("Protocol No. 6 to the Convention", "", "Protocol No. 6 to the Convention"),
        ("Convention on the Inspection of Lighthouses", "", "the Convention on the Inspection of Lighthouses"),
    ],
)
def test_a_name_says_more_than_an_abbreviation_and_has_its_article(title: str, short: str, name: str) -> None:
    assert name_in_sentence(document(title, short)) == name


def test_the_press_is_named_by_title_publisher_kind_and_date() -> None:
    assert published(document("Keepers at work", kind="article", issuer="The Almanac", date="2022-08-30")) == (
        "“Keepers at work” (The Almanac, article, 30 August 2022)"
    )
    assert published(document("Keepers at work", kind="report")) == "“Keepers at work” (report)"
