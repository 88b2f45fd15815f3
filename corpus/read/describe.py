"""What a document is called, its kind, who issued it and when: from the catalogue, its text, format and name."""

import hashlib
import re
import unicodedata
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from corpus.instruments.catalogue import Instrument, identify
from corpus.models import Document, Kind
from corpus.read.dates import first_date, signed_date
from corpus.read.reading import Reading
from corpus.read.titles import judgment_in, site_of, title_of
from corpus.text.language import language_of

# Who publishes under an address, where its name does not say so, or as files from there are named.
_PUBLISHERS = {
    "wikipedia": "Wikipedia contributors",
    "wikinews": "Wikinews",
    "ecthr": "European Court of Human Rights",
    "hudoc": "European Court of Human Rights",
    "unhcr": "UNHCR",
    "ohchr": "OHCHR",
}
_WRITE_ABOUT = ("Wikipedia contributors", "Wikinews")  # and never publish an instrument's own text


def describe(reading: Reading, *, data: bytes, source: str, kind: Kind | None = None) -> Document:
    """The Document that `reading` of `data` is; a `kind` that is given wins."""
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
    described = _as_judgment(bare, stem=stem_of(source)) or _as_any(bare, reading, stem=stem_of(source))
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


def _as_any(bare: Document, reading: Reading, *, stem: str) -> Document:
    publisher, name = _publisher(stem, bare.url)
    title, site = site_of(title_of(reading, stem=name))
    instrument = None if publisher in _WRITE_ABOUT else identify(title=title, text=_close(bare.text), stem=stem)
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


def _close(text: str) -> str:
    """`text` without its empty lines: a file of nothing else must not keep the search for headings busy."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _is_web_address(url: str) -> bool:
    """A page may claim any address for itself, also "javascript:…"."""
    return url.lower().startswith(("http://", "https://"))


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


_ARTICLE = re.compile(
    r"^[#* \t]*(?:article|artikel|art\.)\s+(?:\d{1,3}|[IVXLC]+|[A-Z])\b(?:[.:–—-].*|.{0,80})$", re.I | re.M
)
_INSTRUMENT = re.compile(
    r"\b(convention|treaty|covenant|protocol|agreement|charter|statute|pact|accords?|concordat|memorandum)\b", re.I
)
_OPERATIVE = re.compile(
    r"\bshall\b|\bcontracting (?:parties|states)\b|\bstates? part(?:y|ies)\b|\bthe (?:present|said) "
    r"(?:convention|treaty|protocol|agreement|covenant|charter|statute|pact)\b|\bplenipotentiar",
    re.I,
)
_DECLARATION = re.compile(r"\b(declaration|proclamation)\b", re.I)
_REPORT = re.compile(
    r"\b(reports?|findings|fact ?sheet|concluding observations|general comment|monitoring|resolution|memorandum|"
    r"note verbale|survey|working paper|country profile)\b",
    re.I,
)
_OFFICE = re.compile(
    r"\b(UNHCR|OHCHR|UNICEF|OSCE|ODIHR|NATO|IAEA|ICRC|nations|commission(er)?|committee|council|ministry|department|"
    r"agency|office|mission|parliament|assembly|secretariat|organi[sz]ation|court|programme|amnesty|operations)\b",
    re.I,
)

# Words that bind, in a thousand: treaties have 6 to 40, what is written about them at most 6; those with many articles
# and the name of a treaty (but "will" for "shall") 4 and more.
_BINDING = 6.0
_BINDING_WITH_ARTICLES = 4.0
_MANY_ARTICLES = 5
_FIRST_LINES = 300  # characters in which an instrument names itself, its title being in another language


def kind_of(text: str, *, title: str, issuer: str) -> Kind:
    """The kind that the form of `text` shows, "article" where it shows none. Judgments are known before (judgments)."""
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
