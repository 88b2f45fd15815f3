"""The clauses of a claim and of a source: which correspond, and whether the source denies or limits the claim. Pure."""

import re
from collections.abc import Mapping, Sequence

from assistant.retrieve.rerank import Scored
from assistant.verify.claims.facts import Claim, facts
from assistant.verify.claims.polarity import Clause, clauses, is_without, stance, without_force
from corpus.text.quantities import unit
from corpus.text.sentences import sentences
from corpus.text.terms import terms

Pair = tuple[Clause, Clause]

# Words. The shared words of a clause are divided by one more than its length in units of this, so that a long clause
# is not preferred for having more words.
_LONG = 80
# The weight of an exception beside that of a rule.
_EXCEPTED = 0.7
# "No one shall be tortured" and "States shall prevent torture" mean the same, though only one of them has a negation.
_PREVENTS = re.compile(r"(?i)\b(?:prevent|avert|avoid|combat|suppress|eradicat|eliminat|abolish)\w*")
_CONDITION = re.compile(
    r"(?i)\b(?:if|where|when(?:ever)?|unless|except|only|request(?:ed|s)?|consent|subject to|provided)\b"
)
_GOES_ON = re.compile(r"[:;]\s*(?:and|or)?\s*[*_(]*\w{0,4}[).]?[*_\s]*$")


def clause_pairs(claim: Claim, scored: Scored) -> list[Pair]:
    """The clauses of the claim, each with the most similar clause of the quotable; those without one are left out."""
    pairs = ((mine, _nearest(mine, scored, claim.rarities)) for mine in claim.clauses)
    return [(mine, theirs) for mine, theirs in pairs if theirs]


def opposition(claim: Claim, scored: Scored, *, pairs: Sequence[Pair]) -> str:
    """Why the quotable contradicts the claim, or limits what the claim states without limits; "" if it does not.

    A preamble does neither, since it recites other texts.
    """
    if scored.quotable.hit.passage.locator.place == "preamble":
        return ""
    for mine, theirs in pairs:
        if mine.contradicts(theirs) and _prevents(mine) == _prevents(theirs):
            return "The source says that it is not so." if mine.affirms else "The source says that it is so."
    words = " ".join(theirs.text for _, theirs in pairs)
    return _limitation(claim, words) or _missing_without(claim, scored)


def _prevents(clause: Clause) -> bool:
    return bool(_PREVENTS.search(clause.text))


def _limitation(claim: Claim, words: str) -> str:
    """How the source limits what the claim states without limits; "" if it does not."""
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


def _missing_without(claim: Claim, scored: Scored) -> str:
    if claim.event or not is_without(claim.text) or is_without(scored.quotable.words):
        return ""
    return "The claim says “without”; the source does not."


def _nearest(mine: Clause, scored: Scored, weights: Mapping[str, float]) -> Clause | None:
    """The clause of the quotable that shares most words with `mine`, by rarity; None if none shares any."""
    wanted = set(terms(without_force(mine.text)))
    found = [clause for sentence in _sentences(scored.quotable.words) for clause in clauses(sentence)]
    shared = [sum(weights.get(each, 0.0) for each in wanted & set(terms(clause.text))) for clause in found]
    shared = [value * (_EXCEPTED if clause.excepted else 1) for value, clause in zip(shared, found, strict=True)]
    lengths = [1 + len(clause.text.split()) / _LONG for clause in found]
    best = max(range(len(found)), key=lambda at: shared[at] / lengths[at], default=None)
    return found[best] if best is not None and shared[best] else None


def _sentences(words: str) -> list[str]:
    """The sentences of a text; one that ends in a colon or semicolon includes the list that follows."""
    spans = sentences(words) or [(0, len(words))]
    starts = [start for at, (start, _) in enumerate(spans) if not (at and _GOES_ON.search(words[:start]))]
    return [words[start:end] for start, end in zip(starts, [*starts[1:], len(words)], strict=True)]
