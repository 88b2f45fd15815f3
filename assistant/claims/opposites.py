"""Words that exclude each other: who was convicted was not acquitted. Pure."""

import re

# One pair a line, each side its beginnings; a side's other words do not matter.
_PAIRS = """
upheld / overturned quashed struck_down
won / lost
peacetime time_of_peace / wartime time_of_war
accepted granted / rejected dismissed refused
convict found_guilty guilty / acquit innocent not_guilty cleared
publish public made_public / confidential secret unpublished
individual_capacity personal_capacity / representatives_of_their delegates_of_their
permanent / temporary provisional
compulsory mandatory obligatory / voluntary optional
minimum at_least not_less no_less / maximum at_most not_more no_more not_exceed up_to
increase rose raised grew / decrease fell reduced lowered declined
admissible / inadmissible
lawful legal legally / unlawful illegal illegally
valid / invalid void
appoint / elected
north northern / south southern
east eastern / west western
father / mother
husband / wife
brother / sister
son / daughter
"""


def _pattern(side: str) -> re.Pattern[str]:
    words = "|".join(word.replace("_", r"\s+") for word in side.split())
    return re.compile(rf"(?i)\b(?:{words})")


_OPPOSITES = tuple(
    (_pattern(one), _pattern(other))
    for row in _PAIRS.strip().split("\n")
    for one, other in (row.split(" / "), row.split(" / ")[::-1])
)


def opposite(text: str, *, other: str) -> tuple[str, str] | None:
    """A word of `text` and one of the other text that exclude each other, where neither text has both; else None."""
    for mine, theirs in _OPPOSITES:
        here, there = mine.search(text), theirs.search(other)
        if here and there and not theirs.search(text) and not mine.search(other):
            return here[0], there[0]
    return None
