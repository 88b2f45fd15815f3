"""The catalogue: its facts are well formed, names are found in questions, and texts are told from texts about them."""

import doctest
import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import corpus.instruments.names
from corpus.instruments.catalogue import INSTRUMENTS, Instrument, called, named_in
from corpus.instruments.identify import identify
from corpus.models import Kind

BY_ID = {instrument.id: instrument for instrument in INSTRUMENTS}
TREATY = (
    "The High Contracting Parties have agreed as follows:\n\n### Article 1\n\nThe Parties shall keep the lamps lit.\n"
)


def short(query: str) -> list[str]:
    return [instrument.short_title for instrument, _, _ in named_in(query)]


def spans(query: str) -> list[str]:
    return [query[start:end] for _, start, end in named_in(query)]


def test_every_instrument_has_an_id_of_its_own_and_says_what_it_is() -> None:
    assert len(BY_ID) == len(INSTRUMENTS) >= 150
    for instrument in INSTRUMENTS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", instrument.id)
        assert instrument.title
        assert instrument.short_title
        assert instrument.kind in get_args(Kind)
        assert instrument.url == "" or instrument.url.startswith("https://")


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.id)
def test_dates_are_iso_dates_in_their_order(instrument: Instrument) -> None:
    for day in (instrument.adopted, instrument.in_force):
        if len(day) == len("2001-01-01"):
            date.fromisoformat(day)
        else:
            assert re.fullmatch(r"(\d{4}(-\d{2})?)?", day)
    assert not instrument.in_force or instrument.adopted <= instrument.in_force


def test_parents_and_hosts_are_instruments_too() -> None:
    for instrument in INSTRUMENTS:
        assert {instrument.parent, instrument.within} - {""} <= BY_ID.keys()
        assert bool(instrument.within) == bool(instrument.part)


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.id)
def test_an_instrument_is_found_by_its_id_title_and_short_title(instrument: Instrument) -> None:
    assert called(instrument.id) == (instrument,)
    assert instrument in called(instrument.title)
    assert instrument in called(instrument.short_title)


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.id)
def test_an_instrument_is_found_by_every_alias(instrument: Instrument) -> None:
    assert [alias for alias in instrument.aliases if instrument not in called(alias)] == []


def test_no_two_council_of_europe_treaties_have_one_number() -> None:
    numbers = [each.series for each in INSTRUMENTS if "ETS No." in each.series]
    assert len(numbers) > 50
    assert len(numbers) == len(set(numbers))


# What lawyers and laypeople write, and the short title of what they mean.
NAMES = {
    "European Convention for the Prevention of Torture": "ECPT",
    "the european torture-prevention convention": "ECPT",
    "torture prevention convention of the Council of Europe": "ECPT",
    "CETS 126": "ECPT",
    "ETS No. 126": "ECPT",
    "UN torture convention": "UNCAT",
    "Convention against Torture": "UNCAT",
    "United Nations Convention against Torture": "UNCAT",
    "CAT": "UNCAT",
    "1465 UNTS 85": "UNCAT",
    "UNTS vol. 1465, p. 85": "UNCAT",
    "Optional Protocol to the Convention against Torture": "OPCAT",
    "optional protocol to the UN torture convention": "OPCAT",
    "Third Geneva Convention": "GC III",
    "3rd Geneva Convention": "GC III",
    "Geneva Convention III": "GC III",
    "Geneva Convention No. 3": "GC III",
    "GC3": "GC III",
    "gc iii": "GC III",
    "Protocol II additional to the Geneva Conventions": "AP II",
    "Second Additional Protocol to the Geneva Conventions": "AP II",
    "AP II": "AP II",
    "Palermo protocol": "Palermo Protocol",
    "mine ban treaty": "Ottawa Convention",
    "Ottawa treaty": "Ottawa Convention",
    "ICC Statute": "Rome Statute",
    "ECHR": "ECHR",
    "european convention on human rights": "ECHR",
    "European Convention on Human Rights Protocol 6": "ECHR Protocol 6",
    "Protocol No. 13 to the ECHR": "ECHR Protocol 13",
    "Protocol no 13": "ECHR Protocol 13",
    "Protocol Thirteen": "ECHR Protocol 13",
    "13th protocol": "ECHR Protocol 13",
    "P13": "ECHR Protocol 13",
    "first optional protocol to the ICCPR": "ICCPR-OP1",
    "Covenant on Civil and Political Rights": "ICCPR",
    "Pact of San Jose": "ACHR",
    "ILO Convention No. 105": "ILO C105",
    "ILO C105": "ILO C105",
    "Convention 105 of the ILO": "ILO C105",
    "1951 Convention": "Refugee Convention",
    "1926 Slavery Convention": "Slavery Convention",
    "1956 Slavery Convention": "Supplementary Slavery Convention",
    "Nuremberg Charter": "Nuremberg Charter",
    "African Charter": "African Charter",
    "Nelson Mandela Rules": "Nelson Mandela Rules",
    "Istanbul Protocol": "Istanbul Protocol",
    "1994 Budapest Memorandum": "Budapest Memorandum",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_question_is_found_with_its_span(name: str) -> None:
    query = f"What does article 8 of {name} say"
    assert short(query) == [NAMES[name]]
    assert spans(query) == [name.removeprefix("the ")]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "the convention says nothing about our treaty, a charter or the protocol",
        "My cat ate the ticket of the charter flight.",
        "which optional protocols and additional declarations are there",
        "What did the ECHR judgment say?",
        "protocols to the European Convention on Human Rights",
        "European Convention on the Adoption of Children",
        "Protocol 99 to the ECHR",
        "the Vienna waltz and the Geneva watch",
        "may i ask which article applies",
    ],
)
def test_words_that_could_mean_any_instrument_name_none(query: str) -> None:
    assert named_in(query) == []


def test_the_longest_name_counts_and_names_do_not_overlap() -> None:
    query = "Optional Protocol to the Convention against Torture and the Convention against Torture"
    assert short(query) == ["OPCAT", "UNCAT"]
    (_, _, end), (_, start, _) = named_in(query)
    assert end <= start


def test_a_protocol_with_an_unknown_number_is_not_its_parent() -> None:
    assert short("Protocol 99 to the ECPT, and the ECPT") == ["ECPT"]


def test_an_instrument_compared_to_a_protocol_is_still_named() -> None:
    assert short("How does the OPCAT relate to the UNCAT?") == ["OPCAT", "UNCAT"]


def test_a_year_beside_a_name_belongs_to_it() -> None:
    assert spans("art 33 of the 1951 Refugee Convention") == ["1951 Refugee Convention"]
    assert spans("the Refugee Convention of 1951") == ["Refugee Convention of 1951"]


def test_the_year_in_which_something_happened_does_not() -> None:
    assert spans("In 2022 the ECHR lost a party") == ["ECHR"]
    assert spans("Who left the ECHR in 2022?") == ["ECHR"]


def test_a_shared_name_gives_every_instrument_that_has_it() -> None:
    assert short("common article 3 of the Geneva Conventions") == ["GC I", "GC II", "GC III", "GC IV"]
    assert len({span for _, *span_ in named_in("Geneva Conventions") for span in [tuple(span_)]}) == 1


def test_numbers_in_a_row_name_several_instruments() -> None:
    assert short("Geneva Conventions III and IV") == ["GC III", "GC IV"]
    assert short("Protocols 6 and 13 to the ECHR") == ["ECHR Protocol 6", "ECHR Protocol 13"]


def test_an_instrument_inside_another_says_where_it_stands() -> None:
    ((protocol, _, _),) = named_in("OP1 to the ICCPR")
    assert (protocol.within, protocol.part) == ("iccpr", "OP1")


@pytest.mark.parametrize("stem", ["doc1", "iccpr"])
def test_a_text_under_an_instruments_title_is_that_instrument(stem: str) -> None:
    found = identify(title="Arms Trade Treaty", text=f"# Arms Trade Treaty\n\n{TREATY}", stem=stem)
    assert found == BY_ID["arms-trade-treaty"]


def test_a_title_over_two_lines_is_read_as_one() -> None:
    text = f"# Protocol No. 6\n\n#### to the Convention for the Protection of Human Rights\n\n{TREATY}"
    assert identify(title="Protocol No. 6", text=text, stem="doc1") is None
    text = text.replace(
        "Human Rights\n", "Human Rights and Fundamental Freedoms concerning the abolition of the death penalty\n"
    )
    assert identify(title="Protocol No. 6", text=text, stem="doc1") == BY_ID["echr-protocol-06"]


def test_a_file_name_identifies_an_instrument_that_the_title_does_not() -> None:
    assert identify(title="Protocol", text=f"# Protocol\n\n{TREATY}", stem="un-charter") == BY_ID["un-charter"]


@pytest.mark.parametrize("title", ["European Convention on Human Rights", "ECHR", "Note on the ECHR"])
@pytest.mark.parametrize("stem", ["echr", "echr-european-convention-on-human-rights", "note"])
def test_a_text_about_an_instrument_is_not_the_instrument(title: str, stem: str) -> None:
    text = f"{title}\n\nThe ECHR is an international treaty of 1950. Judges in Strasbourg apply it.\n"
    assert identify(title=title, text=text, stem=stem) is None


def test_an_unknown_treaty_is_not_identified() -> None:
    text = (
        f"# Convention on the Keeping of Lighthouses\n\n{TREATY}Nothing here limits the Convention against Torture.\n"
    )
    assert identify(title="Convention on the Keeping of Lighthouses", text=text, stem="lighthouse-convention") is None


def test_every_real_treaty_is_identified_under_any_file_name(corpus_folder: Path) -> None:
    files = sorted((corpus_folder / "treaties").iterdir())
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8-sig")
        for stem in (file.stem, "doc1"):
            found = identify(title="", text=text, stem=stem)
            assert (found.id if found else None) == file.stem


def test_no_real_article_or_judgment_is_taken_for_a_treaty(corpus_folder: Path) -> None:
    for file in sorted((corpus_folder / "articles").iterdir()):
        text = file.read_text(encoding="utf-8-sig")
        title = file.stem.partition("-")[2].replace("-", " ")
        assert identify(title=title, text=text, stem=file.stem) is None, file.stem


def test_real_questions_are_not_read_as_naming_what_they_do_not(shared: Path) -> None:
    lines = (shared / "training" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    right = other = 0
    for item in map(json.loads, lines[::4]):
        named = {instrument.within or instrument.id for instrument, _, _ in named_in(item["question"])}
        right += item["document"] in named
        other += bool(named) and item["document"] not in named
    # A question on one instrument may mention another ("does it replace the 1907 rules?"); more would be misreadings.
    assert right > 10 * other


def test_the_examples_of_names_hold() -> None:
    assert doctest.testmod(corpus.instruments.names).failed == 0


@pytest.mark.parametrize(
    "filler", ["\n", " ", "> ", "# "], ids=["empty lines", "spaces", "quote signs", "heading signs"]
)
def test_a_text_of_nothing_but_filler_is_no_instrument_and_takes_no_minutes(filler):
    assert identify(title="Anything", text=filler * 200_000, stem="anything") is None
