"""A statement against the passages that it cites: what of it does not stand there. Pure: no model, no library."""

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
    """What a statement says and its sources do not, in the statement's words; nothing for one that is verified."""

    missing: tuple[Fact, ...] = ()
    opposed: str = ""
    words: str = ""

    @property
    def ok(self) -> bool:
        """Whether every fact stands in the sources, and they affirm, deny, permit and require as it does."""
        return not self.missing and not self.opposed

    @property
    def why(self) -> str:
        """What is missing, for people; "" where nothing is."""
        lacking = [f"the {_CALLED[fact.kind]} “{self.words[fact.start : fact.end]}”" for fact in self.missing]
        said = f"The sources cited do not have {', '.join(lacking)}." if lacking else ""
        return " ".join(part for part in (said, self.opposed) if part)


def verified(text: str, *, sources: Sequence[str], context: Sequence[str] = ()) -> Verified:
    """What of the statement is missing from `sources`, the words of the passages that it cites.

    In `context` is what surrounds them: titles, dates, headings. A fact may stand there; a negation may not.
    """
    known = [fact for words in (*sources, *context) for fact in facts(words)]
    missing = tuple(
        fact for fact in facts(text) if fact.kind in _KINDS and not any(same(fact, other) for other in known)
    )
    return Verified(missing, _opposed(text, sources), text)


def surroundings(hit: Hit) -> str:
    """What counts as said where a passage stands: its document's names, issuer and dates, and the headings above."""
    document, passage = hit.document, hit.passage
    dates = (document.date, document.adopted, document.in_force)
    return " ; ".join(
        part for part in (document.title, document.short_title, document.issuer, *dates, passage.breadcrumb) if part
    )


def _opposed(text: str, sources: Sequence[str]) -> str:
    """Why the sources say the opposite, "" if they do not; each clause is held against the one nearest to it."""
    told = [clause for words in sources for start, end in sentences(words) for clause in clauses(words[start:end])]
    for mine in clauses(text):
        nearest = _nearest(mine, told)
        if nearest and mine.contradicts(nearest):
            return "The source says that it is not so." if mine.affirms else "The source says that it is so."
        if nearest and (stance(mine.text).force, stance(nearest.text).force) == ("required", "permitted"):
            return "The source permits what the statement requires."
    return ""


def _nearest(mine: Clause, told: Sequence[Clause]) -> Clause | None:
    """The clause that shares most words, one of the rule rather than of its exception; None where none has half."""
    wanted = set(terms(without_force(mine.text)))
    shared = [(len(wanted & set(terms(each.text))), not each.excepted) for each in told]
    best = max(range(len(told)), key=lambda at: shared[at], default=None)
    return told[best] if best is not None and shared[best][0] * 2 >= max(len(wanted), 1) else None
