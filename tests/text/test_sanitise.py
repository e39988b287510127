from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.french import dates, phrases
from chorale.text.html_tree import Element, parse
from chorale.text.sanitise import Destination, Picture, article, space


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Bravo !", "Bravo\u202f!"),
        ("un ; deux", "un\u202f; deux"),
        ("Budget : oui", "Budget\u00a0: oui"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("«mot»", "«\u00a0mot\u00a0»"),
        ("50 % et 10 €", "50\u00a0% et 10\u00a0€"),
        ("16 000 salariés", "16\u202f000 salariés"),
        ("8h30", "8\u00a0h\u00a030"),
        ("n° 4", "n°\u00a04"),
        ("le 10 janvier 2019", "le 10\u00a0janvier 2019"),
        ("le 1er mars", "le 1er\u00a0mars"),
        ("https://a.example/?q=1", "https://a.example/?q=1"),
        ("de 14:30 à 15:00", "de 14:30 à 15:00"),
    ],
)
def test_no_break_spaces_stand_where_french_asks_for_them(written, printed):
    assert phrases.typography(written) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("l'<strong>agenda</strong>", "l’<strong>agenda</strong>"),
        ("d'<a>abord</a>", "d’<a>abord</a>"),
        ("'<em>mot</em>'", "'<em>mot</em>'"),
        ("la valeur '", "la valeur '"),
    ],
)
def test_an_apostrophe_before_a_tag_is_that_of_printers(written, printed):
    root = parse(written)

    space(root)

    assert root.html == printed


HERE = Destination(str, lambda src, alt: Picture(src, alt, 568, 284), lambda _: Element("pre"))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('![Un feu](feu.png){ width="24" }', ("24", "12")),
        ('<img src="feu.png" alt="Un feu" width="300">', ("300", "150")),
        ('![Un feu](feu.png){ width="900" }', ("568", "284")),
        ('![Un feu](feu.png){ width="50%" }', ("568", "284")),
        ("![Un feu](feu.png)", ("568", "284")),
    ],
)
def test_a_picture_is_no_wider_in_a_letter_than_its_author_says(written, printed):
    shown = next(article(written, HERE).named("img")).attributes

    assert (shown["width"], shown["height"]) == printed


@given(st.text(alphabet="abc 0189:;!?«»%€°nh.,/\u00a0\u202f", max_size=40))
def test_spacing_twice_changes_nothing_more(text):
    once = phrases.typography(text)
    assert phrases.typography(once) == once


def test_the_first_of_a_month_is_1er():
    assert dates.day(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert dates.day(date(2026, 12, 11), year=False) == "vendredi 11 décembre"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2018, 12, 1), date(2018, 12, 31), "du 1er au 31 décembre 2018"),
        (date(2018, 12, 5), date(2019, 1, 1), "du 5 décembre 2018 au 1er janvier 2019"),
        (date(2018, 11, 5), date(2018, 12, 2), "du 5 novembre au 2 décembre 2018"),
        (date(2018, 12, 5), date(2018, 12, 5), "le 5 décembre 2018"),
    ],
)
def test_a_range_of_days_says_each_thing_once(first, last, words):
    assert dates.days(first, last) == words


def test_hours_durations_and_instants_are_in_words():
    assert dates.hour(time(10)) == "10\u00a0h"
    assert dates.hour(time(10, 5)) == "10\u00a0h\u00a005"
    assert dates.span(timedelta(minutes=90)) == "1\u00a0h\u00a030"
    assert dates.span(timedelta(minutes=45)) == "45\u00a0min"
    assert (
        dates.instant(datetime(2018, 12, 6, 10, tzinfo=UTC)) == "jeudi 6 décembre 2018 à 10\u00a0h"
    )


def test_numbers_have_narrow_thousands_and_a_comma():
    assert phrases.number(Fraction(12345, 10)) == "1\u202f234,5"
    assert phrases.number(-1200000) == "\u22121\u202f200\u202f000"
    assert [phrases.number(Fraction(value)) for value in ("-0.005", "-0.001", "1/3", "12")] == [
        "\u22120,01",
        "0",
        "0,33",
        "12",
    ]


def test_runs_of_amounts_are_said_in_a_row():
    pairs = [(1230, 1254), (1278, 1278), (1309, 1364)]
    found = [(Fraction(low), Fraction(high)) for low, high in pairs]
    assert (
        phrases.runs(found)
        == "de 1\u202f230 à 1\u202f254, de 1\u202f278 ou de 1\u202f309 à 1\u202f364"
    )
    assert phrases.runs(found[:1]) == "de 1\u202f230 à 1\u202f254"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 groupe"),
        (1, "un groupe"),
        (2, "deux groupes"),
        (10, "dix groupes"),
        (11, "11 groupes"),
    ],
)
def test_a_small_count_is_in_letters(count, words):
    assert phrases.spelled(count, "groupe") == words


def test_an_inline_tag_does_not_hide_the_word_before_a_mark():
    tree = parse("<p>Un <strong>mot</strong> ! <code>a ? b</code> : fin</p>")
    space(tree)
    assert tree.html == "<p>Un <strong>mot</strong>\u202f! <code>a ? b</code>\u00a0: fin</p>"


def test_a_block_starts_anew():
    tree = parse("<p>mot</p> <p>: suite</p>")
    space(tree)
    assert tree.html == "<p>mot</p> <p>: suite</p>"


def test_what_closes_a_quotation_is_written_once():
    tree = parse("<p>Le <strong>« phare »</strong> est <em>« vu »</em>, oui.</p>")
    space(tree)
    assert tree.html == (
        "<p>Le <strong>«\u00a0phare\u00a0»</strong> est <em>«\u00a0vu\u00a0»</em>, oui.</p>"
    )
