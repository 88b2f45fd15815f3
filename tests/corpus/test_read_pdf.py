"""PDF: pages of text as one reads it. The small PDFs here are written by hand."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.pdf import read_pdf, tidied
from corpus.read.source import read


def pdf(pages: Sequence[Sequence[str]], *, trailer: str = "") -> bytes:
    """A PDF with these lines on its pages, in Helvetica."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, lines in enumerate(pages):
        drawn = " T* ".join(f"({line}) Tj" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {drawn} ET"
        fonts = f"/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * number} 0 R"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{fonts}>>")
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    xref = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
    return f"{body}{xref}startxref\n{len(body)}\n%%EOF\n".encode("latin-1")


def text(data: bytes) -> str:
    return read_pdf(data, source="file.pdf").text


def test_pages_are_parted_by_form_feeds() -> None:
    assert text(pdf([["First page."], ["Second page."]])) == "First page.\fSecond page."


def test_lines_of_one_sentence_are_joined_and_headings_stay_alone() -> None:
    lines = [
        "Article 5",
        "Every keeper shall light the lamp at dusk and shall not",
        "leave the tower before dawn.",
        "2. This is all.",
    ]
    assert text(pdf([lines])).split("\n") == [
        "Article 5",
        "Every keeper shall light the lamp at dusk and shall not leave the tower before dawn.",
        "2. This is all.",
    ]


@pytest.mark.parametrize("mark", ["\ufffe", "-\n", "\u00ad\n"], ids=["PDFium's", "a hyphen", "a soft hyphen"])
def test_a_word_broken_at_the_line_end_is_made_whole(mark: str) -> None:
    assert tidied([f"At dusk the inspec{mark}tors came down."]) == ["At dusk the inspectors came down."]


def test_a_compound_that_the_text_writes_with_a_hyphen_keeps_it() -> None:
    page = "A self-lit lamp and a self-lit tower stand where the keeper keeps his self-\nlit lantern."
    assert tidied([page])[0].endswith("his self-lit lantern.")


def test_a_scan_whose_hyphens_were_lost_is_mended_only_where_the_word_is_known() -> None:
    page = "A comprehensive list, comprehensive as ever, of all compre \nhensive lamps."
    assert tidied([page])[0].endswith("of all comprehensive lamps.")
    assert tidied(["A list of the lamps \nand towers."]) == ["A list of the lamps and towers."]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [f"{n} Treaty of Lamps – Collected 1974\nText of sheet {chr(64 + n)}.\nVol. 12, {n}" for n in range(1, 9)]
    assert tidied(pages) == [f"Text of sheet {chr(64 + n)}." for n in range(1, 9)]


def test_a_line_that_stands_on_one_page_only_is_never_left_out() -> None:
    pages = [f"Title {'abcdefgh'[n]}\nBody {'abcdefgh'[n]}\nEnd {'abcdefgh'[n]}" for n in range(8)]
    assert [page.split("\n") for page in tidied(pages)] == [page.split("\n") for page in pages]


def test_no_page_at_all_is_no_text() -> None:
    assert tidied([]) == []
    assert tidied(["", "One line.", ""]) == ["", "One line.", ""]


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
    loop = pdf([["Words."]]).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]")
    with pytest.raises(UnreadableSource):
        text(loop)


def test_the_library_may_die_without_harm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "worker.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr("corpus.read.pdf._WORKER", dying)
    with pytest.raises(UnreadableSource, match="damaged file"):
        text(pdf([["Words."]]))


def test_a_mistake_of_ours_is_not_called_damage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mistaken.py").write_text("raise AttributeError('a mistake of ours')", "utf-8")
    monkeypatch.setattr("corpus.read.pdf._WORKER", tmp_path / "mistaken.py")
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        text(pdf([["Lamps."]]))


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "worker.py"
    endless.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr("corpus.read.pdf._WORKER", endless)
    monkeypatch.setattr("corpus.read.pdf._SECONDS", 0.2)
    with pytest.raises(UnreadableSource, match="no text after"):
        text(pdf([["Words."]]))


def test_columns_are_read_one_after_the_other(shared: Path) -> None:
    (document,) = read(shared / "security" / "documents" / "two_columns_latex.pdf")
    assert document.text.count("\f") == 2
    assert "pretium quis, viverra ac, nunc" in document.text


def test_a_long_book_is_read_page_by_page(shared: Path) -> None:
    (document,) = read(shared / "security" / "documents" / "book_117p_geotopo.pdf")
    assert document.text.count("\f") == 116
    assert document.language == "de"
