"""Quotes are located verbatim or not at all, and numbered in the order of their use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieve.citations import Draft, Quote, is_consistent, locate, number, shown
from corpus.models import Document, Locator, Passage
from index.models import Hit

TEXT = (
    "Heading\n\nThe keeper shall not leave the “lamp room” by night—unless relieved.\nHe keeps\u00a0the oﬃcial log, "
    "which the in\u00adspector signs.\n\nAnother article."
)


def hit_on(words: str, *, text: str = TEXT, document_id: str = "lamps") -> Hit:
    document = Document(document_id, "Lamps", "", "treaty", "", "", "", "", "en", "", text)
    start = text.index(words)
    passage = Passage(f"{document_id}#1", document_id, Locator(article="1"), "", start, start + len(words), words)
    return Hit(passage, document, 1.0)


@pytest.fixture
def hit() -> Hit:
    start, end = TEXT.index("The keeper"), TEXT.index("\n\nAnother")
    return hit_on(TEXT[start:end])


@pytest.mark.parametrize(
    "words",
    [
        "The keeper shall not leave",
        'shall not leave the "lamp room" by night-unless relieved.',
        "unless relieved. He keeps the official log",
        "the inspector signs",
        "  by night—unless relieved.  ",
    ],
    ids=["as printed", "straight quotes and a hyphen", "line break and ligature", "soft hyphen", "outer space"],
)
def test_a_quote_is_found_whatever_its_typography(words: str, hit: Hit) -> None:
    quote = locate(words, hit=hit)
    assert quote is not None
    assert quote.text == TEXT[quote.start : quote.end]
    assert hit.passage.start <= quote.start < quote.end <= hit.passage.end


@pytest.mark.parametrize(
    "words",
    [
        "The keeper shall leave",
        "the keeper shall not leave",
        "The keeper may not leave",
        "The keeper … by night",
        "keepe",
        "ficial log",
        "Another article.",
        "",
        "   ",
    ],
    ids=[
        "negation dropped", "case changed", "modal changed", "ellipsis", "ends within a word", "begins within a word",
        "outside the passage", "empty", "blank",
    ],
)  # fmt: skip
def test_words_that_are_not_there_are_not_a_quote(words: str, hit: Hit) -> None:
    assert locate(words, hit=hit) is None


@given(st.data())
def test_any_words_of_a_passage_are_located_where_they_are(data: st.DataObject) -> None:
    text = "one two, three. “Four” five-six seven"
    hit = hit_on(text, text=text)
    starts = [i for i in range(len(text)) if text[i].isalnum() and (i == 0 or not text[i - 1].isalnum())]
    ends = [i + 1 for i in range(len(text)) if text[i].isalnum() and (i + 1 == len(text) or not text[i + 1].isalnum())]
    start = data.draw(st.sampled_from(starts))
    end = data.draw(st.sampled_from([end for end in ends if end > start]))
    quote = locate(text[start:end], hit=hit)
    assert quote is not None
    assert quote.text == text[start:end]


@given(st.text(max_size=60))
def test_located_words_are_in_the_text(words: str) -> None:
    hit = hit_on("The keeper shall not leave the lamp.", text="The keeper shall not leave the lamp.")
    quote = locate(words, hit=hit)
    assert quote is None or hit.document.text[quote.start : quote.end] == quote.text != ""


def test_numbers_follow_the_order_of_reading_and_the_same_words_keep_their_number() -> None:
    first, second = hit_on("The keeper"), hit_on("Another article.")
    one, two = (
        Quote(first, first.passage.start, first.passage.end),
        Quote(second, second.passage.start, second.passage.end),
    )
    drafts = [Draft("b", (two,), "verbatim"), Draft("a", (one, two), "verbatim"), Draft("none", (), "supported")]
    statements, citations = number(drafts)
    assert [statement.citations for statement in statements] == [(1,), (2, 1), ()]
    assert [citation.quote for citation in citations] == ["Another article.", "The keeper"]
    assert is_consistent(statements, citations)


@given(st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=6))
def test_markers_and_citations_always_agree(uses: list[list[int]]) -> None:
    text = "a b c d e f"
    hit = hit_on(text, text=text)
    quotes = [Quote(hit, 2 * i, 2 * i + 1) for i in range(6)]
    drafts = [Draft("said", tuple(quotes[i] for i in use), "verbatim") for use in uses]
    statements, citations = number(drafts)
    assert is_consistent(statements, citations)
    assert {marker for s in statements for marker in s.citations} == {citation.number for citation in citations}


def test_no_draft_gives_no_citation() -> None:
    assert number([]) == ((), ())


def test_a_footnote_mark_is_not_shown_because_it_would_look_like_a_marker() -> None:
    assert shown("Founded in 1949[2][citation needed] it\nhas members.[note 1]") == "Founded in 1949 it has members."
    assert shown("the sum of [5 crowns]") == "the sum of [5 crowns]"
