"""Bytes to text: a byte order mark, UTF-8, a declared encoding, and only then a guess."""

import codecs
import re

from corpus.errors import UnreadableSource
from corpus.read.charsets import codec_of

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


def readable(name: str) -> str:
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
