"""When the sources do not answer, and how that is said: what was searched, why not, what to do."""

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

# Questions on subjects that no library of law and news is about. How near they come to it says how near is not near
# enough: encoders differ in what a cosine of 0.4 means, and so do libraries.
_ELSEWHERE = (
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
# Standard deviations above their mean: of a question in few words of substance, and of a longer one. The story that a
# layperson tells strays from the rule that it is about; a short question that is about the library comes near it.
_SHORT, _ABOVE_IF_SHORT, _ABOVE = 4, 2.0, 1.25
# How near a question comes is averaged over one passage in so many, and five at most: the graph of a large library
# may miss the one nearest to a question that is far from all.
_ONE_IN, _MOST = 2400, 5
# A question whose words nearly all stand together in one place may be less near than that, and still less near one
# that names a document of the library.
_SHARED, _LESS_NEAR, _NAMED = 0.7, 0.5, 0.3
# Words of substance; a single one stands somewhere in any library, whatever it is asked about.
_TOGETHER = 2
# A cosine this little above the floor is an answer in part only.
_NARROW = 0.04
_elsewhere: dict[str, tuple[float, float]] = {}

# The share of the question's words that a sentence must have to be the account of that event.
_SAME_EVENT = 0.3
# Words of substance: with no more beside the name, the question is about what it names.
_LITTLE = 4
# A sentence that scores less than this share of the best one does not bear on the question.
_BEARS = 0.8

_PLURAL = {
    "treaty": "treaties",
    "judgment": "judgments",
    "report": "reports",
    "article": "articles",
    "note": "notes",
    "declaration": "declarations",
}


def reason_against(question: Question) -> str:
    """Why the question cannot be answered from this library, seen from its words alone; "" if it may be."""
    if question.intent.nothing:
        return "There is no question in that."
    if absent := question.missing:
        return f"{_listed([each.name for each in absent])} {'is' if len(absent) == 1 else 'are'} not in the library."
    if question.intent.of_status:
        return "That changes with time, and the sources here do not keep count of it."
    return ""


def in_part(question: Question) -> bool:
    """Whether the question can be answered in part: beside instruments that are absent it names some that are held.

    A case that is absent was asked for itself, with whatever convention it is about.
    """
    return bool(question.missing and question.documents) and not any(each.is_case for each in question.missing)


def answered(question: Question, *, ranked: Sequence[Scored], library: Snapshot) -> Status:
    """How far the best quotables answer the question: wholly as far as can be seen, in part, or not at all."""
    if not ranked or _tells_of_another_event(question, ranked):
        return "not_in_sources"
    asked = len(question.rarities)
    limit = floor(library, words=asked)
    nearness = max(result.meaning for result in ranked)
    together = asked >= _TOGETHER and max(result.overlap for result in ranked) >= _SHARED
    shared = together or _names_a_body(question, ranked)
    if nearness < limit * (_NAMED if question.documents else _LESS_NEAR if shared else 1.0):
        return "not_in_sources"
    narrow = nearness < limit + _NARROW and not shared and not question.documents
    return "partial" if narrow else "answered"


def _names_a_body(question: Question, ranked: Sequence[Scored]) -> bool:
    """Whether the question names a body, and the instrument that set it up is among what was found."""
    return bool(set(question.query.bodies) & {result.quotable.hit.document.id for result in ranked})


def floor(library: Snapshot, *, words: int) -> float:
    """The cosine below which a question of so many words of substance is on another question.

    Measured once for what the library holds.
    """
    key = library.fingerprint
    if key not in _elsewhere:
        vectors = library.encoder.encode(_ELSEWHERE)
        among = min(_MOST, 1 + len(library) // _ONE_IN)
        near = [library.at().nearest(vector, k=among) for vector in vectors]
        cosines = [fmean(cosine for _, cosine in found) for found in near if found] or [0.0]
        _elsewhere[key] = fmean(cosines), pstdev(cosines)
    mean, deviation = _elsewhere[key]
    return mean + deviation * (_ABOVE_IF_SHORT if words <= _SHORT else _ABOVE)


def _tells_of_another_event(question: Question, ranked: Sequence[Scored]) -> bool:
    """Whether the question asks for a fact of an event, or names its year, and no sentence that bears on it has it."""
    if not question.intent.of_event:
        return False
    years, best = question.intent.years, ranked[0].score
    bearing = [result for result in ranked if result.score >= best * _BEARS]
    if years and not any(year in _dated(result) for year in years for result in bearing):
        return True
    facts = question.intent.wants & {"date", "number"}
    told = [result.quotable.words for result in ranked if _may_tell(result, question)]
    return bool(facts) and not any(share_of_kinds(words, kinds=facts) for words in told)


def _may_tell(result: Scored, question: Question) -> bool:
    """Whether the quotable may be the account asked for: by its words, or as part of what the question names."""
    named = result.quotable.hit.document.id in question.documents and len(question.rarities) <= _LITTLE
    return named or result.overlap >= _SAME_EVENT


def _dated(result: Scored) -> str:
    """Where the year of an event may stand; a judgment's own date is not that of what it tells."""
    document = result.quotable.hit.document
    published = document.date if document.kind in ("article", "report") else ""
    return " ".join((result.quotable.hit.passage.text, document.title, document.adopted, document.in_force, published))


def refusal(reason: str, *, documents: Sequence[Described]) -> list[Draft]:
    """The statements of a refusal."""
    searched = f"I searched {_counted(documents)} and found nothing that answers this."
    return [Draft(text, (), "supported", "notice") for text in (reason, searched) if text]


def advice(absent: Sequence[Missing]) -> tuple[str, ...]:
    """What a reader can do to have the question answered."""
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
