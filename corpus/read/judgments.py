"""What a court's judgment says of itself on its first page: the case, the court, the date, the application."""

import re
from dataclasses import dataclass

_CASE = re.compile(r"^[#* \t]*(CASE OF .+? v\. .+?)[* \t]*$", re.MULTILINE)
_IN_THE_CASE = re.compile(r"In the case of ([^\n]{3,200}?v\. [^,\n]{2,100}),")
_COURT = re.compile(r"The ((?:[A-Z]\w+ ){0,3}Court(?: (?:of|for|on|the|and|[A-Z][a-z]\w*))*)(?=,| \(| sitting)")
_APPLICATION = re.compile(r"\(?(Applications? nos?\. [^)\n]{3,80})")
_HEAD = 3000  # characters: the first page


@dataclass(frozen=True, slots=True)
class Judgment:
    """A judgment's own description; `name` is the case as it is cited."""

    title: str
    name: str
    court: str
    application: str


def judgment_in(text: str, *, stem: str) -> Judgment | None:
    """The judgment that `text` is, or None. Letters lost in conversion ("?") are taken from the file's name."""
    head = text[:_HEAD]
    case = _CASE.search(head)
    if not case:
        return None
    named = _IN_THE_CASE.search(head)
    title = " ".join(case[1].split())
    name = " ".join(named[1].split()) if named else _cited(title.removeprefix("CASE OF "))
    court, application = _COURT.search(head), _APPLICATION.search(head)
    return Judgment(
        title=_mended(title, stem=stem),
        name=_mended(name, stem=stem),
        court=court[1].strip() if court else "",
        application=application[1].strip() if application else "",
    )


def _cited(capitals: str) -> str:
    """ "CHIRAGOV AND OTHERS v. ARMENIA" as "Chiragov and Others v. Armenia"; initials stay as they are."""
    words = (word if "." in word else word.capitalize() for word in capitals.split())
    return " ".join(word.lower() if word.lower() in ("and", "of", "the") else word for word in words)


def _mended(name: str, *, stem: str) -> str:
    """`name` with each "?" replaced by the letter that stands there in the file's name, if that names the case.

    >>> _mended("CASE OF ?NC?N v. TURKEY", stem="ecthr-incin-v-turkey")
    'CASE OF INCIN v. TURKEY'
    """
    parties = name.removeprefix("CASE OF ")
    words = (re.escape(word).replace(r"\?", r"(\w)").replace(r"\.", r"\W?") for word in parties.split())
    found = re.search(r"\W+".join(words), re.sub(r"[-_]", " ", stem), re.IGNORECASE)
    for letter in found.groups() if found else ():
        first = re.search(r"(^|\s)\?", name)
        upper = first is not None and first.end() - 1 == name.index("?")
        name = name.replace("?", letter.upper() if upper or name.startswith("CASE OF ") else letter, 1)
    return name
