"""PDF: pages of text as one reads it, and files that are no sound PDF. The small PDFs here are drawn by the tests."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.pdf.reader import read_pdf
from corpus.read.source import read
from tests.corpus.pdf_files import lines, pdf_of


def pdf(pages: Sequence[Sequence[str]], *, trailer: str = "", title: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    return pdf_of([lines(page) for page in pages], trailer=trailer, title=title)


def text(data: bytes) -> str:
    return read_pdf(data, source="file.pdf").text


def test_pages_are_parted_by_form_feeds() -> None:
    assert text(pdf([["First page."], ["Second page."]])) == "First page.\fSecond page."


def test_lines_of_one_sentence_are_joined_and_headings_stay_alone() -> None:
    rows = [
        "Article 5",
        "Every keeper shall light the lamp at dusk and shall not",
        "leave the tower before dawn.",
        "2. This is all.",
    ]
    assert text(pdf([rows])).split("\n") == [
        "Article 5",
        "",
        "Every keeper shall light the lamp at dusk and shall not leave the tower before dawn.",
        "2. This is all.",
    ]


@pytest.mark.parametrize("hyphen", ["-", "\u00ad"], ids=["a hyphen", "a soft hyphen"])
def test_a_word_broken_at_the_line_end_is_made_whole(hyphen: str) -> None:
    page = [f"At dusk on every day of the year the inspec{hyphen}", "tors came down."]
    assert text(pdf([page])) == "At dusk on every day of the year the inspectors came down."


def test_a_word_broken_at_the_page_end_is_whole_on_the_page_where_it_begins() -> None:
    pages = [["At dusk on every day of the year the inspec-"], ["tors came down."]]
    assert text(pdf(pages)) == "At dusk on every day of the year the inspectors\fcame down."


def test_a_compound_that_the_text_writes_with_a_hyphen_keeps_it() -> None:
    page = ["A self-lit lamp and a self-lit tower stand where the keeper keeps his self-", "lit lantern."]
    assert text(pdf([page])).endswith("his self-lit lantern.")


def test_a_scan_whose_hyphens_were_lost_is_mended_only_where_the_word_is_known() -> None:
    page = ["A comprehensive list, comprehensive as ever, of all compre", "hensive lamps."]
    assert text(pdf([page])).endswith("of all comprehensive lamps.")
    assert text(pdf([["A list of the lamps", "and towers."]])) == "A list of the lamps and towers."
    page = ["We cannot, cannot, cannot say whether the keeper can", "not, or will not, do what is not his to do."]
    assert "the keeper can not," in text(pdf([page]))


def test_empty_pages_keep_their_breaks_and_are_told() -> None:
    reading = read_pdf(pdf([[], ["One line."], []]), source="file.pdf")
    assert reading.text == "\fOne line.\f"
    assert reading.warnings == ("Pages without text, which OCR may give: 2 (1, 3).",)


def test_a_sound_page_is_not_warned_of() -> None:
    assert read_pdf(pdf([["One line."]]), source="file.pdf").warnings == ()


@pytest.mark.parametrize(
    ("property_", "title"),
    [
        ("Rules of the Harbour", "Rules of the Harbour"),
        ("Microsoft Word - XXI-10 CTC", ""),  # a program's name for it
        ("Rules", ""),  # a piece of the line that is the title
        ("Lamps of Lumen", "Lamps of Lumen"),  # in quotation marks
    ],
)
def test_a_title_among_the_properties_counts_if_its_words_stand_on_the_first_page(property_: str, title: str) -> None:
    data = pdf([["Rules of the Harbour", 'On "Lamps of Lumen" and others.']], title=property_)
    assert read_pdf(data, source="file.pdf").title == title


def test_letters_that_no_language_writes_are_refused_with_the_cure(shared: Path) -> None:
    garbled = (shared / "field" / "garbled-text-layer.pdf").read_bytes()
    with pytest.raises(UnreadableSource, match=r"not readable \(\d+ % of its letters.*OCR needed"):
        text(garbled)


def test_a_scan_says_that_it_has_no_text_layer() -> None:
    with pytest.raises(EmptySource, match=r"file\.pdf: no text layer; OCR needed \(pages without text: 2\)"):
        text(pdf([[], []]))


def test_a_password_is_asked_for_in_words() -> None:
    lock = "/Encrypt<</Filter/Standard/V 1/R 2/O(" + "x" * 32 + ")/U(" + "y" * 32 + ")/P -4>>/ID[(ab)(ab)]"
    with pytest.raises(UnreadableSource, match="password protected; remove the password"):
        text(pdf([["Secret."]], trailer=lock))


@pytest.mark.parametrize("kept", [20, 100, 200])
def test_a_file_cut_short_is_damaged(kept: int) -> None:
    with pytest.raises(UnreadableSource, match="damaged file"):
        text(pdf([["Words."]])[:kept])


def test_a_page_tree_that_holds_itself_is_an_error_not_a_hang() -> None:
    loop = pdf([["Words."]]).replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]")
    with pytest.raises(UnreadableSource):
        text(loop)


def test_the_library_may_die_without_harm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "worker.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr("corpus.read.pdf.reader._WORKER", dying)
    with pytest.raises(UnreadableSource, match="damaged file"):
        text(pdf([["Words."]]))


def test_a_mistake_of_ours_is_not_called_damage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mistaken.py").write_text("raise AttributeError('a mistake of ours')", "utf-8")
    monkeypatch.setattr("corpus.read.pdf.reader._WORKER", tmp_path / "mistaken.py")
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        text(pdf([["Lamps."]]))


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "worker.py"
    endless.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr("corpus.read.pdf.reader._WORKER", endless)
    monkeypatch.setattr("corpus.read.pdf.reader._SECONDS", 0.2)
    with pytest.raises(UnreadableSource, match="no text after"):
        text(pdf([["Words."]]))


def test_columns_of_a_real_paper_are_read_one_after_the_other(shared: Path) -> None:
    (document,) = read(shared / "security" / "documents" / "two_columns_latex.pdf")
    assert document.text.count("\f") == 2
    assert "pretium quis, viverra ac, nunc" in document.text


def test_a_long_book_is_read_page_by_page(shared: Path) -> None:
    (document,) = read(shared / "security" / "documents" / "book_117p_geotopo.pdf")
    assert document.text.count("\f") == 116
    assert document.language == "de"


def test_a_beginning_that_the_text_parts_with_a_hyphen_elsewhere_is_parted_before_a_word_of_its_own() -> None:
    page = ["All nationals and all non-keepers may see the lamp, and so may all non-", "nationals of the harbour."]
    assert text(pdf([page])).endswith("all non-nationals of the harbour.")
