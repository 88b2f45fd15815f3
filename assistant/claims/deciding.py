"""What all stretches say to a claim -> the one that counts. Pure."""

from collections.abc import Sequence

from assistant.claims.claimed import Claim
from assistant.claims.reading import Reading
from assistant.terms import stem, terms

# The share of a claim's words with which a stretch is on its matter, and would say the rest.
_SAME_MATTER = 0.5
# Of the best score: how near another account of the same event must come.
_AS_NEAR = 0.8


def decided(said: Claim, readings: Sequence[Reading]) -> Reading | None:
    """The first stretch that agrees or differs, or is silent on a rule that it is all about; None where none is."""
    agreeing = next((each for each in readings if each.says == "agrees"), None)
    for each in sorted(readings, key=_telling) if said.making else readings:
        if each.says == "agrees":
            if each.beside and (other := _in_its_stead(each, readings)):
                return other
            return _excluding(each, readings) or _opposed(each, said, readings) or each
        if each.says == "differs" and not _told_nearer(each, readings):
            return agreeing if agreeing and said.event and _outweighs(agreeing, each, best=readings[0]) else each
    first = readings[0] if readings and not said.event else None
    return first if first and first.is_near and first.strength - first.scored.meaning >= _SAME_MATTER else None


def _telling(reading: Reading) -> tuple[bool, int]:
    """Sorts first, of the lines that say when, where and by whom: those that agree, then those that tell most of it."""
    return reading.says != "agrees", -len(reading.differences)


def _in_its_stead(agreeing: Reading, readings: Sequence[Reading]) -> Reading | None:
    """Where only the sentences around a stretch have the claim's figure: a stretch of more of its words has another."""
    bar = agreeing.scored.score * _AS_NEAR
    others = (each for each in readings if each.scored.score >= bar and each.document == agreeing.document)
    others = (each for each in others if each.scored.overlap > agreeing.scored.overlap)
    return next((each for each in others if any(apart.theirs for apart in each.differences)), None)


def _excluding(agreeing: Reading, readings: Sequence[Reading]) -> Reading | None:
    """Another stretch of the same account with a word that excludes one of the claim's, which the first has not."""
    bar, words = agreeing.scored.score * _AS_NEAR, agreeing.scored.unit.words.lower()
    others = (each for each in readings if each.document == agreeing.document and each.scored.score >= bar)
    return next((each for each in others if each.excludes and each.excludes[0].lower() not in words), None)


def _opposed(agreeing: Reading, said: Claim, readings: Sequence[Reading]) -> Reading | None:
    """A stretch of the same document that opposes and is as strong, or is nearer and has what the first lacks."""
    others = [each for each in readings if each.document == agreeing.document and each.opposed]
    for each in others:
        has = bool(agreeing.lacks) and stem(agreeing.lacks) in terms(each.scored.unit.words)
        nearer = each.scored.meaning >= agreeing.scored.meaning
        if (not said.event and each.strength >= agreeing.strength) or (nearer and has):
            return each
    return None


def _outweighs(agreeing: Reading, differing: Reading, *, best: Reading) -> bool:
    """Whether of two accounts of an event the one that agrees is the nearer one, or what a judgment decided."""
    if agreeing.scored.unit.hit.passage.locator.place.startswith("operative"):
        return True
    return agreeing.scored.score >= best.scored.score * _AS_NEAR and agreeing.strength > differing.strength


def _told_nearer(reading: Reading, readings: Sequence[Reading]) -> bool:
    """Whether a nearer stretch has the facts in which this one differs, though it does not speak of all else."""
    apart = {each.mine for each in reading.differences if each.theirs}
    above = readings[: readings.index(reading)]
    return any(
        apart and other.says == "silent" and not apart & {each.mine for each in other.differences} for other in above
    )
