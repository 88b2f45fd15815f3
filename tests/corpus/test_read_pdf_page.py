"""PDF: what a page shows by place, size and weight: columns, headings, running heads, notes."""

from collections.abc import Sequence

import pytest

from corpus.models import Note, Reading
from corpus.read.pdf.reader import read_pdf
from tests.corpus.pdf_files import Drawn, lines, pdf_of

LONG = "Every keeper shall light the lamp at dusk and shall not leave the tower"


def reading(pages: Sequence[Sequence[Drawn]]) -> Reading:
    return read_pdf(pdf_of(pages), source="file.pdf")


def text(*pages: Sequence[Drawn]) -> str:
    return reading(pages).text


def paragraphs(*pages: Sequence[Drawn]) -> list[str]:
    return [line for line in text(*pages).replace("\f", "\n").split("\n") if line]


def body(letter: str, *, rows: int = 6, y: float = 720) -> list[Drawn]:
    """Rows that differ from page to page."""
    return lines([f"The {letter * 3} lamp of tower {letter * 4} burns all night, row" for _ in range(rows)], y=y)


# Columns


def test_two_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    left = [
        "The keeper lights the lamp",
        "at dusk and does not leave",
        "the tower before the dawn",
        "of the following day.",
    ]
    right = [
        "A boat that has no lantern",
        "stays in the harbour until",
        "the keeper gives a sign on",
        "which it may sail out.",
    ]
    rows = [
        Drawn(t, x, 700 - 14 * n)
        for n, pair in enumerate(zip(left, right, strict=True))
        for t, x in zip(pair, (60, 300), strict=True)
    ]
    assert text(rows) == " ".join(left) + "\n" + " ".join(right)


def test_a_sentence_goes_on_from_the_left_column_to_the_right_one() -> None:
    left = lines(
        [
            "The keeper lights the lamp",
            "at dusk and does not leave",
            "the tower before the dawn",
            "of the next day unless the",
        ],
        x=60,
    )
    right = lines(
        [
            "harbour master has come up",
            "the stairs to take over the",
            "watch from him, which is a",
            "thing that he rarely does.",
        ],
        x=300,
    )
    assert paragraphs([*left, *right]) == [" ".join(drawn.text for drawn in [*left, *right])]


def test_a_heading_across_both_columns_stays_above_them() -> None:
    left = lines(
        [
            "The keeper lights the lamp",
            "at dusk and does not leave",
            "the tower before the dawn",
            "of the following day.",
        ],
        x=60,
    )
    right = lines(
        [
            "A boat that has no lantern",
            "stays in the harbour until",
            "the keeper gives a sign on",
            "which it may sail out.",
        ],
        x=300,
    )
    head = Drawn("Rules of the Harbour and of the Lamp", 160, 760)
    assert paragraphs([*right, *left, head])[:2] == [head.text, " ".join(drawn.text for drawn in left)]


def test_the_rows_of_a_table_stay_rows() -> None:
    cells = [("North tower", "12 lamps"), ("South tower", "9 lamps"), ("East tower", "30 lamps"), ("Mole", "2 lamps")]
    table = [
        Drawn(cell, x, 700 - 14 * n) for n, row in enumerate(cells) for cell, x in zip(row, (72, 300), strict=True)
    ]
    assert paragraphs(table) == [" ".join(row) for row in cells]


def test_text_turned_against_the_page_is_not_mixed_into_its_lines() -> None:
    page = [*lines([LONG, "before dawn."]), Drawn("Copy for the archive", 40, 712, turned=True)]
    assert paragraphs(page) == [f"{LONG} before dawn.", "Copy for the archive"]


# Running heads and feet


def test_what_repeats_with_its_words_at_one_height_is_left_out_and_counted() -> None:
    pages = [
        [Drawn("Treaty of Lamps", 72, 800), *body(letter), Drawn(str(n), 300, 40)] for n, letter in enumerate("abcd", 7)
    ]
    found = reading(pages)
    assert "Treaty of Lamps" not in found.text
    assert not any(character.isdigit() for character in found.text)
    assert found.warnings == ("Lines left out as running heads and page numbers: 8.",)


def test_left_and_right_pages_have_heads_of_their_own() -> None:
    heads = ["Treaty of Lamps", "Collected in 1974"]
    pages = [[Drawn(f"{heads[n % 2]} {n + 10}", 72, 800), *body(letter)] for n, letter in enumerate("abcdef")]
    assert not any(head in text(*pages) for head in heads)


@pytest.mark.parametrize("word", ["Article {}", "Artículo {}", "CHAPTER {}", "ANNEX {}"])
@pytest.mark.parametrize("y", [800, 40], ids=["top", "foot"])
def test_headings_at_page_edges_stay_though_they_count_as_page_numbers_do(word: str, y: float) -> None:
    pages = [[Drawn(word.format(n), 72, y), *body(letter)] for n, letter in enumerate("abcdef", 1)]
    assert [line for line in paragraphs(*pages) if "lamp" not in line] == [word.format(n) for n in range(1, 7)]


def test_numbers_that_do_not_count_the_pages_stay() -> None:
    pages = [[Drawn(f"Lamp {n}", 72, 800), *body(letter)] for n, letter in zip((3, 9, 4, 30), "abcd", strict=True)]
    assert [line for line in paragraphs(*pages) if line.startswith("Lamp")] == ["Lamp 3", "Lamp 9", "Lamp 4", "Lamp 30"]


def test_a_sentence_that_comes_again_at_page_tops_stays() -> None:
    pages = [[Drawn("The lamp burns.", 72, 800), *body(letter)] for letter in "abcd"]
    assert text(*pages).count("The lamp burns.") == 4


def test_the_same_words_at_other_heights_stay() -> None:
    pages = [[Drawn("On lamps", 72, 780 - 30 * n), *body(letter, y=600)] for n, letter in enumerate("abcd")]
    assert text(*pages).count("On lamps") == 4


# Headings


def test_a_bold_line_stands_alone_and_its_second_row_is_its_end() -> None:
    bold = [
        Drawn("On the lighting of lamps in the towers of the", 72, 700, font="bold"),
        Drawn("harbour", 72, 686, font="bold"),
    ]
    page = [Drawn("All of this is law.", 72, 720), *bold, *lines([LONG, "before dawn."], y=664)]
    assert (
        text(page)
        == f"All of this is law.\n\nOn the lighting of lamps in the towers of the harbour\n\n{LONG} before dawn."
    )


def test_a_number_and_the_title_below_it_are_two_lines() -> None:
    page = [
        Drawn("Article 5", 72, 700, font="bold"),
        Drawn("Lighting of lamps", 72, 686, font="bold"),
        *lines([LONG], y=664),
    ]
    assert text(page) == f"Article 5\n\nLighting of lamps\n\n{LONG}"


def test_a_line_in_larger_type_or_in_the_middle_stands_alone() -> None:
    rows = [LONG, "before dawn, and no one else shall have the key to the tower but him."]
    page = [Drawn("On lamps", 72, 730, size=16), *lines(rows, y=700), Drawn("On boats", 220, 660), *lines(rows, y=640)]
    whole = " ".join(rows)
    assert text(page) == f"On lamps\n\n{whole}\n\nOn boats\n\n{whole}"


def test_a_heading_behind_the_end_of_a_sentence_begins_a_line() -> None:
    page = lines(["The lamp is lit at dusk. Article 2", "No boat shall sail without a lantern."])
    assert text(page) == "The lamp is lit at dusk.\n\nArticle 2\n\nNo boat shall sail without a lantern."


def test_a_heading_broken_between_word_and_number_is_whole() -> None:
    page = lines(["The lamp in the tower is lit at dusk. Article", "12", "No boat shall sail without a lantern."])
    assert text(page) == "The lamp in the tower is lit at dusk.\n\nArticle 12\n\nNo boat shall sail without a lantern."


def test_a_reference_at_the_beginning_of_a_row_is_no_heading() -> None:
    page = lines(
        [
            "The keeper shall light the lamp at dusk as he is told to do by",
            "Article 5 of these Rules.",
            "He sleeps by day.",
        ]
    )
    assert text(page).startswith(
        "The keeper shall light the lamp at dusk as he is told to do by Article 5 of these Rules."
    )


def test_points_inside_a_row_begin_lines_where_the_list_goes_on() -> None:
    page = lines(
        ["3. Every keeper has the following duties: (a) To light the lamp;", "(b) To put it out. 4. No keeper sleeps."]
    )
    assert paragraphs(page) == [
        "3. Every keeper has the following duties:",
        "(a) To light the lamp;",
        "(b) To put it out.",
        "4. No keeper sleeps.",
    ]


# Notes


def noted(mark: str = "2") -> list[Drawn]:
    """A page with a mark raised behind the number of Article 5, and its note at the foot."""
    return [
        Drawn("Article 5", 72, 720),
        Drawn(mark, 117, 725, size=6),
        *lines([LONG, "before dawn of the day, which the keeper of the next tower shall"], y=700),
        Drawn(mark, 72, 83, size=5),
        Drawn("As amended in 2020, and in force since the year", 78, 80, size=8),
        Drawn("that followed.", 78, 70, size=8),
    ]


@pytest.mark.parametrize("mark", ["2", "*", "†"])
def test_a_note_stands_at_the_end_of_the_text_and_its_mark_in_no_number(mark: str) -> None:
    found = reading([noted(mark), lines(["report to the master."])])
    assert found.text.startswith(f"Article 5\n\n{LONG} before dawn")
    assert "tower shall\freport to the master.\n\n" in found.text
    (note,) = found.notes
    assert note == Note(mark, len("Article 5"), note.start, len(found.text))
    assert found.text[note.start : note.end] == "As amended in 2020, and in force since the year that followed."


def test_notes_are_no_warning() -> None:
    assert reading([noted()]).warnings == ()


def test_each_mark_has_its_own_note() -> None:
    page = [
        *lines([LONG, "before dawn."]),
        Drawn("1", 135, 711, size=6),
        Drawn("The harbour is shut.", 72, 690),
        Drawn("2", 172, 695, size=6),
        *lines(["1 See the Rules.", "2 See the Treaty."], y=90, size=8, step=10),
    ]
    found = reading([page])
    hung = {found.text[: note.at].split()[-1]: found.text[note.start : note.end] for note in found.notes}
    assert hung == {"dawn.": "See the Rules.", "shut.": "See the Treaty."}


def test_a_note_goes_on_at_the_foot_of_the_next_page() -> None:
    first = [
        *noted()[:4],
        Drawn("2", 72, 83, size=5),
        Drawn("As amended in 2020, and in force since the", 78, 80, size=8),
    ]
    second = [*lines([LONG, "before dawn."]), Drawn("year that followed.", 78, 80, size=8)]
    found = reading([first, second])
    (note,) = found.notes
    assert found.text[note.start : note.end] == "As amended in 2020, and in force since the year that followed."


def test_a_raised_sign_without_a_note_stays_raised() -> None:
    page = [
        Drawn("A light of 10", 72, 720),
        Drawn("6", 137, 725, size=6),
        Drawn("candles is bright enough for every harbour.", 142, 720),
    ]
    assert text(page) == "A light of 10⁶ candles is bright enough for every harbour."


def test_the_letters_of_an_ordinal_are_no_mark() -> None:
    page = [
        Drawn("The 21", 72, 720),
        Drawn("st", 107, 725, size=6),
        Drawn("lamp is the last of the harbour.", 115, 720),
    ]
    assert text(page) == "The 21st lamp is the last of the harbour."


def test_small_type_without_marks_is_text() -> None:
    page = [*lines([LONG, "before dawn."]), Drawn("Printed in the harbour.", 72, 80, size=8)]
    found = reading([page])
    assert found.notes == ()
    assert found.text.endswith("Printed in the harbour.")


def test_a_mark_that_the_file_draws_behind_its_note_stands_before_it() -> None:
    page = [*noted()[:4], Drawn("As amended in 2020.", 78, 80, size=8), Drawn("2", 72, 83, size=5)]
    (note,) = reading([page]).notes
    assert note.mark == "2"


def test_an_imprint_below_the_notes_breaks_no_sentence_and_is_counted() -> None:
    found = reading([[*noted(), Drawn("GE.25-1", 72, 40)], lines(["report to the master."])])
    assert "tower shall\freport to the master." in found.text
    assert found.warnings == ("Lines left out as running heads and page numbers: 1.",)


def test_two_marks_at_one_word_have_a_note_each() -> None:
    page = [
        *lines([LONG, "before dawn."]),
        Drawn("1", 135, 711, size=6),
        Drawn("2", 141, 711, size=6),
        *lines(["1 See the Rules.", "2 See the Treaty."], y=90, size=8, step=10),
    ]
    found = reading([page])
    assert [found.text[: note.at].split()[-1] for note in found.notes] == ["dawn.", "dawn."]


def test_a_mark_set_on_the_line_is_no_part_of_the_word_that_it_touches() -> None:
    page = [
        Drawn("Article 8 bis", 72, 720, font="bold"),
        Drawn("4", 134.6, 720),
        *lines([LONG, "before dawn."], y=700),
        Drawn("4", 72, 83, size=5),
        Drawn("Inserted in 2010.", 78, 80, size=8),
    ]
    assert text(page).startswith("Article 8 bis\n\nEvery keeper")


# Letters and places


def test_spaced_letters_are_words() -> None:
    spaced = [
        Drawn(letter, 72 + 9 * place, 700, font="courier")
        for place, letter in enumerate("THE LAMP BURNS")
        if letter != " "
    ]
    assert paragraphs([*spaced, *lines([LONG], y=660)])[0] == "THE LAMP BURNS"


def test_an_article_that_hangs_in_the_margin_is_a_heading_above_its_text() -> None:
    rows = ["Everyone has the right to a", "lamp, and to light it when", "he or she wants to read."]
    page = [Drawn("Article", 60, 700, size=9), Drawn("04", 60, 672, size=14), *lines(rows, x=140, y=700)]
    assert text(page) == "Article 4\n\n" + " ".join(rows)
