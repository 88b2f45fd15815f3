"""Which language a text is in, as a two-letter code (ISO 639-1)."""

import re
from collections import Counter
from functools import cache
from typing import Any

# Words of grammar and questions, and letters that few other languages have: what tells the language of a question.
_WORDS = {
    "en": "the of and to in is are was were an what who when where which how why may can does did do for by on that "
    "this not no be as shall with from or if his her their has have must",
    "fr": "le la les des du de et est sont que qui quand quel quelle comment pourquoi où un une dans par pour sur au "
    "aux à ne pas peut il elle se ce qu",
    "es": "el la los las del de es son que qué quién quiénes cuándo cómo dónde cuál por para con un una en puede no se "
    "al",
    "de": "der die das den dem des ein eine und ist sind wer was wann wo wie warum welche welcher darf kann nicht mit "
    "von zu auf im in für wird",
    "it": "il lo la gli le di del della dei è sono che chi quando come dove quale perché un una in per con può non "
    "si alla al cosa",
    "nl": "de het een en van is zijn wie wat wanneer waar hoe waarom welke mag kan niet met op voor in te door",
    "pt": "os as do da dos das de é são que quem quando como onde qual por para com um uma em pode não se ao à no na",
    "uk": "і та й що хто коли де як чи який яка які чому на у в з із до про за не є це може або",
    "ru": "и что кто когда где как ли какой какая какие почему на у в с из до о об за не это может или",
}
_LETTERS = {"uk": "іїєґ", "ru": "ыэёъ", "de": "ß", "es": "ñ¿¡", "pt": "ãõ", "fr": "œ", "it": "ìò"}
# "Para 2", "No. 105": references are alike in all languages.
_REFERENCE = re.compile(r"(?i)\b(?:paras?|nos?)\b\.?\s*(?=\d)")
_TOKEN = re.compile(r"[^\W\d_]+|[¿¡]")
# Languages of documents that people bring: those of the United Nations and of the Council of Europe's members. With
# fewer the model errs less on short texts: it knows dialects of each.
_DOCUMENTS = (
    *_WORDS,
    *("ar", "zh", "be", "bg", "bs", "ca", "cs", "da", "el", "et", "fa", "fi", "ga", "he", "hr", "hu", "hy", "is", "ja"),
    *("ka", "ko", "lt", "lv", "mk", "mt", "no", "pl", "ro", "sk", "sl", "sq", "sr", "sv", "tr", "az"),
)
# Words up to which those of grammar are as sure as the model, and cost nothing; no question has many more.
_FEW = 60
# The share of a text's words that must be of one language's grammar; in a sentence every third word is.
_TELLING = 1 / 6
_SAMPLE = 20_000  # characters: enough to tell, and quick


def language_of(text: str) -> str:
    """The code of the language most of `text` is in; "en" where nothing tells.

    A text of a few words, such as a question, is told by words of grammar and letters of its alphabet; a longer one, or
    one where these leave it open, by a model that takes half a second to load, once.
    """
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _TOKEN.findall(_REFERENCE.sub(" ", sample)) if not _is_abbreviation(word, sample)]
    if len(words) > _FEW:
        return _by_model(sample, _DOCUMENTS)
    likely = _by_words(words)
    if "en" in likely or (not likely and "".join(words).isascii()):
        return "en"
    return likely[0] if len(likely) == 1 else _by_model(sample, likely or _DOCUMENTS)


def _is_abbreviation(word: str, text: str) -> bool:
    """Whether a word in capitals stands for others: "UN" is no French article."""
    return word.isupper() and not text.isupper()


def _by_words(words: list[str]) -> tuple[str, ...]:
    """The languages of which most of the words tell, several where they tell alike, () where none does."""
    told: Counter[str] = Counter()
    for word in words:
        told.update(language for language, known in _grammar().items() if word in known)
        told.update(language for language, letters in _LETTERS.items() if not set(letters).isdisjoint(word))
    most = max(told.values(), default=0)
    enough = most >= _TELLING * len(words)
    return tuple(language for language, count in told.items() if enough and count == most)


@cache
def _grammar() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _WORDS.items()}


def _by_model(text: str, languages: tuple[str, ...]) -> str:
    """The likeliest of `languages`; "en" where none is likelier than all others together."""
    likely = {language: share for language, share in _model().rank(text) if language in languages}
    best = max(likely, key=likely.__getitem__)
    return best if likely[best] >= sum(likely.values()) / 2 else "en"


@cache
def _model() -> Any:
    # Heavy: imported on first use.
    from py3langid.langid import (  # type: ignore[import-untyped]  # it ships no types
        MODEL_FILE,
        LanguageIdentifier,
    )

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
