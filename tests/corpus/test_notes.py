"""Foot- and endnotes: passages of their own, at the place their mark hangs at, and in no other passage."""

from assistant.retrieve.attribution import locator_in_words
from corpus.models import Document, Locator, Note
from corpus.structure.parts import find_parts
from corpus.structure.passages import split

TEXT = (
    "Article 1\n\nThe keeper shall light the lamp at dusk.\n\nArticle 2\n\nThe keeper shall put it out at dawn.\n\n"
    "1 Dusk is told by the almanac.\n\n2 So is dawn."
)
NOTES = (
    Note("1", TEXT.index("dusk"), TEXT.index("1 Dusk"), TEXT.index("\n\n2 So")),
    Note("2", TEXT.index("dawn."), TEXT.index("2 So"), len(TEXT)),
)


def lamps(text: str = TEXT, notes: tuple[Note, ...] = NOTES) -> Document:
    return Document(
        id="lamps",
        title="Convention on Lamps",
        short_title="",
        kind="treaty",
        issuer="",
        date="",
        url="",
        source="lamps.pdf",
        language="en",
        sha256="0",
        text=text,
        notes=notes,
    )


def test_a_note_is_a_part_at_the_place_of_its_mark() -> None:
    assert [str(part.locator) for part in find_parts(lamps())] == ["art 1", "art 2", "art 1, note 1", "art 2, note 2"]


def test_no_article_holds_the_words_of_a_note() -> None:
    passages = {str(passage.locator): passage.text for passage in split(lamps())}
    assert passages["art 2"] == "The keeper shall put it out at dawn."
    assert passages["art 2, note 2"] == "2 So is dawn."


def test_a_note_before_anything_else_stands_alone() -> None:
    text = "1 A note with nothing above it."
    [part] = find_parts(lamps(text, (Note("1", 0, 0, len(text)),)))
    assert str(part.locator) == "note 1"


def test_a_note_is_named_with_the_place_of_its_mark() -> None:
    assert locator_in_words(Locator(place="art 2(1), note 2")) == "Note 2 to Article 2(1)"
    assert locator_in_words(Locator(place="note 7")) == "Note 7"


def test_the_locator_of_a_note_tells_its_mark_and_the_place_it_belongs_to() -> None:
    locator = Locator(place="art 2(1), note 3")
    assert (locator.mark, str(locator.annotated)) == ("3", "art 2(1)")
    assert (Locator(place="closing").mark, str(Locator(article="2").annotated)) == ("", "")
