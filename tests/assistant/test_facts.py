"""Dates, numbers, bodies and names have one value in every form; a sentence has its polarity."""

import pytest

from assistant.verify.claims.facts import Fact, comparable, facts, of_kind, same
from assistant.verify.claims.polarity import Stance, clauses, stance


def values(text: str, kind: str) -> list[str]:
    return [fact.value for fact in facts(text) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Done at Lantern Bay on 26 November 1987.", "1987-11-26"),
        ("DONE at Lantern Bay, this 26th day of November 1987, in two copies", "1987-11-26"),
        ("the twenty-sixth day of November one thousand nine hundred and eighty-seven", "1987-11-26"),
        ("on November 26, 1987 the keepers met", "1987-11-26"),
        ("opened for signature on 1987-11-26", "1987-11-26"),
        ("in November 1987", "1987-11"),
        ("It was lit in 1987.", "1987"),
        ("every 26 November", "--11-26"),
    ],
)
def test_a_date_has_one_value_however_it_is_printed(text: str, value: str) -> None:
    assert values(text, "date") == [value]


@pytest.mark.parametrize(
    "text", ["You may 3 times ask.", "a fine of 2000 euros", "resolution 1998/45", "paid 1,950 marks"]
)
def test_other_words_and_numbers_are_no_dates(text: str) -> None:
    assert values(text, "date") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("three months' notice", "3 month"),
        ("a three-month notice", "3 month"),
        ("a period of twelve months", "12 month"),
        ("within one year", "12 month"),
        ("within 72 hours", "3 day"),
        ("two weeks later", "14 day"),
        ("a two-thirds majority", "2/3"),
        ("EUR 50,000 for damage", "50000 euro"),
        ("50,000 euros for damage", "50000 euro"),
        ("fifty thousand euros for damage", "50000 euro"),
        ("1.5 million euros", "1500000 euro"),
        ("by twelve votes to five", "12:5 vote"),
        ("by 12 votes to 5", "12:5 vote"),
        ("the twentieth instrument of ratification", "20 instrument"),
        ("ten independent experts", "10 member"),
        ("persons under eighteen", "18 age"),
        ("below eighteen years of age", "18 age"),
        ("before the age of 18", "18 age"),
        ("a 17-year-old", "17 age"),
        ("killing 298 civilians", "298 civilian"),
        ("forty per cent of the lamps", "40 percent"),
        ("may be re-elected once", "1 time"),
    ],
)
def test_a_number_has_one_value_in_digits_and_in_words(text: str, value: str) -> None:
    assert values(text, "number") == [value]


@pytest.mark.parametrize(
    "text", ["Articles 3, 4 and 7", "Protocol No. 6", "one of them", "the second keeper", "flight LH17"]
)
def test_the_number_of_an_article_counts_nothing(text: str) -> None:
    assert values(text, "number") == []


def test_places_in_a_text_are_read_one_by_one() -> None:
    assert values("under Articles 3, 4 and 7", "place") == ["article 3", "article 4", "article 7"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("the UN General Assembly", "the General Assembly of the United Nations", True),
        ("the Committee of Ministers", "the Committee of Ministers of the Council of Europe", True),
        ("the CPT", "the European Committee for the Prevention of Torture", True),
        ("the Parliamentary Assembly", "the Committee of Ministers", False),
        ("the Council of Europe", "the Parliamentary Assembly of the Council of Europe", False),
        ("the Security Council", "the General Assembly", False),
    ],
)
def test_bodies_are_known_by_their_short_and_long_names(one: str, other: str, alike: bool) -> None:
    (mine,), (theirs,) = of_kind(facts(one), "body"), of_kind(facts(other), "body")
    assert same(mine, theirs) is alike


def test_a_state_is_one_by_its_name_and_its_adjective() -> None:
    assert values("the Russian courts", "name") == values("courts of Russia", "name") == ["russia"]


def test_the_word_that_opens_a_sentence_is_no_name() -> None:
    assert values("Keepers sleep. Mercenaries do not.", "name") == []


def test_every_fact_is_at_its_position() -> None:
    text = "In 1984 the General Assembly gave Murad Lamp fifty euros under Article 7 of the ICCPR."
    shown = {(fact.kind, text[fact.start : fact.end]) for fact in facts(text)}
    assert shown >= {("date", "1984"), ("body", "General Assembly"), ("name", "Murad Lamp"), ("instrument", "ICCPR")}


def test_facts_of_one_kind_are_comparable() -> None:
    mine = facts("The treaty was adopted by the General Assembly in 1984.")
    theirs = facts("Done at Lantern Bay on 26 November 1987, by the Council of Europe.")
    found = {each.value: [other.value for other in theirs if comparable(each, other)] for each in mine}
    assert found == {"general assembly": ["council europe"], "1984": ["1987-11-26"]}


def test_a_year_does_not_differ_from_a_day_in_it() -> None:
    (year,), (day,) = facts("in 1987"), facts("on 26 November 1987")
    assert same(year, day)


def test_numbers_of_different_things_are_not_comparable() -> None:
    (months,), (experts,) = facts("six months"), facts("ten experts")
    assert not comparable(months, experts)


def test_a_fact_names_its_kind() -> None:
    assert facts("ten lamps") == (Fact("number", "10 lamp", 0, 3),)


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Inspectors may visit the light at night.", "permitted"),
        ("Inspectors are entitled to visit the light.", "permitted"),
        ("Inspectors may not visit the light at night.", "forbidden"),
        ("Inspectors may in no circumstances visit the light.", "forbidden"),
        ("No keeper shall be kept awake.", "forbidden"),
        ("The convention prohibits open fires.", "forbidden"),
        ("The lamp cannot be sold.", "forbidden"),
        ("The convention admits no reservations.", "forbidden"),
        ("The keeper must report without delay.", "required"),
        ("The keeper is required to report no later than noon.", "required"),
        ("The keeper need not report.", "not required"),
        ("The opinion is not binding.", "not required"),
        ("The keeper reported.", ""),
    ],
)
def test_a_sentence_permits_requires_or_forbids(text: str, force: str) -> None:
    assert stance(text).force == force


def test_words_that_limit_and_words_that_generalise_are_found() -> None:
    limited = stance("Any keeper may leave at any time, unless a ship is in sight.")
    assert (limited.limits, limited.totals) == (("unless",), ("any", "at any time"))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("The report may be published.", "The report shall not be published.", True),
        ("Opinions are binding.", "Opinions shall not be binding.", True),
        ("Open fires are forbidden.", "No one shall light an open fire.", False),
        ("The keeper left.", "The keeper did not leave.", True),
    ],
)
def test_clauses_contradict_each_other_if_one_denies_what_the_other_affirms(one: str, other: str, apart: bool) -> None:
    (mine,), (theirs,) = clauses(one), clauses(other)
    assert mine.contradicts(theirs) is apart


def test_the_stance_of_no_words_is_none() -> None:
    assert stance("") == Stance("", False, (), ())
