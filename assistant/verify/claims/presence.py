"""Whether a passage has what a claim names, and whether it says the opposite. Pure."""

import re
from collections.abc import Mapping, Sequence

from assistant.retrieve.rerank import Scored
from assistant.verify.claims.claimed import Claim
from assistant.verify.claims.facts import Fact, facts, of_kind, same
from assistant.verify.claims.polarity import Clause, clauses, is_without, rules, stance, without_force
from corpus.instruments.bodies import set_up_by
from corpus.text.quantities import unit
from corpus.text.sentences import sentences
from corpus.text.states import forms_of
from corpus.text.terms import terms

RULES = ("treaty", "declaration")
# Characters. So short a report tells one story, and what one of its paragraphs names all of them may mean.
_SHORT = 8000
_RULING = re.compile(r"FOR THESE REASONS[^\n]*", re.IGNORECASE)


def has_names(claim: Claim, scored: Scored) -> bool:
    """Whether the passage or its title has each name, at least in part, and the document has all of it."""
    hit = scored.unit.hit
    short = hit.document.kind not in RULES and len(hit.document.text) <= _SHORT
    here = f"{context(scored)} {hit.document.text if short else hit.passage.text}"
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


def is_in(fact: Fact, scored: Scored) -> bool:
    """Whether the stretch itself has it."""
    return any(same(fact, other) for other in facts(scored.unit.words))


def stands_beside(fact: Fact, scored: Scored) -> bool:
    """Whether another sentence of the passage has it."""
    return any(same(fact, other) for other in facts(scored.unit.hit.passage.text))


def known(scored: Scored) -> tuple[Fact, ...]:
    """The facts around the stretch: those of the title, and of a report's whole passage, which tells one story."""
    hit = scored.unit.hit
    found = of_kind(facts(context(scored)), "body", "date", "name")
    if hit.document.kind in RULES:
        return found
    beside = facts(hit.passage.text)
    if of_kind(facts(scored.unit.words), "date"):  # it has a date of its own
        beside = tuple(fact for fact in beside if fact.kind != "date")
    ruling = _RULING.search(hit.document.text) if hit.passage.locator.place.startswith("operative") else None
    return found + beside + (facts(ruling[0]) if ruling else ())


def is_own(body: Fact, scored: Scored) -> bool:
    """Whether the body is the document's: "the Committee" of the convention that set it up; a judgment's court."""
    document = scored.unit.hit.document
    court = document.kind == "judgment" and {"court", "chamber"} & set(body.value.split())
    return (
        bool(court)
        or document.id in set_up_by(body.value)
        or any(same(body, other) for other in of_kind(facts(context(scored)), "body"))
    )


def is_place(fact: Fact, scored: Scored) -> bool:
    """Whether the stretch stands in the place that the claim names, or its passage names that too."""
    word, _, number = fact.value.partition(" ")
    passage = scored.unit.hit.passage
    here = word == "article" and passage.locator.article.lower() == number
    return here or bool(re.search(rf"(?i)\b{word[:4]}\w*\.?\s+(?:no\.?\s*)?{number}\b", passage.text))


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
