"""What is found in a text: articles, paragraphs, points, annexes, instruments; and what is not taken for one."""

from pathlib import Path

import pytest

from corpus.models import Document, Kind, Locator, Part
from corpus.structure.parts import find_parts, pinpoint
from corpus.structure.passages import split


def document(text: str, *, kind: Kind = "treaty", parts: tuple[Part, ...] = ()) -> Document:
    return Document(
        id="lights",
        title="Convention on Lights",
        short_title="Lights",
        kind=kind,
        issuer="",
        date="",
        url="",
        source="lights.md",
        language="en",
        sha256="",
        text=text,
        parts=parts,
    )


def places(text: str, *, kind: Kind = "treaty") -> list[str]:
    return [str(part.locator) for part in find_parts(document(text, kind=kind))]


def place_of(words: str, text: str, *, kind: Kind = "treaty") -> str:
    """Where `words` stand, by the passage that holds them and `pinpoint`."""
    start = text.index(words)
    whole = document(text, kind=kind)
    for passage in split(whole):
        if passage.start <= start and start + len(words) <= passage.end:
            return str(pinpoint(passage, start=start, end=start + len(words)))
    raise AssertionError(f"{words!r} is in no passage")


LIST = "### Article 8\n\n1. The Board meets.\n2. It provides:\n\n"
PATTERNS = {
    "heading and title in two headings": ("### Article 3\n\n#### - Of lamps\n\nLamps are lit.", ["art 3"]),
    "one level for everything": ("### CHAPTER I\n\n### PART II\n\n### Article 4\n\nLamps.", ["art 4"]),
    "Roman": ("### Article VI\n\n1. Lamps.\n2. Oil.", ["art VI(1)", "art VI(2)"]),
    "capitals in plain text": ("ARTICLE XIV\n\nLamps are lit.", ["art XIV"]),
    "bis": (
        "### Article 3\n\nA.\n\n### Article 3 bis\n\nB.\n\n### Article 93bis\n\nC.",
        ["art 3", "art 3 bis", "art 93 bis"],
    ),
    "letter": ("### Article A\n\nLamps.\n\n### Article B\n\nOil.", ["art A", "art B"]),
    "another language's word": ("### Artikel 36\n\nLamps are lit.", ["art 36"]),
    "second level": ("## Article 1\n\nLamps.\n\n## Article 2\n\nOil.", ["art 1", "art 2"]),
    "number and full stop": ("### Article 1\n\n1.  The lamp.\n2. The oil.", ["art 1(1)", "art 1(2)"]),
    "glued number": ("### Article 1\n\n1.To light.\n\n2.To keep.", ["art 1(1)", "art 1(2)"]),
    "number in brackets": ("### Article 1\n\n(1) Members.\n\n(2)Keepers.", ["art 1(1)", "art 1(2)"]),
    "capital letters": ("### Article 4\n\nA. Keepers.\n\nB. Pilots.", ["art 4(A)", "art 4(B)"]),
    "paragraphs on neighbouring lines": ("### Article 1\n\n1. The lamp.\n2. The oil.\n3. The log.", None),
    "unnumbered": ("### Article 1\n\nThe lamp.\n\nThe oil.", ["art 1"]),
    "a list that completes a sentence": ("### Article 1\n\nThe Board shall:\n\n1. inspect;\n\n2. report.", ["art 1"]),
    "lettered paragraphs that are sentences": ("### Article 1\n\na. The lamp is lit.\nb. The oil is kept.", None),
    "no articles, numbered paragraphs": ("# Protocol\n\n### I\n\n1.Lamps.\n\n2.Oil.\n\n### II\n\n3.Logs.", None),
    "no parts at all": ("# Protocol\n\nThe Powers condemn dark lamps.", [""]),
    "plain text, title on the same line": (
        "Article 1 – Lamps\nThey are lit.\nArticle 2: Oil\nIt is kept.",
        ["art 1", "art 2"],
    ),
    "plain text, title on the next line": ("Article 1\nLamps of the coast\nThey are lit.", ["art 1"]),
    "table of contents": (
        "Article 1\nArticle 2\nArticle 1\nLamps are lit.\nArticle 2\nOil is kept.",
        ["art 1", "art 2"],
    ),
}
NUMBERED = ["art 1(1)", "art 1(2)", "art 1(3)"]
EXPECTED = {
    "paragraphs on neighbouring lines": NUMBERED,
    "lettered paragraphs that are sentences": ["art 1(a)", "art 1(b)"],
    "no articles, numbered paragraphs": ["para 1", "para 2", "para 3"],
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_way_of_numbering_is_read(pattern: str) -> None:
    text, expected = PATTERNS[pattern]
    found = [place for place in places(text) if place != "preamble"]
    assert found == (expected if expected is not None else EXPECTED[pattern])


POINTS = {
    "a)": "a) a boat;\n\nb) a lamp.",
    "(a)": "(a) a boat;\n\n(b) a lamp.",
    "glued (a)": "(a)a boat;\n\n(b)a lamp.",
    "glued a.": "a.a boat;\n\nb.a lamp.",
    "in italics": "(*a*) a boat;\n\n(*b*) a lamp.",
}


@pytest.mark.parametrize("form", POINTS)
def test_a_quote_within_a_lettered_point_is_cited_to_it(form: str) -> None:
    assert place_of("a lamp", LIST + POINTS[form]) == "art 8(2)(b)"


def test_a_quote_of_the_opening_words_is_cited_to_the_paragraph() -> None:
    assert place_of("It provides", LIST + POINTS["(a)"]) == "art 8(2)"


def test_a_quote_over_two_points_is_cited_to_what_holds_both() -> None:
    assert place_of("a boat;\n\n(b) a lamp", LIST + POINTS["(a)"]) == "art 8(2)"


def test_points_within_points_are_cited_in_full() -> None:
    text = LIST + "(a) a boat;\n\n(b) a store of:\n\n(i) oil;\n\n(ii) wicks.\n\n3. It pays."
    assert place_of("wicks", text) == "art 8(2)(b)(ii)"
    assert place_of("It pays", text) == "art 8(3)"


def test_i_is_a_letter_after_h_and_a_roman_numeral_before_ii() -> None:
    letters = "".join(f"({letter}) item {letter};\n\n" for letter in "abcdefghij")
    assert place_of("item i", LIST + letters) == "art 8(2)(i)"
    romans = "".join(f"({letter}) item {letter};\n\n" for letter in "abcdefgh") + "(i) oil;\n\n(ii) wicks.\n\n"
    assert place_of("oil", LIST + romans) == "art 8(2)(h)(i)"


def test_words_after_a_list_belong_to_the_paragraph_and_not_to_its_last_point() -> None:
    text = LIST + POINTS["(a)"] + "\n\nAll this is free of charge."
    assert place_of("free of charge", text) == "art 8(2)"


def test_words_after_a_second_list_belong_to_their_paragraph() -> None:
    text = LIST + "(a) oil.\n\n(b) wicks.\n\nAlso:\n\n(a) boats.\n\n(b) oars.\n\nAll this is free."
    assert place_of("oars", text) == place_of("All this is free", text) == "art 8(2)"


def test_a_second_list_in_an_article_has_no_points_of_its_own() -> None:
    text = "### Article 1\n\nFirst:\n\n(1) oil.\n\n(2) wicks.\n\nSecond:\n\n(1) boats.\n\n(2) oars."
    assert place_of("wicks", text) == "art 1(2)"
    assert place_of("oars", text) == "art 1"


REFERENCES = {
    "in a sentence": "The visit, as set out in Article 3, is announced.",
    "at the start of a line": "Article 3 of the Convention shall apply to visits.",
    "alone at a line's end": "The visit is announced as set out in\nArticle 3\nof the Convention.",
    "with a paragraph": "Article 3, paragraph 2, shall not apply.",
    "several": "Articles 3 and 4 shall apply.",
    "after a comma": "Subject to Article 7,\nArticle 3\nand Article 4, the visit is announced.",
}


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_cross_reference_is_never_a_heading(reference: str) -> None:
    marked = f"### Article 1\n\nLamps are lit.\n\n### Article 2\n\n{REFERENCES[reference]}\n"
    plain = f"Article 1\n\nLamps are lit.\n\nArticle 2\n\n{REFERENCES[reference]}\n"
    assert places(marked) == ["art 1", "art 2"]
    assert places(plain) == ["art 1", "art 2"]


WHOLE = """# Convention on Lights

The States,Considering that lamps fail,Have agreed as follows:

### PART I

#### GENERAL

### Article 1

Lamps are lit.

### Article 2

The Convention enters into force at noon.In witness whereof the undersigned sign. Done at Lumen, this 4th day of May.

### ANNEX II

#### Boats

(see Article 1)

### Article 1

Boats float.

### Annex III

### 1

Oars are of wood.

### 2

Sails are:

a.white;

b.dry.
"""


def test_preamble_closing_and_annexes_have_locators_of_their_own() -> None:
    expected = ["preamble", "art 1", "art 2", "closing", "annex II: art 1", "annex III: para 1", "annex III: para 2"]
    assert places(WHOLE) == expected
    assert place_of("dry", WHOLE) == "annex III: para 2(b)"
    assert place_of("Done at Lumen", WHOLE) == "closing"


def test_the_breadcrumb_is_the_headings_above() -> None:
    crumbs = {str(part.locator): part.breadcrumb for part in find_parts(document(WHOLE))}
    assert crumbs["art 1"] == "PART I GENERAL › Article 1"
    assert crumbs["annex II: art 1"] == "ANNEX II Boats › Article 1"
    assert crumbs["preamble"] == ""


INSTRUMENTS = {
    "Optional Protocol to the Convention on Lights": "OP1",
    "SECOND OPTIONAL PROTOCOL to the Convention": "OP2",
    "Charter of the Lamp Court": "Charter",
    "Protocol No. 4 to the Convention": "Protocol No. 4",
    "Statute of the Lamp Court": "Statute",
    "Regulations for the Keepers": "Regulations",
}


@pytest.mark.parametrize("heading", INSTRUMENTS)
def test_an_instrument_inside_a_document_is_named_as_one_cites_it(heading: str) -> None:
    main = "### Article 1\n\nLamps.\n\n### Article 2\n\nOil."
    text = f"{main}\n\n#### {heading}\n\nThe States agree:\n\n### Article 1\n\nBoats."
    name = INSTRUMENTS[heading]
    assert places(text) == ["art 1", "art 2", f"{name}: preamble", f"{name}: art 1"]


def test_articles_whose_text_is_on_the_same_line_are_found_if_numbered_in_sequence() -> None:
    counted = "Article I. Lamps are lit.\nArticle II. 1. Oil is kept.\n2. Wicks too.\nArticle III. Boats float.\n"
    text = counted + "Article IX. See above."
    assert places(text) == ["art I", "art II(1)", "art II(2)", "art III"]


def test_two_lines_that_begin_like_articles_are_sentences() -> None:
    assert places("Article 1. It was long.\nArticle 2. It was short.") == [""]


def test_a_second_text_in_a_file_does_not_take_the_first_one_s_numbers() -> None:
    text = "# Lights\n\n### Article 1\n\nLamps.\n\n# Feux\n\n### Article 1\n\nLampes.\n\n### Article 2\n\nHuile."
    assert places(text) == ["art 1", "text 2: art 1", "text 2: art 2"]


def test_a_text_that_an_instrument_adopts_in_full_keeps_its_own_numbers() -> None:
    adopting = "# Protocol on Lights\n\n### ARTICLE 1\n\nThe Protocol reads:\n\n#### “Protocol on Lights”"
    adopted = "### Article 1\n\nLamps.\n\n### Article 2\n\nOil."
    assert places(f"{adopting}\n\n{adopted}\n\n### ARTICLE 2\n\nIt enters into force.") == [
        "amendment: art 1",
        "art 1",
        "art 2",
        "amendment: art 2",
    ]


def test_a_resolution_under_the_title_again_leaves_the_articles_their_numbers() -> None:
    articles = "### Article I\n\nLamps.\n\n### Article II\n\nOil."
    treaty = f"# Convention on Lights\n\n{articles}\n\nIN WITNESS WHEREOF the undersigned have signed this Convention."
    resolution = "#### Convention on Lights\n\nThe Assembly,\n\n1. Commends the Convention.\n\n2. Hopes for lamps."
    assert places(f"{treaty}\n\n{resolution}")[:3] == ["art I", "art II", "closing"]


def test_numbered_headings_in_a_schedule_are_its_paragraphs() -> None:
    schedule = "### SCHEDULE\n\n### Paragraph 1\n\n1. Papers.\n2. Seals.\n\n### Paragraph 2\n\n### 1\n\nWax."
    assert places(f"### Article 1\n\nLamps.\n\n{schedule}") == [
        "art 1",
        "schedule: para 1(1)",
        "schedule: para 1(2)",
        "schedule: para 2(1)",
    ]


def test_an_article_without_a_number_is_not_part_of_the_one_before() -> None:
    assert places("### Article 8\n\nLamps.\n\n### Final article\n\nOil.") == ["art 8", "final article"]


def test_a_group_heading_in_a_treaty_is_no_instrument() -> None:
    text = "### Article 1\n\nLamps.\n\n#### Regulations of the Board\n\n### Article 2\n\nOil."
    assert places(text) == ["art 1", "art 2"]
    assert find_parts(document(text))[1].breadcrumb == "Regulations of the Board › Article 2"


JUDGMENT = """COURT OF LAMPS

CASE OF HOLM v. NORTHPORT

PROCEDURE
  1.  The case began in May.
  2.  Mr. Holm is a keeper.
THE LAW
I.  ALLEGED VIOLATION
  3.  Article 8 provides:
 “1. Keepers are heard.
 2. They are paid.”
A.  Merits
  4.  The Court agrees.
FOR THESE REASONS, THE COURT,
1.  Holds that there was a violation;
2.  Orders
(a)  that the State pays; and
(b)  that it apologises.
  Done in English, on 4 May 2020.
DISSENTING OPINION OF JUDGE VANE
  1.  I cannot agree.
  2.  The lamp was lit.
"""


def test_a_judgment_is_cited_by_its_numbered_paragraphs() -> None:
    assert places(JUDGMENT, kind="judgment") == [
        "",
        "para 1",
        "para 2",
        "para 3",
        "para 4",
        "operative part(1)",
        "operative part(2)",
        "closing",
        "dissenting opinion of Judge Vane: para 1",
        "dissenting opinion of Judge Vane: para 2",
    ]


def test_a_quotation_in_a_judgment_is_no_paragraph_of_it() -> None:
    assert place_of("They are paid", JUDGMENT, kind="judgment") == "para 3"
    assert place_of("that it apologises", JUDGMENT, kind="judgment") == "operative part(2)(b)"


def test_the_headings_of_a_judgment_are_its_breadcrumb_and_not_its_text() -> None:
    parts = {str(part.locator): part for part in find_parts(document(JUDGMENT, kind="judgment"))}
    assert parts["para 4"].breadcrumb == "THE LAW › I. ALLEGED VIOLATION › A. Merits"
    assert "Merits" not in JUDGMENT[parts["para 3"].start : parts["para 3"].end]


def test_pages_are_cited_where_nothing_else_is_numbered() -> None:
    assert places("Lamps are lit.\fOil is kept.\f\fLogs.", kind="report") == ["p 1", "p 2", "p 4"]


def test_a_press_article_has_empty_locators() -> None:
    text = "The lamp failed.\n\n1. Why?\n\n2. How?\n\n3. Where?\n"
    assert set(places(text, kind="article")) == {""}


def test_a_note_is_divided_by_its_headings() -> None:
    parts = find_parts(document("# Lights\n\nA treaty.\n\n## How a party leaves\n\nBy notice.", kind="note"))
    assert [(str(part.locator), part.breadcrumb) for part in parts] == [("", ""), ("", "How a party leaves")]


def test_a_document_that_comes_divided_stays_so() -> None:
    given = (Part(Locator.parse("rule 4.2"), "", 0, 5),)
    assert find_parts(document("Lamps are lit.", parts=given)) == list(given)


@pytest.mark.parametrize("kind", ["treaty", "judgment", "article", "note"])
def test_an_empty_text_has_no_parts(kind: Kind) -> None:
    assert find_parts(document("", kind=kind)) == []
    assert find_parts(document(" \n\f\n ", kind=kind)) == []


HEADING_SIGNS = ("# ", "## ", "### ", "#### ")


def test_every_article_heading_of_the_real_treaties_is_found_once(treaties: list[Document]) -> None:
    expected = found = 0
    for treaty in treaties:
        lines = (line for line in treaty.text.split("\n") if line.startswith(HEADING_SIGNS))
        headings = [
            line for line in lines if line.lstrip("# ").startswith(("Article ", "ARTICLE ", "Articles ", "Artikel "))
        ]
        articles: list[tuple[Locator, str]] = []
        for part in find_parts(treaty):
            key = Locator(instrument=part.locator.instrument, article=part.locator.article), part.breadcrumb
            if part.locator.article and key not in articles[-1:]:
                articles.append(key)
        assert len(articles) == len(set(articles)) == len(headings), treaty.id
        expected, found = expected + len(headings), found + len(articles)
    assert found == expected > 4000


@pytest.fixture(scope="module")
def treaties(corpus_folder: Path) -> list[Document]:
    return [real(path) for path in sorted((corpus_folder / "treaties").glob("*.md"))]


def real(path: Path) -> Document:
    text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    blank = document(text)
    return Document(path.stem, "", "", blank.kind, "", "", "", str(path), "en", "", text)
