"""The comparison of a claim with a quotable: it agrees, differs or is silent, by its facts and clauses. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.retrieve.rerank import Scored
from assistant.verify.claims.facts import Claim, Difference, Fact, comparable, facts, of_kind, same
from assistant.verify.claims.opposition import Pair, clause_pairs, opposition
from assistant.verify.claims.polarity import opposite
from corpus.instruments.bodies import instruments_of_bodies
from corpus.text.quantities import MEASURES, unit
from corpus.text.states import forms_of
from corpus.text.terms import terms

# Kinds of document that lay down rules; the others report on events and on rules.
RULES = ("treaty", "declaration")
# Least strength (share of the claim's words, 0 to 1, plus cosine similarity) of a passage that supports a claim, and
# that from which on no other provision of the same document is searched for an exception.
COVERED, SURE = 1.05, 1.25

Says = Literal["agrees", "differs", "silent"]

# Least cosine similarity of a relevant quotable, and the lower one for a quotable with this share of the claim's words.
_NEAR, _LESS_NEAR, _MOST_WORDS = 0.5, 0.25, 0.6
# Cosine similarity or share of words from which on a quotable is about the same rule, even without the claim's facts.
_SAME_RULE, _ALL_WORDS = 0.7, 0.8
_SAME_EVENT = 0.65
_FRAMES = ("closing", "preamble", "title")
_AT = re.compile(r"(?i)\b(?:at|in)\s+$")
_IN_FORCE = re.compile(r"(?i)\b(?:enter\w*|c[ao]m\w+) into force\b")
# Characters. A report up to this length is about one event, so a name in one paragraph applies to all of them.
_SHORT = 8000
_RULING = re.compile(r"FOR THESE REASONS[^\n]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a quotable agrees with the claim, and why, as a sentence for the reader.

    `differences` are the claim's facts that the quotable lacks. `opposed`: it contradicts or limits the claim.
    `excludes`: a word of the claim and a word of the source that exclude each other. `beside`: a number or date of the
    claim is not in the quotable itself, but near it. `strength` is the share of the claim's words that it has (0 to 1)
    plus its cosine similarity, and `lacks` the word of the claim with most weight that it does not have.
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
        """The id of the quotable's document."""
        return self.scored.quotable.hit.document.id

    @property
    def is_near(self) -> bool:
        """Whether the quotable is about the same rule, so that it can be expected to have the claim's facts."""
        return self.scored.meaning >= _SAME_RULE or self.scored.overlap >= _ALL_WORDS


def compare(claim: Claim, scored: Scored) -> Comparison | None:
    """The comparison of a claim with a quotable; None if the quotable is not relevant to the claim."""
    making = claim.making and scored.quotable.hit.passage.locator.place in _FRAMES
    if not (making or _is_ruling(claim, scored) or _is_relevant(claim, scored)):
        return None
    lacking = tuple(_differences(claim, scored, making=making))
    differing = tuple(each for each in lacking if each.theirs)
    if differing and (making or not claim.event or _differs_on_event(claim, scored, differing, lacking)):
        return Comparison(scored, "differs", _why_differs(claim, scored, differing), differing)
    if claim.event and (lacking or _other_body(claim, scored)):
        return Comparison(scored, "silent", _why_silent(claim, lacking), lacking)
    if claim.making and not claim.stance.negated:
        return Comparison(scored, "agrees", "The source says so.")
    return _by_clauses(claim, scored, lacking)


def _by_clauses(claim: Claim, scored: Scored, lacking: tuple[Difference, ...]) -> Comparison:
    """The comparison of the clauses, for a quotable whose facts do not differ from the claim's."""
    pairs = clause_pairs(claim, scored)
    if excluded := opposite(claim.text, other=_relevant_words(claim, scored, pairs)):
        why = f"The source says “{excluded[1]}”, the claim “{excluded[0]}”."
        return Comparison(scored, "differs", why, opposed=True, excludes=excluded)
    if why := opposition(claim, scored, pairs=pairs):
        return Comparison(scored, "differs", why, opposed=True)
    if lacking or any(mine.affirms != theirs.affirms for mine, theirs in pairs):
        return Comparison(scored, "silent", _why_silent(claim, lacking), lacking)
    beside = any(fact.kind in ("number", "date") and not _is_in_quotable(fact, scored) for fact in claim.facts)
    return Comparison(scored, "agrees", "The source says so.", beside=beside)


def _other_body(claim: Claim, scored: Scored) -> str:
    """The name of another body than the claim's that the quotable is about; "" for none."""
    words = scored.quotable.words
    mine, theirs = of_kind(claim.facts, "body"), [f for f in of_kind(facts(words), "body") if " " in f.value]
    if scored.quotable.hit.document.kind == "judgment" or all(any(same(a, b) for b in theirs) for a in mine):
        return ""
    return next((words[f.start : f.end] for f in theirs if not any(same(f, a) for a in mine)), "")


def _relevant_words(claim: Claim, scored: Scored, pairs: Sequence[Pair]) -> str:
    """The words to be compared with the claim: all for an event, the corresponding clauses for a rule."""
    return scored.quotable.words if claim.event else " ".join(theirs.text for _, theirs in pairs)


def _differs_on_event(
    claim: Claim, scored: Scored, differing: Sequence[Difference], lacking: Sequence[Difference]
) -> bool:
    """Whether the quotable reports the same event with other facts: it has most other words of the claim."""
    if any(unit(each.mine.value) == "vote" for each in differing):
        return _is_ruling(claim, scored)
    return len(differing) == len(lacking) == 1 and (scored.meaning >= _SAME_EVENT or _is_same_event(claim, scored))


def _is_same_event(claim: Claim, scored: Scored) -> bool:
    """Whether the quotable has two thirds of the claim's words, facts not counted."""
    wanted, have = claim.stems, set(terms(scored.quotable.words))
    return len(wanted & have) * 3 >= len(wanted) * 2


def _is_ruling(claim: Claim, scored: Scored) -> bool:
    """Whether the quotable is from a judgment's operative part, and the claim is about its votes or subject."""
    if not scored.quotable.hit.passage.locator.place.startswith("operative"):
        return False
    votes = any(unit(fact.value) == "vote" for fact in of_kind(claim.facts, "number"))
    same = claim.stems & set(terms(scored.quotable.words))
    return bool(claim.names and (votes or same)) and _has_names(claim, scored)


def _is_relevant(claim: Claim, scored: Scored) -> bool:
    """Whether the quotable is similar to the claim, of a fitting kind of document, and has the claim's names."""
    return _is_near(scored) and _may_report(claim, scored) and _has_names(claim, scored)


def _is_near(scored: Scored) -> bool:
    return scored.meaning >= _NEAR or (scored.meaning >= _LESS_NEAR and scored.overlap >= _MOST_WORDS)


def _may_report(claim: Claim, scored: Scored) -> bool:
    """Whether this kind of text can state the claim: a treaty reports events only in its first and last lines."""
    hit = scored.quotable.hit
    if not claim.event or hit.document.kind not in RULES or hit.passage.locator.place in _FRAMES:
        return True
    return bool(_IN_FORCE.search(claim.text) and _IN_FORCE.search(scored.quotable.words))


def _differences(claim: Claim, scored: Scored, *, making: bool) -> Iterator[Difference]:
    """The claim's facts that the quotable lacks, each with the comparable facts that it has."""
    theirs, around = facts(scored.quotable.words), _facts_around(scored)
    for fact in claim.facts:
        if fact.kind == "instrument" or _is_uncounted(fact) or any(same(fact, other) for other in (*theirs, *around)):
            continue
        if fact.kind == "body" and _is_body_of_document(fact, scored):
            continue
        if fact.kind == "place":
            if not _is_at_place(fact, scored):
                yield Difference(fact, ())
        elif fact.kind != "name" or making:
            instead = tuple(_counterparts(fact, claim, scored, theirs, making=making))
            if instead or not _is_in_passage(fact, scored):
                yield Difference(fact, instead)


def _is_uncounted(fact: Fact) -> bool:
    """Whether it is "one …" or "a single …", which need not be a count."""
    return fact.kind == "number" and fact.value.startswith("1 ") and unit(fact.value) not in MEASURES


def _counterparts(fact: Fact, claim: Claim, scored: Scored, theirs: Sequence[Fact], *, making: bool) -> Iterator[Fact]:
    """The facts of the quotable that take the place of this fact of the claim."""
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
        yield from (each for each in others if " " in each.value and not _is_body_of_document(each, scored))


def _why_differs(claim: Claim, scored: Scored, differing: Sequence[Difference]) -> str:
    pairs = [(_shown(each.theirs[0], scored), claim.text[each.mine.start : each.mine.end]) for each in differing]
    sides = "; ".join(f"the source says “{theirs}”, the claim “{mine}”" for theirs, mine in pairs)
    return f"{sides[:1].upper()}{sides[1:]}."


def _shown(fact: Fact, scored: Scored) -> str:
    """The words of a fact of the quotable, or of its document's issuer."""
    words = scored.quotable.words
    return (words if fact in facts(words) else scored.quotable.hit.document.issuer)[fact.start : fact.end]


def _why_silent(claim: Claim, lacking: Sequence[Difference]) -> str:
    if not lacking:
        return "The source speaks of it in other words."
    mine = ", ".join(f"“{claim.text[each.mine.start : each.mine.end]}”" for each in lacking)
    return f"The source does not say {mine}."


def _has_names(claim: Claim, scored: Scored) -> bool:
    """Whether the passage or title has each name of the claim at least in part, and the document all of it."""
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
    """The names, issuer and date of the quotable's document, and the headings above the quotable."""
    document, passage = scored.quotable.hit.document, scored.quotable.hit.passage
    return " ; ".join((document.title, document.short_title, document.issuer, document.adopted, passage.breadcrumb))


def _is_in_quotable(fact: Fact, scored: Scored) -> bool:
    """Whether the quotable itself has the fact."""
    return any(same(fact, other) for other in facts(scored.quotable.words))


def _is_in_passage(fact: Fact, scored: Scored) -> bool:
    """Whether any sentence of the quotable's passage has the fact."""
    return any(same(fact, other) for other in facts(scored.quotable.hit.passage.text))


def _facts_around(scored: Scored) -> tuple[Fact, ...]:
    """The facts around the quotable: of its context and, unless it is a rule, of its whole passage."""
    hit = scored.quotable.hit
    found = of_kind(facts(_context(scored)), "body", "date", "name")
    if hit.document.kind in RULES:
        return found
    beside = facts(hit.passage.text)
    if of_kind(facts(scored.quotable.words), "date"):  # it has its own date
        beside = tuple(fact for fact in beside if fact.kind != "date")
    ruling = _RULING.search(hit.document.text) if hit.passage.locator.place.startswith("operative") else None
    return found + beside + (facts(ruling[0]) if ruling else ())


def _is_body_of_document(body: Fact, scored: Scored) -> bool:
    """Whether the document is the body's: the convention that set it up, or the judgment of a court."""
    document = scored.quotable.hit.document
    court = document.kind == "judgment" and {"court", "chamber"} & set(body.value.split())
    return (
        bool(court)
        or document.id in instruments_of_bodies(body.value)
        or any(same(body, other) for other in of_kind(facts(_context(scored)), "body"))
    )


def _is_at_place(fact: Fact, scored: Scored) -> bool:
    """Whether the quotable is from the article that the claim names, or its passage names that place too."""
    word, _, number = fact.value.partition(" ")
    passage = scored.quotable.hit.passage
    here = word == "article" and passage.locator.article.lower() == number
    return here or bool(re.search(rf"(?i)\b{word[:4]}\w*\.?\s+(?:no\.?\s*)?{number}\b", passage.text))
