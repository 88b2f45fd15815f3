"""Which language a text is in: by its script, else by its commonest words. Two-letter codes (ISO 639-1)."""

import re
from collections import Counter

_WORDS = {
    "en": "the of and to in that is for be by shall",
    "fr": "le la les des et du une que dans est pour par",
    "de": "der die und das ist nicht den mit von zu ein",
    "nl": "de het een van en dat niet zijn voor met",
    "es": "el los las que en una por con para del",
    "it": "il di che la per della sono con una gli",
    "pt": "não uma para com dos das em pelo são foi",
    "pl": "nie się jest że na do oraz przez od jak",
    "tr": "ve bir bu için ile olarak da de olan",
}
_SCRIPTS = (
    ("uk", re.compile("[іїєґІЇЄҐ]")),  # letters of Ukrainian that Russian has not
    ("ru", re.compile("[а-яА-Я]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[α-ωΑ-Ω]")),
)
_SAMPLE = 20_000  # characters: enough to tell, and quick
_COMMON = 0.05  # of all words, at least, are among a language's ten commonest
_ENOUGH = 0.1  # of the letters in another script, or of them in letters only Ukrainian has (about 7 in 100)


def language_of(text: str) -> str:
    """The code of the language most of `text` is in; "en" where nothing tells."""
    sample = text[:_SAMPLE]
    letters = sum(character.isalpha() for character in sample) or 1
    shares = {name: len(script.findall(sample)) / letters for name, script in _SCRIPTS}
    if shares["uk"] > _ENOUGH / 4:
        return "uk"
    script = max(shares, key=shares.__getitem__)
    if shares[script] > _ENOUGH * 3:
        return script
    counts = Counter(re.findall(r"\w+", sample.lower()))
    found = {name: sum(counts[word] for word in words.split()) for name, words in _WORDS.items()}
    best = max(found, key=found.__getitem__)
    return best if found[best] >= _COMMON * counts.total() else "en"
