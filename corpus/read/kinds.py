"""What authority a text has, by its form: the words it acts with, its headings, what it calls itself."""

import re

from corpus.models import Kind

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
