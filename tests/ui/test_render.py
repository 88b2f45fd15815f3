"""The HTML of the page: markers and cards agree, quotes are marked in their articles, no text becomes markup."""

import json
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from assistant.models import Answer, Citation, Conflict, Side, Statement
from assistant.settings import Settings
from corpus.models import Document, Kind, Locator, Passage
from index.models import Hit
from ui.page.article_text import article_html
from ui.page.models import Exchange, Source, UploadOutcome
from ui.page.render import (
    conversation_html,
    library_html,
    plain_text,
    sources_html,
    uploads_html,
    welcome_html,
)
from ui.page.sources import sources_of
from ui.service import Session

TEXT = """# The Lamp Treaty

### Article 1

1. A lamp shall burn
from dusk to dawn.

2. A keeper shall:

a) trim the wick;

b) write the log.

### Article 2

No lamp may be painted.
"""
HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>[x](javascript:alert(1))${1}{{2}}"


def document(text: str = TEXT, *, kind: Kind = "treaty", **facts: str) -> Document:
    usual = {"id": "lamp", "title": "The Lamp Treaty", "short_title": "Lamp Treaty", "issuer": "The Coast"}
    usual |= {"date": "1961-05-14", "url": "https://example.org/lamp", "source": "lamp.md", "language": "en"}
    return Document(**(usual | {"sha256": "0"} | facts), kind=kind, text=text)  # type: ignore[arg-type]


def citation(number: int, quote: str, *, of: Document, article: str = "1") -> Citation:
    start = of.text.index(quote)
    passage = Passage(f"p{number}", of.id, Locator(article=article), "Article 1", start, start + len(quote), quote)
    return Citation(number, Hit(passage, of, 1.0), quote, start, start + len(quote))


def answer(*citations: Citation, status: Any = "answered", **more: Any) -> Answer:
    said = tuple(Statement(f"It says: “{one.quote}”", (one.number,), "verbatim") for one in citations)
    return Answer("What burns?", said, citations, status, **more)


@dataclass
class Articles:
    """A stand-in for the library: every passage's article is lines 5 to 13 of the treaty."""

    def article(self, passage: Passage) -> list[Passage]:
        start, end = TEXT.index("1. A lamp"), TEXT.index("\n\n### Article 2")
        return [Passage("whole", passage.document_id, passage.locator, "", start, end, TEXT[start:end])]


def exchange(given: Answer) -> Exchange:
    library: Any = Articles()
    session = Session(library, Settings(library=Path()))
    return Exchange(given.question, "answered", given, sources_of(given, session=session))


class Elements(HTMLParser):
    """The elements of some HTML, as (name, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def all_html(given: Exchange) -> str:
    return conversation_html([given]) + sources_html([given])


def test_each_marker_is_a_link_to_the_card_with_its_number() -> None:
    first, second = (
        exchange(answer(citation(1, "burn\nfrom dusk", of=document()))),
        exchange(answer(citation(1, "trim the wick", of=document()), citation(2, "write the log", of=document()))),
    )
    links = re.findall(r'href="#(source-[^"]+)"', conversation_html([first, second]))
    cards = re.findall(r'<details class="source" id="([^"]+)"', sources_html([first, second]))
    assert links == cards == ["source-1-1", "source-2-1", "source-2-2"]


def test_a_card_says_number_name_article_kind_and_date() -> None:
    card = Elements(sources_html([exchange(answer(citation(1, "trim the wick", of=document())))])).text
    assert "1Lamp Treatyart 1TreatyThe Coast · 14 May 1961" in card.replace("( ", "(")


def test_the_quote_alone_is_marked_and_the_rest_of_its_article_stands_around_it() -> None:
    html = sources_html([exchange(answer(citation(1, "burn\nfrom dusk", of=document())))])
    assert re.findall("<mark>(.*?)</mark>", html) == ["burn from dusk"]
    text = Elements(html).text
    assert "A lamp shall burn from dusk to dawn." in text
    assert "write the log" in text
    assert "painted" not in text


def test_a_quote_over_several_paragraphs_is_marked_in_each() -> None:
    html = sources_html([exchange(answer(citation(1, "shall:\n\na) trim the wick;\n\nb) write", of=document())))])
    assert re.findall("<mark>(.*?)</mark>", html) == ["shall:", "a) trim the wick;", "b) write"]


def test_a_place_without_article_is_shown_with_what_surrounds_it() -> None:
    text = "\n\n".join(f"Paragraph {n} of the story goes on for a while." * 5 for n in range(40))
    story = document(text, kind="article")
    quote = "Paragraph 20 of the story goes on for a while."
    html = sources_html([exchange(answer(citation(1, quote, of=story, article="")))])
    assert "Paragraph 18 " in html
    assert "Paragraph 22 " in html
    assert "Paragraph 5 " not in html
    assert f"<mark>{quote}</mark>" in html


def test_a_full_line_is_not_a_paragraph_and_a_list_label_is() -> None:
    quote = "Every lamp\nshall have:\n(a) a wick;\n(b) oil."
    lamp = document(quote, kind="report")
    html = sources_html([exchange(answer(citation(1, quote, of=lamp, article="")))])
    assert re.findall("<mark>(.*?)</mark>", html) == ["Every lamp shall have:", "(a) a wick;", "(b) oil."]


@pytest.mark.parametrize("line", ["a) oil", "(ii) oil", "b.oil", "3.Oil", "12. Oil", "(4) Oil", "– oil"])
def test_a_label_begins_a_paragraph(line: str) -> None:
    assert paragraphs(f"A lamp needs\n{line}") == ["A lamp needs", line]


@pytest.mark.parametrize("line", ["e.g. oil", "1.5 litres", "v. Northport", "oil", "Oil"])
def test_any_other_line_goes_on_with_its_paragraph(line: str) -> None:
    assert paragraphs(f"A lamp needs\n{line}") == [f"A lamp needs {line}"]


def paragraphs(text: str) -> list[str]:
    lamp = document(text, kind="report")
    html = article_html(Source(1, lamp, Locator(), "", (0, len(text)), (0, 0)))
    return re.findall("<p.*?>(.*?)</p>", html)


def test_a_note_is_called_a_note_at_its_marker_and_in_its_card() -> None:
    given = exchange(answer(citation(1, "trim the wick", of=document(kind="note"))))
    assert '<span class="is-note">note</span>' in conversation_html([given])
    assert "not the official text" in sources_html([given])


def test_a_refusal_says_so_and_its_nearest_passages_have_no_number_and_no_mark() -> None:
    near = citation(1, "trim the wick", of=document()).hit
    refused = answer(status="not_in_sources", nearest=(near,))
    html = all_html(exchange(refused))
    assert "Not in the sources" in html
    assert "Nearest passages: not an answer" in html
    assert 'class="number"' not in html
    assert "<mark>" not in html
    assert 'class="marker"' not in html


def test_an_error_is_an_alert_and_keeps_the_question() -> None:
    html = conversation_html([Exchange("Who trims?", "failed", error="The model does not answer.")])
    assert '<div class="error" role="alert">' in html
    assert "Who trims?" in html
    assert "The model does not answer." in html
    assert 'class="answer' not in html
    assert "data-retry" in html


def test_sources_that_differ_are_both_named_with_their_markers() -> None:
    given = answer(
        citation(1, "trim the wick", of=document()),
        citation(2, "write the log", of=document()),
        conflicts=(Conflict("the duty", (Side(1, "to trim"), Side(2, "to write"))),),
    )
    text = Elements(conversation_html([exchange(given)])).text
    assert "The sources differ on the duty" in text
    assert "to trim [1]" in text
    assert "to write [2]" in text


def test_a_suggested_question_can_be_asked_and_other_advice_is_text() -> None:
    given = answer(citation(1, "trim the wick", of=document()), suggestions=("Who trims?", "Add the treaty."))
    html = conversation_html([exchange(given)])
    assert 'data-ask="Who trims?"' in html
    assert "<span>Add the treaty.</span>" in html
    assert 'data-ask="Add' not in html


def test_a_statement_that_is_not_verified_says_so() -> None:
    given = Answer("?", (Statement("Lamps are red.", (), "unverified"),), (), "answered")
    assert "not verified in the sources" in conversation_html([exchange(given)])


def test_the_lead_comes_first_and_what_else_the_sources_say_is_folded_away_at_the_end() -> None:
    given = answer(citation(1, "trim the wick", of=document()), citation(2, "write the log", of=document()))
    first, second = given.statements
    given = replace(given, statements=(first, replace(second, role="also")), lead="It <trims> the wick.")
    html = conversation_html([exchange(given)])
    before, folded = html.split('<details class="also"><summary>Also in the sources (1)</summary>')
    assert '<p class="lead">It &lt;trims&gt; the wick.</p>' in before
    assert before.index('class="lead"') < before.index("trim the wick")
    assert "write the log" not in before.partition('class="lead"')[2]
    assert "write the log" in folded.partition("</details>")[0]
    assert plain_text(given).index("It <trims> the wick.") < plain_text(given).index("trim the wick")


def test_a_question_understood_otherwise_than_asked_says_how() -> None:
    given = answer(citation(1, "trim the wick", of=document()))
    assert "Understood as" not in conversation_html([exchange(given)])
    html = conversation_html([exchange(replace(given, read_as="What <burns> at sea?"))])
    assert '<p class="read-as">Understood as: What &lt;burns&gt; at sea?</p>' in html


def test_only_the_last_exchange_can_be_asked_again() -> None:
    one = exchange(answer(citation(1, "trim the wick", of=document())))
    assert conversation_html([one, one, one]).count("data-retry") == 1


def test_what_is_copied_has_the_answer_and_its_numbered_sources() -> None:
    copied = plain_text(answer(citation(1, "burn\nfrom dusk", of=document())))
    assert "It says: “burn\nfrom dusk” [1]" in copied
    assert copied.endswith(
        "Sources\n[1] Lamp Treaty, art 1. Treaty. 14 May 1961. https://example.org/lamp. “burn from dusk”\n"
    )


@pytest.mark.parametrize("date", ["1961", "", "May 1961"])
def test_a_date_that_is_not_complete_stays_as_it_is(date: str) -> None:
    assert f"<small>{date}</small>" in library_html([document(date=date)])


def test_a_web_address_is_a_link_and_a_script_is_none() -> None:
    def links(url: str) -> list[str]:
        html = sources_html([exchange(answer(citation(1, "trim the wick", of=document(url=url))))])
        return re.findall(r'<a href="([^"]*)"', html)

    assert links("https://example.org/lamp") == ["https://example.org/lamp"]
    assert links("javascript:alert(1)") == []


def hostile_exchange(text: str) -> Exchange:
    """An exchange with the text in every place that can hold text."""
    facts = dict.fromkeys(("id", "title", "short_title", "issuer", "date", "url", "source", "series"), text)
    bad = document(f"{text}\n\n{text} and more", kind="article", **facts)
    span = (0, len(text))
    locator = Locator(place=text)
    cited = Citation(1, Hit(Passage(text, text, locator, text, 0, len(text), text), bad, 1.0), text, *span)
    given = Answer(
        text,
        (Statement(f"{text} says: “{text}”", (1,), "verbatim"),),
        (cited,),
        "partial",
        (Conflict(text, (Side(1, text),)),),
        (text, f"{text}?"),
        (cited.hit,),
    )
    near = Source(0, bad, locator, text, span, (0, 0))
    return Exchange(text, "answered", given, (Source(1, bad, locator, text, (0, len(bad.text)), span), near))


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The names of the elements and of their attributes, which no text may change."""
    return [(tag, tuple(attributes)) for tag, attributes in Elements(html).found]


def everything(text: str) -> str:
    bad = hostile_exchange(text)
    failed = Exchange(text, "failed", error=text)
    files = uploads_html([UploadOutcome(text, note=text), UploadOutcome(text, error=text)])
    return (
        conversation_html([bad, failed])
        + sources_html([bad])
        + library_html([bad.sources[0].document])
        + welcome_html([text], count=1)
        + files
    )


def test_hostile_text_stays_text_everywhere() -> None:
    assert shape(everything(HOSTILE)) == shape(everything("harmless"))
    assert HOSTILE in Elements(everything(HOSTILE)).text


def test_no_known_payload_becomes_markup(shared: Path) -> None:
    lines = (shared / "security" / "xss_payloads.jsonl").read_text("utf-8").strip().split("\n")
    allowed = set(shape(everything("harmless")))
    for line in lines:
        payload = json.loads(line)["text"]
        # A payload of several lines makes several paragraphs, of the kinds that any text makes.
        extra = {("p", ()), ("p", ("class",)), ("mark", ()), ("q", ("class",)), ("a", ("href", "target", "rel"))}
        assert set(shape(everything(payload))) <= allowed | extra, payload
