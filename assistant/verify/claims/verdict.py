"""The verdict on a claim, made from its comparisons with passages, and the reason for the reader. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.models import Citation, Finding, Verdict
from assistant.retrieve.attribution import name_in_sentence, published
from assistant.verify.claims.compare import COVERED, RULES, SURE, Comparison
from assistant.verify.claims.facts import Claim, facts, of_kind
from corpus.instruments.catalogue import INSTRUMENTS
from corpus.models import KINDS
from corpus.text.dates import same_date
from corpus.text.events import events
from corpus.text.terms import stem, terms
from index.models import Summary

# Share of a claim's words from which on a silent quotable is about the same rule and therefore contradicts the claim.
_SAME_MATTER = 0.5
# Share of the score that another report of the same event must reach.
_AS_NEAR = 0.8


def decided(claim: Claim, comparisons: Sequence[Comparison]) -> Comparison | None:
    """The comparison that decides: the first that agrees or differs, or is silent on the same rule; None for none."""
    agreeing = next((each for each in comparisons if each.says == "agrees"), None)
    for each in sorted(comparisons, key=_order_on_making) if claim.making else comparisons:
        if each.says == "agrees":
            if each.beside and (other := _with_other_figure(each, comparisons)):
                return other
            return _excluding(each, comparisons) or _opposed(each, claim, comparisons) or each
        if each.says == "differs" and not _has_better_match(each, comparisons):
            return agreeing if agreeing and claim.event and _outweighs(agreeing, each, best=comparisons[0]) else each
    first = comparisons[0] if comparisons and not claim.event else None
    return first if first and first.is_near and first.strength - first.scored.meaning >= _SAME_MATTER else None


def _order_on_making(comparison: Comparison) -> tuple[bool, int]:
    """The sort key for claims on the making of an instrument: agreeing first, then those with most differing facts."""
    return comparison.says != "agrees", -len(comparison.differences)


def _with_other_figure(agreeing: Comparison, comparisons: Sequence[Comparison]) -> Comparison | None:
    """A comparison with more of the claim's words and another number or date than the claim's."""
    bar = agreeing.scored.score * _AS_NEAR
    others = (each for each in comparisons if each.scored.score >= bar and each.document == agreeing.document)
    others = (each for each in others if each.scored.overlap > agreeing.scored.overlap)
    return next((each for each in others if any(apart.theirs for apart in each.differences)), None)


def _excluding(agreeing: Comparison, comparisons: Sequence[Comparison]) -> Comparison | None:
    """A comparison of the same document with a word excluding one of the claim's that `agreeing` does not have."""
    bar, words = agreeing.scored.score * _AS_NEAR, agreeing.scored.quotable.words.lower()
    others = (each for each in comparisons if each.document == agreeing.document and each.scored.score >= bar)
    return next((each for each in others if each.excludes and each.excludes[0].lower() not in words), None)


def _opposed(agreeing: Comparison, claim: Claim, comparisons: Sequence[Comparison]) -> Comparison | None:
    """A comparison of the same document that contradicts the claim and is stronger, or has what `agreeing` lacks."""
    others = [each for each in comparisons if each.document == agreeing.document and each.opposed]
    for each in others:
        has = bool(agreeing.lacks) and stem(agreeing.lacks) in terms(each.scored.quotable.words)
        nearer = each.scored.meaning >= agreeing.scored.meaning
        if (not claim.event and each.strength >= agreeing.strength) or (nearer and has):
            return each
    return None


def _outweighs(agreeing: Comparison, differing: Comparison, *, best: Comparison) -> bool:
    """Whether of two reports of an event the agreeing one is stronger, or is a judgment's operative part."""
    if agreeing.scored.quotable.hit.passage.locator.place.startswith("operative"):
        return True
    return agreeing.scored.score >= best.scored.score * _AS_NEAR and agreeing.strength > differing.strength


def _has_better_match(comparison: Comparison, comparisons: Sequence[Comparison]) -> bool:
    """Whether a comparison with a higher score is silent, but has the claim's facts in which this one differs."""
    apart = {each.mine for each in comparison.differences if each.theirs}
    above = comparisons[: comparisons.index(comparison)]
    return any(
        apart and other.says == "silent" and not apart & {each.mine for each in other.differences} for other in above
    )


def finding(
    claim: Claim, found: Comparison | None, *, others: Sequence[Comparison], known: Sequence[Summary]
) -> Finding:
    """The finding on a claim, given the comparison that decides it, or None.

    `others` are comparisons with documents that the claim does not name; `known` are all documents of the library.
    """
    if found:
        return _finding(claim, found, *_agreeing_reports(claim, found, others), known=known)
    return _by_other_documents(claim, others, known=known)


def _finding(claim: Claim, comparison: Comparison, *repeating: Comparison, known: Sequence[Summary]) -> Finding:
    verdict: Verdict = "supported" if comparison.says == "agrees" else "conflict"
    quotes = [quote for each in (comparison, *repeating) for quote in each.scored.quotable.quotes]
    citations = tuple(Citation(at, quote.hit, quote.text, quote.start, quote.end) for at, quote in enumerate(quotes, 1))
    right = _made_on_date(claim, comparison, known=known) if verdict == "conflict" else ""
    retold = [published(each.scored.quotable.hit.document) for each in repeating]
    also = [f"{name} says it too, and is no primary source." for name in retold]
    return Finding("claim", claim.text, verdict, " ".join(filter(None, (comparison.why, right, *also))), citations)


def _agreeing_reports(claim: Claim, found: Comparison, others: Sequence[Comparison]) -> list[Comparison]:
    """If the claim is in conflict: at most one report of less authority that agrees with it."""
    if found.says == "agrees":
        return []
    agreeing = (each for each in others if each.says == "agrees" and _is_about(claim, each))
    return [each for each in agreeing if _rank(each) > _rank(found)][:1]


def _by_other_documents(claim: Claim, comparisons: Sequence[Comparison], *, known: Sequence[Summary]) -> Finding:
    """The finding if the documents named do not decide: by another instrument, or by a report."""
    agreeing = [each for each in comparisons if each.says == "agrees"]
    accounts = [each for each in agreeing if not _binds(each) and _is_about(claim, each)]
    # Instruments with similar names are often confused, above all in the press, so less strength is required there.
    bound = [
        each
        for each in agreeing
        if _binds(each) and each.strength >= _least_strength(claim, each, reported=bool(accounts))
    ]
    if bound:
        nearest = max(bound, key=lambda each: (_likeness(claim, each), each.scored.meaning))
        name = name_in_sentence(nearest.scored.quotable.hit.document)
        other = replace(nearest, says="differs", why=f"It is {name} that says so.")
        return _finding(claim, other, known=known)
    differing = [each for each in comparisons if claim.event and each.says == "differs" and _reports_event(claim, each)]
    if differing and not (accounts and _rank(accounts[0]) <= _rank(differing[0])):
        return _finding(claim, differing[0], known=known)
    if accounts:
        return _finding(claim, accounts[0], known=known)
    return Finding("claim", claim.text, "not_found", "The sources do not speak of it.")


def _reports_event(claim: Claim, comparison: Comparison) -> bool:
    """Whether the quotable reports the same event and instrument as the claim, and is not itself an instrument."""
    reported = claim.events & events(comparison.scored.quotable.words)
    return bool(reported) and not _binds(comparison) and _is_about(claim, comparison)


def _least_strength(claim: Claim, comparison: Comparison, *, reported: bool) -> float:
    return COVERED if reported or _likeness(claim, comparison) > 1 else SURE


def _is_about(claim: Claim, comparison: Comparison) -> bool:
    """Whether the passage or its title names each instrument that the claim names."""
    hit = comparison.scored.quotable.hit
    there = {fact.value for fact in of_kind(facts(f"{hit.document.title}. {hit.passage.text}"), "instrument")}
    return {fact.value for fact in of_kind(claim.facts, "instrument")} <= there


def _likeness(claim: Claim, comparison: Comparison) -> int:
    """How many words the document's title shares with the names of the instruments in the claim."""
    named = terms(" ".join(claim.text[fact.start : fact.end] for fact in of_kind(claim.facts, "instrument")))
    titles = [instrument.title for instrument in INSTRUMENTS for fact in claim.facts if fact.value == instrument.id]
    return len({*named, *terms(" ".join(titles))} & set(terms(comparison.scored.quotable.hit.document.title)))


def _made_on_date(claim: Claim, comparison: Comparison, *, known: Sequence[Summary]) -> str:
    """A sentence naming a similar instrument that was made on the date claimed, if that date is wrong; else ""."""
    dates = [one.mine for one in comparison.differences if one.mine.kind == "date"] if claim.making else []
    others = [each for each in known if each.kind in RULES and each.id != comparison.document]
    for date in dates:
        made = [each for each in others if each.adopted and same_date(each.adopted, date.value)]
        alike = max(made, key=lambda each: len(set(terms(each.title)) & _title(comparison)), default=None)
        if alike and len(set(terms(alike.title)) & _title(comparison)) > 1:
            return f"It is {name_in_sentence(alike)} that was made then."
    return ""


def _title(comparison: Comparison) -> set[str]:
    return set(terms(comparison.scored.quotable.hit.document.title))


def _rank(comparison: Comparison) -> int:
    return KINDS.index(comparison.scored.quotable.hit.document.kind)


def _binds(comparison: Comparison) -> bool:
    return comparison.scored.quotable.hit.document.kind in RULES
