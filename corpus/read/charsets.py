"""Encodings that a page or text may declare: those of the web (https://encoding.spec.whatwg.org), by Python's names.

Python knows codecs besides that are none of text ("hex", "rot13"), are for other ends ("idna", "unicode_escape") or
make something else of the bytes than any browser ("utf-7"). What declares one of them declares nothing.
"""

import codecs

# Labels of the web that Python does not know.
_LABELS = {
    "cn-big5": "big5",
    "csgb2312": "gbk",
    "cseucpkdfmtjapanese": "euc_jp",
    "csiso88596e": "iso8859-6",
    "csiso88596i": "iso8859-6",
    "csiso88598e": "iso8859-8",
    "csiso88598i": "iso8859-8",
    "csksc56011987": "euc_kr",
    "csmacintosh": "mac-roman",
    "dos-874": "cp874",
    "gb_2312": "gbk",
    "gb_2312-80": "gbk",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "ks_c_5601-1989": "euc_kr",
    "ksc_5601": "euc_kr",
    "logical": "iso8859-8",
    "mac": "mac-roman",
    "sun_eu_greek": "iso8859-7",
    "unicode-1-1-utf-8": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode20utf8": "utf-8",
    "visual": "iso8859-8",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-cp1253": "cp1253",
    "x-cp1254": "cp1254",
    "x-cp1255": "cp1255",
    "x-cp1256": "cp1256",
    "x-cp1257": "cp1257",
    "x-cp1258": "cp1258",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gbk",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "x-mac-ukrainian": "mac-cyrillic",
    "x-sjis": "cp932",
    "x-unicode20utf8": "utf-8",
    "x-x-big5": "big5",
}

# UTF-16 is not among them: bytes in which a declaration can be read letter by letter are not in it.
_SAME = (
    *("utf-8", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949", "cp866", "cp874"),
    *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    *(f"cp{page}" for page in range(1250, 1259)),
)
# The web reads these as the larger encoding that they are a part of, since that is what people mean by them.
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}


def codec_of(label: str) -> str:
    """The name of Python's codec for an encoding declared by `label`; "" where that is no encoding of the web."""
    given = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(given, given)).name
    except (LookupError, ValueError):  # ValueError: a label that holds a zero character
        return ""
    return _LARGER.get(name, name if name in _SAME else "")
