"""What a document is called, who issued it and when: from the catalogue, its text, its format and its name."""

import hashlib
import re
import unicodedata
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from corpus.models import Document, Kind
from corpus.read.dates import first_date
from corpus.read.judgments import judgment_in
from corpus.read.kinds import kind_of
from corpus.read.language import language_of
from corpus.read.reading import Reading
from corpus.read.titles import site_of, title_of

# Who publishes under an address, where its name does not say so, or as files from there are named.
_PUBLISHERS = {
    "wikipedia": "Wikipedia contributors",
    "wikinews": "Wikinews",
    "ecthr": "European Court of Human Rights",
    "hudoc": "European Court of Human Rights",
    "unhcr": "UNHCR",
    "ohchr": "OHCHR",
}


def describe(reading: Reading, *, data: bytes, source: str, kind: Kind | None = None) -> Document:
    """The Document that `reading` of `data` is; a `kind` that is given wins."""
    stem = stem_of(source)
    judgment = judgment_in(reading.text, stem=stem)
    publisher, name = _publisher(stem, reading.url)
    title, site = site_of(judgment.title if judgment else title_of(reading, stem=name))
    issuer = (judgment and judgment.court) or reading.site or site or publisher or reading.author
    return Document(
        id=slug(stem),
        title=title,
        short_title=judgment.name if judgment else "",
        kind=kind or ("judgment" if judgment else kind_of(reading.text, title=title, issuer=issuer)),
        issuer=issuer,
        date=reading.date or first_date(reading.text),
        url=reading.url or (source if "://" in source else ""),
        source=source,
        language=reading.language or language_of(reading.text),
        sha256=hashlib.sha256(data).hexdigest(),
        text=reading.text,
        series=judgment.application if judgment else "",
    )


def stem_of(source: str) -> str:
    """The file name without ending, or the last part of an address's path, or its host where it has none."""
    if "://" not in source:
        return PurePath(source).stem
    address = urlsplit(source)
    return PurePath(unquote(address.path)).stem or address.hostname or source


def slug(name: str) -> str:
    """`name` as an id: lower case, accents dropped, hyphens for all but letters and digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-") or "document"


def _publisher(stem: str, url: str) -> tuple[str, str]:
    """Who publishes a file named so or found there, and the rest of its name: ("Wikinews", "hong-kong-leader")."""
    first, _, rest = stem.partition("-")
    if first.lower() in _PUBLISHERS and rest:
        return _PUBLISHERS[first.lower()], rest
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return next((publisher for name, publisher in _PUBLISHERS.items() if name in host), host), stem
