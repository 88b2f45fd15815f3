"""Somebody's claim against the sources: supported, in conflict with them, or not found there. No model.

Passages are looked for as they are for a question; each is compared with the claim, and what they say decides.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.models import Finding
from assistant.question.question import Question, rarity, turned_to, understand
from assistant.retrieve.quotable import quotables
from assistant.retrieve.rerank import Scored, scored
from assistant.retrieve.retrieve import EACH, MOST, retrieve
from assistant.verify.claims.compare import COVERED, RULES, SURE, Comparison, compare
from assistant.verify.claims.facts import Claim, Fact, known_instruments, of_kind, read_claim
from assistant.verify.claims.verdict import decided, finding
from corpus.instruments.bodies import instruments_of_bodies
from corpus.text.events import events
from corpus.text.sentences import sentences
from corpus.text.terms import STOPWORDS, stem, terms, words
from index.library import Library
from index.models import Filters, Hit
from index.search.query import read_query
from index.search.search import search
from index.snapshot import Snapshot

# Less than `COVERED` is enough where the claim has facts and the passage has them too, and to say the opposite.
_WITH_FACTS, _OPPOSED = 0.85, 0.95
# What a judgment decided is read whenever a claim names it; this is its share of the best hit's score.
_RULING_SCORE = 0.7
_CHIEF = ("Subcommittee", "Committee", "Court", "Commission")


def claim(text: str, *, library: Library | Snapshot, but: Collection[str] = ()) -> Finding:
    """The verdict on one claim, with the words of the source that decides it and why, in words for people.

    `but` are ids of documents that are no sources for it, such as the text that makes the claim.

    It is never supported unless each date, number, body and name in it stands in the source, and the source affirms
    or denies as the claim does; where sources differ, the one that the claim is about or that binds counts.
    """
    library = library.at()
    question = understand(text, library=library)
    absent = [each for each in question.missing if not each.is_case]
    if absent:
        return Finding("claim", text, "not_found", f"“{absent[0].name}” is not in the library.")
    instruments = _instruments(question, library=library)
    weights = rarity(text, library=library)
    said = read_claim(text, instruments=instruments, told=question.intent.events, rarities=weights)
    question = _looked_for(said, question, library=library)
    comparisons = [each for each in _comparisons(said, question, library=library) if each.document not in but]
    own = [each for each in comparisons if each.document in question.documents] if question.documents else comparisons
    found = decided(said, own)
    if found and found.says == "agrees":
        found = _against(found, said, library=library) or found
    others = [each for each in comparisons if each not in own]
    return finding(said, found, others=others, known=library.summaries())


def _instruments(question: Question, *, library: Snapshot) -> list[Fact]:
    """The texts that the claim names: by names of the catalogue, or by their titles in the library."""
    known = known_instruments(question.instruments)
    titled = [name for name in question.names if name.documents]
    titled = [name for name in titled if not any(name.start < one.end and one.start < name.end for one in known)]
    rules = [name for name in titled if library.document(name.documents[0]).kind in RULES]
    return known + [Fact("instrument", name.documents[0], name.start, name.end) for name in rules]


def _against(agreeing: Comparison, said: Claim, *, library: Snapshot) -> Comparison | None:
    """The quotable of the same document that has the word which a weak support lacks, and says the opposite.

    What one provision permits, another may forbid: derogations, and those from the ban on torture.
    """
    if agreeing.strength >= SURE or not agreeing.lacks or said.event or said.stance.force != "permitted":
        return None
    hits = search(
        read_query(agreeing.lacks, library=library),
        k=EACH,
        filters=Filters(document=agreeing.document),
        library=library,
    )
    articles = {passage.id: replace(hit, passage=passage) for hit in hits for passage in library.article(hit.passage)}
    for quotable in (quotable for hit in articles.values() for quotable in quotables(hit)):
        comparison = compare(said, Scored(quotable, 0.0, 1.0, 1.0))
        if comparison and comparison.opposed and stem(agreeing.lacks) in terms(quotable.words):
            return comparison
    return None


def _looked_for(said: Claim, question: Question, *, library: Snapshot) -> Question:
    """The claim as what is looked for; where it names a body and no instrument, that of the body, named in short."""
    held = {document.id for document in library.summaries()}
    own = tuple(each for each in question.query.bodies if each in held)
    if question.documents or not own:
        return question
    return turned_to(question, _in_short(said), documents=own, library=library)


def _in_short(said: Claim) -> str:
    """The claim with bodies called as their own treaties call them: "the Committee"."""
    text = said.text
    for body in sorted(of_kind(said.facts, "body"), key=lambda fact: -fact.start):
        name = text[body.start : body.end]
        if instruments_of_bodies(name):
            chief = next((each for each in _CHIEF if each.lower() in body.value), name)
            text = text[: body.start] + chief + text[body.end :]
    return text


def _comparisons(said: Claim, question: Question, *, library: Snapshot) -> list[Comparison]:
    """What each passage that is about the claim's matter says to it, the nearest first."""
    ranked = scored(question, hits=_hits(question, library=library), library=library)
    passages = [part for each in ranked for part in _of_the_event(said, each)]
    found = [one for each in passages if (one := compare(said, each))]
    matter = rarity(said.matter, library=library)
    return [_weighed(one, said, ranked, matter, library=library) for one in found]


def _of_the_event(said: Claim, scored: Scored) -> list[Scored]:
    """Of an account the sentences that tell of the claim's event: a signature has another year than a ratification."""
    quotable = scored.quotable
    if not said.event or quotable.lead or quotable.hit.document.kind in (*RULES, "judgment"):
        return [scored]
    spans, told = sentences(quotable.words), said.events
    same = [(start, end) for start, end in spans if told & events(quotable.words[start:end])]
    if len(spans) < 2 or not same:
        return [scored]
    begins = quotable.start
    parts = [replace(quotable, start=begins + start, end=begins + end) for start, end in same]
    return [replace(scored, quotable=part) for part in parts]


def _hits(question: Question, *, library: Snapshot) -> list[Hit]:
    """What search finds; and of a judgment that is named, what it decided, which stands in words that no claim uses."""
    found = list(retrieve(question, library=library).hits)
    known = {hit.passage.id for hit in found}
    for id in question.documents[:MOST]:
        document = library.document(id)
        if document.kind == "judgment":
            ruling = [each for each in library.passages(id) if each.locator.place.startswith("operative")]
            found += [Hit(each, document, _RULING_SCORE) for each in ruling if each.id not in known]
    return found


def _weighed(
    comparison: Comparison, said: Claim, ranked: Sequence[Scored], matter: Mapping[str, float], *, library: Snapshot
) -> Comparison:
    """The comparison with its strength; one that agrees or opposes, and has too little of the claim, is silent.

    `matter` has the stems of what the claim says beside its facts, each with its weight.
    """
    if said.making:
        return comparison
    share, lacks = covered(said.matter, weights=matter, among=_around(comparison, ranked), library=library)
    weighed = replace(comparison, strength=share + comparison.scored.meaning, lacks=lacks)
    told = of_kind(said.facts, "number", "date", "body")
    least = _OPPOSED if comparison.opposed else _WITH_FACTS if told else COVERED
    if comparison.differences or weighed.strength >= least:
        return weighed
    return replace(weighed, says="silent", opposed=False, why=f"The source does not speak of “{lacks}”.")


def _around(comparison: Comparison, ranked: Sequence[Scored]) -> str:
    """The quotable and the headings above it; for support also what else was found of its article."""
    hit, own = (
        comparison.scored.quotable.hit,
        f"{comparison.scored.quotable.words} {comparison.scored.quotable.hit.passage.breadcrumb}",
    )
    if comparison.opposed or not hit.passage.locator.article:
        return own
    article = hit.passage.locator.whole_article
    found = [each.quotable for each in ranked if each.quotable.hit.document.id == hit.document.id]
    return " ".join([own, *(each.words for each in found if each.hit.passage.locator.whole_article == article)])


# The encoder sees two words of one field, such as "crime" and "penalty", at 0.55; one thing in two words, such as
# "marry" and "marriage", "war" and "warfare", above 0.8.
_ONE_FIELD, _ONE_THING = 0.5, 0.8
_KEPT = 20_000
_vectors: dict[tuple[str, int, str], NDArray[np.float32]] = {}
_vectors_lock = threading.Lock()


def covered(text: str, *, weights: Mapping[str, float], among: str, library: Snapshot) -> tuple[float, str]:
    """The share of the words of `text`, by rarity, that are `among` others; the heaviest that is not, or ""."""
    asked = {stem(word): word for word in words(text) if word not in STOPWORDS}
    have = {stem(word): word for word in words(among) if word not in STOPWORDS}
    near = {each: 1.0 for each in asked if each in have}
    others = [each for each in asked if each not in have]
    near |= dict(zip(others, _nearest([asked[each] for each in others], list(have.values()), library), strict=True))
    return _share(weights, near), _heaviest(weights, near, asked)


def _share(weights: Mapping[str, float], near: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weight * near[each] for each, weight in weights.items()) / total if total else 1.0


def _heaviest(weights: Mapping[str, float], near: Mapping[str, float], asked: Mapping[str, str]) -> str:
    lacking = [each for each in weights if near[each] < 1]
    return asked[max(lacking, key=lambda each: weights[each])] if lacking else ""


def _nearest(asked: Sequence[str], have: Sequence[str], library: Snapshot) -> list[float]:
    """For each word how near the nearest word there is comes: 0 for one of the same field, 1 for the same thing."""
    if not asked or not have:
        return [0.0] * len(asked)
    best = (_encoded(asked, library) @ _encoded(have, library).T).max(axis=1)
    return [float(np.clip((value - _ONE_FIELD) / (_ONE_THING - _ONE_FIELD), 0, 1)) for value in best]


def _encoded(several: Sequence[str], library: Snapshot) -> NDArray[np.float32]:
    """A row for each word; words are encoded once, since the same ones come again and again."""
    # By what tells encoders apart: an address in memory may be that of another one, made after the first was gone.
    encoder = library.encoder.name, library.encoder.dimensions
    with _vectors_lock:
        rows = {word: _vectors[*encoder, word] for word in several if (*encoder, word) in _vectors}
    new = [word for word in dict.fromkeys(several) if word not in rows]
    if new:
        made = dict(zip(new, library.encoder.encode(new), strict=True))
        rows |= made
        _keep({(*encoder, word): row for word, row in made.items()})
    return np.stack([rows[word] for word in several])


def _keep(made: Mapping[tuple[str, int, str], NDArray[np.float32]]) -> None:
    """Remembers the vectors; the oldest beyond so many are forgotten."""
    with _vectors_lock:
        _vectors.update(made)
        for key in list(_vectors)[: max(0, len(_vectors) - _KEPT)]:
            del _vectors[key]
