import pytest

from index.words import match_query


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("", ""),
        ("?!", ""),
        ("visit", '"visit"'),
        ("Visit, VISIT and visit", '"visit"'),
        ("who may visit the prison", '"may" OR "visit" OR "prison"'),
        ("What is it?", '"what" OR "is" OR "it"'),
        ('"visit" OR NEAR(prison)', '"visit" OR "near" OR "prison"'),
        ("no_underscore art. 8(2)", '"no" OR "underscore" OR "art" OR "8" OR "2"'),
        ("cafe\u0301", '"café"'),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_query_becomes_quoted_words_without_those_that_say_nothing(query: str, match: str):
    assert match_query(query) == match


def test_a_page_as_a_query_is_cut_to_its_first_words():
    assert match_query(" ".join(f"word{number}" for number in range(9_999))).count(" OR ") == 127
