"""What one stretch of a source says to a claim: agrees, differs, or is silent; by facts, denials and limits. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.retrieve.rerank import Scored
from assistant.verify.claims.claimed import Claim
from assistant.verify.claims.facts import Difference, Fact, comparable, facts, of_kind, same
from assistant.verify.claims.polarity import Clause, opposite
from assistant.verify.claims.presence import (
    RULES,
    has_names,
    is_in,
    is_own,
    is_place,
    known,
    opposed,
    stands_beside,
    told,
)
from corpus.text.quantities import MEASURES, unit
from corpus.text.terms import terms

Says = Literal["agrees", "differs", "silent"]

# A stretch is on the claim's matter from this cosine on, or from a lower one if it has most of its words.
_NEAR, _LESS_NEAR, _MOST_WORDS = 0.5, 0.25, 0.6
# So near that a stretch which lacks the claim's number or body speaks of the same rule all the same.
_SAME_RULE, _ALL_WORDS = 0.7, 0.8
_SAME_EVENT = 0.65
_FRAMES = ("closing", "preamble", "title")
_AT = re.compile(r"(?i)\b(?:at|in)\s+$")
_IN_FORCE = re.compile(r"(?i)\b(?:enter\w*|c[ao]m\w+) into force\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the stretch says to the claim, and how one would tell a person; `differences` are facts it has otherwise.

    `opposed`: it says the opposite, or bounds it; `excludes`: a word of the claim and the source's that excludes it;
    `beside`: the claim's figure stands in a sentence beside the stretch. `strength` and `lacks` are for those who weigh
    several: how much of the claim it has, and the heaviest word that it has not.
    """

    scored: Scored
    says: Says
    why: str
    differences: tuple[Difference, ...] = ()
    opposed: bool = False
    beside: bool = False
    excludes: tuple[str, str] | None = None
    strength: float = 0.0
    lacks: str = ""

    @property
    def document(self) -> str:
        """The id of the document that says it."""
        return self.scored.unit.hit.document.id

    @property
    def is_near(self) -> bool:
        """Whether the stretch is so near to the claim that it would say what it lacks of it."""
        return self.scored.meaning >= _SAME_RULE or self.scored.overlap >= _ALL_WORDS


def read(claim: Claim, scored: Scored, *, weights: Mapping[str, float]) -> Reading | None:
    """What the stretch says to the claim; None where it is on another matter. `weights`: the rarity of its stems."""
    making = claim.making and scored.unit.hit.passage.locator.place in _FRAMES
    if not (making or _is_ruling(claim, scored) or _is_on_it(claim, scored)):
        return None
    lacking = tuple(_differences(claim, scored, making=making))
    apart = tuple(each for each in lacking if each.theirs)
    if apart and (making or not claim.event or _tells_otherwise(claim, scored, apart, lacking)):
        return Reading(scored, "differs", _said_otherwise(claim, scored, apart), apart)
    if claim.event and (lacking or _of_another(claim, scored)):
        return Reading(scored, "silent", _said_not(claim, lacking), lacking)
    if claim.making and not claim.stance.negated:
        return Reading(scored, "agrees", "The source says so.")
    return _by_sense(claim, scored, lacking, weights)


def _by_sense(claim: Claim, scored: Scored, lacking: tuple[Difference, ...], weights: Mapping[str, float]) -> Reading:
    """What the stretch says where no fact in it differs: by what each clause affirms, denies and bounds."""
    pairs = told(claim, scored, weights=weights)
    if excluded := opposite(claim.text, other=_bearing(claim, scored, pairs)):
        why = f"The source says “{excluded[1]}”, the claim “{excluded[0]}”."
        return Reading(scored, "differs", why, opposed=True, excludes=excluded)
    if why := opposed(claim, scored, pairs=pairs):
        return Reading(scored, "differs", why, opposed=True)
    if lacking or any(mine.affirms != theirs.affirms for mine, theirs in pairs):
        return Reading(scored, "silent", _said_not(claim, lacking), lacking)
    beside = any(fact.kind in ("number", "date") and not is_in(fact, scored) for fact in claim.facts)
    return Reading(scored, "agrees", "The source says so.", beside=beside)


def _of_another(claim: Claim, scored: Scored) -> str:
    """The body of which an account tells in the stead of the claim's, which only its title names; "" for none."""
    words = scored.unit.words
    mine, theirs = of_kind(claim.facts, "body"), [f for f in of_kind(facts(words), "body") if " " in f.value]
    if scored.unit.hit.document.kind == "judgment" or all(any(same(a, b) for b in theirs) for a in mine):
        return ""
    return next((words[f.start : f.end] for f in theirs if not any(same(f, a) for a in mine)), "")


def _bearing(claim: Claim, scored: Scored, pairs: Sequence[tuple[Clause, Clause]]) -> str:
    """The words that bear on the claim: of an account all, of a rule the clauses that speak of the same."""
    return scored.unit.words if claim.event else " ".join(theirs.text for _, theirs in pairs)


def _tells_otherwise(claim: Claim, scored: Scored, apart: Sequence[Difference], lacking: Sequence[Difference]) -> bool:
    """Whether the stretch tells of the claim's event with other facts: it has most of what else the claim says."""
    if any(unit(each.mine.value) == "vote" for each in apart):
        return _is_ruling(claim, scored)
    return len(apart) == len(lacking) == 1 and (scored.meaning >= _SAME_EVENT or _is_same_event(claim, scored))


def _is_same_event(claim: Claim, scored: Scored) -> bool:
    """Whether the stretch has two thirds of what the claim says beside its facts."""
    wanted, have = set(terms(claim.matter)), set(terms(scored.unit.words))
    return len(wanted & have) * 3 >= len(wanted) * 2


def _is_ruling(claim: Claim, scored: Scored) -> bool:
    """Whether the stretch is what a judgment decided, and the claim tells of its votes or of the same matter."""
    if not scored.unit.hit.passage.locator.place.startswith("operative"):
        return False
    votes = any(unit(fact.value) == "vote" for fact in of_kind(claim.facts, "number"))
    same = set(terms(claim.matter)) & set(terms(scored.unit.words))
    return bool(claim.names and (votes or same)) and has_names(claim, scored)


def _is_on_it(claim: Claim, scored: Scored) -> bool:
    """Whether the stretch is on the claim's matter: near to it, of a kind that may tell of it, with its names."""
    return _is_near(scored) and _may_tell(claim, scored) and has_names(claim, scored)


def _is_near(scored: Scored) -> bool:
    return scored.meaning >= _NEAR or (scored.meaning >= _LESS_NEAR and scored.overlap >= _MOST_WORDS)


def _may_tell(claim: Claim, scored: Scored) -> bool:
    """Whether this kind of text could tell of it: a treaty's rules tell of no event, its first and last lines do."""
    hit = scored.unit.hit
    if not claim.event or hit.document.kind not in RULES or hit.passage.locator.place in _FRAMES:
        return True
    return bool(_IN_FORCE.search(claim.text) and _IN_FORCE.search(scored.unit.words))


def _differences(claim: Claim, scored: Scored, *, making: bool) -> Iterator[Difference]:
    """The claim's facts that the stretch lacks, each with what it has in their stead."""
    theirs, around = facts(scored.unit.words), known(scored)
    for fact in claim.facts:
        if fact.kind == "instrument" or _is_idle(fact) or any(same(fact, other) for other in (*theirs, *around)):
            continue
        if fact.kind == "body" and is_own(fact, scored):
            continue
        if fact.kind == "place":
            if not is_place(fact, scored):
                yield Difference(fact, ())
        elif fact.kind != "name" or making:
            instead = tuple(_instead(fact, claim, scored, theirs, making=making))
            if instead or not stands_beside(fact, scored):
                yield Difference(fact, instead)


def _is_idle(fact: Fact) -> bool:
    """Whether it is "one …" or "a single …", which a claim may say without counting."""
    return fact.kind == "number" and fact.value.startswith("1 ") and unit(fact.value) not in MEASURES


def _instead(fact: Fact, claim: Claim, scored: Scored, theirs: Sequence[Fact], *, making: bool) -> Iterator[Fact]:
    """The facts of the stretch that stand where the claim has this one."""
    if fact.kind == "date" and not making and not _is_same_event(claim, scored):
        return
    if making and fact.kind == "body":
        theirs = of_kind(facts(scored.unit.hit.document.issuer), "body")
    if fact.kind == "name":
        theirs = [each for each in theirs if _AT.search(scored.unit.words[: each.start])]
    others = (each for each in theirs if comparable(fact, each) and not any(same(each, mine) for mine in claim.facts))
    if fact.kind != "body" or making:
        yield from others
    else:
        yield from (each for each in others if " " in each.value and not is_own(each, scored))


def _said_otherwise(claim: Claim, scored: Scored, apart: Sequence[Difference]) -> str:
    pairs = [(_shown(each.theirs[0], scored), claim.text[each.mine.start : each.mine.end]) for each in apart]
    said = "; ".join(f"the source says “{theirs}”, the claim “{mine}”" for theirs, mine in pairs)
    return f"{said[:1].upper()}{said[1:]}."


def _shown(fact: Fact, scored: Scored) -> str:
    """The words of a fact of the stretch, or of one that its document's issuer is."""
    words = scored.unit.words
    return (words if fact in facts(words) else scored.unit.hit.document.issuer)[fact.start : fact.end]


def _said_not(claim: Claim, lacking: Sequence[Difference]) -> str:
    if not lacking:
        return "The source speaks of it in other words."
    mine = ", ".join(f"“{claim.text[each.mine.start : each.mine.end]}”" for each in lacking)
    return f"The source does not say {mine}."
