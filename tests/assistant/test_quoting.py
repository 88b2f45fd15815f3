"""Answers quote whole sentences, each once, from the source with most authority first."""

import pytest

from assistant.answer.extract import draft, quoted, selected
from assistant.question.question import Question
from assistant.retrieve.quotable import Quotable, grown, is_sentence, joined, quotables
from assistant.retrieve.rerank import Scored
from corpus.models import Document, Kind, Locator, Passage
from index.models import Hit, Query

QUESTION = Question("May inspectors visit?", Query("May inspectors visit?"), Query("May inspectors visit?"))
LIST = (
    "2. During a visit the Party shall give the inspectors, at their request and without any delay whatever:\n\n"
    "(a) the keys of every tower, lamp room, cellar and store that stands within the limits of the station that they "
    "visit, and of every boat that belongs to it;\n\n"
    "(b) the log of the light for the two years before the visit, with the names of all the keepers who signed it and "
    "the hours at which they were relieved;\n\n"
    "(c) a dry place to sleep."
)


def hit_on(text: str, *, kind: Kind = "treaty", document_id: str = "lamps") -> Hit:
    document = Document(document_id, f"Text {document_id}", "", kind, "", "", "", "", "en", "", text)
    return Hit(Passage(f"{document_id}#1", document_id, Locator(article="2"), "", 0, len(text), text), document, 1.0)


def score(text: str, value: float, **of: object) -> Scored:
    hit = hit_on(text, **of)  # type: ignore[arg-type]
    return Scored(Quotable(hit, 0, len(text)), value, value, value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The inspectors may visit at any time.", True),
        ("VISITS AND REPORTS OF THE INSPECTORATE.", False),
        ("Visits and reports of the Inspectorate", False),
        ("Article 4.", False),
        ("", False),
    ],
)
def test_a_heading_is_never_an_answer(text: str, says: bool) -> None:
    assert is_sentence(text) is says


def test_a_short_passage_is_quoted_whole_and_without_its_number() -> None:
    (quotable,) = quotables(hit_on("1. A visit is announced. It may follow at any time."))
    assert quotable.words == "A visit is announced. It may follow at any time."


def test_a_point_of_a_long_list_comes_with_the_opening_that_it_completes() -> None:
    found = {quotable.words.partition(": ")[2][:12]: quotable for quotable in quotables(hit_on(LIST))}
    point = found["the log of t"]
    assert [quote.text[:26] for quote in point.quotes] == ["During a visit the Party s", "the log of the light for t"]
    assert not any(quotable.words.endswith("delay whatever:") for quotable in found.values())


def test_a_sentence_that_depends_on_the_one_before_is_quoted_with_it() -> None:
    first = "The Inspectorate consists of keepers, " + "who have kept a light for many years " * 12 + "without a fault."
    text = f"{first} They may be re-elected once."
    (_, last) = quotables(hit_on(text))
    assert last.words == "They may be re-elected once."
    assert grown(last).words == text


def test_nothing_is_quoted_twice() -> None:
    text = "The inspectors may visit any light at any time of the day."
    ranked = [
        score(text, 1.0, document_id="one"),
        score(text, 0.99, document_id="two"),
        score(text, 0.98, document_id="one"),
    ]
    assert len(selected(QUESTION, hits=[], ranked=ranked)) == 1


def test_the_treaty_is_quoted_before_the_press_even_where_the_press_fits_better() -> None:
    ranked = [
        score("Inspectors may visit any light, a spokesman said.", 1.0, kind="article", document_id="news"),
        score("The Inspectorate may at any time visit any lighthouse.", 0.96, document_id="treaty"),
    ]
    kinds = [made.quotes[0].hit.document.kind for made in quoted(selected(QUESTION, hits=[], ranked=ranked))]
    assert kinds == ["treaty", "article"]


def test_what_fits_much_worse_is_left_out() -> None:
    ranked = [
        score("Inspectors may visit.", 1.0, document_id="a"),
        score("Lamps are lit at dusk.", 0.5, document_id="b"),
    ]
    assert len(selected(QUESTION, hits=[], ranked=ranked)) == 1


def test_a_draft_names_its_source_before_the_words() -> None:
    (quotable,) = quotables(hit_on("A visit may follow at any time.[3]"))
    made = draft(quotable)
    assert made.text == "Article 2 of the Text lamps says: “A visit may follow at any time.”"
    assert made.quotes[0].text == "A visit may follow at any time.[3]"


def test_adjacent_sentences_are_quoted_as_one_and_others_are_not() -> None:
    text = "The keeper lights the lamp. The assistant trims it. Both sign the log."
    hit = hit_on(text)
    lights, trims, sign = (Quotable(hit, *span) for span in ((0, 27), (28, 51), (52, 70)))
    both = joined(trims, lights)
    assert both
    assert both.words == "The keeper lights the lamp. The assistant trims it."
    assert joined(lights, sign) is None
    assert joined(lights, Quotable(hit, 28, 51, lead=(0, 27))) is None
