"""Web pages: the main content, whole, as lines."""

from pathlib import Path

import pytest

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.html import read_html
from corpus.read.source import read, read_bytes

MENU = "<nav>" + "".join(f"<a href='/{n}'>Menu entry {n}</a> " for n in range(30)) + "</nav>"


def text(body: str, head: str = "") -> str:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return read_html(page.encode(), source="page.html").text


def test_headings_lists_and_tables_keep_their_lines() -> None:
    body = """<h1>Convention</h1><h2>Article 5</h2><p>One <b>or</b>
      two.</p><table><tr><th>State</th><th>Since</th></tr><tr><td>Northport</td><td>1974</td></tr></table>
      <ol><li>lamps</li><li>lenses</li></ol><p>(a) first<br>(b) second</p>"""
    assert text(body) == (
        "# Convention\n\n## Article 5\n\nOne or two.\n\nState | Since\nNorthport | 1974\n- lamps\n- lenses\n\n"
        "(a) first\n(b) second"
    )


def test_menus_scripts_and_styles_are_not_text() -> None:
    story = "".join(
        f"<p>The keeper climbs the tower on day {day} and notes the light in his book.</p>" for day in range(9)
    )
    body = f"<header>Site name</header>{MENU}<main>{story}<script>alert('x')</script><style>p {{}}</style></main>"
    found = text(body + "<footer>Imprint</footer>")
    assert found.count("The keeper climbs") == 9
    assert not any(word in found for word in ("Menu entry", "alert", "Imprint", "Site name", "{"))


def test_a_language_that_the_page_folds_away_is_kept() -> None:
    pair = (
        "<div class='zh'>締約國確認此項。</div><div class='en hidden'>Point {0} is in English and can be shown.</div>"
    )
    body = "<main><h1>條約</h1>" + "".join(pair.format(number) for number in range(12)) + "</main>"
    found = text(MENU + body)
    assert "Point 0 is in English" in found
    assert "Point 11 is in English" in found


def test_lines_that_the_page_keeps_are_kept() -> None:
    assert text("<pre>Article 1\n(a) lamps\n(b) lenses</pre>") == "Article 1\n(a) lamps\n(b) lenses"


def test_the_page_says_who_wrote_it_where_and_when(documents_folder: Path) -> None:
    (document,) = read(documents_folder / "keepers-at-work.html")
    assert document.title == "How a lighthouse is inspected"
    assert document.issuer == "The Coastal Almanac"
    assert document.date == "2022-08-30"
    assert "Two inspectors row out" in document.text
    assert "Home" not in document.text


def test_a_date_that_the_page_does_not_state_is_not_guessed() -> None:
    body = "<main>" + "<p>The lamp was lit in 1974, and again on 3 March 1981, as the book says.</p>" * 9 + "</main>"
    assert read_bytes(f"<html><body>{body}</body></html>".encode(), source="page.html")[0].date == ""


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "utf-8", "utf-16"])
def test_cyrillic_is_right_whatever_it_was_saved_in_and_undeclared(encoding: str) -> None:
    words = "Каждый маяк зажигается на закате и гаснет на рассвете, если смотритель не получил другого приказа. "
    page = f"<html><head><title>Маяки</title></head><body><p>{words * 3}</p></body></html>"
    assert words.strip() in read_html(page.encode(encoding), source="page.html").text


def test_a_declared_encoding_is_used() -> None:
    page = "<html><head><meta charset='iso-8859-2'></head><body><p>Łódź, żółw, gęś i źrebię.</p></body></html>"
    assert read_html(page.encode("iso-8859-2"), source="page.html").text == "Łódź, żółw, gęś i źrebię."


@pytest.mark.parametrize("body", ["", "<script>document.write('words')</script>", "<img src='lamp.png'>"])
def test_a_page_without_text_says_so(body: str) -> None:
    with pytest.raises(EmptySource, match=r"page\.html: an HTML page without text"):
        text(body)


@pytest.mark.parametrize("depth", [190, 200, 250, 100_000])
def test_deep_nesting_is_text_or_an_error(depth: int) -> None:
    page = f"<html><body>{'<div>' * depth}deep words{'</div>' * depth}</body></html>"
    try:
        found = read_html(page.encode(), source="deep.html").text
    except UnreadableSource as error:
        found = str(error)
    assert found == "deep words" or "nested too deep" in found


def test_a_mistake_of_ours_is_not_called_a_fault_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(_: object) -> str:
        raise RecursionError("a mistake of ours")

    monkeypatch.setattr("corpus.read.html.text_of", mistaken)
    with pytest.raises(RecursionError, match="a mistake of ours"):
        text("<p>Lamps are lit at dusk.</p>")


def test_a_page_of_nothing_but_tags_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(UnreadableSource, match=r"page\.html: .* tags of HTML; the limits are"):
        text("<b>" * 500_000)


def test_markup_in_text_stays_text() -> None:
    assert text("<p>if a &lt;b&gt; c &amp;amp; d</p>") == "if a <b> c &amp; d"
