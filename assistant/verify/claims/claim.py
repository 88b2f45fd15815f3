"""The verdict on a claim: supported by the sources, in conflict with them, or not found there. No chat model.

Passages are retrieved as they are for a question, and each is compared with the claim.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.models import Finding
from assistant.question.question import Question, rarity, understand, with_subject
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

# Least strength, below `COVERED`, of a passage that has the claim's facts, and of one that contradicts the claim.
_WITH_FACTS, _OPPOSED = 0.85, 0.95
# The score of a judgment's operative part, which is always read if the claim names the judgment (the best hit has 1).
_RULING_SCORE = 0.7
_CHIEF = ("Subcommittee", "Committee", "Court", "Commission")


def claim(text: str, *, library: Library | Snapshot, but: Collection[str] = ()) -> Finding:
    """The verdict on one claim, with a citation of the deciding source and the reason as a sentence for the reader.

    `but` are ids of documents that must not be used as sources, such as the text that makes the claim.

    A claim is supported only if the source has each date, number, body and name in it, and affirms or denies the same.
    If sources differ, the document that the claim names or the binding one decides.
    """
    library = library.at()
    question = understand(text, library=library)
    absent = [each for each in question.missing if not each.is_case]
    if absent:
        return Finding("claim", text, "not_found", f"“{absent[0].name}” is not in the library.")
    instruments = _instruments(question, library=library)
    weights = rarity(text, library=library)
    parsed = read_claim(text, instruments=instruments, happened=question.intent.events, rarities=weights)
    question = _search_query(parsed, question, library=library)
    comparisons = [each for each in _comparisons(parsed, question, library=library) if each.document not in but]
    own = [each for each in comparisons if each.document in question.documents] if question.documents else comparisons
    found = decided(parsed, own)
    if found and found.says == "agrees":
        found = _contradicting(found, parsed, library=library) or found
    others = [each for each in comparisons if each not in own]
    return finding(parsed, found, others=others, known=library.summaries())


def _instruments(question: Question, *, library: Snapshot) -> list[Fact]:
    """The instruments that the claim names: those of the catalogue, and those named by their titles in the library."""
    known = known_instruments(question.instruments)
    titled = [name for name in question.names if name.documents]
    titled = [name for name in titled if not any(name.start < one.end and one.start < name.end for one in known)]
    rules = [name for name in titled if library.document(name.documents[0]).kind in RULES]
    return known + [Fact("instrument", name.documents[0], name.start, name.end) for name in rules]


def _contradicting(agreeing: Comparison, parsed: Claim, *, library: Snapshot) -> Comparison | None:
    """A quotable of the same document that contradicts the claim and has the word that weak support lacks, or None.

    One provision may forbid in a case what another permits in general: a derogation, but not from the ban on torture.
    """
    if agreeing.strength >= SURE or not agreeing.lacks or parsed.event or parsed.stance.force != "permitted":
        return None
    hits = search(
        read_query(agreeing.lacks, library=library),
        k=EACH,
        filters=Filters(document=agreeing.document),
        library=library,
    )
    articles = {passage.id: replace(hit, passage=passage) for hit in hits for passage in library.article(hit.passage)}
    for quotable in (quotable for hit in articles.values() for quotable in quotables(hit)):
        comparison = compare(parsed, Scored(quotable, 0.0, 1.0, 1.0))
        if comparison and comparison.opposed and stem(agreeing.lacks) in terms(quotable.words):
            return comparison
    return None


def _search_query(parsed: Claim, question: Question, *, library: Snapshot) -> Question:
    """The question to retrieve for: if the claim names a body and no document, the instrument that set it up."""
    held = {document.id for document in library.summaries()}
    own = tuple(each for each in question.query.bodies if each in held)
    if question.documents or not own:
        return question
    return with_subject(question, _with_short_bodies(parsed), documents=own, library=library)


def _with_short_bodies(parsed: Claim) -> str:
    """The claim with bodies named as in the instruments that set them up: "the Committee"."""
    text = parsed.text
    for body in sorted(of_kind(parsed.facts, "body"), key=lambda fact: -fact.start):
        name = text[body.start : body.end]
        if instruments_of_bodies(name):
            chief = next((each for each in _CHIEF if each.lower() in body.value), name)
            text = text[: body.start] + chief + text[body.end :]
    return text


def _comparisons(parsed: Claim, question: Question, *, library: Snapshot) -> list[Comparison]:
    """The comparisons with all relevant quotables, those with the highest score first."""
    ranked = scored(question, hits=_hits(question, library=library), library=library)
    passages = [part for each in ranked for part in _about_the_event(parsed, each)]
    found = [one for each in passages if (one := compare(parsed, each))]
    matter = rarity(parsed.matter, library=library)
    return [_weighed(one, parsed, ranked, matter, library=library) for one in found]


def _about_the_event(parsed: Claim, scored: Scored) -> list[Scored]:
    """The sentences of a report that are about the claim's event: signature and ratification differ in their dates."""
    quotable = scored.quotable
    if not parsed.event or quotable.lead or quotable.hit.document.kind in (*RULES, "judgment"):
        return [scored]
    spans, kinds = sentences(quotable.words), parsed.events
    same = [(start, end) for start, end in spans if kinds & events(quotable.words[start:end])]
    if len(spans) < 2 or not same:
        return [scored]
    begins = quotable.start
    parts = [replace(quotable, start=begins + start, end=begins + end) for start, end in same]
    return [replace(scored, quotable=part) for part in parts]


def _hits(question: Question, *, library: Snapshot) -> list[Hit]:
    """The hits for the claim, with the operative part of each judgment named: its words are unlike those of claims."""
    found = list(retrieve(question, library=library).hits)
    known = {hit.passage.id for hit in found}
    for id in question.documents[:MOST]:
        document = library.document(id)
        if document.kind == "judgment":
            ruling = [each for each in library.passages(id) if each.locator.place.startswith("operative")]
            found += [Hit(each, document, _RULING_SCORE) for each in ruling if each.id not in known]
    return found


def _weighed(
    comparison: Comparison, parsed: Claim, ranked: Sequence[Scored], matter: Mapping[str, float], *, library: Snapshot
) -> Comparison:
    """The comparison with its strength; it becomes silent if the quotable has too few of the claim's words.

    `matter` maps the stems of the claim's words, facts not counted, to their weights.
    """
    if parsed.making:
        return comparison
    share, lacks = covered(parsed.matter, weights=matter, among=_around(comparison, ranked), library=library)
    weighed = replace(comparison, strength=share + comparison.scored.meaning, lacks=lacks)
    has_facts = of_kind(parsed.facts, "number", "date", "body")
    least = _OPPOSED if comparison.opposed else _WITH_FACTS if has_facts else COVERED
    if comparison.differences or weighed.strength >= least:
        return weighed
    return replace(weighed, says="silent", opposed=False, why=f"The source does not speak of “{lacks}”.")


def _around(comparison: Comparison, ranked: Sequence[Scored]) -> str:
    """The quotable with its headings and, unless it contradicts the claim, other quotables found in its article."""
    hit, own = (
        comparison.scored.quotable.hit,
        f"{comparison.scored.quotable.words} {comparison.scored.quotable.hit.passage.breadcrumb}",
    )
    if comparison.opposed or not hit.passage.locator.article:
        return own
    article = hit.passage.locator.whole_article
    found = [each.quotable for each in ranked if each.quotable.hit.document.id == hit.document.id]
    return " ".join([own, *(each.words for each in found if each.hit.passage.locator.whole_article == article)])


# Cosine similarities of words. Two related ones, such as "crime" and "penalty", have about 0.55; two for the same
# thing, such as "marry" and "marriage" or "war" and "warfare", have more than 0.8.
_RELATED, _SYNONYMS = 0.5, 0.8
_KEPT = 20_000
_vectors: dict[tuple[str, int, str], NDArray[np.float32]] = {}
_vectors_lock = threading.Lock()


def covered(text: str, *, weights: Mapping[str, float], among: str, library: Snapshot) -> tuple[float, str]:
    """The share of the words of `text` that `among` has, by weight (0 to 1), and the heaviest missing word, or "".

    A word with a similar word in `among` counts in part.
    """
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
    """For each word its similarity to the most similar word in `have`, from 0 (only related) to 1 (same thing)."""
    if not asked or not have:
        return [0.0] * len(asked)
    best = (_encoded(asked, library) @ _encoded(have, library).T).max(axis=1)
    return [float(np.clip((value - _RELATED) / (_SYNONYMS - _RELATED), 0, 1)) for value in best]


def _encoded(several: Sequence[str], library: Snapshot) -> NDArray[np.float32]:
    """The vectors of the words, one in each row; a word is encoded once and its vector kept."""
    # The encoder's `id()` is no key: it may be reused for another encoder after the first is deleted.
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
    """Keep the vectors, and delete the oldest beyond _KEPT."""
    with _vectors_lock:
        _vectors.update(made)
        for key in list(_vectors)[: max(0, len(_vectors) - _KEPT)]:
            del _vectors[key]
