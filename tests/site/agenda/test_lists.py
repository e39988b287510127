"""The agenda's pages: every choice leads to a page that exists, months are true tables, and the past stays reachable."""

import json
import shutil
from dataclasses import replace
from datetime import date
from urllib.parse import urljoin

import pytest
import yaml
from bs4 import BeautifulSoup
from house import GOLDEN, ROOT
from small_agenda import COMMUNITY, LYON, WEBINAR

from chorale.calendars import ics
from chorale.calendars.add_links import add, subscribe
from chorale.content import addresses, site_pages
from chorale.content.agenda import events
from chorale.content.project import inspect
from chorale.site.agenda import event_pages, feeds, structured_data
from chorale.site.agenda import lists as agenda_lists
from chorale.text import csv_files

OUTPUTS = (
    agenda_lists.files,
    event_pages.files,
    feeds.subscription_page,
    ics.files,
    feeds.files,
    feeds.open_data_files,
    structured_data.openagenda_files,
)
FILES = {file.path: file.content.decode() for output in OUTPUTS for file in output(COMMUNITY)}
PUBLISHED = {addresses.address(path) for path in FILES} | {
    "",
    "ipm/cycle-9/",
    "publics/entites-publiques/",
    "publics/fournisseurs/",
}


def soup(path):
    return BeautifulSoup(FILES[path].split("\n---\n", 1)[1], "html.parser")


def words(element):
    return " ".join(element.text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_links_may_name_every_list_of_the_agenda():
    assert set(site_pages.agenda(COMMUNITY)) == {
        file.path for file in agenda_lists.files(COMMUNITY) if file.path.endswith(".md")
    }


def test_an_author_links_to_the_lists_that_exist_and_learns_which_do_not(tmp_path):
    for folder in ("content", "site"):
        shutil.copytree(GOLDEN / folder, tmp_path / folder)
    lists = (
        "villes/brest.md",
        "publics/marins.md",
        "mois/2026-03.md",
        "2025.md",
        "changements.md",
    )
    links = [f"[La liste](../agenda/{path})" for path in (*lists, "villes/lourdes.md")]
    with (tmp_path / "site/documentation/lentille.md").open("a", encoding="utf-8") as page:
        page.write("\n" + "\n\n".join((*links, "[Chercher](../recherche/index.md)")) + "\n")

    told = [problem.sentence for problem in inspect(tmp_path, date(2026, 3, 5))[1]]

    assert told == [
        "page inconnue « ../agenda/villes/lourdes.md » ; vouliez-vous dire « ../agenda/villes/brest.md » ?"
    ]


def test_the_pages_of_the_agenda():
    assert sorted(path for path in FILES if path.endswith(".md")) == [
        "agenda/2018.md",
        "agenda/2026.md",
        "agenda/annules.md",
        "agenda/changements.md",
        "agenda/deplaces.md",
        "agenda/index.md",
        "agenda/ipm/index.md",
        "agenda/maintenus.md",
        "agenda/mois/2018-12.md",
        "agenda/mois/2026-11.md",
        "agenda/mois/2026-12.md",
        "agenda/mois/2027-02.md",
        "agenda/publics/entites-publiques.md",
        "agenda/publics/fournisseurs.md",
        "agenda/rencontres/2018-12-04-orleans.md",
        "agenda/rencontres/2026-12-10-lyon.md",
        "agenda/rencontres/index.md",
        *(
            f"agenda/semaines/{week}.md"
            for week in ("2018-s49", "2026-s46", "2026-s47", "2026-s50", "2026-s51", "2027-s05")
        ),
        "agenda/villes/lyon.md",
        "agenda/villes/orleans.md",
        "agenda/webinaires/bien-demarrer.md",
        "agenda/webinaires/index.md",
        "calendriers/index.md",
    ]


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".md")])
def test_every_link_of_ours_leads_to_a_published_page(path):
    start = "https://s.example/" + addresses.address(path)
    targets = [
        element.get("href") or element.get("action") for element in soup(path).select("a, form")
    ]
    inside = [
        urljoin(start, target)
        for target in targets
        if not target.startswith(("http", "webcal", "mailto"))
    ]
    lost = [
        target
        for target in inside
        if target.partition("#")[0].removeprefix("https://s.example/") not in PUBLISHED
    ]
    assert lost == []


def test_the_list_shows_what_is_to_come_by_month():
    page = soup("agenda/index.md")
    assert [words(month) for month in page.select(".agenda__month h2")] == [
        "Décembre 2026",
        "Février 2027",
    ]
    assert [words(title) for title in page.select(".event__title")] == [
        words(BeautifulSoup(title, "html.parser"))
        for title in (
            "Bien démarrer : compte, facture; « suite » &amp; &lt;fin> *de* l’année",
            "Rencontre à Lyon",
            "Priorisation, cycle 9 : clôture du questionnaire",
            "Bien démarrer : compte, facture; « suite » &amp; &lt;fin> *de* l’année",
            "Priorisation, cycle 9 : réunion d’arbitrage",
            "Bien démarrer : compte, facture; « suite » &amp; &lt;fin> *de* l’année",
        )
    ]


def test_the_filters_are_links_of_a_get_form_to_pages_made_in_advance():
    form = soup("agenda/index.md").select_one("form.filters")
    assert form["method"] == "get"
    groups = {
        words(group.legend): [words(button) for button in group.select("a")]
        for group in form.select("fieldset")
    }
    assert groups == {
        "Public": ["Fournisseurs", "Entités publiques"],
        "Genre": ["Webinaires", "Rencontres", "Jalons de la priorisation"],
        "Lieu": ["En ligne", "Lyon"],
        "Période": ["décembre 2026", "février 2027"],
        "État": ["Maintenu", "Déplacé", "Annulé"],
    }
    assert form.select_one("a[data-valeur=lyon]")["href"] == "villes/lyon/"


@pytest.mark.parametrize(
    ("path", "pressed"),
    [
        ("agenda/index.md", []),
        ("agenda/publics/fournisseurs.md", ["fournisseurs"]),
        ("agenda/webinaires/index.md", ["webinaire"]),
        ("agenda/villes/lyon.md", ["lyon"]),
        ("agenda/villes/orleans.md", ["orleans"]),
        ("agenda/maintenus.md", ["confirmed"]),
        ("agenda/annules.md", ["cancelled"]),
        ("agenda/deplaces.md", ["moved"]),
    ],
)
def test_the_choice_of_the_page_being_read_is_current_and_one_link_leads_back_to_everything(
    path, pressed
):
    page = soup(path)
    assert [
        choice["data-valeur"] for choice in page.select("form.filters a[aria-current=page]")
    ] == pressed
    assert page.select_one("#tout").has_attr("hidden") == (path == "agenda/index.md")


@pytest.mark.parametrize(
    ("path", "states"),
    [
        ("agenda/maintenus.md", {"confirmed"}),
        ("agenda/annules.md", {"cancelled"}),
        ("agenda/deplaces.md", {"moved"}),
        ("agenda/changements.md", {"cancelled", "moved"}),
    ],
)
def test_each_state_has_its_page(path, states):
    assert {item["data-etat"] for item in soup(path).select("li.event")} == states


def test_each_item_says_what_the_filters_look_for():
    item = soup("agenda/index.md").select("li.event")[1]
    told = {name: item[f"data-{name}"] for name in ("public", "genre", "lieu", "mois", "etat")}
    assert told == {
        "public": "fournisseurs entites-publiques",
        "genre": "rencontre",
        "lieu": "lyon",
        "mois": "2026-12",
        "etat": "confirmed",
    }


def test_the_count_is_announced():
    count = soup("agenda/index.md").select_one("[role=status]")
    assert words(count) == "6 rendez-vous à venir"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("agenda/annules.md", "1 rendez-vous annulé"),
        ("agenda/deplaces.md", "1 rendez-vous à venir"),
        ("agenda/changements.md", "2 rendez-vous"),
        ("agenda/2018.md", "2 rendez-vous passés"),
    ],
)
def test_the_count_says_what_is_counted(path, said):
    assert words(soup(path).select_one("[role=status]")) == said


def test_the_script_is_under_nine_kilobytes():
    assert (ROOT / "templates/site/theme/assets/js/agenda.js").stat().st_size < 9000


def test_a_month_is_a_table_with_its_caption_and_its_headers():
    table = soup("agenda/mois/2026-12.md").table
    assert words(table.caption) == "Décembre 2026, jour par jour"
    assert [(head["scope"], head.abbr["title"]) for head in table.select("th")] == [
        ("col", name)
        for name in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    ]
    days = [words(day) for day in table.select(".month__day")]
    assert days == [str(number) for number in range(1, 32)]
    cancelled = table.select_one(".month__event--cancelled")
    assert words(cancelled).startswith("Annulé : 14 h Bien démarrer")
    assert words(cancelled.parent.select_one(".month__day")) == "15"
    assert words(cancelled).endswith(", mardi 15 décembre 2026")


def test_today_is_marked_in_its_month():
    assert [
        words(cell) for cell in soup("agenda/mois/2026-11.md").select("[aria-current=date]")
    ] == ["21"]


def test_a_webinar_tells_each_session():
    page = soup("agenda/webinaires/bien-demarrer.md")
    assert [(one["id"], words(one.select_one("time"))) for one in page.select(".session")] == [
        ("seance-20261208t1000", "Mardi 8 décembre 2026, de 10 h à 11 h (heure de Paris)"),
        ("seance-20261215t1400", "Mardi 15 décembre 2026, de 14 h à 15 h 30 (heure de Paris)"),
        ("seance-20270121t1100", "Jeudi 4 février 2027, de 11 h à 11 h 45 (heure de Paris)"),
        ("seance-20181206t1000", "Jeudi 6 décembre 2018, de 10 h à 11 h (heure de Paris)"),
    ]
    first, cancelled, moved, past = page.select(".session")
    assert [words(link) for link in first.select(".button-row a")] == [
        "S’inscrire à la séance du 8 décembre",
        "Ajouter à mon agenda (.ics) : 8 décembre 2026",
    ]
    assert cancelled.select("a") == []
    assert (
        words(cancelled.select_one(".session__state"))
        == "Ce rendez-vous est annulé. Intervenant empêché."
    )
    assert words(moved.select_one(".session__state")) == (
        "Ce rendez-vous, prévu d’abord le jeudi 21 janvier 2027 à 11 h, a changé de date. Salle occupée."
    )
    assert [link["href"] for link in past.select("a")] == ["https://video.example/1"]


def test_the_clocks_overseas_are_told_once_for_all_the_sessions_to_come():
    found = soup("agenda/webinaires/bien-demarrer.md").select(".session__overseas")
    assert [[words(line) for line in one.select("li")] for one in found] == [
        [
            "8 décembre 2026 à 10 h : 5 h aux Antilles, 6 h en Guyane et à Saint-Pierre-et-Miquelon, 12 h à Mayotte, "
            "13 h à La Réunion, 20 h en Nouvelle-Calédonie, 21 h à Wallis-et-Futuna et 23 h la veille en Polynésie.",
            "4 février 2027 à 11 h : 6 h aux Antilles, 7 h en Guyane et à Saint-Pierre-et-Miquelon, 13 h à Mayotte, "
            "14 h à La Réunion, 21 h en Nouvelle-Calédonie, 22 h à Wallis-et-Futuna et 0 h en Polynésie.",
        ]
    ]


def test_a_meeting_tells_where_with_whom_and_how_to_ask_for_another():
    page = soup("agenda/rencontres/2026-12-10-lyon.md")
    assert (
        words(page.select_one(".meeting__place"))
        == "Salle des Canuts, 1 place de l’Exemple, 69000 Lyon"
    )
    assert [words(item) for item in page.select(".meeting__partner")] == ["Fédération, partenaire"]
    assert (
        page.find("a", string="Contacter l’organisateur")["href"]
        == "https://federation.example/contact"
    )
    assert (
        page.find("a", string="Demander une rencontre")["href"]
        == "mailto:lettre@communaute.example"
    )


def test_the_author_s_links_count_from_the_page():
    written = replace(
        WEBINAR,
        body="[Guide](documentation/compte.md#suite) [autre](https://x.example/a.md) [ici](#a)",
    )
    page = next(file for file in event_pages.files(replace(COMMUNITY, webinars=(written,))))
    assert (
        "[Guide](../../documentation/compte.md#suite) [autre](https://x.example/a.md) [ici](#a)"
        in page.content.decode()
    )


def test_every_feed_is_on_the_page_of_calendars():
    page = soup("calendriers/index.md")
    listed = [code.text for code in page.select(".subscription__address code")]
    assert sorted(listed) == sorted(
        f"https://communaute.example/{path}"
        for path in FILES
        if path.startswith("calendriers/") and path.count("/") == 1 and path.endswith(".ics")
    )


def test_the_lists_of_an_audience_name_its_feed_and_the_others_none():
    told = {
        path: yaml.safe_load(text.split("\n---\n", 1)[0]).get("feeds")
        for path, text in FILES.items()
        if path in ("agenda/index.md", "agenda/publics/fournisseurs.md", "agenda/villes/lyon.md")
    }

    assert told == {
        "agenda/index.md": None,
        "agenda/publics/fournisseurs.md": ["flux/agenda-fournisseurs.xml"],
        "agenda/villes/lyon.md": None,
    }
    assert "flux/agenda-fournisseurs.xml" in FILES


def test_the_steps_lead_to_each_family_of_calendars_of_the_page():
    page = soup("calendriers/index.md")
    led = [link["href"] for link in page.select(".steps a")]

    assert led == ["#publics", "#tout", "#genres", "#villes"]
    assert [f"#{heading['id']}" for heading in page.select("h2")] == [
        "#publics", "#comment", "#tout", "#genres", "#villes", "#partenaires",
    ]  # fmt: skip


def test_no_two_links_of_the_page_of_calendars_are_read_the_same_and_lead_elsewhere():
    found = {(words(link), link["href"]) for link in soup("calendriers/index.md").select("a")}
    names = [name for name, _ in found]
    assert sorted(names) == sorted(set(names))


def test_links_to_other_calendars_are_encoded_without_plus():
    event = next(event for event in events(COMMUNITY) if event.key == LYON.slug)
    found = {link.name: link.url for link in add(COMMUNITY, event)}
    details = "Tous%20les%20d%C3%A9tails%20%3A%20https%3A%2F%2Fcommunaute.example%2Fagenda%2Frencontres%2F2026-12-10-lyon%2F"
    place = "Salle%20des%20Canuts%2C%201%20place%20de%20l%27Exemple%2C%2069000%20Lyon"
    assert found == {
        "Google Agenda": "https://calendar.google.com/calendar/r/eventedit?text=Rencontre%20%C3%A0%20Lyon"
        f"&dates=20261210T140000%2F20261210T163000&ctz=Europe%2FParis&details={details}&location={place}",
        "Outlook.com": "https://outlook.live.com/calendar/0/action/compose?rru=addevent&startdt=2026-12-10T14%3A00%3A00%2B01%3A00"
        f"&enddt=2026-12-10T16%3A30%3A00%2B01%3A00&subject=Rencontre%20%C3%A0%20Lyon&location={place}&body={details}",
        "Microsoft 365": "https://outlook.office.com/calendar/0/action/compose?rru=addevent&startdt=2026-12-10T14%3A00%3A00%2B01%3A00"
        f"&enddt=2026-12-10T16%3A30%3A00%2B01%3A00&subject=Rencontre%20%C3%A0%20Lyon&location={place}&body={details}",
        "Yahoo": "https://calendar.yahoo.com/?v=60&st=20261210T130000Z&et=20261210T153000Z&title=Rencontre%20%C3%A0%20Lyon"
        f"&in_loc={place}&desc={details}",
    }


def test_subscription_links():
    found = [link.url for link in subscribe("https://c.example/calendriers/ipm.ics", "Essai")]
    assert found == [
        "webcal://c.example/calendriers/ipm.ics",
        "https://calendar.google.com/calendar/u/0/r?cid=webcal%3A%2F%2Fc.example%2Fcalendriers%2Fipm.ics",
        "https://outlook.live.com/calendar/0/addfromweb/?url=https%3A%2F%2Fc.example%2Fcalendriers%2Fipm.ics&name=Essai",
        "https://outlook.office.com/calendar/0/addfromweb/?url=https%3A%2F%2Fc.example%2Fcalendriers%2Fipm.ics&name=Essai",
    ]


def test_structured_data_has_what_search_engines_require_and_recommend():
    nodes = [
        node
        for path in (
            "agenda/webinaires/bien-demarrer.md",
            "agenda/rencontres/2026-12-10-lyon.md",
            "agenda/ipm/index.md",
        )
        for script in soup(path).select("script[type='application/ld+json']")
        for node in json.loads(script.string)["@graph"]
    ]
    assert len(nodes) == 4 + 1 + 4
    for node in nodes:
        assert {
            "name",
            "startDate",
            "location",
            "description",
            "organizer",
            "eventStatus",
            "url",
            "image",
        } <= node.keys()
        assert node["startDate"][10:] == "" or node["startDate"][-6:] in ("+01:00", "+02:00")
    moved = next(node for node in nodes if node["eventStatus"].endswith("EventRescheduled"))
    assert (moved["@type"], moved["previousStartDate"]) == (
        "EducationEvent",
        "2027-01-21T11:00:00+01:00",
    )
    past = next(node for node in nodes if node["startDate"].startswith("2018"))
    assert past["recordedIn"]["contentUrl"] == "https://video.example/1"
    assert {node.get("eventAttendanceMode", "").rpartition("/")[2] for node in nodes} == {
        "OnlineEventAttendanceMode", "OfflineEventAttendanceMode", "",
    }  # fmt: skip


def test_structured_data_cannot_close_its_script():
    hostile = replace(LYON, title="</script><script>alert(1)</script>")
    page = next(
        file
        for file in event_pages.files(replace(COMMUNITY, meetings=(hostile,)))
        if "2026-12-10" in file.path
    )
    assert page.content.decode().count("</script>") == 1 + page.content.decode().partition(
        "---\n\n"
    )[0].count("</script>")


def test_a_spreadsheet_runs_nothing():
    assert csv_files.table(("a",), [["=1+1"], ["+33"], ["-5"], ["@x"], ["\tx"], ['dit "oui", non']]).splitlines() == [
        "a", "'=1+1", "'+33", "'-5", "'@x", "'\tx", '"dit ""oui"", non"',
    ]  # fmt: skip


def test_an_empty_community_still_has_its_agenda_and_its_feeds():
    empty = replace(COMMUNITY, webinars=(), meetings=(), cycles=(), today=date(2026, 1, 1))
    assert len(list(agenda_lists.files(empty))) == 13
    assert [file.content.count(b"VEVENT") for file in ics.files(empty)] == [0] * 10
