"""Word files: everything that a reader of the page sees, once."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.docx import read_docx
from corpus.read.docx_labels import printed_number

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def saved(word: Any) -> bytes:
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def with_body(xml: str, **parts: str) -> bytes:
    """A Word file whose body is `xml`; `parts` are further XML parts ("footnotes", "numbering") of the package."""
    word = docx.Document()
    word.element.body.insert(0, parse_xml(f"<w:sdt {NAMES}><w:sdtContent>{xml}</w:sdtContent></w:sdt>"))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(word))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name.removeprefix("word/").removesuffix(".xml") not in parts:
                new.writestr(name, _linked(old.read(name).decode(), name, parts) if name in LINKING else old.read(name))
        for part, content in parts.items():
            new.writestr(f"word/{part}.xml", content)
    return file.getvalue()


LINKING = ("[Content_Types].xml", "word/_rels/document.xml.rels")


def _linked(xml: str, name: str, parts: dict[str, str]) -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    for part in parts:
        if f"{part}.xml" in xml:
            continue
        if name == "[Content_Types].xml":
            xml = xml.replace(
                "</Types>", f'<Override PartName="/word/{part}.xml" ContentType="{word}.{part}+xml"/></Types>'
            )
        else:
            link = f'<Relationship Id="x{part}" Type="{office}/{part}" Target="{part}.xml"/>'
            xml = xml.replace("</Relationships>", link + "</Relationships>")
    return xml


def paragraph(words: str, *, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{words}</w:t></w:r></w:p>"


def text(data: bytes) -> str:
    return read_docx(data, source="file.docx").text


def test_headings_are_marked_by_their_level() -> None:
    word = docx.Document()
    word.add_heading("Convention on Lamps", level=1)
    word.add_heading("Article 1", level=2)
    word.add_paragraph("Every lamp is lit at dusk.")
    assert text(saved(word)) == "# Convention on Lamps\n\n## Article 1\n\nEvery lamp is lit at dusk."


def test_a_table_is_read_in_its_place_and_a_merged_cell_once() -> None:
    word = docx.Document()
    word.add_paragraph("Before.")
    table = word.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"r{row}c{column}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "tall"
    word.add_paragraph("After.")
    assert text(saved(word)) == "Before.\n\nwide | r0c2\nr1c0 | r1c1 | tall\nr2c0 | r2c1\n\nAfter."


def test_a_table_in_a_cell_is_not_lost_and_not_doubled() -> None:
    word = docx.Document()
    cell = word.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "outer"
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "inner"
    assert text(saved(word)).split() == ["outer", "inner"]


def test_columns_laid_out_as_a_table_are_read_one_after_the_other() -> None:
    word = docx.Document()
    left, right = word.add_table(rows=1, cols=2).rows[0].cells
    left.text, right.text = "Article 1", "Artikel 1"
    left.add_paragraph("Lamps are lit.")
    right.add_paragraph("Lampen brennen.")
    assert text(saved(word)) == "Article 1\n\nLamps are lit.\n\nArtikel 1\n\nLampen brennen."


FOOTNOTES = f"""<w:footnotes {NAMES}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>See the tables of tides.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def test_footnotes_are_gathered_at_the_end() -> None:
    body = "<w:p><w:r><w:t>The tide turns</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    data = with_body(body, footnotes=FOOTNOTES)
    assert text(data) == "The tide turns\n\n1  See the tables of tides."


def test_a_text_box_is_read_once_though_it_is_stored_twice() -> None:
    box = f"<w:txbxContent>{paragraph('Mind the step.')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = f"<w:p><w:r><w:t>Stairs.</w:t></w:r><w:r>{both}</mc:AlternateContent></w:r></w:p>"
    assert text(with_body(body)) == "Stairs.\n\nMind the step."


def test_what_was_deleted_or_is_hidden_is_not_read() -> None:
    body = (
        "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>struck </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>added</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert text(with_body(body)) == "Kept added"


def test_line_breaks_tabs_and_hyphens_are_what_the_page_shows() -> None:
    run = "<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/>"
    assert text(with_body(f"<w:p><w:r>{run}</w:r></w:p>")) == "a\tb\nc-d"


NUMBERING = f"""<w:numbering {NAMES}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def numbered(words: str, *, level: int = 0, of: int = 5) -> str:
    place = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{of}'/></w:numPr>"
    return paragraph(words, properties=place)


def test_numbers_that_word_counts_are_printed_and_restart_where_word_restarts_them() -> None:
    body = (
        numbered("First")
        + numbered("one", level=1)
        + numbered("two", level=1)
        + numbered("Second")
        + numbered("again", level=1)
        + numbered("New list", of=6)
        + numbered("its second", of=6)
    )
    assert text(with_body(body, numbering=NUMBERING)).split("\n\n") == [
        "1. First",
        "(a) one",
        "(b) two",
        "2. Second",
        "(a) again",
        "1. New list",
        "2. its second",
    ]


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (4, "upperRoman", "IV"),
        (49, "lowerRoman", "xlix"),
        (28, "lowerLetter", "bb"),
        (7, "decimal", "7"),
        (3, "none", ""),
    ],
)
def test_numbers_are_printed_as_word_prints_them(number: int, style: str, printed: str) -> None:
    assert printed_number(number, style=style) == printed


def test_a_file_without_text_says_so() -> None:
    with pytest.raises(EmptySource, match=r"file\.docx: no text"):
        text(saved(docx.Document()))


def test_a_file_cut_short_is_damaged() -> None:
    whole = saved(docx.Document())
    with pytest.raises(UnreadableSource, match="damaged file"):
        text(whole[: len(whole) // 2])


@pytest.mark.parametrize("broken", ["<w:document", "<x/>", "", "not XML"])
def test_a_package_with_a_broken_document_is_damaged(broken: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(docx.Document()))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, broken if name == "word/document.xml" else old.read(name))
    with pytest.raises(UnreadableSource, match=r"damaged file|no text"):
        text(file.getvalue())


@pytest.mark.parametrize(
    "fault", [AttributeError, TypeError, KeyError, ValueError, RuntimeError], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("where", ["_blocks", "Labels", "_notes"])
def test_a_mistake_of_ours_is_not_called_damage(
    fault: type[Exception], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: Any, **__: Any) -> None:
        raise fault("a mistake of ours")

    monkeypatch.setattr(f"corpus.read.docx.{where}", mistaken)
    with pytest.raises(fault, match="a mistake of ours"):
        text(with_body(paragraph("Lamps."), footnotes=FOOTNOTES))


@pytest.mark.parametrize("part", ["footnotes", "numbering", "styles"])
def test_a_package_with_another_part_broken_is_damaged(part: str) -> None:
    with pytest.raises(UnreadableSource, match="damaged file"):
        text(with_body(paragraph("Lamps."), **{part: "<w:broken"}))


def test_a_document_nested_too_deep_is_refused() -> None:
    body = "<w:sdt><w:sdtContent>" * 90 + paragraph("Lamps.") + "</w:sdtContent></w:sdt>" * 90
    with pytest.raises(UnreadableSource, match="nested too deep"):
        text(with_body(body))


def test_a_list_that_begins_at_a_number_beyond_all_lists_is_read() -> None:
    numbering = NUMBERING.replace('<w:start w:val="1"/>', f'<w:start w:val="{"9" * 5000}"/>')
    assert text(with_body(numbered("First", level=1), numbering=numbering)).endswith("First")


def test_entities_in_the_xml_are_not_expanded_and_no_file_is_read() -> None:
    evil = (
        '<!DOCTYPE w:document [<!ENTITY here SYSTEM "file:///etc/passwd">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>seen &here;</w:t></w:r></w:p></w:body></w:document>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(docx.Document()))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, evil if name == "word/document.xml" else old.read(name))
    assert "root:" not in text(file.getvalue())
