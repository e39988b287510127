"""What stands around an event: the letters that speak of it and, once it is over, what comes next for its publics."""

from dataclasses import replace
from datetime import date

from bs4 import BeautifulSoup
from small_agenda import COMMUNITY, LYON, ORLEANS, WEBINAR
from small_letter import article, issue

from chorale.content.model import EditoSection, MeetingsSection, Period, WebinarsSection
from chorale.site.agenda import event_pages
from chorale.site.agenda.event_surroundings import around, letters_by_page

PERIOD = Period(from_=date(2026, 12, 1), to=date(2026, 12, 31))
LINKED = article("Revoir [la rencontre](agenda/rencontres/2018-12-04-orleans.md#quand).")
LETTER = issue(LINKED, sections=(MeetingsSection(meetings=PERIOD), EditoSection(edito="Bonjour.")))
OVER = replace(ORLEANS, audiences=("fournisseurs",))


def with_letters(*letters, **more):
    return replace(COMMUNITY, issues=letters, **more)


def shown(community, path):
    made = {file.path: file.content for file in event_pages.files(community)}[path].decode()
    return BeautifulSoup(made.split("\n---\n", 1)[1], "html.parser")


def plain(text):
    return " ".join(text.split())


def words(element):
    return plain(element.text)


def test_a_letter_speaks_of_what_it_lists_and_of_what_its_articles_link():
    found = letters_by_page(with_letters(LETTER))

    assert {path: [one.slug for one in letters] for path, letters in found.items()} == {
        "agenda/rencontres/2026-12-10-lyon.md": ["2026-11"],
        "agenda/rencontres/2018-12-04-orleans.md": ["2026-11"],
    }


def test_each_kind_of_event_has_its_own_period():
    found = letters_by_page(with_letters(issue(sections=(WebinarsSection(webinars=PERIOD),))))

    assert list(found) == ["agenda/webinaires/bien-demarrer.md"]


def test_letters_that_readers_are_not_led_to_say_nothing():
    later = replace(LETTER, slug="2027-01", date=date(2027, 1, 4))

    assert letters_by_page(with_letters(replace(LETTER, draft=True), later)) == {}


def test_what_is_over_leads_to_what_comes_next_for_one_of_its_publics_each_once():
    beside = around(with_letters(meetings=(LYON, OVER)), OVER, {})

    assert [(plain(row.title), row.stamp[:10]) for row in beside.following] == [
        ("Bien démarrer : compte, facture; « suite » & <fin> *de* l’année", "2026-12-08"),
        ("Rencontre à Lyon", "2026-12-10"),
    ]


def test_what_is_to_come_or_concerns_nobody_else_leads_nowhere():
    alone = replace(ORLEANS, audiences=("travaux",))

    assert around(COMMUNITY, WEBINAR, {}).following == ()
    assert around(with_letters(meetings=(LYON, alone)), alone, {}).following == ()


def test_the_page_of_what_is_over_shows_both():
    page = shown(
        with_letters(LETTER, meetings=(LYON, OVER)), "agenda/rencontres/2018-12-04-orleans.md"
    )

    box = page.select_one(".facts-box dl:last-of-type")
    assert (words(box), box.a["href"]) == (
        "Dans la lettre Lettre de novembre 2026",
        "../../../lettres/2026-11/",
    )
    assert words(page.select_one("#prochains")) == "À venir pour ce public"
    assert [words(one) for one in page.select(".event__title")] == [
        "Bien démarrer : compte, facture; « suite » & <fin> *de* l’année",
        "Rencontre à Lyon",
    ]


def test_a_webinar_without_a_session_to_come_offers_its_last_replay_first():
    page = shown(
        replace(COMMUNITY, webinars=(replace(WEBINAR, sessions=WEBINAR.sessions[:1]),)),
        "agenda/webinaires/bien-demarrer.md",
    )

    assert [(words(one), one["href"]) for one in page.select(".facts-box .button")] == [
        ("Revoir la séance du 6 décembre 2018", "https://video.example/1")
    ]
