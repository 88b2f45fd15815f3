"""Runs as a script: PDF bytes on stdin, one JSON object on stdout. Imports nothing of Pinpoint.

{"pages": [text], "title": text} or {"error": "password" | "damaged" | "pages"}
"""

import json
import sys

import pypdfium2  # type: ignore[import-untyped]

_PAGES = 5000
_MEMORY = 1 << 30  # bytes of address space: a hostile file ends the worker, not the machine


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _extract(data: bytes) -> dict[str, object]:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > _PAGES:
            return {"error": "pages"}
        pages = [page.get_textpage().get_text_range() for page in document]
        metadata = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if "password" in str(error).lower() else "damaged"}
    return {"pages": pages, "title": metadata.get("Title", "")}


if __name__ == "__main__":
    _limit_memory()
    sys.stdout.write(json.dumps(_extract(sys.stdin.buffer.read())))
