"""Determines the title, kind, issuer and dates of a document, from the catalogue, its text, format and name."""

import hashlib
import re
import unicodedata
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from corpus.instruments.catalogue import Instrument
from corpus.instruments.identify import identify
from corpus.models import Document, Kind, Reading
from corpus.read.titles import judgment_in, split_site, title_of
from corpus.text.dates import days
from corpus.text.language import language_of
from corpus.text.nouns import AGENCIES, ARTICLE_HEADINGS, DECLARATIONS, ORGANS, TREATIES, either

# Publishers by a part of their host name, or by the first word of the name of a file.
_PUBLISHERS = {
    "wikipedia": "Wikipedia contributors",
    "wikinews": "Wikinews",
    "ecthr": "European Court of Human Rights",
    "hudoc": "European Court of Human Rights",
    "unhcr": "UNHCR",
    "ohchr": "OHCHR",
}
_SECONDARY = ("Wikipedia contributors", "Wikinews")  # they write about instruments and do not publish their texts


def describe(reading: Reading, *, data: bytes, source: str, kind: Kind | None = None) -> Document:
    """The Document made of `reading`, which was read from `data`. `kind`, if given, replaces the kind found."""
    bare = Document(
        id=slug(stem_of(source)),
        title="",
        short_title="",
        kind=kind or "article",
        issuer="",
        date="",
        url=next((url for url in (reading.url, source) if _is_web_address(url)), ""),
        source=source,
        language=reading.language or language_of(reading.text),
        sha256=hashlib.sha256(data).hexdigest(),
        text=reading.text,
        notes=reading.notes,
    )
    described = _as_judgment(bare, stem=stem_of(source)) or _as_other(bare, reading, stem=stem_of(source))
    return replace(described, kind=kind) if kind else described


def _as_judgment(bare: Document, *, stem: str) -> Document | None:
    judgment = judgment_in(bare.text, stem=stem)
    if not judgment:
        return None
    return replace(
        bare,
        kind="judgment",
        title=judgment.title,
        short_title=judgment.name,
        issuer=judgment.court or _publisher(stem, bare.url)[0],
        date=first_date(bare.text),
        series=judgment.application,
    )


def _as_other(bare: Document, reading: Reading, *, stem: str) -> Document:
    publisher, name = _publisher(stem, bare.url)
    title, site = split_site(title_of(reading, stem=name))
    instrument = (
        None if publisher in _SECONDARY else identify(title=title, text=_without_blank_lines(bare.text), stem=stem)
    )
    if instrument:
        return _as_instrument(bare, instrument)
    issuer = reading.site or site or publisher or reading.author
    kind = kind_of(bare.text, title=title, issuer=issuer)
    signed = signed_date(bare.text) if kind == "treaty" else ""
    date = reading.date or signed or first_date(bare.text)
    return replace(bare, title=title, issuer=issuer, date=date, adopted=signed, kind=kind)


def _as_instrument(bare: Document, instrument: Instrument) -> Document:
    return replace(
        bare,
        title=instrument.title,
        short_title=instrument.short_title,
        kind=instrument.kind,
        issuer=instrument.issuer,
        date=instrument.adopted,
        url=bare.url or instrument.url,
        series=instrument.series,
        adopted=instrument.adopted,
        in_force=instrument.in_force,
    )


def _without_blank_lines(text: str) -> str:
    """`text` without blank lines: a file with very many of them would slow the search for headings."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _is_web_address(url: str) -> bool:
    """Whether `url` is an http or https address: a page may state any other, such as "javascript:…"."""
    return url.lower().startswith(("http://", "https://"))


def stem_of(source: str) -> str:
    """The file name without extension, or the last part of an address's path, or its host if there is no path."""
    if "://" not in source:
        return PurePath(source).stem
    address = urlsplit(source)
    return PurePath(unquote(address.path)).stem or address.hostname or source


def slug(name: str) -> str:
    """`name` as an id: in lower case, without accents, and with hyphens in place of all but letters and digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-") or "document"


def _publisher(stem: str, url: str) -> tuple[str, str]:
    """The publisher by file name or address, "" if unknown, and the rest of the name: ("Wikinews", "hong-kong")."""
    first, _, rest = stem.partition("-")
    if first.lower() in _PUBLISHERS and rest:
        return _PUBLISHERS[first.lower()], rest
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return next((publisher for name, publisher in _PUBLISHERS.items() if name in host), host), stem


_ARTICLE = re.compile(
    rf"^[#* \t]*(?:{either(ARTICLE_HEADINGS)}|art\.)\s+(?:\d{{1,3}}|[IVXLC]+|[A-Z])\b(?:[.:–—-].*|.{{0,80}})$",
    re.I | re.M,
)
_INSTRUMENT = re.compile(rf"\b({either(TREATIES)}|accords|concordat|memorandum)\b", re.I)
_OPERATIVE = re.compile(
    r"\bshall\b|\bcontracting (?:parties|states)\b|\bstates? part(?:y|ies)\b|\bthe (?:present|said) "
    rf"(?:{either(TREATIES)})\b|\bplenipotentiar",
    re.I,
)
_DECLARATION = re.compile(rf"\b({either(DECLARATIONS)})\b", re.I)
_REPORT = re.compile(
    r"\b(reports?|findings|fact ?sheet|concluding observations|general comment|monitoring|resolution|memorandum|"
    r"note verbale|survey|working paper|country profile)\b",
    re.I,
)
_OFFICE = re.compile(
    rf"\b(UNHCR|OHCHR|UNICEF|OSCE|ODIHR|NATO|IAEA|ICRC|nations|commissioner|{either(ORGANS, AGENCIES)}|amnesty|"
    r"operations)\b",
    re.I,
)

# Binding phrases ("shall") in a thousand words. Treaties have 6 to 40, and texts about them at most 6; treaties with
# many articles that use "will" for "shall" have 4 and more.
_BINDING = 6.0
_BINDING_WITH_ARTICLES = 4.0
_MANY_ARTICLES = 5
_FIRST_LINES = 300  # characters, in which an instrument may name itself if its title is in another language


def kind_of(text: str, *, title: str, issuer: str) -> Kind:
    """The kind of a document other than a judgment, by its wording, title and issuer; "article" if none is evident."""
    acts = 1000 * len(_OPERATIVE.findall(text)) / max(1, len(text.split()))
    articles = len(_ARTICLE.findall(text))
    named = bool(_INSTRUMENT.search(title + text[:_FIRST_LINES]))
    if acts >= _BINDING and (articles > 1 or named):
        return "treaty"
    if acts >= _BINDING_WITH_ARTICLES and articles >= _MANY_ARTICLES and named:
        return "treaty"
    if _DECLARATION.search(title) and articles >= 2:
        return "declaration"
    if _REPORT.search(title) or _OFFICE.search(issuer):
        return "report"
    return "article"


_FIRST_PAGE = 6000  # characters: a first page, or a web page's menus and the first lines under them
# Words before a date on a line of its own: "Published on Monday, 24 March 2016", "le 26 novembre 1987".
_BEFORE_DATE = re.compile(
    r"(?:(?:published|updated|date|posted)(?: on)?:?\s*)?(?:[a-z]+day,? |(?:le|el|il|den|am|vom) )?", re.IGNORECASE
)
_LONGEST_DATE = 80  # characters of a date with its year in words
# "Signed at …" only at the beginning of a line: in a sentence it may refer to another treaty.
_SIGNED = re.compile(r"^[\[(#*_ ]*(?:signed|done|adopted)\s+(?:at|in)\s(?P<place>[^\n.;]{2,60})", re.I | re.M)
_DONE = re.compile(r"\bdone\s+(?:at|in)\s(?P<place>[^\n;]{2,60})", re.I)


def first_date(text: str) -> str:
    """The first date that is alone on a line near the top ("24 March 2016"), as ISO 8601, or ""."""
    for line in text[:_FIRST_PAGE].splitlines():
        bare = line.strip("*_ \t")
        words = bare[_BEFORE_DATE.match(bare).end() :]  # type: ignore[union-attr]  # it also matches ""
        if len(words) <= _LONGEST_DATE:
            found = [iso for iso, start, end in days(words) if (start, end) == (0, len(words))]
            if found:
                return found[0]
    return ""


def signed_date(text: str) -> str:
    """The date of signature that a treaty states on its first page or at its end ("Done at …"), as ISO 8601, or ""."""
    return _dated(_SIGNED, text[:_FIRST_PAGE]) or _dated(_DONE, text[-_FIRST_PAGE:])


def _dated(opening: re.Pattern[str], text: str) -> str:
    """The first date that begins within the place named after `opening` ("Done at …"), or directly after it."""
    for found in opening.finditer(text):
        start, end = found.span("place")
        for iso, at, _ in days(text[start : end + _LONGEST_DATE]):
            if at <= end - start:
                return iso
    return ""
