"""Two thousand events in forty cities: every page opens at once, and every event is in reach without a script."""

import json
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup
from small_agenda import COMMUNITY, LYON

from chorale.site.agenda import lists
from chorale.site.agenda.lists import LONGEST

CITIES = [f"Ville {chr(65 + rank % 26)}{rank}" for rank in range(40)]
MEETINGS = tuple(
    replace(
        LYON,
        slug=f"r-{rank}",
        path=f"content/meetings/r-{rank}.md",
        title=f"Rencontre {rank} avec la fédération des utilisateurs",
        city=CITIES[rank % 40],
        date=date(2026, 6, 1) + timedelta(days=rank // 4),
        start=time(8 + rank % 9),
        end=time(18),
    )
    for rank in range(2000)
)
MANY = replace(COMMUNITY, register=(), webinars=(), cycles=(), meetings=MEETINGS)
FILES = {file.path: file.content.decode() for file in lists.files(MANY)}
PAGES = {path: text for path, text in FILES.items() if path.endswith(".md")}


def soup(path):
    return BeautifulSoup(FILES[path].split("\n---\n", 1)[1], "html.parser")


def test_no_page_is_heavy():
    assert max(len(text.encode()) for text in PAGES.values()) < 250_000
    assert max(text.count("<") - text.count("</") for text in PAGES.values()) < 2_700


def test_the_pages_that_continue_a_list_hold_every_event_once_in_order():
    path, found = "agenda/index.md", []
    while path:
        page = soup(path)
        found += [
            link["href"].rstrip("/").rpartition("/")[2] for link in page.select(".event__title a")
        ]
        after = page.select_one("a[rel=next]")
        path = after and "agenda/suite/index-{}.md".format(
            after["href"].rstrip("/").rpartition("-")[2]
        )
    coming = [meeting.slug for meeting in MEETINGS if meeting.date >= MANY.today]
    assert sorted(found) == sorted(coming)
    assert len(soup("agenda/index.md").select(".event")) == LONGEST


def test_what_the_script_reads_holds_every_event_to_come_and_every_feed():
    data = json.loads(FILES["agenda/rendez-vous.json"])
    assert len(data["rendezVous"]) == sum(meeting.date >= MANY.today for meeting in MEETINGS)
    assert data["rendezVous"][0] == {
        "titre": "Rencontre 693 avec la fédération des utilisateurs",
        "adresse": "agenda/rencontres/r-693/",
        "instant": "2026-11-21T08:00:00+01:00",
        "jour": "21 novembre 2026",
        "quand": "samedi, de 8\u00a0h à 18\u00a0h",
        "ou": "Ville N13",
        "mots": "Salle des Canuts, 1 place de l’Exemple, 69000 Lyon, Ville N13",
        "public": ["fournisseurs", "entites-publiques"],
        "genre": "rencontre",
        "lieu": ["ville-n13"],
        "mois": ["2026-11"],
        "etat": "confirmed",
    }
    assert (
        data["calendriers"]["genre=rencontre&public=fournisseurs"]
        == "calendriers/rencontres-fournisseurs.ics"
    )


@pytest.mark.parametrize(
    ("path", "listed"), [("agenda/mois/2026-12.md", False), ("agenda/semaines/2026-s50.md", True)]
)
def test_a_full_month_is_a_table_and_each_of_its_weeks_a_list(path, listed):
    assert (len(soup(path).select(".event")) > 0) == listed
    table = soup("agenda/mois/2026-12.md")
    assert len(table.select("td .month__event")) == 4 * 31
    assert [link["href"] for link in table.select("h2#semaines ~ .chips a")] == [
        f"../../semaines/2026-s{number}/" for number in range(49, 54)
    ]


def test_a_crowded_season_stays_light_and_its_weeks_name_every_event():
    crowd = tuple(
        replace(one, date=date(2027, 1, 4) + timedelta(days=rank % 60))
        for rank, one in enumerate(MEETINGS)
    )
    files = {
        file.path: file.content.decode() for file in lists.files(replace(MANY, meetings=crowd))
    }
    weights = [
        text.count("<") - text.count("</") for path, text in files.items() if path.endswith(".md")
    ]
    assert max(weights) < 2_800
    week = BeautifulSoup(files["agenda/semaines/2027-s02.md"].split("\n---\n", 1)[1], "html.parser")
    named = week.select(".agenda__month li a")
    assert (len(named), week.select(".event")) == (34 * 7, [])
    assert " ".join(named[0].parent.text.split()) == (
        "9 h, Rencontre 1027 avec la fédération des utilisateurs (Ville B27)"
    )
