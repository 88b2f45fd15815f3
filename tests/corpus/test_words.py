import pytest
from snowballstemmer.english_stemmer import EnglishStemmer

from corpus.text import words as index_words
from corpus.text.words import content_words, stems, words_of


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("?!", []),
        ("visit", ["visit"]),
        ("Visit, VISIT and visit", ["visit"]),
        ("who may visit the prison", ["may", "visit", "prison"]),
        ("What is it?", ["what", "is", "it"]),
        ('"visit" OR NEAR(prison)', ["visit", "near", "prison"]),
        ("no_underscore art. 8(2)", ["no", "underscore", "art", "8", "2"]),
        ("cafe\u0301 caf\u00e9", ["cafe"]),
        ("\ufb01re", ["fire"]),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_the_content_words_of_a_query_are_kept(query: str, words: list[str]):
    assert content_words(query) == words


def test_a_very_long_query_is_cut_to_its_first_words():
    assert len(content_words(" ".join(f"word{number}" for number in range(9_999)))) == 128


def test_the_words_of_a_text_come_in_order_with_every_repeat():
    assert words_of("A Party, a party's Parties") == ["a", "party", "a", "party", "s", "parties"]


def test_forms_of_a_word_share_their_stem():
    assert len(set(stems(["visit", "visits", "visited", "visiting"]))) == 1
    assert len(set(stems(["visit", "prison"]))) == 2


def test_words_are_stemmed_by_the_package_that_users_have_whatever_is_installed_beside_it():
    assert type(index_words._STEMMER) is EnglishStemmer
