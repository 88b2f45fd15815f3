"""Recognises the kinds of event that a text mentions, such as adoption, ratification or entry into force."""

import re

# Kinds of event and the words that express them. A date or period given for one kind says nothing about another.
IN_FORCE = "in force"  # entry into force, and the taking effect of a ratification or denunciation
_EVENTS = {
    name: re.compile(rf"(?i)\b(?:{words})\b")
    for name, words in {
        "made": r"adopt\w*|sign(?:ed|ing|ature)|done at|concluded|drawn up",
        IN_FORCE: r"in(?:to)? force|tak\w+ effect|took effect|effective|becom\w+ binding|became binding|applicable",
        "joined": r"ratif\w+|acce(?:de\w*|ssion\w*)|join\w*",
        "left": r"denounc\w+|denunciation\w*|withdr\w+|leav\w+|left|quit\w*|exit\w*|expel\w*|expulsion",
        "founded": r"found\w+|establish\w+|set up|created",
        "harmed": r"kill\w*|die[ds]?|dea(?:d|ths?)|wounded|injured",
        "chosen": r"elect\w*|appoint\w*|term",
    }.items()
}


def events(text: str) -> set[str]:
    """The kinds of event that `text` mentions.

    They are "made", "in force", "joined", "left", "founded", "harmed" and "chosen".
    """
    return {name for name, pattern in _EVENTS.items() if pattern.search(text)}
