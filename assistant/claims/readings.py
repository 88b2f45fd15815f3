"""A claim -> what each stretch of the sources that is on its matter says to it, and how much of it that stretch has."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.claims.claimed import Claim
from assistant.claims.coverage import covered
from assistant.claims.facts import of_kind
from assistant.claims.presence import RULES
from assistant.claims.reading import Reading, read
from assistant.events import events
from assistant.gathering import MOST, gather
from assistant.relevance import Scored, rarity, scored
from assistant.subject import Subject, subject_of
from corpus.sentences import sentences
from index.bodies import set_up_by
from index.library import Library
from index.models import Hit

# The share of a claim's words that a stretch has, in the same or other words, and its nearness, added up: to be the
# claim's support, the same where the claim has facts and the stretch has them too, and to say the opposite.
COVERED, _WITH_FACTS, _OPPOSED = 1.05, 0.85, 0.95
# What a judgment decided is read whenever a claim names it; this is its share of the best hit's score.
_RULING_SCORE = 0.7
_CHIEF = ("Subcommittee", "Committee", "Court", "Commission")


def subject_of_claim(said: Claim, *, library: Library) -> Subject:
    """What the claim is about; where it names a body and no instrument, that of the body, and the body in short."""
    subject = subject_of(said.text, library=library)
    held = {document.id for document in library.summaries()}
    own = tuple(each for each in set_up_by(said.text) if each in held)
    if subject.documents or not own:
        return subject
    return replace(subject, documents=own, text=_in_short(said))


def _in_short(said: Claim) -> str:
    """The claim with bodies called as their own treaties call them: "the Committee"."""
    text = said.text
    for body in sorted(of_kind(said.facts, "body"), key=lambda fact: -fact.start):
        name = text[body.start : body.end]
        if set_up_by(name):
            chief = next((each for each in _CHIEF if each.lower() in body.value), name)
            text = text[: body.start] + chief + text[body.end :]
    return text


def readings_of(said: Claim, subject: Subject, *, library: Library) -> list[Reading]:
    """What each stretch that is about the claim's matter says to it, the nearest first."""
    ranked = scored(subject, hits=_hits(subject, library=library), library=library)
    weights = rarity(said.text, library=library)
    stretches = [part for each in ranked for part in _of_the_event(said, each)]
    found = [reading for each in stretches if (reading := read(said, each, weights=weights))]
    return [_weighed(reading, said, ranked, library=library) for reading in found]


def _of_the_event(said: Claim, scored: Scored) -> list[Scored]:
    """Of an account the sentences that tell of the claim's event: a signature has another year than a ratification."""
    unit = scored.unit
    if not said.event or unit.lead or unit.hit.document.kind in (*RULES, "judgment"):
        return [scored]
    spans, told = sentences(unit.words), events(said.text)
    same = [(start, end) for start, end in spans if told & events(unit.words[start:end])]
    if len(spans) < 2 or not same:
        return [scored]
    return [replace(scored, unit=replace(unit, start=unit.start + start, end=unit.start + end)) for start, end in same]


def _hits(subject: Subject, *, library: Library) -> list[Hit]:
    """What search finds; and of a judgment that is named, what it decided, which stands in words that no claim uses."""
    found = gather(subject, library=library)
    known = {hit.passage.id for hit in found}
    for id in subject.documents[:MOST]:
        document = library.document(id)
        if document.kind == "judgment":
            ruling = [each for each in library.passages(id) if each.locator.place.startswith("operative")]
            found += [Hit(each, document, _RULING_SCORE) for each in ruling if each.id not in known]
    return found


def _weighed(reading: Reading, said: Claim, ranked: Sequence[Scored], *, library: Library) -> Reading:
    """The reading with its strength; one that agrees or opposes, and has too little of the claim, is silent."""
    if said.making:
        return reading
    share, lacks = covered(said.matter, stretch=_around(reading, ranked), library=library)
    weighed = replace(reading, strength=share + reading.scored.meaning, lacks=lacks)
    told = bool(of_kind(said.facts, "number", "date", "body"))
    if reading.differences or weighed.strength >= (_OPPOSED if reading.opposed else _WITH_FACTS if told else COVERED):
        return weighed
    return replace(weighed, says="silent", opposed=False, why=f"The source does not speak of “{lacks}”.")


def _around(reading: Reading, ranked: Sequence[Scored]) -> str:
    """The stretch and the headings above it; for support also what else was found of its article."""
    hit, own = reading.scored.unit.hit, f"{reading.scored.unit.words} {reading.scored.unit.hit.passage.breadcrumb}"
    if reading.opposed or not hit.passage.locator.article:
        return own
    article = hit.passage.locator.whole_article
    same = [each.unit for each in ranked if each.unit.hit.document.id == hit.document.id]
    return " ".join([own, *(unit.words for unit in same if unit.hit.passage.locator.whole_article == article)])
