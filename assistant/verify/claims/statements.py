"""The verification of a statement against the passages that it cites. Pure: no model, no library."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.verify.claims.facts import Fact, Kind, facts, same
from assistant.verify.claims.polarity import Clause, clauses, stance, without_force
from corpus.text.sentences import sentences
from corpus.text.terms import terms
from index.models import Hit

_KINDS: tuple[Kind, ...] = ("date", "number", "body", "instrument", "name")
_CALLED = {"date": "date", "number": "number", "body": "body", "instrument": "instrument", "name": "name"}


@dataclass(frozen=True, slots=True)
class Verified:
    """The facts `missing` in the sources, and why these contradict the statement (`opposed`); `words` is its text."""

    missing: tuple[Fact, ...] = ()
    opposed: str = ""
    words: str = ""

    @property
    def ok(self) -> bool:
        """Whether the sources have every fact and do not contradict the statement."""
        return not self.missing and not self.opposed

    @property
    def why(self) -> str:
        """What is wrong, as sentences for the reader; "" for nothing."""
        lacking = [f"the {_CALLED[fact.kind]} “{self.words[fact.start : fact.end]}”" for fact in self.missing]
        lack = f"The sources cited do not have {', '.join(lacking)}." if lacking else ""
        return " ".join(part for part in (lack, self.opposed) if part)


def verified(text: str, *, sources: Sequence[str], context: Sequence[str] = ()) -> Verified:
    """The statement verified against `sources`, the text of the passages that it cites.

    `context` has titles, dates and headings of these passages. Facts are looked for there too; negations are not.
    """
    known = [fact for words in (*sources, *context) for fact in facts(words)]
    missing = tuple(
        fact for fact in facts(text) if fact.kind in _KINDS and not any(same(fact, other) for other in known)
    )
    return Verified(missing, _opposed(text, sources), text)


def surroundings(hit: Hit) -> str:
    """The context of a passage: its document's names, issuer and dates, and the headings above it."""
    document, passage = hit.document, hit.passage
    dates = (document.date, document.adopted, document.in_force)
    return " ; ".join(
        part for part in (document.title, document.short_title, document.issuer, *dates, passage.breadcrumb) if part
    )


def _opposed(text: str, sources: Sequence[str]) -> str:
    """Why the sources contradict the statement, "" if they do not; each clause is compared with the most similar."""
    theirs = [clause for words in sources for start, end in sentences(words) for clause in clauses(words[start:end])]
    for mine in clauses(text):
        nearest = _nearest(mine, theirs)
        if nearest and mine.contradicts(nearest):
            return "The source says that it is not so." if mine.affirms else "The source says that it is so."
        if nearest and (stance(mine.text).force, stance(nearest.text).force) == ("required", "permitted"):
            return "The source permits what the statement requires."
    return ""


def _nearest(mine: Clause, theirs: Sequence[Clause]) -> Clause | None:
    """The clause that shares most words, rules before exceptions; None if none has half of them."""
    wanted = set(terms(without_force(mine.text)))
    shared = [(len(wanted & set(terms(each.text))), not each.excepted) for each in theirs]
    best = max(range(len(theirs)), key=lambda at: shared[at], default=None)
    return theirs[best] if best is not None and shared[best][0] * 2 >= max(len(wanted), 1) else None
