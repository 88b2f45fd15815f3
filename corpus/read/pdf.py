"""PDF: the text of each page. The native library works in a process of its own, which may die without harm."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.decode import sound
from corpus.read.pdf_text import tidied
from corpus.read.reading import Reading

_WORKER = Path(__file__).with_name("pdf_worker.py")
_MISTAKEN = 1  # its exit status over a mistake of our own; whatever a file does to it ends it with another
_SECONDS = 120.0  # a book of 117 pages takes under one

_CURES = {
    "password": "password protected; remove the password (print it to a new PDF) and add that",
    "damaged": "damaged file, not a complete PDF; get a whole copy",
    "pages": "more pages than the limit of 5000; split it and add the pieces",
}


def read_pdf(data: bytes, *, source: str) -> Reading:
    """The text, pages parted by form feeds.

    Raises UnreadableSource (password, damage, too slow or too large), EmptySource where no page has text (a scan).
    """
    found = _extract(data, source=source)
    if "error" in found:
        raise UnreadableSource(f"{source}: {_CURES[str(found['error'])]}.")
    pages = tidied([sound(page) for page in found["pages"]])
    text = "\f".join(pages)
    if not text.strip():
        raise EmptySource(
            f"{source}: no text layer; OCR needed (pages without text: {len(pages)}), for example with ocrmypdf. "
            "Then add the result."
        )
    return Reading(text=text, title=sound(found["title"]))


def _extract(data: bytes, *, source: str) -> dict[str, Any]:
    # -P: the worker's own folder holds html.py and docx.py, which must not hide modules of those names.
    command = [sys.executable, "-P", str(_WORKER)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(f"{source}: no text after {_SECONDS:.0f} s; split the PDF or save it anew.") from error
    if done.returncode == _MISTAKEN:
        raise RuntimeError(f"{_WORKER.name} broke: {done.stderr.decode(errors='replace')}")
    if done.returncode:
        raise UnreadableSource(f"{source}: {_CURES['damaged']} (the PDF library gave up on it).")
    result: dict[str, Any] = json.loads(done.stdout)
    return result
