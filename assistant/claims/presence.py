"""Whether what a claim names stands in a stretch of a source, beside it, or above it in the title. Pure."""

import re

from assistant.claims.claimed import Claim
from assistant.claims.facts import Fact, facts, of_kind, same
from assistant.claims.states import forms_of
from assistant.relevance import Scored
from index.bodies import set_up_by

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
