"""Where sentences begin and end in legal and press texts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.text.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


# None: the text is one sentence.
CASES: dict[str, tuple[str, list[str] | None]] = {
    "empty": ("", []),
    "one without an end": ("The lamp is lit", ["The lamp is lit"]),
    "two": ("The lamp is lit. The keeper sleeps.", ["The lamp is lit.", "The keeper sleeps."]),
    "glued where a line break was lost": (
        "The lamp is lit by one of them.The Convention shall also apply.",
        ["The lamp is lit by one of them.", "The Convention shall also apply."],
    ),
    "reference to an article": (
        "The visit, under Art. 8, para. 2, may follow. It ends at noon.",
        ["The visit, under Art. 8, para. 2, may follow.", "It ends at noon."],
    ),
    "case name": ("In Holm v. Northport the Court agreed.", ["In Holm v. Northport the Court agreed."]),
    "initials and titles": (
        "Mr. J. R. Holm met Dr. Vane. They agreed.",
        ["Mr. J. R. Holm met Dr. Vane.", "They agreed."],
    ),
    "title after a colon": ("The President:Mr. Holm of Northport.", ["The President:Mr. Holm of Northport."]),
    "decimals": ("The light reaches 12.5 miles. It is white.", ["The light reaches 12.5 miles.", "It is white."]),
    "abbreviated country": ("The U.S. Government agreed.", ["The U.S. Government agreed."]),
    "closing quotation mark": ("“It failed.” The keeper left.", ["“It failed.”", "The keeper left."]),
    "footnote mark": ("It failed.[4] The keeper left.", ["It failed.[4]", "The keeper left."]),
    "question and exclamation": ("Who keeps it? Nobody! So be it.", ["Who keeps it?", "Nobody!", "So be it."]),
    "label of a paragraph": ("2. The Committee meets.", ["The Committee meets."]),
    "glued label": ("1.To keep the light.", ["To keep the light."]),
    "numbered paragraphs on neighbouring lines": (
        "1. The lamp is lit.\n2. The keeper sleeps.",
        ["The lamp is lit.", "The keeper sleeps."],
    ),
    "semicolons in a line": ("It may inspect; it may report; it may not fine.", None),
    "a list belongs to the sentence it completes": (
        "A Party shall provide:\n\na) a boat;\n\nb) a lamp.\n\nIt shall pay.",
        ["A Party shall provide:\n\na) a boat;\n\nb) a lamp.", "It shall pay."],
    ),
    "hard-wrapped line": ("The seat of the Inspectorate\nshall be at Port Lumen.", None),
    "wrapped after a small word": ("Entry into force follows ratification by\nNorthport and Lumen.", None),
    "heading": ("# A treaty\n\nThe lamp is lit.", ["The lamp is lit."]),
    "plain heading between paragraphs": (
        "The lamp failed.\nA keeper remembers\nIt was dark.",
        ["The lamp failed.", "It was dark."],
    ),
    "a label alone": ("(a)\n is lit", ["is lit"]),
    "rows of a table": ("| Lumen | 4 |\n| Northport | 5 |", ["| Lumen | 4 |", "| Northport | 5 |"]),
    "bullets": ("They include:\n- the lamp\n- the oil", ["They include:", "- the lamp", "- the oil"]),
}


@pytest.mark.parametrize("case", CASES)
def test_sentences_are_cut_where_a_lawyer_would_cut_them(case: str) -> None:
    text, expected = CASES[case]
    assert cut(text) == ([text] if expected is None else expected)


def test_an_abbreviation_before_a_number_ends_a_sentence_only_where_a_word_follows() -> None:
    assert cut("It follows the state of the art. It is new.") == ["It follows the state of the art.", "It is new."]


# A busy machine is no error.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FRAGMENTS = [
    "The lamp",
    " is lit",
    ".",
    ";",
    "\n",
    "\n\n",
    "(a) ",
    "2. ",
    "Art. 5",
    "“",
    "”",
    " ",
    "v.",
    "A",
    "…",
    "|",
    "#",
]


@UNHURRIED
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_sentences_are_in_order_apart_and_trimmed(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        position = end


@UNHURRIED
@given(st.text(max_size=200))
def test_any_text_has_sentences_without_an_error(text: str) -> None:
    assert all(text[start:end].strip() for start, end in sentences(text))
