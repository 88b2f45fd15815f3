"""Dates in words, in figures and in ranges, with the day or the month first."""

import pytest

from corpus.text.dates import dates, days, printed_date, same_date


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
def test_an_impossible_day_is_no_date(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["from 26 to 28 November 1987", "26–28 November 1987", "between the 26th and the 28th of November 1987"]
)
def test_both_ends_of_a_range_of_days_are_dates(text: str) -> None:
    assert read(text) == ["1987-11-26", "1987-11-28"]


def test_every_date_is_at_the_positions_given() -> None:
    text = "From 26 to 28 November 1987, and again on 5 may 1949 and in 1990."
    assert [text[start:end] for _, start, end in dates(text)] == ["26", "28 November 1987", "5 may 1949", "1990"]


@pytest.mark.parametrize(
    ("other", "same"), [("1987-06-05", True), ("1987-05-06", True), ("1987", True), ("1987-05-07", False)]
)
def test_an_ambiguous_date_is_the_same_as_either_of_its_values(other: str, same: bool) -> None:
    assert same_date("1987-06-05 or 1987-05-06", other) is same
    assert same_date(other, "1987-06-05 or 1987-05-06") is same


@pytest.mark.parametrize(
    "text",
    [
        "le 26 novembre 1987",
        "26 NOVEMBRE 1987",
        "26-го ноября 1987 года",
        "26 листопада 1987 року",
        "26 de noviembre de 1987",
        "26 de novembro de 1987",
        "26. November 1987",
        "26 november 1987",
        "il 26 novembre 1987",
    ],
)
def test_a_day_with_its_month_in_words_of_another_language_is_read(text: str) -> None:
    assert read(text) == ["1987-11-26"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1er février 2001", "2001-02-01"),
        ("2 FEVRIER 2001", "2001-02-02"),
        ("1. März 1950", "1950-03-01"),
        ("14 de octubre de 2031", "2031-10-14"),
        ("1º dicembre 2001", "2001-12-01"),
        ("26 maart 1987", "1987-03-26"),
        ("в период: январь 1998 года", "1998-01"),
        ("en mars 2020", "2020-03"),
        ("im Mai 1949", "1949-05"),
        ("the Mars 2020 mission", "2020"),
        ("under Article 26. November 1987 was cold", "1987-11"),
    ],
)
def test_a_month_of_another_language_is_one_where_it_is_written_as_one(text: str, value: str) -> None:
    assert read(text) == [value]


def test_an_impossible_day_is_no_date_in_any_language() -> None:
    assert read("31 février 1987") == []


def test_dates_of_several_languages_come_in_their_order() -> None:
    text = "On 3 May 1990, le 4 mai 1991, and on 5 June 1992."
    assert [text[start:end] for _, start, end in dates(text)] == ["3 May 1990", "4 mai 1991", "5 June 1992"]


def test_only_whole_days_of_one_year_are_days() -> None:
    assert list(days("1990, May 1991, 26 November, 05/06/1987 and 3 May 1990")) == [("1990-05-03", 44, 54)]


@pytest.mark.parametrize(
    ("iso", "printed"),
    [("2019-09-30", "30 September 2019"), ("1961-05-04", "4 May 1961"), ("1987", "1987"), ("1987-13-45", "1987-13-45")],
)
def test_a_date_is_printed_as_one_writes_it(iso: str, printed: str) -> None:
    assert printed_date(iso) == printed
