"""Text of documents and models is shown literally: nothing in it is invisible or interpreted as Markdown."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.retrieve.citations import Draft, number
from assistant.retrieve.citations import shown as shown_words
from corpus.text.markup import inert, visible

# All that CommonMark knows, and HTML, tables and struck-out words besides.
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

ACTIVE = [
    "![x](http://evil.example/p.png)",
    "[here](http://evil.example)",
    "[here]: http://evil.example 'title'",
    "[here][1]",
    "<http://evil.example>",
    "<b onclick=x>bold</b>",
    "<!-- hidden --> words",
    "<span style='color:white'>white</span>",
    r"\[x](http://evil.example)",
    r"\\![x](http://evil.example)",
    "&lt;b&gt; &#8203; &zwnj; &amp;",
    "# Heading",
    "> quoted",
    "- item",
    "1. item",
    "2) item",
    "+ item",
    "* item",
    "---",
    "===",
    "```",
    "`code` **bold** *it* __bold__ _it_ ~~gone~~",
    "a | b",
    "[^1] and [1] and [1, 2]",
]

SIGNS = [*"\\`*_[]()<>&!#:/.+-=~|^ '\"", "x", "1", "://", "www", "http", "lt;", "#8"]
HIDDEN = "\u200b\u200d\u2060\ufeff\u202e\u2066\u061c\u00ad\U000e0041\U000e01ef\ufe0f\x00\x1b\x9b\u3164\u115f\u180e"


def tokens(markdown: str) -> list[Token]:
    return [each for token in MARKDOWN.parse(markdown) for each in (token, *(token.children or ()))]


def shown(markdown: str) -> str:
    """The text that a reader sees."""
    return "".join(token.content for token in tokens(markdown) if token.type in ("text", "text_special"))


def is_plain(markdown: str) -> bool:
    return {token.type for token in tokens(markdown)} <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
        "softbreak",
    }


@pytest.mark.parametrize("text", ACTIVE)
def test_markdown_and_html_are_shown_literally(text: str) -> None:
    assert is_plain(inert(text))
    assert shown(inert(text)) == text


@settings(max_examples=300)
@given(st.lists(st.sampled_from(SIGNS)).map("".join))
@example("www.evil.example")
def test_no_line_of_any_characters_is_interpreted(text: str) -> None:
    line = " ".join(text.split())
    assert is_plain(inert(line))
    assert html.unescape(shown(inert(line))) == html.unescape(line)
    assert shown(inert(line)) == line


@pytest.mark.parametrize(
    "text", ["https://evil.example/x", "ftp://evil.example", "www.evil.example", "evil.example.com"]
)
def test_no_bare_address_is_left_for_a_renderer_that_makes_links_of_them(text: str) -> None:
    assert not re.search(r"://|www\.|\w\.[a-z]{2}", inert(text))


@pytest.mark.parametrize(
    "text",
    [
        "Article 8(2)(c) of the Convention says: “No one shall be held, e.g. at night, for more than 4.5 days.”",
        "A & B v. C, no. 12/94, § 3; i.e. the “Committee” (see paragraph 2) – at 5 o’clock.",
        "Où l’État-partie… 第三条 المادة",
    ],
)
def test_an_ordinary_sentence_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
    assert visible(text) == text


@pytest.mark.parametrize("character", HIDDEN, ids=lambda character: f"U+{ord(character):04X}")
def test_an_invisible_character_is_removed(character: str) -> None:
    assert visible(f"may{character} not") == "may not"
    (said,), _ = number([Draft(f"The Rules{character} say so.", (), "verbatim")])
    assert said.text == "The Rules say so."
    assert shown_words(f"may{character} not [3]") == "may not"
