"""Verdicts on claims about small documents written for these tests; a conflict is never called supported."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.verify.claims.claim import claim
from assistant.verify.claims.facts import read_claim
from index.ingest.add import add
from index.library import Library
from tests.conftest import documents_in

SUPPORTED = [
    "The members of the Inspectorate are elected for five years.",
    "The Lighthouse Convention prohibits refusing a visit because the keeper is absent.",
    "The Inspectorate may be assisted by not more than four pilots.",
    "In Pharos v. Northport the Court awarded 12,500 crowns for lost wages.",
    "In Pharos v. Northport the Court unanimously found a violation of Article 5.",
]
CONFLICTS = [
    "The members of the Inspectorate are elected for six years.",
    "The Inspectorate may be assisted by not more than nine pilots.",
    "Under the Lighthouse Convention a pilot may vote in the decisions of the Inspectorate.",
    "A Party may refuse a visit on the ground that the keeper is absent.",
    "In Pharos v. Northport the Court awarded 15,200 crowns for lost wages.",
    "In Pharos v. Northport the Court found no violation of Article 5.",
]
UNKNOWN = [
    "Norway ratified the Lighthouse Convention in 1981.",
    "The African Charter on Human and Peoples' Rights has sixty-eight articles.",
    "In Lantern v. Southport the Court found a violation of Article 7.",
    "The Inspectorate visited Denmark in March 2011.",
    "Iceland has abolished its lighthouse tax.",
]


@pytest.fixture(scope="module")
def small_library(tmp_path_factory: pytest.TempPathFactory, documents_folder: Path) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("claims") / "library") as library:
        add(documents_in(documents_folder), library=library)
        yield library


@pytest.mark.parametrize("text", SUPPORTED)
def test_a_claim_that_the_source_states_is_supported_with_its_words(text: str, small_library: Library) -> None:
    found = claim(text, library=small_library)
    assert found.verdict == "supported", found.why
    assert found.citations


@pytest.mark.parametrize("text", CONFLICTS)
def test_a_claim_that_the_source_contradicts_is_a_conflict_with_a_reason(text: str, small_library: Library) -> None:
    found = claim(text, library=small_library)
    assert found.verdict == "conflict", found.why
    assert found.why.endswith(".")


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_claim_that_no_source_mentions_is_not_found_and_has_no_citation(text: str, small_library: Library) -> None:
    found = claim(text, library=small_library)
    assert (found.verdict, found.citations) == ("not_found", ()), found.why


@pytest.mark.parametrize("text", [*SUPPORTED, *CONFLICTS])
def test_the_citations_of_a_claim_are_verbatim_at_their_positions(text: str, small_library: Library) -> None:
    for citation in claim(text, library=small_library).citations:
        assert citation.hit.document.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Norway ratified the convention in 1981.", True),
        ("The Court found a violation.", True),
        ("The Court has issued many rulings.", True),
        ("Statements obtained by force may be used.", False),
        ("The Committee has eighteen members.", False),
        ("The treaty prohibits fires lit by keepers.", False),
        ("Officers need the permission of the keeper.", False),
    ],
)
def test_a_claim_is_about_an_event_or_a_rule(text: str, event: bool) -> None:
    assert read_claim(text).event is event


@pytest.mark.slow
def test_the_verdicts_on_real_claims(shared: Path, corpus_folder: Path, tmp_path: Path) -> None:
    items = [json.loads(line) for line in (shared / "eval" / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    with Library.open(tmp_path / "library") as library:
        for folder in ("treaties", "articles"):
            add(documents_in(corpus_folder / folder), library=library)
        pairs = [(item["verdict"], claim(item["claim"], library=library).verdict) for item in items]
    assert ("conflict", "supported") not in pairs
    assert sum(_f1(verdict, pairs) for verdict in ("supported", "conflict", "not_found")) / 3 >= 0.75


def _f1(verdict: str, pairs: list[tuple[str, str]]) -> float:
    hits = pairs.count((verdict, verdict))
    given, right = sum(found == verdict for _, found in pairs), sum(gold == verdict for gold, _ in pairs)
    return 2 * hits / max(given + right, 1)
