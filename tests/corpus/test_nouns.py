"""The table of nouns, and what is built from it: patterns in singular and plural, articles in nine languages."""

import re

import pytest

from corpus.instruments.references import references
from corpus.read.source import read_bytes
from corpus.structure.parts import find_parts
from corpus.text.nouns import NUMBERED, TREATIES, either, plural, with_plurals


@pytest.mark.parametrize(
    ("noun", "many"),
    [("treaty", "treaties"), ("statute", "statutes"), ("annex", "annexes"), ("appendix", "appendices")],
)
def test_a_noun_has_its_plural(noun: str, many: str) -> None:
    assert plural(noun) == many


def test_a_pattern_takes_the_longest_of_its_words() -> None:
    found = re.match(either(with_plurals(TREATIES)), "conventions")
    assert found
    assert found[0] == "conventions"


def test_names_begin_with_a_capital_behind_a_hyphen_too() -> None:
    assert either(("sub-committee",), capital=True) == "Sub-Committee"


@pytest.mark.parametrize("word", ["Article", "paras", "No", "Chapters", "annex", "Protocol"])
def test_a_number_behind_one_of_these_is_a_name(word: str) -> None:
    assert re.fullmatch(rf"(?i:{NUMBERED})", word)


@pytest.mark.parametrize(
    "word", ["Article", "Artikel", "Artículo", "Articolo", "Artigo", "Статья", "Стаття", "ARTÍCULO"]
)
def test_an_article_is_a_heading_in_nine_languages(word: str) -> None:
    text = "\n\n".join(f"{word} {number}\n\nLampas 1987." for number in (1, 2, 3))
    (document,) = read_bytes(text.encode(), source="lamps.txt", kind="treaty")
    assert [str(part.locator) for part in find_parts(document)] == ["art 1", "art 2", "art 3"]


@pytest.mark.parametrize(
    "words", ["artículo 8", "articolo 8", "artigo 8", "Artikel 8", "статья 8", "в статье 8", "за статтею 8", "ст. 8"]
)
def test_a_reference_names_an_article_in_nine_languages(words: str) -> None:
    assert [str(found.locator) for found in references(words)] == ["art 8"]


def test_articles_that_a_press_article_quotes_are_not_its_own() -> None:
    quoted = "\n\n".join(f"Article {number}\n\nThe lamp is lit." for number in (44, 119, 8, 297))
    (document,) = read_bytes(f"The court read the code.\n\n{quoted}".encode(), source="lamps.txt", kind="article")
    assert not [part for part in find_parts(document) if part.locator.article]
