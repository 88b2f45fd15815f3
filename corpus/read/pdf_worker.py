"""Runs as a script: PDF bytes on stdin, one JSON object on stdout. Imports nothing of Pinpoint.

{"pages": [text], "title": text} or {"error": "password" | "damaged" | "pages"}

It ends with status 1, as Python does, over a mistake of our own only; with any other over a file that it cannot bear.
"""

import json
import sys

import pypdfium2  # type: ignore[import-untyped]

_PAGES = 5000
_MEMORY = 1 << 30  # bytes of address space: a hostile file ends the worker, not the machine

_TOO_LARGE = 3  # exit status: more memory than that is wanted


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _extract(data: bytes) -> dict[str, object]:
    """What is said of `data`; nothing but calls of pypdfium2, so that each failure is the file's."""
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > _PAGES:
            return {"error": "pages"}
        pages = [page.get_textpage().get_text_range() for page in document]
        metadata = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if "password" in str(error).lower() else "damaged"}
    except (ValueError, OSError):  # it decodes what it is told to be text
        return {"error": "damaged"}
    return {"pages": pages, "title": metadata.get("Title", "")}


if __name__ == "__main__":
    _limit_memory()
    try:
        sys.stdout.write(json.dumps(_extract(sys.stdin.buffer.read())))
    except MemoryError:
        sys.exit(_TOO_LARGE)
