"""Decodes bytes as text: by byte order mark, as UTF-8 or UTF-16, by the declared encoding, or else by a guess.

A declared encoding must be one of the web's (https://encoding.spec.whatwg.org). Others that Python has are ignored:
they are not encodings of text ("hex", "rot13"), have other purposes ("idna", "unicode_escape"), or are not supported by
browsers ("utf-7").
"""

import codecs
import re

from corpus.errors import UnreadableSource

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)

# If several encodings fit the bytes equally well, the first of these is taken: the most common first.
_USUAL = ("cp1252", "cp1251", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1256", "cp1255")
_SAMPLE = 200_000  # bytes examined for a guess: enough for letter counts, and fast

_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE = re.compile("[\udc80-\udcff]")  # an undecodable byte, as PEP 383 represents it


def decode(data: bytes, *, source: str) -> str:
    r"""The text of `data` with "\n" newlines and no byte order mark. Raises UnreadableSource if no encoding fits."""
    text = _marked(data) or _unicode(data) or _declared(data) or _guessed(data)
    if text is None:
        raise UnreadableSource(f"{source}: text in an unknown encoding; save it as UTF-8.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def sound(text: str) -> str:
    """`text` without zero characters, and with each unpaired surrogate replaced by "\ufffd"."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "")


def is_text(name: str) -> bool:
    """Whether a file name or command argument is valid text: Python shows undecodable bytes in it as surrogates."""
    return not _SURROGATE.search(name)


def printable(name: str) -> str:
    r"""`name` in a form that can be printed, with each undecodable byte as an escape such as "\xfc"."""
    return sound(_BYTE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", name))


def _marked(data: bytes) -> str | None:
    return next((data.decode(name, "replace") for mark, name in _MARKS if data.startswith(mark)), None)


def _unicode(data: bytes) -> str | None:
    """The text if `data` is UTF-8, or UTF-16 without a mark, in which every second byte of Western text is zero."""
    head = data[:_SAMPLE]
    if b"\x00" in head:
        odd, even = head[1::2].count(0), head[::2].count(0)
        name = "utf-16-le" if odd > even else "utf-16-be"
        return _strictly(data, name) if max(odd, even) > len(head) // 5 else None
    return _strictly(data, "utf-8")


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:2048])
    codec = codec_of(match[1].decode("ascii")) if match else ""
    return _strictly(data, codec) if codec else None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # heavy: imported on first use

    matches = from_bytes(data[:_SAMPLE])
    best = matches.best()
    if best is None:
        return None
    equal = {match.encoding for match in matches if match.chaos <= best.chaos}
    name = next((name for name in _USUAL if name in equal), best.encoding)
    return data.decode(name, "replace")


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


# Names of encodings on the web that Python does not have.
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

# UTF-16 is left out: a declaration found in single bytes shows that the text is not in UTF-16.
_CODECS = (
    *("utf-8", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949", "cp866", "cp874"),
    *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    *(f"cp{page}" for page in range(1250, 1259)),
)
# Browsers decode these with a larger encoding that includes them.
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
    """The name of Python's codec for the encoding that `label` declares; "" if that is not an encoding of the web."""
    given = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(given, given)).name
    except (LookupError, ValueError):  # ValueError: a label with a zero character
        return ""
    return _LARGER.get(name, name if name in _CODECS else "")
