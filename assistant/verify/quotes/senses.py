"""The words that a quotation must not leave out, since they determine the sense: negation, exception, number, party …

Words are listed by their function in a legal sentence. In doubt a word is listed, so that the reader looks again.
"""

import re

from corpus.instruments.catalogue import named_in
from corpus.instruments.references import mask
from corpus.text.dates import MONTH
from corpus.text.nouns import DECLARATIONS, TREATIES, either, with_plurals
from corpus.text.numbers import CARDINAL, ORDINAL

_NEGATION = (
    r"no(?!\.\s*\d)|not|never|neither|nor|none|nothing|nobody|nowhere|without|cannot|\w+n['’]t|hardly|"
    # Verbs and nouns that negate what follows them.
    r"refrain\w*|abstain\w*|prevent\w*|prohibit\w*|forbid\w*|forbidden|fail\w*|refus\w*|den(?:y|ie[sd]|ial)|exempt\w*|"
    r"exclu\w+|ceas\w+|avoid\w*|lack\w*|absence|impossib\w*|abolish\w*|false\w*"
)
_EXCEPTION = (
    r"unless|except\w*|save|saving|subject to|provid(?:ed|ing)(?!\s+(?:for|in|by|under|with)\b)|but|other than|"
    r"apart from|exclusion of|notwithstanding|without prejudice|however|nevertheless|otherwise|regardless|"
    r"irrespective|derogat\w*|instead|rather than|unlike|despite|although|though"
)
_IDLE = re.compile(
    r"\b(?:if|where|when|as|wherever)\s+(?:necessary|any|need be|appropriate|applicable|possible|so required)\b", re.I
)
_CONDITION = (
    r"if|when|whenever|where|wherever|while|whilst|until|till|before|after|during|pending|upon|once|"
    r"(?:so|as) (?:long|far) as|in ?so ?far as|to the extent|in(?: the)? (?:cases?|events?|times?) of|on condition|"
    r"condition(?:s|al|ally)?|in exceptional|depend\w*|because|on(?: the)? grounds? (?:of|that)|consent\w*|approv\w*|"
    r"authori[sz](?:ation|ed)|request\w*|by law|with (?:the )?law|(?:un)?lawful\w*|(?:il)?legal\w*|arbitrar\w*"
)
_MODAL = r"may|shall|must|should|can|could|might|will|would|ought"
_LIMIT = (
    r"only|solely|exclusively|merely|sole|alone|at least|at (?:the )?(?:latest|most|earliest)|no (?:more|less|later)|"
    r"at all times|at any time|in (?:all|any) (?:circumstances|cases?)|as soon as|immediately|forthwith|promptly|"
    r"permanent\w*|tempor\w+|provisional\w*|primar\w+|absolute\w*|partial\w*|as far as"
)
_QUANTITY = (
    rf"\d+|(?!one\b)(?:{CARDINAL})|one(?=\s+(?:year|month|week|day|hour|third|half|term)\b)|{ORDINAL}|half|halves|thirds?|"
    r"quarters?|dozen|hundreds?|thousands?|millions?|twice|majority|quorum|unanim\w+|per ?cent|"
    r"years?|months?|weeks?|days?|hours?|minutes?|periods?|time-?limits?|annual(?:ly)?|yearly|monthly|daily|"
    # "May" is a modal verb far more often.
    rf"(?!may\b){MONTH}"
)
_PARTY = (
    r"part(?:y|ies)|governments?|authorit(?:y|ies)|courts?|tribunals?|committees?|commissions?|councils?|"
    r"assembl(?:y|ies)|judges?|ministers?|presidents?|secretary|secretariat|officials?|parliaments?"
)
# Intent, on which legal definitions often depend.
_INTENT = r"intent\w*|knowing\w*|wil(?:l)?ful\w*|deliberate\w*|reckless\w*|for (?:such|the) purposes?|purposes?"


def _any(*lists: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lists)})\b", re.IGNORECASE)


_QUALIFYING = _any(_NEGATION, _EXCEPTION, _CONDITION, _LIMIT, _QUANTITY)
_OPENING = _any(_NEGATION, _EXCEPTION, _CONDITION, "only")
_REVERSING = _any(_NEGATION, _EXCEPTION)
_CARRYING = _any(_NEGATION, _EXCEPTION, _CONDITION, _LIMIT, _QUANTITY, _MODAL, _PARTY, _INTENT)
_EXCEPTING = re.compile(rf"[;,.]?\s*(?:and|or)?\s*(?:{_EXCEPTION})\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:no|neither|nor|not|not (?:a|an|any|every|all)|few)\s+$", re.IGNORECASE)
# Verbs that make the words a clause of their own.
_ASSERTS = _any(_MODAL, "is|are|was|were|has|have|had|does|did")

_WORDS_FOR_TEXTS = (
    rf"(?:{either(with_plurals((*TREATIES, *DECLARATIONS, 'annex', 'constitution')), capital=True)}|Regulations)"
)
# References, which may be left out: "in accordance with this Convention", "referred to in Article 2".
_POINTER = re.compile(
    rf"\b(?:(?i:this|the present|the said|its|the) )?{_WORDS_FOR_TEXTS}\b|"
    r"(?i:(?:with|to|in|under|of|by|from) (?:articles?|paragraphs?|chapters?|parts?|sections?))\s+"
    r"(?:\d+|[IVXLC]+|[a-z])\b"
    r"(?:\s*\(\w{1,4}\))*(?:(?:,|\s+and|\s+or)\s+(?i:paragraphs?\s+)?\d+(?:\s*\(\w{1,4}\))*)*"
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]+")
_ADVERB = re.compile(
    r"\b(?!(?:general|international|universal|respective|according|name|similar|like|equal|du)ly\b)\w{3,}ly\b"
)
# Words before a noun; what is left out between them and the noun specifies it: "a … consideration".
_AWAITS_NOUN = re.compile(r"\b(?:an?|the|any|every|each|all|such|this|these|those|its|his|her|their|other)\s*$", re.I)
# A restrictive clause, without a comma before it: "the child who is capable of …".
_TELLS_WHICH = re.compile(
    r"\s*(?:who|whom|whose|which|that|\w{3,}ed|\w{3,}ing|held|taken|made|found|born"
    r"|of|in|within|under|over|aged|between|among|outside|from|against|with)\b",
    re.IGNORECASE,
)
# A restrictive clause behind a parenthesis: "…, whether paid or not, who is known for …".
_TELLS_AFTER = re.compile(r"\w[^.;]*,\s*(?:who|whom|whose|which|that)\b", re.IGNORECASE)
# A phrase for every case limits nothing: ", whether in time of peace or in time of war,".
_EITHER_WAY = re.compile(r"\W*whether\b[^.;]*\bor\b[^.;]*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<!\bNo)(?<!\bArt)(?<!\bArts)(?<!\bpara)[.!?][\"'”’»)]*(?=\s+[\W_]*[A-Z\d]|[A-Z]|\s*$)")
# The end of a point in a list, and of a heading.
_PART_END = re.compile(r";|(?<![:;,\s])\s*\n\s*\n")
_FEW_WORDS = 3


def carried(left_out: str, *, before: str) -> str:
    """A word in the text left out of a quotation that determines the sense, or ""; `before` is the text before it.

    >>> carried(", in accordance with this Convention,", before="Each Party shall permit visits")
    ''
    >>> carried(" not", before="An order may")
    'not'
    """
    if later := _TELLS_AFTER.search(left_out):
        return later[0].split()[-1]
    if _EITHER_WAY.fullmatch(left_out) and not _REVERSING.search(left_out):
        return ""
    bare = _without_pointers(left_out)
    found = _CARRYING.search(_IDLE.sub("", bare)) or _NAME.search(bare)
    if found:
        return found[0]
    words = bare.split()
    set_off = re.match(r"\s*[,;:(–—]", left_out) or before.rstrip().endswith((",", ";", ":"))
    if words and not set_off and (_AWAITS_NOUN.search(before) or _TELLS_WHICH.match(left_out)):
        return words[0].strip(",;:")
    adverb = _ADVERB.search(bare) if len(words) <= _FEW_WORDS else None
    return adverb[0] if adverb else ""


def qualified(rest: str) -> str:
    """A word in the rest of a sentence that limits the words before it, or ""."""
    found = _QUALIFYING.search(_IDLE.sub("", _without_pointers(rest)))
    return found[0] if found else ""


def governed(opening: str) -> str:
    """A word in the opening of a sentence that limits the words behind it, or ""."""
    found = _OPENING.search(_IDLE.sub("", opening))
    return found[0] if found else ""


def denied(opening: str, words: str) -> str:
    """The negation right before words that would be a statement by themselves, or "": "no" before "reservation may be
    made".

    Words that begin with a verb ("be subjected to torture") are no statement, since they have no subject.
    """
    found = _DENIES.search(opening)
    asserts = _ASSERTS.search(words)
    return found[0].strip() if found and asserts and asserts.start() > 0 else ""


def excepting(rest: str) -> bool:
    """Whether the text begins with an exception."""
    return bool(_EXCEPTING.match(rest.lstrip()))


def ends_sentence(text: str) -> re.Match[str] | None:
    """The first end of a sentence in the text, or None."""
    return _SENTENCE_END.search(text)


def sentence_start(text: str) -> int:
    """The index at which the last, unfinished sentence of the text begins."""
    ends = (match.end() for pattern in (_SENTENCE_END, _PART_END) for match in pattern.finditer(text))
    return max(ends, default=0)


def _without_pointers(text: str) -> str:
    names = [(start, end) for _, start, end in named_in(text)]
    return _POINTER.sub(" ", mask(text, names=names, mark=" "))
