"""The grammar of references: what a query names, and what it only seems to name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.instruments.references import references, sections


def named(query: str, *, name: str = "") -> list[str]:
    start = query.find(name) if name else -1
    spans = [(start, start + len(name))] if name else []
    return [str(found.locator) for found in references(query, names=spans)]


@pytest.mark.parametrize(
    ("query", "locators"),
    [
        ("art. 9 para 3", ["art 9(3)"]),
        ("Article 17", ["art 17"]),
        ("what does article three of the convention say", ["art 3"]),
        ("article thirty-one paragraph 1", ["art 31(1)"]),
        ("article one hundred and five", ["art 105"]),
        ("the ninth article", ["art 9"]),
        ("Art 2(2)", ["art 2(2)"]),
        ("art. 7(1)(i)", ["art 7(1)(i)"]),
        ("Art.16(1)(e)", ["art 16(1)(e)"]),
        ("article 5 § 1 (e)", ["art 5(1)(e)"]),
        ("art 37 lit. b", ["art 37(b)"]),
        ("Art. 9 Abs. 3 lit. b", ["art 9(3)(b)"]),
        ("Art. 1F(b)", ["art 1(f)(b)"]),
        ("Art. VI", ["art VI"]),
        ("Article II(e)", ["art II(e)"]),
        ("article 3 bis", ["art 3 bis"]),
        ("Article 3bis(2)", ["art 3 bis(2)"]),
        ("article 8, paragraph 2, subparagraph c", ["art 8(2)(c)"]),
        ("article 9 first paragraph", ["art 9(1)"]),
        ("third paragraph of article 9", ["art 9(3)"]),
        ("paragraph 2 of article 9", ["art 9(2)"]),
        ("point (b) of paragraph 2 of article 3", ["art 3(2)(b)"]),
        ("paragraphs 1 and 3 of article 6", ["art 6(1)", "art 6(3)"]),
        ("Article 6, paragraphs 1 and 3", ["art 6(1)", "art 6(3)"]),
        ("Articles 6(1) and (3)(d)", ["art 6(1)", "art 6(3)(d)"]),
        ("Articles 3 and 5", ["art 3", "art 5"]),
        ("arts. 3, 5 and 8", ["art 3", "art 5", "art 8"]),
        ("articles 3 to 5", ["art 3", "art 4", "art 5"]),
        ("8(2)(c)", ["art 8(2)(c)"]),
        ("§ 2", ["(2)"]),
        ("paragraph 115", ["(115)"]),
        ("the preamble", ["preamble"]),
        ("page 12", ["p 12"]),
    ],
)
def test_a_provision_is_read_in_the_forms_that_lawyers_and_laypeople_use(query: str, locators: list[str]) -> None:
    assert named(query) == locators


@pytest.mark.parametrize(
    ("query", "name", "locators"),
    [
        ("UDHR 14", "UDHR", ["art 14"]),
        ("ECPT 8.2", "ECPT", ["art 8(2)"]),
        ("GC IV 27", "GC IV", ["art 27"]),
        ("ICPPED 24 para 2", "ICPPED", ["art 24(2)"]),
        ("ECHR 3 and 5", "ECHR", ["art 3", "art 5"]),
        ("8(2)(c) ECPT", "ECPT", ["art 8(2)(c)"]),
        ("Genocide Convention II", "Genocide Convention", ["art II"]),
        ("protocol 4 article 2", "protocol 4", ["art 2"]),
    ],
)
def test_a_bare_number_beside_a_name_is_an_article(query: str, name: str, locators: list[str]) -> None:
    assert named(query, name=name) == locators


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", ""),
        ("What must a state do when an article is unclear?", ""),
        ("How many articles does it have?", ""),
        ("in which article a judge is named", ""),
        ("1987 was the year, and 47 states joined", ""),
        ("Is the ECHR 2 days older than the UDHR", "ECHR"),
        ("Protocol No. 13", "Protocol No. 13"),
        ("8.2 million people fled", ""),
    ],
)
def test_numbers_and_words_that_name_no_provision_are_left_alone(query: str, name: str) -> None:
    assert named(query, name=name) == []


def test_a_reference_knows_its_span() -> None:
    (found,) = references("see Article 8(2) there")
    assert "see Article 8(2) there"[found.start : found.end] == "Article 8(2)"


def test_common_article_three_is_marked_as_common() -> None:
    assert [found.common for found in references("common article 3 of the conventions")] == [True]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("annex II article 4", ["annex II"]),
        ("first optional protocol, art 5(2)(b)", ["OP1"]),
        ("Nuremberg Charter article 6", ["charter"]),
        ("article 5", []),
    ],
)
def test_an_instrument_inside_an_instrument_is_seen(query: str, names: list[str]) -> None:
    assert sections(query) == names


@given(st.text(max_size=80))
def test_any_text_is_read_without_error_and_spans_lie_inside(text: str) -> None:
    for found in references(text):
        assert 0 <= found.start < found.end <= len(text)
