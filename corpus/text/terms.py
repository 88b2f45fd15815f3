"""The content words of a sentence, stemmed, for comparing two sentences: "visits" equals "visited"."""

import re
from functools import cache

from corpus.text.words import stem as stem_of_form

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

# Function words and words common to all questions. The list is longer than that in `corpus.text.words`: here words of
# two sentences are compared, and nearly any two share "may", "not" or "article"; there they are weighted by their
# frequency in a whole library, which gives common words little weight.
_STOPWORDS = """
a about above after again all also although always am an and another any anybody anyone anything are as ask at away
back be because been before being below between both but by came can cannot come could did do does doing done down
during each either else even ever every everyone exactly explain few find first for from further gave get gets give
given gives go goes going got had has have having he hello help her here hers herself hi him himself his how however
i if in into is it its itself just kind know let like list long look made main make many may me might mine more most
much must my myself name need neither no nobody none nor not nothing now of off often ok old on once one only or
other others ought our ours out over own perhaps please provide quite quote rather really s said same say says see
shall she should show so some somebody someone something still such t take tell than thanks that the their theirs
them themselves then there these they thing things this those though through thus to together too toward under until
up upon us use used very via want was way we well went were what whatever when where whether which while who whoever
whole whom whose why will with within without word words would yes yet you your yours article articles art paragraph
para section provision provisions clause
"""
STOPWORDS = frozenset(_STOPWORDS.split())

# Words of laypeople and their equivalents in treaties; all words of a row count as the same word.
_SAME = """
leave leaves leaving left quit exit withdraw withdraws withdrawal withdrawing denounce denounces denunciation
notice notify notifies notified notification
jail jailed prison prisons imprisoned imprisonment detain detained detention detainee inmate inmates custody
kid kids minor minors child children
war wartime hostilities
suspend suspended suspension derogate derogates derogated derogation derogations derogating
join joining joined ratify ratified ratification ratifications accede accession
deadline period
judge judges
job work labour employment
speech expression
death capital execution executed executions
search searches visit visits visited inspection inspections inspector inspectors
torture tortured tortures
member members membership
award awards awarded
boss employer
money compensation payment
ban bans banned forbid forbids forbidden prohibit prohibits prohibited prohibition
allow allows allowed permit permits permitted
""".strip()


def terms(text: str) -> list[str]:
    """The stems of the content words of `text`, in order, with repeats."""
    return [stem(word) for word in words(text) if word not in STOPWORDS]


def words(text: str) -> list[str]:
    """All words of `text` in order, in lower case, without possessive endings and full stops."""
    return [re.sub(r"['’]s?$|\.", "", word.lower()) for word in _WORD.findall(text)]


def stem(word: str) -> str:
    """The stem of a word given in lower case; equivalent words of treaties and laypeople have the same stem."""
    return _same().get(word) or stem_of_form(word)


@cache
def _same() -> dict[str, str]:
    return {word: row.split()[0] for row in _SAME.split("\n") for word in row.split()}
