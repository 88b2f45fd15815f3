"""The language of documents, found by a model, and of questions, found by their words; English by default."""

import subprocess
import sys

import pytest

from corpus.text.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The lamp of the tower is lit by the keeper, and that is the law of the coast.", "en"),
        ("Le gardien allume la lampe de la tour et les navires voient le feu dans la nuit.", "fr"),
        ("Der Wärter zündet die Lampe an, und das Feuer ist von den Schiffen nicht zu übersehen.", "de"),
        ("De wachter steekt het licht van de toren aan en dat is een wet voor de kust.", "nl"),
        ("Il guardiano accende la lampada della torre e le navi vedono il fuoco nella notte.", "it"),
        ("O guardião acende a lâmpada da torre e os navios não perdem o caminho.", "pt"),
        ("El guardián enciende la lámpara de la torre y los barcos ven el fuego.", "es"),
        ("Strażnik zapala lampę na wieży, a statki widzą jej światło w nocy.", "pl"),
        ("Väktaren tänder lampan i tornet och skeppen ser dess ljus om natten.", "sv"),
        ("Смотритель зажигает лампу, и корабли видят огонь.", "ru"),
        ("Доглядач запалює її, і кораблі бачать вогонь із моря.", "uk"),
        ("看守人點燃燈塔的燈，船隻看見了光。", "zh"),
    ],
)
@pytest.mark.parametrize("times", [1, 9], ids=["a sentence", "a page"])
def test_the_language_of_a_text_is_found(text: str, language: str, times: int) -> None:
    assert language_of(" ".join([text] * times)) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who may visit a lighthouse?", "en"),
        ("No derogation from Article 2", "en"),
        ("Хто може відвідати маяк?", "uk"),
        ("Кто может посетить маяк?", "ru"),
        ("Qui peut visiter un phare ?", "fr"),
        ("Wer darf einen Leuchtturm besuchen?", "de"),
        ("¿Quién puede visitar un faro?", "es"),
    ],
)
def test_the_language_of_a_question_is_found_by_a_few_words(question: str, language: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize(
    "text",
    ["", "1 2 3", "Article 8 ECHR", "art. 9 para 3 ICCPR", "ILO Convention No. 105, art. 1 (d)", "UN", "article 5 § 1"],
)
def test_a_reference_and_a_text_without_evidence_are_english(text: str) -> None:
    assert language_of(text) == "en"


def test_letters_of_another_alphabet_from_a_broken_font_are_ignored() -> None:
    assert language_of("ɋɈȽɅȺɒȿɇɂȿ ɇȺ ȻȺɁȿ ɄɈɇȼȿɇɐɂɂ ɈɊȽȺɇɂɁȺɐɂɂ " * 30) == "en"


def test_an_english_question_never_loads_the_model() -> None:
    asked = "from corpus.text.language import language_of; language_of('Who may visit a lighthouse?'); import sys; "
    done = subprocess.run([sys.executable, "-c", f"{asked} print('py3langid' in sys.modules)"], capture_output=True)
    assert done.stdout.strip() == b"False"
