"""What a document is called, who issued it, when, and what authority it has."""

import csv
from pathlib import Path

import pytest

from corpus.models import Document
from corpus.read.describe import slug, stem_of
from corpus.read.source import read, read_bytes
from corpus.read.titles import humanised, split_site


def described(text: str, name: str = "some-file.txt") -> Document:
    return read_bytes(text.encode(), source=name)[0]


JUDGMENT = """

SECOND SECTION

CASE OF {case}

(Application no. 217/19)

JUDGMENT

PORT LUMEN

9 June 2021

FINAL

09/09/2021

In the case of {named},

The Court of the Coastal Union (Second Chamber), sitting as a Chamber, delivers the following judgment:
"""

TREATY = """# {title}

The Contracting Parties, wishing to keep the lamps of the coast alight, have agreed as follows:

### Article 1

The Parties shall light every lamp at dusk.

### Article 2

The present Convention shall enter into force on the deposit of the third instrument. Each Party shall be bound by it.
"""


def test_a_judgment_is_described_by_its_first_page() -> None:
    document = described(JUDGMENT.format(case="PHAROS AND OTHERS v. NORTHPORT", named="Pharos and Others v. Northport"))
    assert document.kind == "judgment"
    assert document.title == "CASE OF PHAROS AND OTHERS v. NORTHPORT"
    assert document.short_title == "Pharos and Others v. Northport"
    assert document.issuer == "Court of the Coastal Union"
    assert document.date == "2021-06-09"
    assert document.series == "Application no. 217/19"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Published on Monday, 24 March 2016", "2016-03-24"),
        ("**March 24, 2016**", "2016-03-24"),
        ("le 24 mars 2016", "2016-03-24"),
        ("24 березня 2016 року", "2016-03-24"),
        ("24.03.2016", "2016-03-24"),
        ("31 February 2016", ""),
        ("The keepers met on 24 March 2016", ""),
        ("March 2016", ""),
    ],
)
def test_a_day_alone_on_a_line_is_the_date_of_what_is_written_below(line: str, date: str) -> None:
    assert described(f"# The keepers and their lamps\n\n{line}\n\nThe tower was dark.\n").date == date


def test_letters_lost_in_a_judgments_name_come_from_the_file_name() -> None:
    text = JUDGMENT.format(case="?AH?N v. NORTHPORT", named="?ahin v. Northport")
    document = described(text, "court-sahin-v-northport-2.txt")
    assert document.title == "CASE OF SAHIN v. NORTHPORT"
    assert document.short_title == "Sahin v. Northport"


def test_a_judgments_short_title_is_made_of_its_capitals_where_nothing_else_names_it() -> None:
    text = JUDGMENT.format(case="V.M. AND THE KEEPERS OF PORT LUMEN v. NORTHPORT", named="this applicant")
    assert described(text).short_title == "V.M. and the Keepers of Port Lumen v. Northport"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Convention on the Lamps of the Coast", "Convention on the Lamps of the Coast"),
        ("Convention\n\n#### on lamps and *lenses*", "Convention on lamps and lenses"),
        ("PROTOCOL", "Lamps protocol 1974"),
        ("LEAGUE OF NATIONS.", "Lamps protocol 1974"),
        ("Article 1", "Lamps protocol 1974"),
    ],
    ids=["a heading", "a heading that goes on in the next", "a bare word", "an organisation", "a part of the text"],
)
def test_a_treatys_title_is_its_heading_or_else_its_file_name(heading: str, title: str) -> None:
    document = described(TREATY.format(title=heading), "lamps-protocol-1974.md")
    assert (document.title, document.kind) == (title, "treaty")


@pytest.mark.parametrize(
    "words",
    [
        "Done at Port Lumen, this 3rd day of May 1974, in one copy.",
        "Signed at Port Lumen on May 3, 1974",
        "DONE in Port Lumen on 3 May 1974.",
        "Done at Port Lumen this third day of May, one thousand nine hundred and seventy-four.",
    ],
)
def test_a_treatys_date_is_that_of_its_signature(words: str) -> None:
    document = described(TREATY.format(title="Convention on Lamps") + "\n" + words, "lamps.md")
    assert document.date == document.adopted == "1974-05-03"


def test_the_date_of_another_treaty_is_not_taken_for_its_own() -> None:
    text = TREATY.format(title="Convention on Lamps") + "\nIt replaces the Convention signed at Lumen on 3 May 1929.\n"
    assert described(text, "lamps.md").date == ""


def test_an_article_about_a_treaty_is_no_treaty() -> None:
    text = (
        "Northport leaves the Lamps Convention\n\n" + "Article 5 of the convention says that inspectors may enter. " * 9
    )
    assert described(text).kind == "article"


def test_a_declaration_and_a_report_are_told_by_what_they_call_themselves() -> None:
    articles = "".join(f"\n## Article {n}\n\nEverybody has the right to a lamp.\n" for n in range(1, 9))
    assert described(f"# Declaration on Lamps\n{articles}", "a.md").kind == "declaration"
    assert described("# Report on the lamps of the coast\n\n1. The mission went out.\n", "a.md").kind == "report"


def test_a_head_of_title_date_and_address_is_understood() -> None:
    document = described("Keeper wins case\n2020-08-03\nhttps://news.lamps.org/keeper\n\nOn Monday a keeper won.")
    assert (document.title, document.date) == ("Keeper wins case", "2020-08-03")
    assert document.url == "https://news.lamps.org/keeper"
    assert document.issuer == "news.lamps.org"


def test_an_address_that_is_no_web_address_is_not_believed() -> None:
    head = "<link rel='canonical' href='javascript:alert(1)'>"
    page = f"<html><head>{head}</head><body><p>The lamp is lit.</p></body></html>"
    assert described(page, "page.html").url == ""
    assert described("---\nurl: javascript:alert(1)\n---\n\nThe lamp is lit.\n", "page.md").url == ""


def test_a_text_without_headline_is_called_by_its_file_name() -> None:
    document = described("The keeper of the light has left, and nobody knows why.\n\nMore.", "keeper-leaves-tower.txt")
    assert document.title == "Keeper leaves tower"


@pytest.mark.parametrize("line", ["UN UBRAR'(", "Rules of the Harbour (as amended in"])
def test_a_first_line_with_an_open_bracket_is_no_title(line: str) -> None:
    assert described(f"{line}\n\nThe harbour opens at dusk.", "harbour-rules.txt").title == "Harbour rules"


def test_a_title_from_the_file_name_is_written_as_the_text_writes_it() -> None:
    assert (
        humanised("council-of-lamps", text="The COUNCIL OF LAMPS is old. The Council of Lamps met.")
        == "Council of Lamps"
    )
    assert humanised("unknown_words") == "Unknown words"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Lamp emergency | Harbour Agency", ("Lamp emergency", "Harbour Agency")),
        ("How lamps work – The Coastal Times", ("How lamps work", "The Coastal Times")),
        ("Lamps – a long history", ("Lamps – a long history", "")),
        ("Harbour - Lamps and Lenses Office", ("Harbour - Lamps and Lenses Office", "Lamps and Lenses Office")),
    ],
)
def test_the_sites_name_is_taken_off_a_title(line: str, expected: tuple[str, str]) -> None:
    assert split_site(line) == expected


@pytest.mark.parametrize(
    ("source", "stem", "name"),
    [
        ("/a/b/Treaty of Lamps.v2.pdf", "Treaty of Lamps.v2", "treaty-of-lamps-v2"),
        ("https://x.org/docs/Tra%C3%AEt%C3%A9.pdf?dl=1#p2", "Traîté", "traite"),
        ("https://x.org/", "x.org", "x-org"),
        ("Договор.txt", "Договор", "договор"),
        ("???", "???", "document"),
    ],
)
def test_an_id_is_made_of_the_file_name_or_the_addresss_last_part(source: str, stem: str, name: str) -> None:
    assert stem_of(source) == stem
    assert slug(stem) == name


def test_an_instrument_of_the_catalogue_brings_its_facts(corpus_folder: Path) -> None:
    (document,) = read(corpus_folder / "treaties" / "iccpr.md")
    assert (document.short_title, document.kind, document.adopted) == ("ICCPR", "treaty", "1966-12-16")
    assert document.date == document.adopted
    assert document.url.startswith("https://")


# The corpus calls it a treaty for simplicity; it binds as a resolution of the General Assembly does.
DECLARATIONS = ("treaties/universal-declaration-of-human-rights.md",)


def test_the_kind_of_every_real_document_is_right(corpus_folder: Path) -> None:
    with (corpus_folder / "manifest.csv").open(encoding="utf-8") as lines:
        kinds = {row["path"]: row["kind"] for row in csv.DictReader(lines)}
    wrong = {}
    for path, kind in kinds.items():
        if path.endswith(".json") or "scanned" in path:  # refused: no format that is known, no text
            continue
        found = read(corpus_folder / path)[0].kind
        if found != ("declaration" if path in DECLARATIONS else kind):
            wrong[path] = found
    assert wrong == {}


def test_every_real_judgment_has_its_name_its_court_and_its_date(corpus_folder: Path) -> None:
    with (corpus_folder / "manifest.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == "judgment" and row["short_title"]]
    for row in rows:
        (document,) = read(corpus_folder / row["path"])
        found = (document.title, document.short_title, document.issuer, document.date, document.series)
        assert found == tuple(row[name] for name in ("title", "short_title", "issuer", "adopted", "series_reference"))
    assert len(rows) == 8
