"""What passages say to a claim, each compared with it -> the verdict, and why, in words for people. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.models import Citation, Finding, Verdict
from assistant.retrieve.attribution import named, published
from assistant.verify.claims.compare import COVERED, RULES, SURE, Comparison
from assistant.verify.claims.facts import Claim, facts, of_kind
from corpus.instruments.catalogue import INSTRUMENTS
from corpus.models import KINDS
from corpus.text.dates import same_date
from corpus.text.events import events
from corpus.text.terms import stem, terms
from index.models import Summary

# The share of a claim's words with which a quotable is on its matter, and would say the rest.
_SAME_MATTER = 0.5
# Of the best score: how near another account of the same event must come.
_AS_NEAR = 0.8


def decided(said: Claim, comparisons: Sequence[Comparison]) -> Comparison | None:
    """The first quotable that agrees or differs, or is silent on a rule that it is all about; None where none is."""
    agreeing = next((each for each in comparisons if each.says == "agrees"), None)
    for each in sorted(comparisons, key=_telling) if said.making else comparisons:
        if each.says == "agrees":
            if each.beside and (other := _in_its_stead(each, comparisons)):
                return other
            return _excluding(each, comparisons) or _opposed(each, said, comparisons) or each
        if each.says == "differs" and not _told_nearer(each, comparisons):
            return agreeing if agreeing and said.event and _outweighs(agreeing, each, best=comparisons[0]) else each
    first = comparisons[0] if comparisons and not said.event else None
    return first if first and first.is_near and first.strength - first.scored.meaning >= _SAME_MATTER else None


def _telling(comparison: Comparison) -> tuple[bool, int]:
    """Sorts first, of the lines that say when, where and by whom: those that agree, then those that tell most of it."""
    return comparison.says != "agrees", -len(comparison.differences)


def _in_its_stead(agreeing: Comparison, comparisons: Sequence[Comparison]) -> Comparison | None:
    """Where only the sentences around a quotable have the claim's figure: one of more of its words has another."""
    bar = agreeing.scored.score * _AS_NEAR
    others = (each for each in comparisons if each.scored.score >= bar and each.document == agreeing.document)
    others = (each for each in others if each.scored.overlap > agreeing.scored.overlap)
    return next((each for each in others if any(apart.theirs for apart in each.differences)), None)


def _excluding(agreeing: Comparison, comparisons: Sequence[Comparison]) -> Comparison | None:
    """Another quotable of the same account with a word that excludes one of the claim's, which the first has not."""
    bar, words = agreeing.scored.score * _AS_NEAR, agreeing.scored.quotable.words.lower()
    others = (each for each in comparisons if each.document == agreeing.document and each.scored.score >= bar)
    return next((each for each in others if each.excludes and each.excludes[0].lower() not in words), None)


def _opposed(agreeing: Comparison, said: Claim, comparisons: Sequence[Comparison]) -> Comparison | None:
    """A quotable of the same document that opposes and is as strong, or is nearer and has what the first lacks."""
    others = [each for each in comparisons if each.document == agreeing.document and each.opposed]
    for each in others:
        has = bool(agreeing.lacks) and stem(agreeing.lacks) in terms(each.scored.quotable.words)
        nearer = each.scored.meaning >= agreeing.scored.meaning
        if (not said.event and each.strength >= agreeing.strength) or (nearer and has):
            return each
    return None


def _outweighs(agreeing: Comparison, differing: Comparison, *, best: Comparison) -> bool:
    """Whether of two accounts of an event the one that agrees is the nearer one, or what a judgment decided."""
    if agreeing.scored.quotable.hit.passage.locator.place.startswith("operative"):
        return True
    return agreeing.scored.score >= best.scored.score * _AS_NEAR and agreeing.strength > differing.strength


def _told_nearer(comparison: Comparison, comparisons: Sequence[Comparison]) -> bool:
    """Whether a nearer quotable has the facts in which this one differs, though it does not speak of all else."""
    apart = {each.mine for each in comparison.differences if each.theirs}
    above = comparisons[: comparisons.index(comparison)]
    return any(
        apart and other.says == "silent" and not apart & {each.mine for each in other.differences} for other in above
    )


def finding(
    said: Claim, found: Comparison | None, *, others: Sequence[Comparison], known: Sequence[Summary]
) -> Finding:
    """The finding on a claim, given what decides it, None for nothing, and what else there is to say to it.

    `others` are the comparisons with documents that the claim is not about, and `known` those that the library holds.
    """
    if found:
        return _finding(said, found, *_repeating(said, found, others), known=known)
    return _elsewhere(said, others, known=known)


def _finding(said: Claim, comparison: Comparison, *repeating: Comparison, known: Sequence[Summary]) -> Finding:
    verdict: Verdict = "supported" if comparison.says == "agrees" else "conflict"
    quotes = [quote for each in (comparison, *repeating) for quote in each.scored.quotable.quotes]
    citations = tuple(Citation(at, quote.hit, quote.text, quote.start, quote.end) for at, quote in enumerate(quotes, 1))
    true = _true_of(said, comparison, known=known) if verdict == "conflict" else ""
    retold = [published(each.scored.quotable.hit.document) for each in repeating]
    also = [f"{name} says it too, and is no primary source." for name in retold]
    return Finding("claim", said.text, verdict, " ".join(filter(None, (comparison.why, true, *also))), citations)


def _repeating(said: Claim, found: Comparison, others: Sequence[Comparison]) -> list[Comparison]:
    """Where the source that counts says otherwise: an account of less authority that agrees with the claim."""
    if found.says == "agrees":
        return []
    agreeing = (each for each in others if each.says == "agrees" and _is_about(said, each))
    return [each for each in agreeing if _rank(each) > _rank(found)][:1]


def _elsewhere(said: Claim, comparisons: Sequence[Comparison], *, known: Sequence[Summary]) -> Finding:
    """The finding where what the claim is about says nothing: another instrument may say it, or the press."""
    agreeing = [each for each in comparisons if each.says == "agrees"]
    accounts = [each for each in agreeing if not _binds(each) and _is_about(said, each)]
    # An instrument is mistaken for its like, above all in the press: less is needed to see that.
    bound = [each for each in agreeing if _binds(each) and each.strength >= _bar(said, each, told=bool(accounts))]
    if bound:
        nearest = max(bound, key=lambda each: (_likeness(said, each), each.scored.meaning))
        name = named(nearest.scored.quotable.hit.document)
        other = replace(nearest, says="differs", why=f"It is {name} that says so.")
        return _finding(said, other, known=known)
    differing = [each for each in comparisons if said.event and each.says == "differs" and _tells_of_it(said, each)]
    if differing and not (accounts and _rank(accounts[0]) <= _rank(differing[0])):
        return _finding(said, differing[0], known=known)
    if accounts:
        return _finding(said, accounts[0], known=known)
    return Finding("claim", said.text, "not_found", "The sources do not speak of it.")


def _tells_of_it(said: Claim, comparison: Comparison) -> bool:
    """Whether the quotable is an account of the claim's own event, in an instrument's history: not the instrument."""
    told = events(said.text) & events(comparison.scored.quotable.words)
    return bool(told) and not _binds(comparison) and _is_about(said, comparison)


def _bar(said: Claim, comparison: Comparison, *, told: bool) -> float:
    return COVERED if told or _likeness(said, comparison) > 1 else SURE


def _is_about(said: Claim, comparison: Comparison) -> bool:
    """Whether the passage or its title names each instrument that the claim names."""
    hit = comparison.scored.quotable.hit
    there = {fact.value for fact in of_kind(facts(f"{hit.document.title}. {hit.passage.text}"), "instrument")}
    return {fact.value for fact in of_kind(said.facts, "instrument")} <= there


def _likeness(said: Claim, comparison: Comparison) -> int:
    """How many words of the names in the claim the document's title has: instruments are mistaken for their likes."""
    named = terms(" ".join(said.text[fact.start : fact.end] for fact in of_kind(said.facts, "instrument")))
    titles = [instrument.title for instrument in INSTRUMENTS for fact in said.facts if fact.value == instrument.id]
    return len({*named, *terms(" ".join(titles))} & set(terms(comparison.scored.quotable.hit.document.title)))


def _true_of(said: Claim, comparison: Comparison, *, known: Sequence[Summary]) -> str:
    """Which other document of the library was made at the date claimed, where the claim is wrong on that; else ""."""
    dates = [one.mine for one in comparison.differences if one.mine.kind == "date"] if said.making else []
    others = [each for each in known if each.kind in RULES and each.id != comparison.document]
    for date in dates:
        made = [each for each in others if each.adopted and same_date(each.adopted, date.value)]
        alike = max(made, key=lambda each: len(set(terms(each.title)) & _title(comparison)), default=None)
        if alike and len(set(terms(alike.title)) & _title(comparison)) > 1:
            return f"It is {named(alike)} that was made then."
    return ""


def _title(comparison: Comparison) -> set[str]:
    return set(terms(comparison.scored.quotable.hit.document.title))


def _rank(comparison: Comparison) -> int:
    return KINDS.index(comparison.scored.quotable.hit.document.kind)


def _binds(comparison: Comparison) -> bool:
    return comparison.scored.quotable.hit.document.kind in RULES
