"""What a line says it is: the heading of an article or a part, the end of a sentence, the beginning of a paragraph."""

import re

# As laws of many countries head their parts.
_ARTICLE_WORDS = (
    r"articles?|art\.?|art[íi]culos?|artigos?|articol[oi]|artikel|artyku[łl]|статт[яі]|стать[яи]|члан|член|regula"
)
_PART_WORDS = (
    r"chapter|section|part|title|annex|appendix|protocol|preamble|schedule|book|rule|principle|division|attachment|"
    r"chapitre|partie|titre|annexe|protocole|préambule|règle|principe|"
    r"cap[íi]tulo|secci[óo]n|parte|t[íi]tulo|anexo|protocolo|pre[áa]mbulo|regla|principio|seç[ãa]o|"
    r"глава|раздел|часть|приложение|протокол|преамбула|розділ|частина|додаток|преамбула|"
    r"kapitel|abschnitt|teil|anhang|protokoll|präambel|hoofdstuk|bijlage|capitolo|sezione|allegato"
)
_NUMBER = (
    r"(?:\d{1,4}[a-z]?|[ivxlc]{1,8}|[a-z]|premier|première|unique|único|first|one|two|three|four|five|six|seven|eight|"
    r"nine|ten)(?:[ \u00a0-](?:bis|ter|quater|quinquies|sexies))?"
)
_ARTICLE = rf"(?:{_ARTICLE_WORDS})[ \u00a0]*{_NUMBER}|第[零一二三四五六七八九十百\d]+条"
_PART = rf"(?:{_PART_WORDS})[ \u00a0]+{_NUMBER}"
_ALONE = re.compile(rf"(?i:{_ARTICLE}|{_PART}|(?:{_PART_WORDS}))[\s.:*–—-]*")
_LABEL = re.compile(rf"(?i:{_ARTICLE}|{_PART})(?!\w)")
# A title begins with a capital letter behind the number: "Article 9 of the Convention" is a reference.
_TITLED = re.compile(rf"(?i:{_ARTICLE}|{_PART})(?:\s*[.:–—-]+\s*|\s+)[(“\"«]?(?P<first>[^\W\d_]).*")
_LONGEST = 160  # characters of a heading

_ENDS = re.compile(r"[.:;!?…。；：][\"'”’»)\]]*$")
_STOPS = re.compile(r"(?:[.!?…。][\"'”’»)\]]*|;)$")
_ABBREVIATED = re.compile(r"(?:\b(?:arts?|nos?|paras?|vol|pp|cf|ibid|núm|pág|см|ст|п)|\b[^\W\d_])\.$", re.IGNORECASE)

# What begins a paragraph or a point: "2.", "(a)", "ii)", "–", "§".
_POINT = re.compile(r"[(\[]?(?:\d{1,3}|[^\W\d_]|[ivxlcIVXLC]+)[.)\]](?:\s|$)|[-–—•●▪·*§](?:\s|$)")
_LABEL_OF_POINT = re.compile(r"(?P<opens>\(?)(?P<token>\d{1,3}|[a-z]|[ivx]{1,5})(?P<closes>[.)])(?:\s|$)")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_OPEN = re.compile(r"(?:[,–—-]|\b(?:and|or|et|ou|y|o|и|или|та|або|und|oder))$")


def is_label(text: str) -> bool:
    """Whether the line is the number of an article or part and nothing else: "Article 9", "PART II", "Annex"."""
    return text[:1].isalpha() and not text[:1].islower() and bool(_ALONE.fullmatch(text))


def is_heading(text: str) -> bool:
    """Whether the line is the number of an article or part, alone or with a title: "Article 9. Right to liberty"."""
    if is_label(text):
        return True
    titled = _TITLED.fullmatch(text) if len(text) <= _LONGEST and not text[:1].islower() else None
    return bool(titled) and not titled["first"].islower() and not text.endswith((",", ";"))  # type: ignore[index]


def begins_heading(text: str) -> int:
    """Where the number of an article or part ends that the line begins with, 0 where it begins with none."""
    found = _LABEL.match(text) if not text[:1].islower() else None
    return found.end() if found else 0


def begins_point(text: str) -> bool:
    """Whether the line begins with a label such as "2.", "(a)" or a bullet."""
    return bool(_POINT.match(text))


def point_of(text: str) -> str:
    """The label of a point that the line begins with ("5.", "(a)"), "" where it begins with none."""
    found = _LABEL_OF_POINT.match(text)
    return found[0].strip() if found else ""


def follows(label: str, before: str) -> bool:
    """Whether a list goes on from the label `before` to `label`: "5." follows "4.", "(ii)" follows "(i)"."""
    later, earlier = _LABEL_OF_POINT.match(label), _LABEL_OF_POINT.match(before)
    if not later or not earlier or later.group("opens", "closes") != earlier.group("opens", "closes"):
        return False
    this, that = later["token"], earlier["token"]
    if this.isdigit() or that.isdigit():
        return this.isdigit() and that.isdigit() and int(this) == int(that) + 1
    roman = this in _ROMANS and that in _ROMANS and _ROMANS.index(this) == _ROMANS.index(that) + 1
    return roman or (len(this) == len(that) == 1 and ord(this) == ord(that) + 1)


def ends_clause(text: str) -> bool:
    """Whether a sentence, or a part of one that a list follows, ends with the line."""
    return bool(_ENDS.search(text))


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with the line; "Art." ends none."""
    return bool(_STOPS.search(text)) and not _ABBREVIATED.search(text)


def leaves_open(text: str) -> bool:
    """Whether the line ends where another point of a list may follow: with a comma, a dash, "and", "or"."""
    return bool(_OPEN.search(text))
