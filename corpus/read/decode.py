"""Bytes to text: a byte order mark, UTF-8, a declared encoding, and only then a guess.

Encodings that a page or text may declare are those of the web (https://encoding.spec.whatwg.org), by Python's names.
Python knows codecs besides that are none of text ("hex", "rot13"), are for other ends ("idna", "unicode_escape") or
make something else of the bytes than any browser ("utf-7"). What declares one of them declares nothing.
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

# Where several encodings explain the bytes equally well, the one most written in; the rest as guessed.
_USUAL = ("cp1252", "cp1251", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1256", "cp1255")
_SAMPLE = 200_000  # bytes shown to the guess: enough for letter counts, and quick

_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE = re.compile("[\udc80-\udcff]")  # a byte that was no text, as PEP 383 keeps it


def decode(data: bytes, *, source: str) -> str:
    r"""The text of `data` with "\n" newlines and no byte order mark. Raises UnreadableSource where nothing fits."""
    text = _marked(data) or _unicode(data) or _declared(data) or _guessed(data)
    if text is None:
        raise UnreadableSource(f"{source}: text in an encoding that cannot be told; save it as UTF-8.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def sound(text: str) -> str:
    """`text` without what no file can hold: zero characters, and halves of surrogate pairs (as "\ufffd")."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "")


def is_text(name: str) -> bool:
    """Whether a name, of a file or from a command line, is text: in bytes that are not UTF-8 Python sees surrogates."""
    return not _SURROGATE.search(name)


def printable(name: str) -> str:
    r"""`name` as it can be shown: a byte in it that is no text as "\xfc"."""
    return sound(_BYTE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", name))


def _marked(data: bytes) -> str | None:
    return next((data.decode(name, "replace") for mark, name in _MARKS if data.startswith(mark)), None)


def _unicode(data: bytes) -> str | None:
    """UTF-8, or UTF-16 without a mark: in Western text every second byte of it is zero."""
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
_CODECS = (
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
    return _LARGER.get(name, name if name in _CODECS else "")
