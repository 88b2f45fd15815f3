"""The polarity of a sentence: what it permits, requires, forbids or denies; and pairs of opposite words. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

Force = Literal["permitted", "required", "forbidden", "not required", ""]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NOT = r"(?:not|never|no longer|neither|in no (?:case|circumstances?|event|way)|under no circumstances?)"
# Words between a verb and its negation: "may in such a case not", "shall under no circumstances".
_NEAR = r"(?:(?!may\b|shall\b|must\b|if\b|unless\b|where\b|who\b|which\b)[\w’'-]+,?\s+){0,4}?"
_FORBIDDEN = _any(
    rf"\b(?:may|might|must|shall|can|could|should)\s+{_NEAR}{_NOT}\b|\bcannot\b|\b(?:can|must|mustn|shan|couldn)['’]t\b",
    r"\b(?:no|neither|none|nothing|nobody)\b(?:(?!\bif\b|\bunless\b|[.;:])[^.;:]){0,110}?\b(?:may|shall|must|can)\b",
    r"\b(?:prohibit|forbid|outlaw|preclude|disallow)(?:s|ed|ing|den|ding)?\b|\bforbade\b|\bbar(?:s|red|ring)?\b(?=\s+(?:the|a|any|all|from)\b|\s+\w+ing\b)",
    r"\bban(?:s|ned|ning)\b|\bnot\s+(?:be\s+)?(?:allowed|permitted|entitled|authori[sz]ed|admissible)\b|\binadmissible\b",
    r"\b(?:has|have|had|gives?|enjoys?)\s+no\s+(?:right|power|jurisdiction|competence)|\b(?:unlawful|illegal)\b",
    r"\b(?:admits?|allows?|permits?|tolerates?)\s+(?:of\s+)?no\b|\bwithout\s+any\s+right\b|\bexcluded\b",
    r"\bdo(?:es)?\s+not\s+(?:allow|permit|admit|entitle|authori[sz]e|let)\b",
)
_NOT_REQUIRED = _any(
    r"\bneed(?:s)?\s+not\b|\bneedn['’]t\b|\bno\s+(?:obligation|duty|requirement)\b|\b(?:optional|voluntary|discretionary)\b",
    r"\b(?:not|never|nor)\s+(?:\w+\s+)?(?:obliged?|required?|bound|binding|compulsory|mandatory|have\s+to)\b",
)
_REQUIRED = _any(
    r"\b(?:shall|must|ought)\b|\b(?:is|are|was|were|be|remains?|becomes?)\s+(?:\w+\s+)?(?:required|obliged|bound|compelled|obligated)\b",
    r"\b(?:ha(?:s|ve)|had)\s+to\b|\b(?:requires?|obliges?|compels?|obligates?|commits?|undertakes?|demands?|mandates?)\b",
    r"\b(?:obligation|duty|compulsory|mandatory|binding)\b",
)
_PERMITTED = _any(
    r"\b(?:may|can|might)\b|\b(?:entitled|authori[sz]e[sd]?|permit(?:s|ted)?|allow(?:s|ed)?|admissible|empowered|free\s+to)\b",
    r"\b(?:ha(?:s|ve)|enjoys?|gives?|grants?)\s+(?:\w+\s+){0,3}(?:right|power|freedom|option)\s+to\b|\bleaves?\s+open\b|\ble(?:t|ts)\b",
)
_NEGATED = _any(
    rf"\b{_NOT}\b|\b(?:no|none|nobody|nothing|nor|without)\b|n['’]t\b|\b(?:refus|den(?:y|ie)|reject|declin|fail)\w*"
)
# Negative words that do not negate the sentence: "without delay", "whether or not", "no later than", "not only".
_IDLE = _any(
    r"\bwithout\s+(?:any\s+)?(?:delay|prejudice|undue|distinction|discrimination|regard)\b|\bwhether\s+or\s+not\b|\bor\s+not\b",
    r"\b(?:no|not)\s+(?:later|less|more|fewer|earlier)\s+than\b|\bnot\s+(?:only|merely|exceeding|limited|least)\b|\bno\.?\s*(?=\d)",
    r"\bnotwithstanding\b|\bif\s+not\b|\bno\s+longer\s+than\b|\bnot\s+be\s+(?:less|more|fewer|later|lower)\s+than\b",
    r"\bwithout\s+(?:exception|limit\w*|restriction)\b|\b(?:not|never)\s+exceed\w*|\bif\b[^,.;:]{0,40}\bnot\b|\bor\s+refrain\w*",
    r"\bthat\s+(?:have|has)\s+no\b",
    r"\b(?:who|which|whom)\s+(?:(?:do|does|did|is|are|was|were|has|have|had|can|may|shall)\s+)?(?:not|cannot|never|refuse\w*)\b",
)
# The words behind these limit the rule, and are not part of what it permits or denies.
_LIMITS = _any(
    r"\b(?:unless|except(?:ing|ions?|ional(?:ly)?)?|save|only|solely|exclusively|subject\s+to|provided\s+that|other\s+than|"
    r"apart\s+from|excluding|until|insofar|without\s+prejudice)\b|\bto\s+the\s+extent\b|\bin\s+so\s+far\b|\bon\s+condition\b",
)
_TOTAL = _any(
    r"\b(?:every|any|all|each|always|whatever|whatsoever|entirely|fully|wholly|completely|unconditional(?:ly)?)\b",
    r"\b(?:automatically|immediately|unanimously|absolute(?:ly)?|at\s+(?:any\s+time|once)|(?:with\s+)?immediate\s+effect|whenever|without\s+(?:exception|limit\w*))\b",
    r"\b(?:anyone|everyone|anybody|everybody|anything|everything|never|no\s+exceptions?|regardless|under\s+no)\b",
)


@dataclass(frozen=True, slots=True)
class Stance:
    """The polarity of a sentence. `force` is that of the main clause, "" if it states no rule; `negated`: it denies.

    `limits` are the words that limit it ("unless", "only"), `totals` those that make it general ("every").
    """

    force: Force
    negated: bool
    limits: tuple[str, ...]
    totals: tuple[str, ...]


def stance(text: str) -> Stance:
    """The stance of a sentence. If words of several forces occur, the order is: not required, forbidden, required."""
    plain = _IDLE.sub(" ", text)
    main = _LIMITS.split(plain)[0]
    main = main if len(main.split()) > 3 else plain
    force = _force(main)
    negated = bool(_NEGATED.search(main)) or force in ("forbidden", "not required")
    return Stance(force, negated, _phrases(_LIMITS, text), _phrases(_TOTAL, text))


def _force(text: str) -> Force:
    if _NOT_REQUIRED.search(text):
        return "not required"
    if _FORBIDDEN.search(text):
        return "forbidden"
    if _REQUIRED.search(text):
        return "required"
    return "permitted" if _PERMITTED.search(text) else ""


def _phrases(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(found[0].lower().split()) for found in pattern.finditer(text)))


# Words that deny; two of them in one clause affirm.
_NOTS = _any(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot)\b|n['’]t\b",
    r"\b(?:refus\w+|reject\w*|refrain\w*|fail(?:s|ed)?\s+to|(?<!the\s)prohibition)\b",
    r"\b(?:prohibit|forbid|outlaw|preclude|disallow|ban)(?:s|ned|ed|ing|ning|den|ding)?\b|\bforbade\b",
    r"\bbar(?:s|red|ring)?\b(?=\s+(?:the|a|any|all|from)\b|\s+\w+ing\b)",
    r"\b(?:unlawful|illegal|inadmissible|irrelevant|invalid|void|inviolable|impermissible)\b"
    r"(?!\s+(?!in\b|under\b|to\b|for\b|where\b|on\b|by\b|if\b|and\b|or\b|as\b)[a-z])",
)
# Several of these in one clause count as one denial: "condemn war and renounce it".
_RENOUNCING = _any(r"\b(?:abolish|acquit|condemn|renounc)\w*")
# Verbs whose negation affirms: "shall not be discharged from" means "remains bound by".
_UNDONE = _any(
    r"\b(?:not|no|never|nothing)\s+(?:\w+\s+){0,3}?(?:exempt|discharg|releas|reliev|withh[eo]ld|deni|deny|exclu)\w*",
)
_EXCEPTED = _any(
    r"\b(?:unless|except(?:ing)?|save|other\s+than|apart\s+from|with\s+the\s+exception|"
    r"without(?![^.;]*\b(?:shall|may|must|is|are)\b))\b",
)
# The boundaries between clauses.
_CLAUSES = _any(
    r";\s+|,?\s+\bbut\b\s+|,?\s+provided,?(?:\s+however,?)?\s+that\s+|,\s+(?:and|or|nor)\s+(?=\w+\s+(?:shall|may|must|is|are|was|were|has|have|will)\b)",
    r",?\s+and\s+(?:found|held|decided|declared|ruled)\b|,?\s+and\s+that\s+|\s+and,\s+|,?\s+and\s+(?=(?:shall|may|must|is|are|was|were|has|have|will|cannot)\b)",
    r"(?<=,)\s+(?=(?:the|a|an|it|they|he|each|any|no|such|that|all|every)\s[^,;]{0,60}?\b(?:shall|may|must|is|are|will)\b)",
)
_NOR = re.compile(r"(?i)\bneither\b[^.;]*?\bnor\b")
_OPENS_LIST = re.compile(r"[^:;]*:\s+(?=\(?\w{1,4}[).]\s)")
_FORCE_WORDS = _any(
    r"\b(?:prohibit|forbid|outlaw|preclude|disallow|ban|bar|permit|allow|authori[sz]e|entitle|oblige|require|compel|admit|"
    r"demand|mandate|commit|need|let|undertake|provide|guarantee|grant)(?:s|d|ed|ing|ning|den|red|ted)?\b",
)
_TELLING = _any(
    r"\b(?:consist|treat|count|define|appl(?:y|ie)|contain|include|state|say|call|regard|consider|deem|mean|concern|remain|"
    r"become|take|report|speak|hold|rule|decide|order)(?:s|ed|d|es|ing)?\b|\b(?:finds?|found|held)\b|\b(?:v|case|judgment)\b",
    r"\b(?:set(?:s|ting)? up|set out)\b",
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, with the number of its denials and of negated verbs that affirm (`undone`).

    `excepted`: it is an exception to the clause before it.
    """

    text: str
    denials: int
    undone: int
    excepted: bool = False

    @property
    def affirms(self) -> bool:
        """Whether it has no denial, or two, which affirm."""
        return self.denials + self.undone in (0, 2)

    def contradicts(self, other: "Clause") -> bool:
        """Whether one affirms and the other denies, whether or not `undone` is counted."""
        return self.affirms != other.affirms and (self.denials in (0, 2)) != (other.denials in (0, 2))


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence in order. An exception has one denial more than its clause.

    The denials in the opening of a list count for each point: "undertakes never to: a) use …; b) sell …".
    """
    plain = _IDLE.sub(" ", text)
    opening = _OPENS_LIST.match(plain)
    denied = Clause("", _all_denials(opening[0]), _denials(_UNDONE, opening[0])) if opening else Clause("", 0, 0)
    found: list[Clause] = []
    for clause in _CLAUSES.split(plain):
        rule, *exceptions = _EXCEPTED.split(clause)
        listed = bool(opening and found)
        strong = _all_denials(rule) + denied.denials * listed
        found.append(Clause(rule, strong, _denials(_UNDONE, rule) + denied.undone * listed))
        found += [Clause(each, strong + 1 + _all_denials(each), _denials(_UNDONE, each), True) for each in exceptions]
    return tuple(clause for clause in found if clause.text.strip())


def rules(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence without the exceptions."""
    return tuple(clause for clause in clauses(text) if not clause.excepted)


def is_without(text: str) -> bool:
    """Whether it has "without", other than in phrases such as "without delay"."""
    return bool(re.search(r"(?i)\bwithout\b", _IDLE.sub(" ", text)))


def without_force(text: str) -> str:
    """The text without verbs that permit, require or forbid, and other verbs common to all rules."""
    for pattern in (_FORCE_WORDS, _TELLING):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def _all_denials(text: str) -> int:
    """The number of denials."""
    return _denials(_NOTS, text) + min(1, _denials(_RENOUNCING, text))


def _denials(pattern: re.Pattern[str], text: str) -> int:
    # "Neither … nor" denies once.
    return len(pattern.findall(_NOR.sub("neither", text)))


# One pair of opposites in each line; each side lists beginnings of words.
_PAIRS = """
upheld / overturned quashed struck_down
won / lost
peacetime time_of_peace / wartime time_of_war
accepted granted / rejected dismissed refused
convict found_guilty guilty / acquit innocent not_guilty cleared
publish public made_public / confidential secret unpublished
individual_capacity personal_capacity / representatives_of_their delegates_of_their
permanent / temporary provisional
compulsory mandatory obligatory / voluntary optional
minimum at_least not_less no_less / maximum at_most not_more no_more not_exceed up_to
increase rose raised grew / decrease fell reduced lowered declined
admissible / inadmissible
lawful legal legally / unlawful illegal illegally
valid / invalid void
appoint / elected
north northern / south southern
east eastern / west western
father / mother
husband / wife
brother / sister
son / daughter
"""


def _pattern(side: str) -> re.Pattern[str]:
    words = "|".join(word.replace("_", r"\s+") for word in side.split())
    return re.compile(rf"(?i)\b(?:{words})")


_OPPOSITES = tuple(
    (_pattern(one), _pattern(other))
    for row in _PAIRS.strip().split("\n")
    for one, other in (row.split(" / "), row.split(" / ")[::-1])
)


def opposite(text: str, *, other: str) -> tuple[str, str] | None:
    """A word of `text` and one of `other` that exclude each other; None if there are none, or one text has both."""
    for mine, theirs in _OPPOSITES:
        here, there = mine.search(text), theirs.search(other)
        if here and there and not theirs.search(text) and not mine.search(other):
            return here[0], there[0]
    return None
