"""A quotation agrees with its source or not; an editor's marks must not change the sense."""

import pytest

from assistant.verify.quotes.marks import Fragment, Joint, as_one_fragment, parse_marks
from assistant.verify.quotes.wording import Agreement, Extract, compared
from corpus.models import Document

TEXT = """\
There shall be established an Inspectorate of Lighthouses (hereinafter referred to as "the Inspectorate"). The \
Inspectorate shall, by means of visits, examine every lighthouse. It may not publish the names of keepers.

No light shall be put out at night, save where a storm makes it useless. Any Party may, in accordance with this \
Convention, keep a second lamp. The report shall be sent to the Assembly of Ports, which shall discuss it within three \
months.

A Party shall provide the Inspectorate with the following:

(a) a boat, unless the lighthouse stands on land;

(b) the log for the two years before the visit.

Every keeper, whether paid or unpaid, who is known for sobriety has a right to oil. A keeper shall only be dismissed \
by the Assembly. If the Party refuses, the Inspectorate may speak in public."""


def agreement(words: str, *, text: str = TEXT) -> Agreement | None:
    document = Document("lamps", "Convention on Lamps", "", "treaty", "", "", "", "", "en", "", text)
    extract = Extract(document, 0, len(text))
    found = [one for reading in (as_one_fragment(words), parse_marks(words)) if (one := compared(reading, extract))]
    return min(found, key=lambda one: len(one.faults), default=None)


@pytest.mark.parametrize(
    "words",
    [
        "The Inspectorate shall, by means of visits, examine every lighthouse.",
        "“examine every lighthouse”",
        "No light shall be put out at night",
        "No light shall be put out at night,",
        "Any Party may … keep a second lamp.",
        "Any Party may [...] keep a second lamp.",
        "Any Party may . . . keep a second lamp.",
        "[a]ny Party may, in accordance with this Convention [sic], keep a second lamp",
        "[The Inspectorate of Lighthouses] shall, by means of visits, examine every lighthouse.",
        "[The Inspectorate] may not publish the names of keepers.",
        "[The Assembly of Ports] shall discuss it within three months",
        "discuss it within three [3] months",
        "discuss it within [3] months",
        "examine every lighthouse [emphasis added]. It may not publish the names of keepers.",
        "A Party shall provide the Inspectorate with the following: … (b) the log for the two years before the visit.",
        "A Party shall provide the Inspectorate with the following: … the log for the two years before the visit",
        "(a) a boat, unless the lighthouse stands on land; (b) the log for the two years before the visit.",
        "a boat, unless the lighthouse stands on land; the log for the two years before the visit.",
        "Every keeper … who is known for sobriety has a right to oil.",
        "the Inspectorate may speak in public.",
    ],
)
def test_words_that_say_the_same_are_verbatim(words: str) -> None:
    found = agreement(words)
    assert found is not None
    assert found.faults == ()


@pytest.mark.parametrize(
    ("words", "carried"),
    [
        ("It may … publish the names of keepers.", "not"),
        ("No light shall be put out at night.", "save"),
        ("No light shall be put out at night …", "save"),
        ("shall discuss it … .", "within"),
        ("The Inspectorate … examine every lighthouse.", "shall"),
        ("a boat … (b) the log", "unless"),
        ("Every keeper … has a right to oil.", "who"),
        ("A keeper shall … be dismissed by the Assembly.", "only"),
        ("the log for … years before the visit", "two"),
        ("A keeper shall only be dismissed … If the Party refuses", "Assembly"),
        ("[T]he Inspectorate may speak in public.", "If"),
        ("… light shall be put out at night", "No"),
        ("light shall be put out at night", "no"),
    ],
)
def test_words_left_out_must_not_change_the_sense(words: str, carried: str) -> None:
    found = agreement(words)
    assert found is not None
    assert any(carried.lower() in fault.reason.lower() for fault in found.faults)


@pytest.mark.parametrize(
    "words",
    [
        "[The Assembly of Ports] may not publish the names of keepers.",
        "[The Inspectorate] shall discuss it within three months",
        "discuss it within [nine] months",
        "discuss it within three [9] months",
        "No light [in a harbour] shall be put out at night",
        "Any Party may [not], in accordance with this Convention, keep a second lamp.",
        "[Oil is forbidden] at night, save where a storm makes it useless",
        "The Inspectorate shall … keep a second lamp.",
    ],
)
def test_brackets_may_not_change_the_sense_nor_an_ellipsis_join_two_sentences(words: str) -> None:
    found = agreement(words)
    assert found is not None
    assert found.faults


@pytest.mark.parametrize(
    "words",
    [
        "The Inspectorate may, by means of visits, examine every lighthouse.",
        "the Inspectorate shall, by means of visits, examine every lighthouse.",
        "The Inspectorate shall by means of visits examine every lighthouse.",
        "It may publish the names of keepers.",
        "shall discuss it within six months",
        "keep a second lamp. Any Party may",
        "every light",
        "",
        "…",
    ],
    ids=["modal", "case", "commas", "negation", "number", "order", "half a word", "empty", "only an ellipsis"],
)
def test_other_words_do_not_agree(words: str) -> None:
    assert agreement(words) is None


def test_the_source_may_have_brackets_and_ellipses_of_its_own() -> None:
    found = agreement(
        "the keeper ... [of the north light] slept", text="He wrote: the keeper ... [of the north light] slept."
    )
    assert found is not None
    assert found.faults == ()


def test_editorial_marks_are_parsed() -> None:
    read_one = parse_marks("“[N]o light … [the lamp] burns [sic]. …”")
    assert [fragment.text.strip() for fragment in read_one.fragments] == ["No light", "burns."]
    assert read_one.fragments[0] == Fragment("No light ", frozenset({0}))
    assert read_one.joints == (
        Joint(),
        Joint(gap=True, inserted=("the lamp",), gap_first=True),
        Joint(gap=True, gap_first=True),
    )


def test_positions_are_those_in_the_document() -> None:
    document = Document("lamps", "Lamps", "", "treaty", "", "", "", "", "en", "", TEXT)
    start = TEXT.index("No light")
    found = compared(parse_marks("No light shall be put out at night"), Extract(document, start, len(TEXT)))
    assert found is not None
    assert TEXT[slice(*found.spans[0])] == "No light shall be put out at night"
