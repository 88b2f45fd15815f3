"""Abstaining: when the sources do not answer a question, and the refusal with its reason and suggestions."""

from collections import Counter
from collections.abc import Sequence
from shlex import quote
from statistics import fmean, pstdev

from assistant.models import Status
from assistant.question.intent import share_of_kinds
from assistant.question.missing import Missing
from assistant.question.question import Question
from assistant.retrieve.citations import Draft
from assistant.retrieve.rerank import Scored
from corpus.models import KINDS
from index.models import Described
from index.snapshot import Snapshot

# Questions on subjects that no library of law and news covers. Their cosine similarities with the library give the
# threshold for abstaining, since the meaning of a cosine of 0.4 differs between encoders and between libraries.
_UNRELATED = (
    "How do I bake bread without yeast?",
    "Who scored the winning goal in the final?",
    "Write a function that sorts a list",
    "What is the tallest mountain in South America?",
    "How do I remove rust from a bicycle chain?",
    "Which guitar strings are best for a beginner?",
    "Is my tomato plant getting too much water?",
    "What time does the next train leave?",
    "Tell me something funny",
    "How many planets have rings?",
    "Which laptop should I buy for video editing?",
    "What does this dream about falling mean?",
)
# The threshold in standard deviations above the mean of these cosines, for a question with at most _SHORT content words
# and for a longer one. It is lower for long questions, since a layperson's story has much that the rule does not have.
_SHORT, _ABOVE_IF_SHORT, _ABOVE = 4, 2.0, 1.25
# The cosine is the mean over one passage in _ONE_IN, _MOST at most: the approximate index of a large library may miss
# the passage nearest to a question that is far from all.
_ONE_IN, _MOST = 2400, 5
# With this share of the question's words in one quotable, the threshold is multiplied by _LESS_NEAR; for a question
# that names a document of the library, by _NAMED.
_SHARED, _LESS_NEAR, _NAMED = 0.7, 0.5, 0.3
# The fewest content words for that share to count; a single word occurs somewhere in any library.
_TOGETHER = 2
# With a cosine within this distance above the threshold, the answer is partial.
_NARROW = 0.04
_unrelated: dict[str, tuple[float, float]] = {}

# The share of the question's words that a sentence on the same event must have.
_SAME_EVENT = 0.3
# With no more content words than this, the question is about the document that it names.
_LITTLE = 4
# Sentences with less than this share of the best score are not relevant.
_RELEVANT = 0.8

_PLURAL = {
    "treaty": "treaties",
    "judgment": "judgments",
    "report": "reports",
    "article": "articles",
    "note": "notes",
    "declaration": "declarations",
}


def reason_to_abstain(question: Question) -> str:
    """Why the question cannot be answered, judged by its words alone; "" if it may be answered."""
    if question.intent.nothing:
        return "There is no question in that."
    if absent := question.missing:
        return f"{_listed([each.name for each in absent])} {'is' if len(absent) == 1 else 'are'} not in the library."
    if question.intent.of_status:
        return "That changes with time, and the sources here do not keep count of it."
    return ""


def is_partly_held(question: Question) -> bool:
    """Whether the question can be answered in part: it names missing sources and documents that the library holds.

    A question that names a missing case is about that case, even if it also names a convention.
    """
    return bool(question.missing and question.documents) and not any(each.is_case for each in question.missing)


def status_of(question: Question, *, ranked: Sequence[Scored], library: Snapshot) -> Status:
    """The status of an answer made from these quotables: "answered", "partial" or "not_in_sources"."""
    if not ranked or _is_about_another_event(question, ranked):
        return "not_in_sources"
    asked = len(question.rarities)
    limit = threshold(library, words=asked)
    nearness = max(result.meaning for result in ranked)
    together = asked >= _TOGETHER and max(result.overlap for result in ranked) >= _SHARED
    shared = together or _names_a_body(question, ranked)
    if nearness < limit * (_NAMED if question.documents else _LESS_NEAR if shared else 1.0):
        return "not_in_sources"
    narrow = nearness < limit + _NARROW and not shared and not question.documents
    return "partial" if narrow else "answered"


def _names_a_body(question: Question, ranked: Sequence[Scored]) -> bool:
    """Whether the question names a body, and a quotable is from the instrument that set it up."""
    return bool(set(question.query.bodies) & {result.quotable.hit.document.id for result in ranked})


def threshold(library: Snapshot, *, words: int) -> float:
    """The cosine similarity below which a question with that many content words has no answer in the library.

    It is measured once for each state of the library.
    """
    key = library.fingerprint
    if key not in _unrelated:
        vectors = library.encoder.encode(_UNRELATED)
        among = min(_MOST, 1 + len(library) // _ONE_IN)
        near = [library.at().nearest(vector, k=among) for vector in vectors]
        cosines = [fmean(cosine for _, cosine in found) for found in near if found] or [0.0]
        _unrelated[key] = fmean(cosines), pstdev(cosines)
    mean, deviation = _unrelated[key]
    return mean + deviation * (_ABOVE_IF_SHORT if words <= _SHORT else _ABOVE)


def _is_about_another_event(question: Question, ranked: Sequence[Scored]) -> bool:
    """Whether the question asks for a fact of an event, or names its year, and no relevant sentence has that."""
    if not question.intent.of_event:
        return False
    years, best = question.intent.years, ranked[0].score
    bearing = [result for result in ranked if result.score >= best * _RELEVANT]
    if years and not any(year in _dated(result) for year in years for result in bearing):
        return True
    facts = question.intent.wants & {"date", "number"}
    reports = [result.quotable.words for result in ranked if _may_report(result, question)]
    return bool(facts) and not any(share_of_kinds(words, kinds=facts) for words in reports)


def _may_report(result: Scored, question: Question) -> bool:
    """Whether the quotable may report the event: by its words, or as part of the document that the question names."""
    named = result.quotable.hit.document.id in question.documents and len(question.rarities) <= _LITTLE
    return named or result.overlap >= _SAME_EVENT


def _dated(result: Scored) -> str:
    """The texts in which the year of an event is looked for; a judgment's date is not that of the events in it."""
    document = result.quotable.hit.document
    published = document.date if document.kind in ("article", "report") else ""
    return " ".join((result.quotable.hit.passage.text, document.title, document.adopted, document.in_force, published))


def refusal(reason: str, *, documents: Sequence[Described]) -> list[Draft]:
    """The statements of a refusal."""
    searched = f"I searched {_counted(documents)} and found nothing that answers this."
    return [Draft(text, (), "supported", "notice") for text in (reason, searched) if text]


def suggestions(absent: Sequence[Missing]) -> tuple[str, ...]:
    """Suggestions how to get the question answered: the commands that add the missing texts."""
    known = [each.instrument for each in absent if each.instrument and each.instrument.url]
    fetch = tuple(
        f"To read the official text of {each.short_title or each.title}: pinpoint add {quote(each.url)}"
        for each in known
    )
    return fetch or ("Add a document that speaks of it and ask again (in a terminal: pinpoint add PATH_OR_ADDRESS).",)


def _counted(documents: Sequence[Described]) -> str:
    counts = Counter(document.kind for document in documents)
    kinds = [f"{counts[kind]} {_PLURAL[kind] if counts[kind] > 1 else kind}" for kind in KINDS if counts[kind]]
    total = f"{len(documents)} document{'s' if len(documents) != 1 else ''}"
    return f"{total} ({', '.join(kinds)})" if kinds else "a library that is empty"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
