"""Quantities: the value and unit of numbers in digits and words, of ranges, mixed numbers and separators."""

import time

import pytest

from corpus.text.numbers import share_of, value_of
from corpus.text.quantities import amounts


def read(text: str) -> list[str]:
    return [value for value, _, _ in amounts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "between five and ten days",
        "from five to ten days",
        "from 5 up to 10 days",
        "five to ten days",
        "five or ten days",
        "5–10 days",
        "5-10 days",
        "5‒10 days",
        "(5–10 days)",
        "a five-to-ten-day period",
        "five (5) to ten (10) days",
        "from 5 days to 10 days",
    ],
)
def test_both_ends_of_a_range_have_the_same_unit(text: str) -> None:
    assert read(text) == ["5 day", "10 day"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("between one hundred and two hundred lamps", ["100 lamp", "200 lamp"]),
        ("between one hundred and two thousand lamps", ["100 lamp", "2000 lamp"]),
        ("one hundred and two thousand lamps", ["102000 lamp"]),
        ("between 12 and 24 months", ["12 month", "2 year"]),
        ("between one and a half and two years", ["18 month", "2 year"]),
        ("10 to 20 per cent", ["10 percent", "20 percent"]),
        ("€5 to 10", ["5 euro", "10 euro"]),
        ("€5 to €10", ["5 euro", "10 euro"]),
        ("€5 to 10 million", ["5000000 euro", "10000000 euro"]),
        ("500 to 2 thousand euros", ["500 euro", "2000 euro"]),
        ("aged 10 to 15", ["10 age", "15 age"]),
        ("15 to 17 years old", ["15 age", "17 age"]),
        ("between the ages of 10 and 15", ["10 age", "15 age"]),
        ("5, 10 or 15 days", ["5 day", "10 day", "15 day"]),
        ("two, three or four lamps", ["2 lamp", "3 lamp", "4 lamp"]),
        ("one or two days", ["1 day", "2 day"]),
        ("once or twice", ["1 time", "2 time"]),
        ("six weeks to two months", ["42 day", "2 month"]),
        ("five lamps and ten days", ["5 lamp", "10 day"]),
    ],
)
def test_a_range_or_list_is_read_number_by_number(text: str, values: list[str]) -> None:
    assert read(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one and a half years", "18 month"),
        ("one and one half years", "18 month"),
        ("a year and a half", "18 month"),
        ("1 1/2 years", "18 month"),
        ("1½ years", "18 month"),
        ("1.5 years", "18 month"),
        ("eighteen months", "18 month"),
        ("2 1/2 years", "30 month"),
        ("two years and a half", "30 month"),
        ("half a year", "6 month"),
        ("two and three quarters hours", "2.75 hour"),
        ("half a million euros", "500000 euro"),
        ("one and a half million lamps", "1500000 lamp"),
        ("half of the lamps", "1/2"),
        ("two thirds of the lamps", "2/3"),
        ("the twenty-first session", "21 session"),
        ("a 12-5 vote", "12:5 vote"),
        ("by 12 to 5 votes", "12:5 vote"),
    ],
)
def test_a_mixed_number_has_one_value(text: str, value: str) -> None:
    assert read(text) == [value]


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1,5", 1.5),
        ("12,50", 12.5),
        ("0,500", 0.5),
        ("1,500", 1500),
        ("1.500", 1.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1.500,00", 1500),
        ("1,500.25", 1500.25),
        ("1 500,25", 1500.25),
        ("1,5 million", 1500000),
        ("fifty thousand", 50000),
        ("one hundred and five", 105),
        ("12th", 12),
        ("3.2.1", None),
        ("1" * 400, None),
        ("lamps", None),
        ("", None),
    ],
)
def test_the_last_mark_is_decimal_unless_it_can_only_part_thousands(digits: str, value: float | None) -> None:
    assert value_of(digits) == value


@pytest.mark.parametrize(
    ("text", "value"), [("€1,5 million", "1500000 euro"), ("€1.500,00", "1500 euro"), ("€1.500", "1500 euro")]
)
def test_a_sum_of_money_is_read_with_either_mark(text: str, value: str) -> None:
    assert read(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no number at all",
        "the second half",
        "Articles 5–10",
        "Paragraphs 2‒6",
        "Articles 5 to 10",
        "Article 8(2)",
        "one or more of them",
        "section 3.2.1",
        "file 1987-13-45",
        "on 31 February",
        "he sat in Room 101.",
    ],
)
def test_a_number_that_names_a_provision_or_counts_nothing_is_no_quantity(text: str) -> None:
    assert read(text) == []


def test_many_numbers_keep_their_positions() -> None:
    text = "; ".join(f"{number} lamps" for number in range(2, 500))
    found = list(amounts(text))
    assert [text[start:end] for _, start, end in found] == [str(number) for number in range(2, 500)]


@pytest.mark.parametrize(
    ("words", "share"), [("two-thirds", "2/3"), ("a quarter", "1/4"), ("half", "1/2"), ("⅔", "2/3"), ("lamps", "")]
)
def test_a_share_is_numerator_and_denominator(words: str, share: str) -> None:
    assert share_of(words) == share


@pytest.mark.parametrize(
    "text", ["five" + " " * 20_000 + "x", "5 and " * 5_000, "1," * 20_000, "one hundred and " * 2_000]
)
def test_a_long_run_of_what_could_be_a_number_is_read_in_no_time(text: str) -> None:
    start = time.process_time()
    list(amounts(text))
    assert time.process_time() - start < 2
