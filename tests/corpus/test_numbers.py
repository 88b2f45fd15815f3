"""Numbers in digits, words, ordinals and Roman numerals: read by one reader, and printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numbers import as_ordinal, as_roman, cardinal, number, numeral_key, ordinal, roman, value_of


@pytest.mark.parametrize(("left", "right"), [("VI", "6"), ("vi", "VI"), ("3 bis", "3bis"), ("XIV", "14"), ("A", "a")])
def test_two_spellings_of_one_number_share_a_key(left: str, right: str) -> None:
    assert numeral_key(left) == numeral_key(right)


@pytest.mark.parametrize("word", ["civil", "mix", "iiii", "", "article"])
def test_words_of_roman_letters_are_no_numerals(word: str) -> None:
    assert roman(word) is None


@given(st.integers(1, 199))
def test_digits_and_ordinals_of_every_article_number_are_read(value: int) -> None:
    assert number(str(value)) == value
    assert number(f"{value}th") == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("nine", 9),
        ("twenty-one", 21),
        ("Twenty one", 21),
        ("a hundred", 100),
        ("one hundred and five", 105),
        ("two hundred and six", 206),
        ("ninth", 9),
        ("twenty-first", 21),
        ("ninetieth", 90),
        ("one hundred and first", 101),
        (" 31st ", 31),
    ],
)
def test_a_number_in_words_is_read(words: str, value: int) -> None:
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "a", "and", "one two", "nine lamps", "the third", "3.2", "IX", "twenty-eleven"])
def test_other_words_are_no_number(words: str) -> None:
    assert number(words) is None


def test_a_number_word_is_no_ordinal_and_an_ordinal_no_number_word() -> None:
    assert (cardinal("fourth"), ordinal("fourth")) == (None, 4)
    assert (cardinal("four"), ordinal("four")) == (4, None)


@given(st.integers(1, 399))
def test_a_roman_numeral_that_is_printed_is_read_again(value: int) -> None:
    assert roman(as_roman(value)) == roman(as_roman(value).upper()) == value


@given(st.integers(1, 20))
def test_an_ordinal_that_is_printed_is_read_again(value: int) -> None:
    assert ordinal(as_ordinal(value)) == value


@pytest.mark.parametrize("words", ["ninetieth", "forty-fifth", "twelfth"])
def test_an_ordinal_counts_what_stands_behind_it(words: str) -> None:
    assert value_of(words) == ordinal(words)
