"""PDFs that tests draw word by word: each page a list of lines with place, size and font."""

from collections.abc import Sequence
from dataclasses import dataclass

_FONTS = {"": "Helvetica", "bold": "Helvetica-Bold", "courier": "Courier"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One stretch of text: `x`, `y` in points from the page's lower left corner; `font` "", "bold" or "courier"."""

    text: str
    x: float
    y: float
    size: float = 11
    font: str = ""
    turned: bool = False


def pdf_of(pages: Sequence[Sequence[Drawn]], *, trailer: str = "", title: str = "") -> bytes:
    """A PDF with these texts on its pages; `title` is its property, `trailer` more entries of its trailer."""
    fonts = {name: 3 + number for number, name in enumerate(_FONTS)}
    first = 3 + len(_FONTS)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"]
    objects += [f"<</Type/Font/Subtype/Type1/BaseFont/{base}/Encoding/WinAnsiEncoding>>" for base in _FONTS.values()]
    resources = "".join(f"/F{number} {number} 0 R" for number in fonts.values())
    for number, page in enumerate(pages):
        stream = "\n".join(_drawn(item, font=fonts[item.font]) for item in page)
        content = f"/Resources<</Font<<{resources}>>>>/Contents {first + 1 + 2 * number} 0 R"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{content}>>")
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>stream\n{stream}\nendstream")
    if title:
        objects.append(f"<</Title({title})>>")
        trailer += f"/Info {len(objects)} 0 R"
    return _file(objects, trailer=trailer)


def _drawn(item: Drawn, *, font: int) -> str:
    text = item.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    matrix = "0 1 -1 0" if item.turned else "1 0 0 1"
    return f"BT /F{font} {item.size} Tf {matrix} {item.x} {item.y} Tm ({text}) Tj ET"


def _file(objects: Sequence[str], *, trailer: str) -> bytes:
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body.encode("cp1252")))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    xref = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
    return f"{body}{xref}startxref\n{len(body.encode('cp1252'))}\n%%EOF\n".encode("cp1252")


def lines(texts: Sequence[str], *, x: float = 72, y: float = 720, size: float = 11, step: float = 14) -> list[Drawn]:
    """The texts one under the other, the first at height `y`."""
    return [Drawn(text, x, y - step * number, size) for number, text in enumerate(texts)]
