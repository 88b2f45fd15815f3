"""The same words compare equal however they were typeset, and different words do not."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.typography import folded

TEXT = "The keeper shall “co-operate” with the inspector."


@pytest.mark.parametrize(
    "other",
    [
        'The keeper shall "co-operate" with the inspector.',
        "The keeper shall «co‑operate»\nwith the inspector.",
        "The keeper shall 'cooperate' with the in\u00adspector.",
        "The\u00a0keeper  shall “co-\noperate” with the inspector.",
        "The keeper **shall** “_co-operate_” with the inspector.",
        "The keeper shall “co-operate”[4] with the inspector.¹",
        "Ｔhe keeper shall “co–operate” with the inspector.",
    ],
    ids=["quotes", "no-break hyphen", "soft hyphen", "line end", "emphasis", "footnote marks", "wide letter"],
)
def test_typography_makes_no_difference(other: str) -> None:
    assert folded(other).text == folded(TEXT).text


@pytest.mark.parametrize(
    "other",
    [
        "the keeper shall “co-operate” with the inspector.",
        "The keeper shall “co-operate” with the inspectors.",
        "The keeper shall not “co-operate” with the inspector.",
        "The keeper, shall “co-operate” with the inspector.",
        "The keeper shall “co operate” with the inspector.",
    ],
    ids=["case", "plural", "negation", "comma", "two words"],
)
def test_words_case_and_punctuation_make_a_difference(other: str) -> None:
    assert folded(other).text != folded(TEXT).text


def test_a_space_missing_after_a_full_stop_makes_no_difference() -> None:
    assert folded("Looting is prohibited.Fines are too.").text == folded("Looting is prohibited. Fines are too.").text


def test_an_accented_letter_is_the_same_as_one_or_two_code_points() -> None:
    assert folded(unicodedata.normalize("NFD", "café")).text == folded("café").text != folded("cafe").text


def test_a_number_in_brackets_after_a_space_may_be_text_and_no_footnote_mark() -> None:
    assert folded("twelve [9] months", spaced_notes=False).text == "twelve[9]months"
    assert folded("twelve [9] months").text == "twelve months"


def test_labels_of_points_are_left_out_only_where_that_is_wanted() -> None:
    text = "The Party shall provide:\n\n(a) a boat;\n\n(b) oil."
    assert "a boat;oil" in folded(text, labels=False).text
    assert "(b)oil" in folded(text).text


@given(st.text(max_size=80))
def test_a_match_is_at_the_positions_given(text: str) -> None:
    words = folded(text)
    if words.text:
        for start, end in words.find(re.compile(re.escape(words.text))):
            assert folded(text[start:end]).text.strip("'") in words.text


def test_a_word_is_found_whole_or_not_at_all() -> None:
    words = folded("the oﬃcial log of the co-operator")
    assert list(words.find(re.compile("ficial"))) == []
    assert list(words.find(re.compile("operator"))) == [(25, 33)]
