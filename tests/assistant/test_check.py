"""A draft's quotations, references and claims get verdicts, with their positions."""

from pathlib import Path

import pytest

from assistant.models import Finding
from assistant.verify.check import WRONG, check
from assistant.verify.drafts import claims, quotations
from corpus.read.source import read
from index.ingest.add import add
from index.library import Library
from tests.conftest import documents_in

DRAFT = """# The lamps of Northport

The Convention on the Inspection of Lighthouses was adopted in 1974. Article 4 of the convention says: “No visit shall
begin less than forty-eight hours after the notification, save where a light has already failed.”

Under Article 10 of the Convention on the Inspection of Lighthouses, “Any reservation may be made in respect of the
provisions of this Convention.” The members of the Inspectorate are elected for a period of five years. Article 44 of
the convention is often forgotten. Is that fair?

- The Needle Rock
- A denunciation becomes effective after six months.
"""


@pytest.fixture(scope="module")
def findings(real_library: Library) -> list[Finding]:
    return check(DRAFT, library=real_library)


def found(findings: list[Finding], words: str, kind: str) -> Finding:
    (one,) = [each for each in findings if each.kind == kind and words in " ".join(each.text.split())]
    return one


def test_findings_have_correct_positions_and_are_in_order(findings: list[Finding]) -> None:
    for each in findings:
        assert each.start is not None
        assert " ".join(DRAFT[each.start : each.end].split()) == " ".join(each.text.split())
    assert [each.start for each in findings] == sorted(each.start or 0 for each in findings)


@pytest.mark.parametrize(
    ("words", "kind", "verdict"),
    [
        ("adopted in 1974", "claim", "conflict"),
        ("No visit shall begin", "quote", "verbatim"),
        ("Any reservation may be made", "quote", "altered"),
        ("elected for a period of five years", "claim", "supported"),
        ("Article 44", "reference", "absent"),
        ("Article 10", "reference", "supported"),
        ("effective after six months", "claim", "conflict"),
    ],
)
def test_each_gets_its_verdict(findings: list[Finding], words: str, kind: str, verdict: str) -> None:
    assert found(findings, words, kind).verdict == verdict


def test_a_conflict_shows_the_words_of_the_source(findings: list[Finding]) -> None:
    wrong = [each for each in findings if each.verdict in WRONG and each.kind != "reference"]
    assert all(each.citations for each in wrong)
    for citation in (citation for each in findings for citation in each.citations):
        assert citation.hit.document.text[citation.start : citation.end] == citation.quote


def test_questions_headings_and_names_are_no_claims(findings: list[Finding]) -> None:
    said = [each.text for each in findings if each.kind == "claim"]
    assert not any("fair" in text or "Needle Rock" in text or "lamps of" in text for text in said)


def test_a_text_is_no_source_for_itself(real_library: Library) -> None:
    article = real_library.document("harbour-gazette-article")
    own = [each for each in check(article.text, library=real_library) if each.verdict == "supported"]
    assert all(citation.hit.document.id != article.id for each in own for citation in each.citations)


@pytest.mark.parametrize("draft", ["", "   \n", "Lamps.", "?", "It is still not clear how the lamps are lit."])
def test_a_draft_that_says_nothing_has_no_findings(draft: str, real_library: Library) -> None:
    assert check(draft, library=real_library) == []


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("He said “light the lamp now” and left.", ["light the lamp now"]),
        ('He said "light the lamp now" and left.', ["light the lamp now"]),
        ("Il dit «light the lamp now».", ["light the lamp now"]),
        ("As it says:\n> Light the lamp\n> at dusk.\n\nSo be it.", ["Light the lamp\nat dusk."]),
        ('The "lamp" burns, 5" wide and 6" high.', []),
    ],
)
def test_quotations_are_found_in_every_kind_of_marks(draft: str, words: list[str]) -> None:
    assert [each.text for each in quotations(draft)] == words


def test_a_sentence_that_quotes_is_checked_by_what_it_quotes() -> None:
    draft = "Article 3 says that “the lamp shall be lit at dusk”. The lamp was lit at noon."
    assert [each.text for each in claims(draft, quoted=quotations(draft))] == ["The lamp was lit at noon."]


PRESS = "russia-withdraws-from-torture-prevention-convention.txt"
TREATIES = ("ecpt-european-convention-prevention-of-torture.md", "un-convention-against-torture.md")
STATUS = """# Status of the European Convention for the Prevention of Torture

Northport signed the European Convention for the Prevention of Torture on 28 February 1996. Russia ratified the European
Convention for the Prevention of Torture on 5 May 1998.
"""


def test_a_press_article_that_confuses_treaties_is_corrected_by_them(corpus_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "status.md").write_text(STATUS, encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        add([*(one for name in TREATIES for one in documents_in(corpus_folder / "treaties" / name))], library=library)
        add(read(tmp_path / "status.md", kind="report"), library=library)
        text = (corpus_folder / "articles" / PRESS).read_text(encoding="utf-8")
        wrong = {
            text[each.start : each.end]: each.why for each in check(text, library=library) if each.verdict in WRONG
        }
    adopted, extradition, ratified = (
        next(why for said, why in wrong.items() if part in said)
        for part in (
            "adopted by the UN General Assembly in 1984",
            "prohibits extradition",
            "ratified the treaty in 1996",
        )
    )
    assert "26th day of November 1987" in adopted
    assert "Convention against Torture that was made then" in adopted
    assert "Convention against Torture that says so" in extradition
    assert "5 May 1998" in ratified
