"""What is read as what, by content; and bytes that are no document. Rows of ../shared/security are read too."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from corpus.errors import EmptySource, UnreachableSource, UnreadableSource
from corpus.models import Document
from corpus.read.source import files_in, read, read_bytes

SECURITY = Path(__file__).parents[3] / "shared" / "security" / "documents"

# Words that the message must hold, for rows of the manifest that say which.
SAID = {
    "enc_user_password_aes256.pdf": "password protected",
    "encrypted_password_is_pass.docx": "password protected",
    "external_picture_link.docx": "no text",
    "huge_bitmap_35000px.pdf": "no text layer",
    "png_named_as.pdf": "PNG",
    "scan_only_huckfinn.pdf": "no text layer; OCR needed",
    "truncated62886.docx": "damaged file",
    "truncated_60pct.pdf": "damaged file",
    "zero_byte.pdf": "empty file",
    "zip_bomb_600MiB.docx": "600 MiB",
}
# The manifest's words are those of both forms of one text box (drawing and fallback); a reader sees it once.
SEEN_ONCE = {"Datum planeDatum plane": "Datum plane"}


def rows(expected: str) -> list[dict[str, str]]:
    manifest = SECURITY / "manifest.csv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["expected"].startswith(expected)]


def spoken(row: dict[str, str]) -> str:
    return row["what"]


def one(data: bytes, name: str) -> Document:
    (document,) = read_bytes(data, source=name)
    return document


# In a process of its own, since a process's peak of memory never falls again.
COST = """
import resource, sys, time
from pathlib import Path
from corpus.errors import UnreadableSource
from corpus.read.source import read
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
try:
    said = read(Path(sys.argv[1]))[0].text
except UnreadableSource as error:
    said = str(error)
rise = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(time.monotonic() - start, max(rise, worker) / 1024, ascii(said.strip()))
"""


def cost(path: Path) -> tuple[float, float, str]:
    """Seconds and MiB that reading takes, and the text or message it ends with."""
    done = subprocess.run([sys.executable, "-c", COST, str(path)], capture_output=True, text=True, check=True)
    seconds, memory, said = done.stdout.split(maxsplit=2)
    return float(seconds), float(memory), said


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("row", rows("clear_error"), ids=spoken)
def test_what_is_no_document_gives_an_error_that_names_the_file_and_what_was_found(row: dict[str, str]) -> None:
    with pytest.raises(UnreadableSource) as error:
        read(SECURITY / row["path"])
    message = str(error.value)
    assert row["path"] in message
    assert SAID[row["path"]].lower() in message.lower()


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("row", rows("parsed"), ids=spoken)
def test_real_documents_of_difficult_kinds_are_read(row: dict[str, str]) -> None:
    (document,) = read(SECURITY / row["path"])
    words = SEEN_ONCE.get(row["must_contain"], row["must_contain"])
    assert words in document.text
    assert document.text.count(words) == 1 or words not in SEEN_ONCE.values()
    assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f]", document.text)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    "row", [*rows("no_crash"), *(r for r in rows("clear_error") if "RSS" in r["detail"])], ids=spoken
)
def test_fuzzers_files_and_bombs_end_in_words_quickly_and_in_little_memory(row: dict[str, str]) -> None:
    seconds, memory, said = cost(SECURITY / row["path"])
    assert seconds < 20
    assert memory < 100
    assert len(said) > 10


def zip_bomb(size: int) -> bytes:
    """A Word file whose document unpacks to `size` bytes of spaces."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        with parts.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(size >> 20):
                part.write(b" " * (1 << 20))
    return package.getvalue()


def test_a_zip_bomb_is_refused_from_its_directory_before_unpacking(tmp_path: Path) -> None:
    (tmp_path / "bomb.docx").write_bytes(zip_bomb(200 << 20))
    seconds, memory, said = cost(tmp_path / "bomb.docx")
    assert "bomb.docx: a package that unpacks to 200 MiB" in said
    assert seconds < 2
    assert memory < 100


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
NO_DOCUMENTS = {
    "no bytes at all": (b"", "empty file"),
    "white space only": (b" \n\t\r\n ", "empty file"),
    "a PNG named .pdf": (b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG image"),
    "a JPEG": (b"\xff\xd8\xff\xe0" + bytes(64), "JPEG image"),
    "an RTF letter": (b"{\\rtf1 hello}", "RTF"),
    "a gzip archive": (b"\x1f\x8b\x08" + bytes(64), "gzip"),
    "a program": (b"\x7fELF" + bytes(64), "program"),
    "an old Word file": (OLE, "old Office"),
    "a Word file with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password protected"),
    "the first half of a ZIP": (zip_bomb(1 << 20)[:600], "damaged file"),
    "bytes of no format": (bytes(range(1, 32)) * 40, "binary data"),
    "JSON that is no passages": (b'{"treaty": {"articles": [1, 2]}}\n', "document"),
    "XML that is no page": (b"<?xml version='1.0'?><act><article n='1'/></act>", "XML of a kind"),
    "a list in JSON": (b"[1,\n 2,\n 3]", "JSON of a shape"),
    "a PDF without a body": (b"%PDF-1.7\n%%EOF", "damaged file"),
}


@pytest.mark.parametrize(("data", "said"), NO_DOCUMENTS.values(), ids=NO_DOCUMENTS)
def test_bytes_that_are_no_document_say_what_they_are_and_what_can_be_done(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableSource) as error:
        read_bytes(data, source="thing.pdf")
    message = str(error.value)
    assert message.startswith("thing.pdf")
    assert said in message
    assert ";" in message or ". " in message, "the cure is missing"


def test_a_zip_that_is_no_word_document_is_named_so() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableSource, match="no Word document"):
        read_bytes(package.getvalue(), source="sheet.xlsx")


@pytest.mark.parametrize("name", ["page.txt", "page.pdf", "page"])
def test_the_format_is_decided_by_content_not_by_name(name: str) -> None:
    page = b"<!doctype html><html><body><h1>Harbour rules</h1><p>No lamp is lit at noon.</p></body></html>"
    assert one(page, name).text == "# Harbour rules\n\nNo lamp is lit at noon."


def test_prose_that_begins_like_json_is_text() -> None:
    assert one(b"[1] The first note.\n\n[2] The second.", "notes.txt").text.startswith("[1] The first")


def test_a_document_is_known_by_the_hash_of_its_bytes() -> None:
    first, again, other = one(b"The same.", "a.txt"), one(b"The same.", "b.md"), one(b"The same!", "a.txt")
    assert first.sha256 == again.sha256 != other.sha256
    assert (first.id, again.id) == ("a", "b")


def test_a_given_kind_wins(documents_folder: Path) -> None:
    assert read(documents_folder / "lighthouse-convention.md", kind="note")[0].kind == "note"


def test_the_source_is_the_path_as_it_was_given(documents_folder: Path) -> None:
    path = documents_folder / "lighthouse-convention.md"
    assert read(path)[0].source == str(path)
    assert read(path, source="~/lighthouse.md")[0].source == "~/lighthouse.md"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreachableSource, match=r"gone\.txt: cannot be opened \(No such file"):
        read(tmp_path / "gone.txt")
    with pytest.raises(UnreachableSource, match="no such file or folder"):
        files_in(tmp_path / "gone")


def test_a_folder_lists_what_can_be_read_sorted_and_nothing_hidden(tmp_path: Path) -> None:
    for name in ("b.md", "a.PDF", "c.exe", ".secret.md", ".git/x.md", "deep/er/d.docx", "e.jsonl", "LICENSE"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    names = [file.relative_to(tmp_path).as_posix() for file in files_in(tmp_path)]
    assert names == ["a.PDF", "b.md", "deep/er/d.docx", "e.jsonl"]


def test_a_file_named_by_itself_is_listed_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("Words.")
    assert files_in(tmp_path / "LICENSE") == [tmp_path / "LICENSE"]


def test_every_real_document_is_read_or_refused_in_words(corpus_folder: Path) -> None:
    refused = {}
    folders = (corpus_folder / name for name in ("articles", "formats", "treaties"))
    for path in (path for folder in folders for path in files_in(folder)):
        try:
            (document,) = read(path)
        except EmptySource as error:
            refused[path.name] = str(error)
        else:
            assert document.text.strip(), path
            assert document.title.strip(), path
    assert len(refused) == 3
    assert all(name.startswith("scanned-") and "OCR needed" in said for name, said in refused.items())
