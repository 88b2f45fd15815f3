"""What one passage of a source says to a claim: agrees, differs, or is silent; by facts, denials and limits. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.retrieve.rerank import Scored
from assistant.verify.claims.facts import Claim, Difference, Fact, comparable, facts, of_kind, same
from assistant.verify.claims.polarity import Clause, clauses, is_without, opposite, stance, without_force
from corpus.instruments.bodies import instruments_of_bodies
from corpus.text.quantities import MEASURES, unit
from corpus.text.sentences import sentences
from corpus.text.states import forms_of
from corpus.text.terms import terms

# Kinds of document that lay down rules; others tell of what happened, and of the rules.
RULES = ("treaty", "declaration")
# The share of a claim's words that a passage has, in the same or other words, and its nearness, added up: to be the
# claim's support. A support weaker than the second may miss what another provision of the same text says of the word
# that it lacks.
COVERED, SURE = 1.05, 1.25

Says = Literal["agrees", "differs", "silent"]

# A quotable is on the claim's matter from this cosine on, or from a lower one if it has most of its words.
_NEAR, _LESS_NEAR, _MOST_WORDS = 0.5, 0.25, 0.6
# So near that a quotable which lacks the claim's number or body speaks of the same rule all the same.
_SAME_RULE, _ALL_WORDS = 0.7, 0.8
_SAME_EVENT = 0.65
_FRAMES = ("closing", "preamble", "title")
_AT = re.compile(r"(?i)\b(?:at|in)\s+$")
_IN_FORCE = re.compile(r"(?i)\b(?:enter\w*|c[ao]m\w+) into force\b")
# Characters. So short a report tells one story, and what one of its paragraphs names all of them may mean.
_SHORT = 8000
_RULING = re.compile(r"FOR THESE REASONS[^\n]*", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the quotable says to the claim, and how one would tell a person; `differences` are facts it has otherwise.

    `opposed`: it says the opposite, or bounds it; `excludes`: a word of the claim and the source's that excludes it;
    `beside`: the claim's figure stands in a sentence beside it. `strength` and `lacks` are for those who weigh several:
    how much of the claim it has, and the heaviest word that it has not.
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
        return self.scored.quotable.hit.document.id

    @property
    def is_near(self) -> bool:
        """Whether the quotable is so near to the claim that it would say what it lacks of it."""
        return self.scored.meaning >= _SAME_RULE or self.scored.overlap >= _ALL_WORDS


def compare(claim: Claim, scored: Scored) -> Comparison | None:
    """What the quotable says to the claim; None where it is on another matter."""
    making = claim.making and scored.quotable.hit.passage.locator.place in _FRAMES
    if not (making or _is_ruling(claim, scored) or _is_on_it(claim, scored)):
        return None
    lacking = tuple(_differences(claim, scored, making=making))
    apart = tuple(each for each in lacking if each.theirs)
    if apart and (making or not claim.event or _tells_otherwise(claim, scored, apart, lacking)):
        return Comparison(scored, "differs", _said_otherwise(claim, scored, apart), apart)
    if claim.event and (lacking or _of_another(claim, scored)):
        return Comparison(scored, "silent", _said_not(claim, lacking), lacking)
    if claim.making and not claim.stance.negated:
        return Comparison(scored, "agrees", "The source says so.")
    return _by_sense(claim, scored, lacking)


def _by_sense(claim: Claim, scored: Scored, lacking: tuple[Difference, ...]) -> Comparison:
    """What the quotable says where no fact in it differs: by what each clause affirms, denies and bounds."""
    pairs = _told(claim, scored)
    if excluded := opposite(claim.text, other=_bearing(claim, scored, pairs)):
        why = f"The source says “{excluded[1]}”, the claim “{excluded[0]}”."
        return Comparison(scored, "differs", why, opposed=True, excludes=excluded)
    if why := _opposed(claim, scored, pairs=pairs):
        return Comparison(scored, "differs", why, opposed=True)
    if lacking or any(mine.affirms != theirs.affirms for mine, theirs in pairs):
        return Comparison(scored, "silent", _said_not(claim, lacking), lacking)
    beside = any(fact.kind in ("number", "date") and not _is_in(fact, scored) for fact in claim.facts)
    return Comparison(scored, "agrees", "The source says so.", beside=beside)


def _of_another(claim: Claim, scored: Scored) -> str:
    """The body of which an account tells in the stead of the claim's, which only its title names; "" for none."""
    words = scored.quotable.words
    mine, theirs = of_kind(claim.facts, "body"), [f for f in of_kind(facts(words), "body") if " " in f.value]
    if scored.quotable.hit.document.kind == "judgment" or all(any(same(a, b) for b in theirs) for a in mine):
        return ""
    return next((words[f.start : f.end] for f in theirs if not any(same(f, a) for a in mine)), "")


def _bearing(claim: Claim, scored: Scored, pairs: Sequence[tuple[Clause, Clause]]) -> str:
    """The words that bear on the claim: of an account all, of a rule the clauses that speak of the same."""
    return scored.quotable.words if claim.event else " ".join(theirs.text for _, theirs in pairs)


def _tells_otherwise(claim: Claim, scored: Scored, apart: Sequence[Difference], lacking: Sequence[Difference]) -> bool:
    """Whether the quotable tells of the claim's event with other facts: it has most of what else the claim says."""
    if any(unit(each.mine.value) == "vote" for each in apart):
        return _is_ruling(claim, scored)
    return len(apart) == len(lacking) == 1 and (scored.meaning >= _SAME_EVENT or _is_same_event(claim, scored))


def _is_same_event(claim: Claim, scored: Scored) -> bool:
    """Whether the quotable has two thirds of what the claim says beside its facts."""
    wanted, have = claim.stems, set(terms(scored.quotable.words))
    return len(wanted & have) * 3 >= len(wanted) * 2


def _is_ruling(claim: Claim, scored: Scored) -> bool:
    """Whether the quotable is what a judgment decided, and the claim tells of its votes or of the same matter."""
    if not scored.quotable.hit.passage.locator.place.startswith("operative"):
        return False
    votes = any(unit(fact.value) == "vote" for fact in of_kind(claim.facts, "number"))
    same = claim.stems & set(terms(scored.quotable.words))
    return bool(claim.names and (votes or same)) and _has_names(claim, scored)


def _is_on_it(claim: Claim, scored: Scored) -> bool:
    """Whether the quotable is on the claim's matter: near to it, of a kind that may tell of it, with its names."""
    return _is_near(scored) and _may_tell(claim, scored) and _has_names(claim, scored)


def _is_near(scored: Scored) -> bool:
    return scored.meaning >= _NEAR or (scored.meaning >= _LESS_NEAR and scored.overlap >= _MOST_WORDS)


def _may_tell(claim: Claim, scored: Scored) -> bool:
    """Whether this kind of text could tell of it: a treaty's rules tell of no event, its first and last lines do."""
    hit = scored.quotable.hit
    if not claim.event or hit.document.kind not in RULES or hit.passage.locator.place in _FRAMES:
        return True
    return bool(_IN_FORCE.search(claim.text) and _IN_FORCE.search(scored.quotable.words))


def _differences(claim: Claim, scored: Scored, *, making: bool) -> Iterator[Difference]:
    """The claim's facts that the quotable lacks, each with what it has in their stead."""
    theirs, around = facts(scored.quotable.words), _known(scored)
    for fact in claim.facts:
        if fact.kind == "instrument" or _is_idle(fact) or any(same(fact, other) for other in (*theirs, *around)):
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


def _is_idle(fact: Fact) -> bool:
    """Whether it is "one …" or "a single …", which a claim may say without counting."""
    return fact.kind == "number" and fact.value.startswith("1 ") and unit(fact.value) not in MEASURES


def _instead(fact: Fact, claim: Claim, scored: Scored, theirs: Sequence[Fact], *, making: bool) -> Iterator[Fact]:
    """The facts of the quotable that stand where the claim has this one."""
    if fact.kind == "date" and not making and not _is_same_event(claim, scored):
        return
    if making and fact.kind == "body":
        theirs = of_kind(facts(scored.quotable.hit.document.issuer), "body")
    if fact.kind == "name":
        theirs = [each for each in theirs if _AT.search(scored.quotable.words[: each.start])]
    others = (each for each in theirs if comparable(fact, each) and not any(same(each, mine) for mine in claim.facts))
    if fact.kind != "body" or making:
        yield from others
    else:
        yield from (each for each in others if " " in each.value and not _is_own(each, scored))


def _said_otherwise(claim: Claim, scored: Scored, apart: Sequence[Difference]) -> str:
    pairs = [(_shown(each.theirs[0], scored), claim.text[each.mine.start : each.mine.end]) for each in apart]
    said = "; ".join(f"the source says “{theirs}”, the claim “{mine}”" for theirs, mine in pairs)
    return f"{said[:1].upper()}{said[1:]}."


def _shown(fact: Fact, scored: Scored) -> str:
    """The words of a fact of the quotable, or of one that its document's issuer is."""
    words = scored.quotable.words
    return (words if fact in facts(words) else scored.quotable.hit.document.issuer)[fact.start : fact.end]


def _said_not(claim: Claim, lacking: Sequence[Difference]) -> str:
    if not lacking:
        return "The source speaks of it in other words."
    mine = ", ".join(f"“{claim.text[each.mine.start : each.mine.end]}”" for each in lacking)
    return f"The source does not say {mine}."


def _has_names(claim: Claim, scored: Scored) -> bool:
    """Whether the passage or its title has each name, at least in part, and the document has all of it."""
    hit = scored.quotable.hit
    short = hit.document.kind not in RULES and len(hit.document.text) <= _SHORT
    here = f"{_context(scored)} {hit.document.text if short else hit.passage.text}"
    there = f"{here} {hit.document.text}"
    return all(_named(each.value, here, wholly=False) and _named(each.value, there) for each in claim.names)


def _named(name: str, text: str, *, wholly: bool = True) -> bool:
    if forms := forms_of(name):
        return any(re.search(rf"(?i)\b{re.escape(form)}\b", text) for form in forms)
    some = all if wholly else any
    return some(re.search(rf"(?i)\b{re.escape(word)}", text) for word in name.split())


def _context(scored: Scored) -> str:
    """What stands above the quotable: its document's names and issuer, and the headings."""
    document, passage = scored.quotable.hit.document, scored.quotable.hit.passage
    return " ; ".join((document.title, document.short_title, document.issuer, document.adopted, passage.breadcrumb))


def _is_in(fact: Fact, scored: Scored) -> bool:
    """Whether the quotable itself has it."""
    return any(same(fact, other) for other in facts(scored.quotable.words))


def _stands_beside(fact: Fact, scored: Scored) -> bool:
    """Whether another sentence of the passage has it."""
    return any(same(fact, other) for other in facts(scored.quotable.hit.passage.text))


def _known(scored: Scored) -> tuple[Fact, ...]:
    """The facts around the quotable: those of the title, and of a report's whole passage, which tells one story."""
    hit = scored.quotable.hit
    found = of_kind(facts(_context(scored)), "body", "date", "name")
    if hit.document.kind in RULES:
        return found
    beside = facts(hit.passage.text)
    if of_kind(facts(scored.quotable.words), "date"):  # it has a date of its own
        beside = tuple(fact for fact in beside if fact.kind != "date")
    ruling = _RULING.search(hit.document.text) if hit.passage.locator.place.startswith("operative") else None
    return found + beside + (facts(ruling[0]) if ruling else ())


def _is_own(body: Fact, scored: Scored) -> bool:
    """Whether the body is the document's: "the Committee" of the convention that set it up; a judgment's court."""
    document = scored.quotable.hit.document
    court = document.kind == "judgment" and {"court", "chamber"} & set(body.value.split())
    return (
        bool(court)
        or document.id in instruments_of_bodies(body.value)
        or any(same(body, other) for other in of_kind(facts(_context(scored)), "body"))
    )


def _is_place(fact: Fact, scored: Scored) -> bool:
    """Whether the quotable stands in the place that the claim names, or its passage names that too."""
    word, _, number = fact.value.partition(" ")
    passage = scored.quotable.hit.passage
    here = word == "article" and passage.locator.article.lower() == number
    return here or bool(re.search(rf"(?i)\b{word[:4]}\w*\.?\s+(?:no\.?\s*)?{number}\b", passage.text))


def _told(claim: Claim, scored: Scored) -> list[tuple[Clause, Clause]]:
    """Each clause of the claim with that of the quotable which speaks of the same, where there is one."""
    pairs = ((mine, _nearest(mine, scored, claim.rarities)) for mine in claim.clauses)
    return [(mine, theirs) for mine, theirs in pairs if theirs]


def _opposed(claim: Claim, scored: Scored, *, pairs: Sequence[tuple[Clause, Clause]]) -> str:
    """Why the quotable says the opposite of the claim, or bounds what it does not; "" if it does not.

    A preamble does neither: it recites what others say.
    """
    if scored.quotable.hit.passage.locator.place == "preamble":
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
    if claim.event or not is_without(claim.text) or is_without(scored.quotable.words):
        return ""
    return "The claim says “without”; the source does not."


def _nearest(mine: Clause, scored: Scored, weights: Mapping[str, float]) -> Clause | None:
    """The clause of the quotable that has most words of the claim's clause, by rarity; None where none has any."""
    wanted = set(terms(without_force(mine.text)))
    found = [clause for sentence in _sentences(scored.quotable.words) for clause in clauses(sentence)]
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
