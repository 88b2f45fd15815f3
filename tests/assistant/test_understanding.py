"""A question is analysed once: what it asks, about what, and which sources the library lacks."""

from assistant.question.question import Question, understand, with_subject
from corpus.text.terms import stem
from index.library import Library
from index.models import Query
from index.search.query import read_query

TITLE = "Convention on the Inspection of Lighthouses"


def test_a_question_holds_what_it_names_and_what_it_is_about(hash_library: Library) -> None:
    words = f"When may inspectors visit under article 2(1) of the {TITLE}?"
    read = understand(words, library=hash_library)
    assert read.documents == ("lighthouse-convention",)
    assert [words[name.start : name.end] for name in read.names] == [TITLE]
    assert read.points == ("1",)
    assert "visit" in read.subject
    assert TITLE not in read.subject
    assert stem("inspectors") in read.rarities
    assert stem("lighthouses") not in read.rarities


def test_the_rarer_of_two_words_weighs_more(hash_library: Library) -> None:
    weights = understand("Which inspectors ring bells?", library=hash_library).rarities
    common, rare = sorted(("inspectors", "bells"), key=hash_library.at().count, reverse=True)
    assert hash_library.at().count(rare) < hash_library.at().count(common)
    assert weights[stem(rare)] > weights[stem(common)] > 0


def test_a_question_without_a_conversation_is_no_follow_up(hash_library: Library) -> None:
    alone = understand("How long are the members elected?", library=hash_library)
    assert not alone.is_follow_up
    assert alone.text == alone.words


def test_a_follow_up_is_searched_for_as_it_stands_alone(hash_library: Library) -> None:
    history = [f"What does Article 5 of the {TITLE} protect?"]
    read = understand("and can it be suspended in wartime?", history=history, library=hash_library)
    assert read.is_follow_up
    assert read.words == "and can it be suspended in wartime?"
    assert read.text.startswith(read.words)
    assert read.history == tuple(history)


def test_the_intent_has_the_kinds_of_fact_asked_for(hash_library: Library) -> None:
    assert understand("When was the treaty signed?", library=hash_library).intent.of_making
    assert understand("How many States are parties today?", library=hash_library).intent.of_status
    assert understand("What did the Court decide in 1999?", library=hash_library).intent.years == {"1999"}
    assert understand("...", library=hash_library).intent.nothing


def test_a_body_that_is_named_leads_to_its_instrument(hash_library: Library) -> None:
    assert understand("May GREVIO visit?", library=hash_library).query.bodies == ("istanbul-convention",)


def test_a_question_with_another_subject_keeps_its_words_and_has_new_weights(hash_library: Library) -> None:
    read = understand("May the Committee visit?", library=hash_library)
    turned = with_subject(read, "interviews in private", documents=["echr"], library=hash_library.at())
    assert (turned.words, turned.query, turned.documents) == (read.words, read.query, ("echr",))
    assert turned.subject == "interviews in private"
    assert set(turned.rarities) == {"interview", "privat"}


def test_equal_words_are_equal_questions_and_can_be_kept_in_a_set(hash_library: Library) -> None:
    one, other = (understand("May inspectors visit?", library=hash_library) for _ in range(2))
    assert len({one, other}) == 1


def test_a_question_can_be_made_by_hand_from_its_words_alone() -> None:
    made = Question("Lamps?", Query("Lamps?"), Query("Lamps?"))
    assert (made.subject, made.documents, made.intent.many, made.points) == ("Lamps?", (), False, ())


def test_a_query_holds_each_number_with_the_name_that_it_belongs_to(hash_library: Library) -> None:
    query = read_query(f"art 4(2) {TITLE}", library=hash_library)
    ((reference, name),) = query.provisions
    assert (str(reference.locator), name.documents) == ("art 4(2)", ("lighthouse-convention",))
    assert query.only_text
