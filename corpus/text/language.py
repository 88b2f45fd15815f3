"""Detects the language of a text, as a two-letter code (ISO 639-1)."""

import re
from collections import Counter
from functools import cache
from typing import Any

# Function words, question words, and letters that few other languages use: they identify the language of a question.
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
# "Para 2", "No. 105": references look the same in all languages.
_REFERENCE = re.compile(r"(?i)\b(?:paras?|nos?)\b\.?\s*(?=\d)")
_TOKEN = re.compile(r"[^\W\d_]+|[¿¡]")
# The languages of the United Nations and of the Council of Europe's members. The model also knows many others and
# dialects; leaving these out makes fewer errors on short texts.
_DOCUMENTS = (
    *_WORDS,
    *("ar", "zh", "be", "bg", "bs", "ca", "cs", "da", "el", "et", "fa", "fi", "ga", "he", "hr", "hu", "hy", "is", "ja"),
    *("ka", "ko", "lt", "lv", "mk", "mt", "no", "pl", "ro", "sk", "sl", "sq", "sr", "sv", "tr", "az"),
)
# Up to this many words, function words are as reliable as the model and much faster; few questions are longer.
_FEW = 60
# The share of a text's words that must be function words of one language; in a sentence about a third are.
_LEAST_SHARE = 1 / 6
_SAMPLE = 20_000  # characters examined: enough for a decision, and fast


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language that most of `text` is in; "en" where it cannot be determined.

    A text of up to 60 words, such as a question, is decided by its function words and letters. A longer text, or one
    where these are inconclusive, is decided by a model, which takes half a second to load on first use.
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
    """Whether a word in capitals is an abbreviation: "UN" is not the French article."""
    return word.isupper() and not text.isupper()


def _by_words(words: list[str]) -> tuple[str, ...]:
    """The language that most of the words point to; several if they are equal, () if too few words point to any."""
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(language for language, known in _function_words().items() if word in known)
        counts.update(language for language, letters in _LETTERS.items() if not set(letters).isdisjoint(word))
    most = max(counts.values(), default=0)
    enough = most >= _LEAST_SHARE * len(words)
    return tuple(language for language, count in counts.items() if enough and count == most)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _WORDS.items()}


def _by_model(text: str, languages: tuple[str, ...]) -> str:
    """The most probable of `languages`; "en" if none has at least half of their total probability."""
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
