"""What a document is called, who issued it and when: from its format, its text and the catalogue."""

import hashlib
import re
import unicodedata
from pathlib import PurePath

from corpus.models import Document, Kind
from corpus.read.reading import Reading


def describe(reading: Reading, *, data: bytes, source: str, kind: Kind | None = None) -> Document:
    """The Document that `reading` of `data` is; a `kind` that is given wins."""
    stem = stem_of(source)
    return Document(
        id=slug(stem),
        title=reading.title or humanised(stem),
        short_title="",
        kind=kind or "article",
        issuer=reading.author or reading.site,
        date=reading.date,
        url=reading.url,
        source=source,
        language=reading.language or "en",
        sha256=hashlib.sha256(data).hexdigest(),
        text=reading.text,
    )


def stem_of(source: str) -> str:
    """The file name without ending, or the last part of an address's path."""
    return PurePath(re.sub(r"[?#].*$", "", source) if "://" in source else source).stem


def slug(name: str) -> str:
    """`name` as an id: lower case, accents dropped, hyphens for all but letters and digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-") or "document"


def humanised(stem: str) -> str:
    """A file name as a title: "russia-withdraws" is "Russia withdraws"."""
    words = re.sub(r"[-_]+", " ", stem).strip()
    return words[:1].upper() + words[1:]
