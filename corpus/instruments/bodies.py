"""Courts, committees and legal statuses, and the instruments that establish them: "GREVIO", "prisoner of war".

Laypeople often name a body where lawyers would name its treaty. It is weaker evidence than the name of the treaty.
"""

import re

# Pairs of a pattern and the id of an instrument. Matching ignores case, except for abbreviations.
BODIES: tuple[tuple[str, str], ...] = (
    (r"european court of human rights|strasbourg|human rights court", "echr-european-convention-on-human-rights"),
    (r"(?-i:ECtHR|ECHR court)", "echr-european-convention-on-human-rights"),
    (r"international criminal court|(?-i:\bICC\b)|in the hague", "rome-statute-icc"),
    (r"committee for the prevention of torture|(?-i:\bCPT\b)", "ecpt-european-convention-prevention-of-torture"),
    (
        r"(?:european|strasbourg) (?:anti-?torture|torture[- ]prevention) \w+",
        "ecpt-european-convention-prevention-of-torture",
    ),
    (r"subcommittee on (?:the )?prevention|(?-i:\bSPT\b)", "opcat-optional-protocol-convention-against-torture"),
    (r"\bcommittee against torture", "un-convention-against-torture"),
    (r"\bhuman rights committee", "iccpr"),
    (r"committee on economic,? social", "icescr"),
    (r"committee on the rights of the child", "crc"),
    (r"committee on the elimination of racial", "cerd"),
    (r"committee on the elimination of (?:all forms of )?discrimination against women|cedaw committee", "cedaw"),
    (r"committee on the rights of persons with disabilities", "crpd"),
    (r"committee on enforced disappearances", "enforced-disappearance-convention"),
    (r"committee on migrant workers", "migrant-workers-convention-1990"),
    (r"(?-i:\bGREVIO\b)", "istanbul-convention"),
    (r"(?-i:\bGRETA\b)", "coe-anti-trafficking-convention"),
    (r"committee of social rights", "european-social-charter-revised"),
    (r"inter-american (?:court|commission)", "american-convention-on-human-rights"),
    (r"security council|general assembly", "un-charter"),
    (r"international court of justice|world court|(?-i:\bICJ\b)", "icj-statute"),
    (r"nuremberg|international military tribunal", "london-agreement-nuremberg-charter"),
    (r"prisoners? of war|(?-i:\bPOWs?\b)", "geneva-convention-3-prisoners-of-war"),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), instrument) for pattern, instrument in BODIES)


def instruments_of_bodies(query: str) -> tuple[str, ...]:
    """The catalogue ids of the instruments that establish a body or status named in `query`; () for none."""
    return tuple(dict.fromkeys(instrument for pattern, instrument in _PATTERNS if pattern.search(query)))
