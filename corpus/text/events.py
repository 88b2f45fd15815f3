"""What happens to instruments, States and people, by the words with which it is told. Pure."""

import re

# What happens to an instrument or to a State that is bound by it; a date or a span of one is none of another.
IN_FORCE = "in force"  # what is ratified, and what is denounced, takes effect
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
    """The kinds of event that the text tells of: "made", "in force", "joined", "left", …"""
    return {name for name, pattern in _EVENTS.items() if pattern.search(text)}
