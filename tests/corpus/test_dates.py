"""Dates in words, figures and ranges: what the calendar has, day first or month first."""

import pytest

from corpus.text.dates import dates, same_date


def read(text: str) -> list[str]:
    return [value for value, _, _ in dates(text)]


@pytest.mark.parametrize(
    "text",
    [
        "26.11.1987",
        "26. 11. 1987",
        "26/11/1987",
        "11/26/1987",
        "11.26.1987",
        "1987-11-26",
        "26 november 1987",
        "november 26, 1987",
    ],
)
def test_a_day_in_figures_is_read_in_the_order_that_the_calendar_allows(text: str) -> None:
    assert read(text) == ["1987-11-26"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 may 1949", "1949-05-05"),
        ("may 5, 1949", "1949-05-05"),
        ("3 march 1987", "1987-03-03"),
        ("05.06.1987", "1987-06-05"),
        ("05/05/1987", "1987-05-05"),
        ("05/06/1987", "1987-06-05 or 1987-05-06"),
        ("29 February 1988", "1988-02-29"),
        ("every 29 February", "--02-29"),
        ("in nineteen hundred and forty-nine", "1949"),
        ("Article 5 and 26 November 1987", "1987-11-26"),
    ],
)
def test_a_date_is_read(text: str, value: str) -> None:
    assert read(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no date",
        "1987-13-45",
        "1987-02-31",
        "31 February",
        "31 February 1987",
        "February 31, 1987",
        "29 February 1987",
        "31 November 1987",
        "45 May 1990",
        "31.02.1987",
        "99/99/1990",
        "you may 3 times ask",
        "they march 5 miles",
        "two thousand lamps",
        "version 3.2.1",
    ],
)
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["from 26 to 28 November 1987", "26–28 November 1987", "between the 26th and the 28th of November 1987"]
)
def test_both_ends_of_a_range_of_days_are_dates(text: str) -> None:
    assert read(text) == ["1987-11-26", "1987-11-28"]


def test_every_date_stands_where_it_says() -> None:
    text = "From 26 to 28 November 1987, and again on 5 may 1949 and in 1990."
    assert [text[start:end] for _, start, end in dates(text)] == ["26", "28 November 1987", "5 may 1949", "1990"]


@pytest.mark.parametrize(
    ("other", "same"), [("1987-06-05", True), ("1987-05-06", True), ("1987", True), ("1987-05-07", False)]
)
def test_a_date_of_two_readings_is_the_same_as_either(other: str, same: bool) -> None:
    assert same_date("1987-06-05 or 1987-05-06", other) is same
    assert same_date(other, "1987-06-05 or 1987-05-06") is same
