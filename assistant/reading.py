"""What one stretch of a source says to a claim: agrees, differs, or is silent; by facts, denials and limits. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.amounts import unit
from assistant.claimed import Claim
from assistant.facts import Difference, Fact, comparable, facts, of_kind, same
from assistant.opposites import opposite
from assistant.relevance import Scored
from assistant.stance import Clause, clauses, stance, without_force
from assistant.states import forms_of
from assistant.terms import terms
from corpus.sentences import sentences
from index.bodies import set_up_by

Says = Literal["agrees", "differs", "silent"]

# A stretch is on the claim's matter from this cosine on, or from a lower one if it has most of its words.
_NEAR, _LESS_NEAR, _MOST_WORDS = 0.5, 0.25, 0.6
# So near that a stretch which lacks the claim's number or body speaks of the same rule all the same.
_SAME_RULE, _ALL_WORDS = 0.7, 0.8
_SAME_EVENT = 0.65
# Words. A clause twice as long has a few of the claim's words sooner.
_LONG = 80
# A rule counts for more than its exception.
_EXCEPTED = 0.7
_RULES = ("treaty", "declaration")
_FRAMES = ("closing", "preamble", "title")
_CONDITION = re.compile(
    r"(?i)\b(?:if|where|when(?:ever)?|unless|except|only|request(?:ed|s)?|consent|subject to|provided)\b"
)
_GOES_ON = re.compile(r"[:;]\s*(?:and|or)?\s*[*_(]*\w{0,4}[).]?[*_\s]*$")
_RULING = re.compile(r"FOR THESE REASONS[^\n]*", re.IGNORECASE)
_IN_FORCE = re.compile(r"(?i)\b(?:enter\w*|c[ao]m\w+) into force\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the stretch says to the claim, and how one would tell a person; `differences` are facts it has otherwise."""

    scored: Scored
    says: Says
    why: str
    differences: tuple[Difference, ...] = ()
    opposed: bool = False
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
    if (
        not making
        and not _is_ruling(claim, scored)
        and not (_is_near(scored) and _may_tell(claim, scored) and _has_names(claim, scored))
    ):
        return None
    lacking = tuple(_differences(claim, scored, making=making))
    apart = tuple(each for each in lacking if each.theirs)
    if apart and (making or not claim.event or _tells_otherwise(claim, scored, apart, lacking)):
        return Reading(scored, "differs", _said_otherwise(claim, scored, apart), apart)
    if claim.event and lacking:
        return Reading(scored, "silent", _said_not(claim, lacking), lacking)
    pairs = [(mine, told) for mine in clauses(claim.bare) if (told := _told(mine, scored, weights))]
    if excluded := opposite(claim.text, other=_bearing(claim, scored, pairs)):
        why = f"The source says “{excluded[1]}”, the claim “{excluded[0]}”."
        return Reading(scored, "differs", why, opposed=True, excludes=excluded)
    if why := _opposed(claim, pairs):
        return Reading(scored, "differs", why, opposed=True)
    if lacking or any(mine.affirms != told.affirms for mine, told in pairs):
        return Reading(scored, "silent", _said_not(claim, lacking), lacking)
    return Reading(scored, "agrees", "The source says so.")


def _bearing(claim: Claim, scored: Scored, pairs: Sequence[tuple[Clause, Clause]]) -> str:
    """The words that bear on the claim: of an account all, of a rule the clauses that speak of the same."""
    return scored.unit.words if claim.event else " ".join(told.text for _, told in pairs)


def _tells_otherwise(claim: Claim, scored: Scored, apart: Sequence[Difference], lacking: Sequence[Difference]) -> bool:
    """Whether the stretch tells of the claim's event with other facts: it has half of what else the claim says."""
    if any(unit(each.mine.value) == "vote" for each in apart):
        return _is_ruling(claim, scored)
    wanted, have = set(terms(claim.matter)), set(terms(scored.unit.words))
    same_event = scored.meaning >= _SAME_EVENT or len(wanted & have) * 2 >= len(wanted)
    return len(apart) == len(lacking) and same_event


def _is_ruling(claim: Claim, scored: Scored) -> bool:
    """Whether the stretch is what a judgment decided, of which the claim tells the votes."""
    votes = any(unit(fact.value) == "vote" for fact in of_kind(claim.facts, "number"))
    operative = scored.unit.hit.passage.locator.place.startswith("operative")
    return votes and operative and _has_names(claim, scored)


def _is_near(scored: Scored) -> bool:
    return scored.meaning >= _NEAR or (scored.meaning >= _LESS_NEAR and scored.overlap >= _MOST_WORDS)


def _may_tell(claim: Claim, scored: Scored) -> bool:
    """Whether this kind of text could tell of it: a treaty's rules tell of no event, its first and last lines do."""
    hit = scored.unit.hit
    if not claim.event or hit.document.kind not in _RULES or hit.passage.locator.place in _FRAMES:
        return True
    return bool(_IN_FORCE.search(claim.text) and _IN_FORCE.search(scored.unit.words))


def _has_names(claim: Claim, scored: Scored) -> bool:
    """Whether the passage or its title has each name, at least in part, and the document has all of it."""
    hit = scored.unit.hit
    here = f"{context(scored)} {hit.passage.text}"
    there = f"{here} {hit.document.text}"
    return all(_named(each.value, here, wholly=False) and _named(each.value, there) for each in claim.names)


def _named(name: str, text: str, *, wholly: bool = True) -> bool:
    if forms := forms_of(name):
        return any(re.search(rf"(?i)\b{re.escape(form)}\b", text) for form in forms)
    some = all if wholly else any
    return some(re.search(rf"(?i)\b{re.escape(word)}", text) for word in name.split())


def context(scored: Scored) -> str:
    """What stands above the stretch: its document's names and issuer, and the headings."""
    document, passage = scored.unit.hit.document, scored.unit.hit.passage
    return " ; ".join((document.title, document.short_title, document.issuer, document.adopted, passage.breadcrumb))


def _differences(claim: Claim, scored: Scored, *, making: bool) -> Iterator[Difference]:
    """The claim's facts that the stretch lacks, each with what it has in their stead."""
    theirs, known = facts(scored.unit.words), _known(scored)
    for fact in claim.facts:
        if fact.kind == "instrument" or any(same(fact, other) for other in (*theirs, *known)):
            continue
        if fact.kind == "body" and _is_own(fact, scored):
            continue
        if fact.kind == "place":
            if not _is_place(fact, scored):
                yield Difference(fact, ())
        elif fact.kind != "name" or making:
            instead = tuple(_instead(fact, claim, scored, theirs, making=making))
            if instead or not _stands_beside(fact, scored):
                yield Difference(fact, instead)


def _stands_beside(fact: Fact, scored: Scored) -> bool:
    """Whether another sentence of the passage has it."""
    return any(same(fact, other) for other in facts(scored.unit.hit.passage.text))


def _known(scored: Scored) -> tuple[Fact, ...]:
    """The facts around the stretch: those of the title, and of a report's whole passage, which tells one story."""
    hit = scored.unit.hit
    found = of_kind(facts(context(scored)), "body", "date", "name")
    if hit.document.kind in _RULES:
        return found
    ruling = _RULING.search(hit.document.text) if hit.passage.locator.place.startswith("operative") else None
    return found + facts(hit.passage.text) + (facts(ruling[0]) if ruling else ())


def _instead(fact: Fact, claim: Claim, scored: Scored, theirs: Sequence[Fact], *, making: bool) -> Iterator[Fact]:
    """The facts of the stretch that stand where the claim has this one."""
    if fact.kind == "date" and not making and scored.overlap < _MOST_WORDS:
        return
    if making and fact.kind == "body":
        theirs = of_kind(facts(scored.unit.hit.document.issuer), "body")
    others = (each for each in theirs if comparable(fact, each) and not any(same(each, mine) for mine in claim.facts))
    if fact.kind != "body" or making:
        yield from others
    else:
        yield from (each for each in others if " " in each.value and not _is_own(each, scored))


def _is_own(body: Fact, scored: Scored) -> bool:
    """Whether the body is the document's: "the Committee" of the convention that set it up; a judgment's court."""
    document = scored.unit.hit.document
    court = document.kind == "judgment" and {"court", "chamber"} & set(body.value.split())
    return (
        bool(court)
        or document.id in set_up_by(body.value)
        or any(same(body, other) for other in of_kind(facts(context(scored)), "body"))
    )


def _is_place(fact: Fact, scored: Scored) -> bool:
    word, _, number = fact.value.partition(" ")
    passage = scored.unit.hit.passage
    here = word == "article" and passage.locator.article.lower() == number
    return here or bool(re.search(rf"(?i)\b{word[:4]}\w*\.?\s+(?:no\.?\s*)?{number}\b", passage.text))


def _told(mine: Clause, scored: Scored, weights: Mapping[str, float]) -> Clause | None:
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


def _opposed(claim: Claim, pairs: Sequence[tuple[Clause, Clause]]) -> str:
    """Why the source says the opposite of the claim, or bounds what it does not; "" if it does not."""
    for mine, told in pairs:
        if mine.contradicts(told):
            return "The source says that it is not so." if mine.affirms else "The source says that it is so."
    words = " ".join(told.text for _, told in pairs)
    theirs = stance(words)
    if claim.stance.force == "required" and theirs.force == "permitted":
        return "The claim says must, the source may."
    total = [word for word in claim.stance.totals if word not in theirs.totals]
    if total and _CONDITION.search(words) and not _CONDITION.search(claim.text):
        return f"The claim says “{total[0]}”; the source sets a condition."
    if "only" in claim.stance.limits and not theirs.limits:
        return "The claim says “only”; the source does not."
    return ""


def _said_otherwise(claim: Claim, scored: Scored, apart: Sequence[Difference]) -> str:
    pairs = [(_shown(each.theirs[0], scored), claim.text[each.mine.start : each.mine.end]) for each in apart]
    told = "; ".join(f"the source says “{theirs}”, the claim “{mine}”" for theirs, mine in pairs)
    return f"{told[:1].upper()}{told[1:]}."


def _shown(fact: Fact, scored: Scored) -> str:
    """The fact in the words of the stretch, or in those of the issuer's name, where it comes from that."""
    texts = (scored.unit.words, scored.unit.hit.document.issuer)
    return next((text[fact.start : fact.end] for text in texts if fact in facts(text)), fact.value)


def _said_not(claim: Claim, lacking: Sequence[Difference]) -> str:
    if not lacking:
        return "The source speaks of it in other words."
    mine = ", ".join(f"“{claim.text[each.mine.start : each.mine.end]}”" for each in lacking)
    return f"The source does not say {mine}."
