"""Whether a stretch of a source says the opposite of a claim, or bounds what the claim does not. Pure."""

import re
from collections.abc import Mapping, Sequence

from assistant.claims.amounts import unit
from assistant.claims.claimed import Claim
from assistant.claims.facts import facts
from assistant.claims.stance import Clause, clauses, is_without, rules, stance, without_force
from assistant.relevance import Scored
from assistant.terms import terms
from corpus.sentences import sentences

# Words. A clause twice as long has a few of the claim's words sooner.
_LONG = 80
# A rule counts for more than its exception.
_EXCEPTED = 0.7
# "No one shall be tortured" and "States shall prevent torture" say the same, one of them by a denial.
_PREVENTS = re.compile(r"(?i)\b(?:prevent|avert|avoid|combat|suppress|eradicat|eliminat|abolish)\w*")
_CONDITION = re.compile(
    r"(?i)\b(?:if|where|when(?:ever)?|unless|except|only|request(?:ed|s)?|consent|subject to|provided)\b"
)
_GOES_ON = re.compile(r"[:;]\s*(?:and|or)?\s*[*_(]*\w{0,4}[).]?[*_\s]*$")


def told(claim: Claim, scored: Scored, *, weights: Mapping[str, float]) -> list[tuple[Clause, Clause]]:
    """Each clause of the claim with that of the stretch which speaks of the same, where there is one."""
    pairs = ((mine, _nearest(mine, scored, weights)) for mine in rules(claim.bare))
    return [(mine, theirs) for mine, theirs in pairs if theirs]


def opposed(claim: Claim, scored: Scored, *, pairs: Sequence[tuple[Clause, Clause]]) -> str:
    """Why the stretch says the opposite of the claim, or bounds what it does not; "" if it does not.

    A preamble does neither: it recites what others say.
    """
    if scored.unit.hit.passage.locator.place == "preamble":
        return ""
    for mine, theirs in pairs:
        if mine.contradicts(theirs) and _prevents(mine) == _prevents(theirs):
            return "The source says that it is not so." if mine.affirms else "The source says that it is so."
    words = " ".join(theirs.text for _, theirs in pairs)
    return _bounded(claim, words) or _without(claim, scored)


def _prevents(clause: Clause) -> bool:
    return bool(_PREVENTS.search(clause.text))


def _bounded(claim: Claim, words: str) -> str:
    """How the source's words narrow what the claim says without bounds."""
    own, theirs = claim.stance, stance(words)
    if own.totals and (times := [each for each in facts(words) if unit(each.value) == "time"]):
        return f"The claim says “{own.totals[0]}”; the source says “{words[times[0].start : times[0].end]}”."
    if own.force == "required" and theirs.force == "permitted":
        return "The claim says must, the source may."
    total = [word for word in own.totals if word not in theirs.totals]
    if total and _CONDITION.search(words) and not _CONDITION.search(claim.text):
        return f"The claim says “{total[0]}”; the source sets a condition."
    if "only" in own.limits and not theirs.limits:
        return "The claim says “only”; the source does not."
    return ""


def _without(claim: Claim, scored: Scored) -> str:
    if claim.event or not is_without(claim.text) or is_without(scored.unit.words):
        return ""
    return "The claim says “without”; the source does not."


def _nearest(mine: Clause, scored: Scored, weights: Mapping[str, float]) -> Clause | None:
    """The clause of the stretch that has most words of the claim's clause, by rarity; None where none has any."""
    wanted = set(terms(without_force(mine.text)))
    found = [clause for sentence in _sentences(scored.unit.words) for clause in clauses(sentence)]
    shared = [sum(weights.get(each, 0.0) for each in wanted & set(terms(clause.text))) for clause in found]
    shared = [value * (_EXCEPTED if clause.excepted else 1) for value, clause in zip(shared, found, strict=True)]
    lengths = [1 + len(clause.text.split()) / _LONG for clause in found]
    best = max(range(len(found)), key=lambda at: shared[at] / lengths[at], default=None)
    return found[best] if best is not None and shared[best] else None


def _sentences(words: str) -> list[str]:
    """The sentences; what ends in a colon or semicolon goes on with the list that follows."""
    spans = sentences(words) or [(0, len(words))]
    starts = [start for at, (start, _) in enumerate(spans) if not (at and _GOES_ON.search(words[:start]))]
    return [words[start:end] for start, end in zip(starts, [*starts[1:], len(words)], strict=True)]
