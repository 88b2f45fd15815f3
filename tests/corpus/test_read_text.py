"""Markdown and plain text: verbatim, in any encoding."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.read.source import read_bytes
from corpus.text.decode import decode, sound

POLISH = "Żółty płomień świeci nad zatoką; strażnik łódź odprowadza do brzegu. "
GERMAN = "Die Wärter zünden die Öllampen an; über dem Fluß glüht es weiß. Das Übrige ist Nacht. "
RUSSIAN = "Каждый вечер смотритель поднимается на маяк и зажигает лампу, чтобы корабли видели берег. "
UKRAINIAN = "Щовечора доглядач піднімається на маяк і запалює лампу, щоб кораблі бачили її здалеку. "


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_text_is_the_file_verbatim(name: str) -> None:
    text = "# Title\n\n  Two  spaces,\ta tab, * stars * and\n\n\n| a | table |\n"
    assert read_bytes(text.encode(), source=name)[0].text == text


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"], ids=["Windows", "old Mac", "Unix"])
def test_every_newline_is_one_character(newline: str) -> None:
    assert decode(f"one{newline}two{newline}".encode(), source="a.txt") == "one\ntwo\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_told_with_and_without_a_mark(encoding: str) -> None:
    data = POLISH.encode(encoding)
    assert decode(data, source="a.txt") == POLISH


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"], ids=["little end first", "big end first"])
def test_a_byte_order_mark_is_not_text(mark: bytes) -> None:
    data = mark + "Lamps.".encode("utf-16-le" if mark == b"\xff\xfe" else "utf-16-be")
    assert decode(data, source="a.txt") == "Lamps."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (UKRAINIAN, "cp1251")],
    ids=["windows-1252", "windows-1251", "KOI8-R", "Ukrainian windows-1251"],
)
def test_encodings_that_nothing_declares_are_guessed(text: str, encoding: str) -> None:
    assert decode((text * 3).encode(encoding), source="a.txt") == text * 3


def test_typographic_quotes_of_windows_are_read() -> None:
    text = "Article 44 § 2 says: “the judgment – if final – is published”. It’s so."
    assert decode(text.encode("cp1252"), source="a.txt") == text


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("iso-8859-1", "cp1252", "“Café” – it’s there"),
        ("x-sjis", "shift_jis", "灯台は夕方に灯る"),
        ("windows-874", "cp874", "ประภาคาร"),
        ("gb2312", "gbk", "燈塔在黄昏点亮"),
        ("KS_C_5601-1987", "cp949", "등대는 해질녘에 켜진다"),
        ("iso-8859-8-i", "iso8859-8", "המגדלור מואר"),
        ("koi8-u", "koi8-u", "ґ є і ї"),
    ],
)
def test_an_encoding_of_the_web_that_is_declared_is_believed(label: str, codec: str, words: str) -> None:
    text = f"charset={label}\n\n{words}."
    assert decode(text.encode(codec), source="a.txt") == text


@pytest.mark.parametrize(
    "label",
    [
        *("undefined", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "hex", "rot13", "mbcs", "oem"),
        *("utf-7", "base64", "zip", "uu", "quopri", "utf-16", "cp037", "no-such-encoding"),
    ],
)
def test_a_codec_that_is_no_encoding_of_the_web_is_as_if_nothing_was_declared(label: str) -> None:
    text = f"charset={label}\n\n+AGE- \\ud800 \\u0041 " + GERMAN * 3
    assert decode(text.encode("cp1252"), source="a.txt") == text
    page = f'<html><head><meta charset="{label}"></head><body><p>{GERMAN * 3}</p></body></html>'
    assert read_bytes(page.encode("cp1252"), source="a.html")[0].text == (GERMAN * 3).strip()


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff")))
def test_any_text_in_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), source="a.txt") == text


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_an_error_in_words(data: bytes) -> None:
    try:
        outcome = read_bytes(data, source="any.txt")[0].text
    except UnreadableSource as error:
        outcome = str(error)
    assert outcome.strip()
    assert outcome.encode()


@pytest.mark.parametrize(
    "text", ["\n", "\n \n", " ", "\t", "# ", "#", "(", "a", "v. ", "*", "Article 1 ", "the court of "], ids=repr
)
def test_a_hundred_thousand_of_the_same_keep_no_search_busy(text: str) -> None:
    start = time.monotonic()
    assert read_bytes(("CASE OF a " + text * 100_000 + "b").encode(), source="same.md")[0].text
    assert time.monotonic() - start < 5


def test_characters_that_no_file_can_contain_are_replaced() -> None:
    assert sound("a\x00b\ud800c") == "ab\ufffdc"
    assert sound("\ud83d\ude00") == "\U0001f600"


def test_a_front_matter_names_the_document() -> None:
    text = '---\ntitle: "Rules of the Harbour"\ndate: 1974-05-01\nlang: en\n---\n\n# Rules\n\nNo lamp at noon.\n'
    (document,) = read_bytes(text.encode(), source="rules.md")
    assert (document.title, document.date) == ("Rules of the Harbour", "1974-05-01")
    assert document.text == text
