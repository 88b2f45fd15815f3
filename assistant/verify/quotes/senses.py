"""What in a text carries sense, so that a quote may not leave it out: negation, exception, number, party …

Lists of words by what they do in a legal sentence. They err on the side of carrying sense: an editor who leaves such
a word out is asked to look again.
"""

import re

from corpus.instruments.catalogue import named_in
from corpus.instruments.references import mask
from corpus.text.dates import MONTH
from corpus.text.nouns import DECLARATIONS, TREATIES, either, with_plurals
from corpus.text.numbers import CARDINAL, ORDINAL

_NEGATION = (
    r"no(?!\.\s*\d)|not|never|neither|nor|none|nothing|nobody|nowhere|without|cannot|\w+n['’]t|hardly|"
    # Verbs and nouns that deny what follows them.
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
# What was meant to be done, and by whose will; a definition turns on it.
_INTENT = r"intent\w*|knowing\w*|wil(?:l)?ful\w*|deliberate\w*|reckless\w*|for (?:such|the) purposes?|purposes?"


def _any(*lists: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lists)})\b", re.IGNORECASE)


_QUALIFYING = _any(_NEGATION, _EXCEPTION, _CONDITION, _LIMIT, _QUANTITY)
_OPENING = _any(_NEGATION, _EXCEPTION, _CONDITION, "only")
_REVERSING = _any(_NEGATION, _EXCEPTION)
_CARRYING = _any(_NEGATION, _EXCEPTION, _CONDITION, _LIMIT, _QUANTITY, _MODAL, _PARTY, _INTENT)
_EXCEPTING = re.compile(rf"[;,.]?\s*(?:and|or)?\s*(?:{_EXCEPTION})\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:no|neither|nor|not|not (?:a|an|any|every|all)|few)\s+$", re.IGNORECASE)
# A clause of its own, with the verb that asserts something.
_ASSERTS = _any(_MODAL, "is|are|was|were|has|have|had|does|did")
_BARE_VERB = re.compile(r"(?:be|have|do|[a-z]+)\b")

_WORDS_FOR_TEXTS = (
    rf"(?:{either(with_plurals((*TREATIES, *DECLARATIONS, 'annex', 'constitution')), capital=True)}|Regulations)"
)
# "in accordance with this Convention", "referred to in Article 2": where else to look, not who or how many.
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
# Behind these a noun is to come, and what is left out before it is what tells it from others: "a … consideration".
_AWAITS_NOUN = re.compile(r"\b(?:an?|the|any|every|each|all|such|this|these|those|its|his|her|their|other)\s*$", re.I)
# What tells which ones are meant, where no comma stands before it: "the child who is capable of …".
_TELLS_WHICH = re.compile(
    r"\s*(?:who|whom|whose|which|that|\w{3,}ed|\w{3,}ing|held|taken|made|found|born"
    r"|of|in|within|under|over|aged|between|among|outside|from|against|with)\b",
    re.IGNORECASE,
)
# "…, whether paid or not, who is known for …": the comma ends what was put in between.
_TELLS_AFTER = re.compile(r"\w[^.;]*,\s*(?:who|whom|whose|which|that)\b", re.IGNORECASE)
# What covers every case limits nothing: ", whether in time of peace or in time of war,".
_EITHER_WAY = re.compile(r"\W*whether\b[^.;]*\bor\b[^.;]*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<!\bNo)(?<!\bArt)(?<!\bArts)(?<!\bpara)[.!?][\"'”’»)]*(?=\s+[\W_]*[A-Z\d]|[A-Z]|\s*$)")
# The end of a point in a list, and of a heading.
_PART_END = re.compile(r";|(?<![:;,\s])\s*\n\s*\n")
_FEW_WORDS = 3


def carried(left_out: str, *, before: str) -> str:
    """The word by which what is left out within a quote carries sense, or ""; `before` is what is quoted before it.

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
    """The word by which the rest of a sentence limits what stands before it, or ""."""
    found = _QUALIFYING.search(_IDLE.sub("", _without_pointers(rest)))
    return found[0] if found else ""


def governed(opening: str) -> str:
    """The word by which the opening of a sentence limits what stands behind it, or ""."""
    found = _OPENING.search(_IDLE.sub("", opening))
    return found[0] if found else ""


def denied(opening: str, words: str) -> str:
    """The negation right before words that read as a statement of their own: "no" before "reservation may be made".

    Not where the words begin with a bare verb ("be subjected to torture"): they state nothing without a subject.
    """
    found = _DENIES.search(opening)
    asserts = _ASSERTS.search(words)
    return found[0].strip() if found and asserts and asserts.start() > 0 else ""


def excepting(rest: str) -> bool:
    """Whether a text goes on with an exception right away."""
    return bool(_EXCEPTING.match(rest.lstrip()))


def ends_sentence(text: str) -> re.Match[str] | None:
    """The first end of a sentence in the text."""
    return _SENTENCE_END.search(text)


def sentence_start(text: str) -> int:
    """Where the sentence begins that is open at the end of the text."""
    ends = (match.end() for pattern in (_SENTENCE_END, _PART_END) for match in pattern.finditer(text))
    return max(ends, default=0)


def _without_pointers(text: str) -> str:
    names = [(start, end) for _, start, end in named_in(text)]
    return _POINTER.sub(" ", mask(text, names=names, mark=" "))
