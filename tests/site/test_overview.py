"""The pages that show everything at a glance, the menu, and where a cycle stands."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from house import TEMPLATES
from small_agenda import at

from chorale.content.event_model import Meeting, Session, Webinar
from chorale.content.model import (
    Article,
    ArticleSection,
    Community,
    Door,
    Issue,
    Page,
    SearchExample,
    Sender,
    SupportChannel,
)
from chorale.files import File
from chorale.ipm.arbitration import Arbitration
from chorale.ipm.model import Cycle, Envelope, Group, Milestones
from chorale.site import audience_pages, navigation, overview
from chorale.site.cycle.progress import current, progress
from chorale.text.templates import page

CYCLE = Cycle(
    slug="cycle-3", path="content/ipm/cycle-3/cycle.yml", number=3, themes={}, illustrative=True,
    envelope=Envelope(amount=Fraction(1200), unit="jours-homme"),
    milestones=Milestones(
        synthesis=date(2026, 11, 16), opens=at(2026, 11, 16, 9), closes=at(2026, 12, 11, 18), arbitration=date(2027, 1, 14)
    ),
)  # fmt: skip
ARTICLE = Article(
    path="content/newsletters/2026-11/a.md", slug="a", title="Un titre : court ?", issue="2026-11", kind="actualite",
    audiences=("fournisseurs",), summary="Une phrase.",
)  # fmt: skip
ISSUE = Issue(
    path="content/newsletters/2026-11/issue.yml", slug="2026-11", title="Lettre de novembre", date=date(2026, 11, 2),
    preheader="x" * 50, sections=(ArticleSection(article="a"),), articles=(ARTICLE,),
)  # fmt: skip


def session(start, **more):
    return Session(start=start, duration=timedelta(hours=1), **more)


def community(**more):
    known = {
        "name": "Communauté <d'essai> & Cie",
        "url": "https://ici.example/",
        "timezone": "Europe/Paris",
        "audiences": {"fournisseurs": "Fournisseurs", "travaux": "Marchés de travaux"},
        "sender": Sender(name="a", address="a@ici.example", identity="a"),
        "description": "Une phrase !",
        "today": date(2026, 11, 21),
        "groups": (Group(key="nord", name="Nord", full_name="Groupe du Nord"),),
        "cycles": (CYCLE,),
        "issues": (ISSUE,),
        "webinars": (
            Webinar(
                path="content/webinars/w.md", slug="w", title="Débuter", audiences=("fournisseurs",),
                sessions=(session(at(2026, 11, 20, 10)), session(at(2026, 12, 8, 10)), session(at(2026, 12, 9, 10), status="cancelled")),
            ),
        ),
        "meetings": (Meeting(path="content/meetings/m.md", slug="m", title="Rencontre à Lyon", date=date(2026, 12, 10), city="Lyon"),),
        "pages": (
            Page(path="site/documentation/index.md", slug="documentation/index", title="Documentation"),
            Page(path="site/documentation/b.md", slug="documentation/b", title="", body="# Zèbre : quoi ?\n", audiences=("fournisseurs",)),
            Page(path="site/documentation/x/index.md", slug="documentation/x/index", title="Dossier"),
            Page(path="site/documentation/x/c.md", slug="documentation/x/c", title="Chat"),
            Page(path="site/a-propos/mentions.md", slug="a-propos/mentions", title="Mentions"),
        ),
    }  # fmt: skip
    return Community(**{**known, **more})


def made(given=None):
    outputs = (overview.files, audience_pages.files)
    found = (file for output in outputs for file in output(given or community()))
    return {file.path: file.content.decode() for file in found}


def words(html, selector):
    return [
        " ".join(found.get_text(" ").split())
        for found in BeautifulSoup(html, "html.parser").select(selector)
    ]


def test_the_pages_are_the_home_each_audience_the_governance_the_search_and_the_robots():
    assert list(made()) == [
        "index.md", "ipm/index.md", "recherche/index.md", "site.webmanifest", "robots.txt", "publics/fournisseurs.md", "publics/travaux.md",
    ]  # fmt: skip


def test_the_home_shows_what_comes_the_latest_letter_and_the_cycle():
    home = made()["index.md"]

    assert words(home, "h1") == ["Communauté <d’essai> & Cie"]
    assert words(home, ".event__title") == ["Débuter", "Débuter", "Rencontre à Lyon", "Priorisation, cycle 3 : clôture du questionnaire", "Priorisation, cycle 3 : réunion d’arbitrage"]  # fmt: skip
    assert words(home, ".event--cancelled .badge") == ["Annulé"]
    assert words(home, ".card__title") == ["Lettre de novembre", "Priorisation, cycle 3"]
    assert words(home, ".card__list a") == ["Un titre : court ?"]
    assert words(home, ".card__state .badge") == [
        "Questionnaire ouvert",
        "Données d’illustration",
    ]
    assert words(home, ".milestone--next .milestone__label") == ["Clôture du questionnaire"]


def test_the_home_of_an_empty_community_says_so():
    home = made(community(webinars=(), meetings=(), cycles=(), issues=(), groups=()))["index.md"]

    assert words(home, ".event") == []
    assert "Aucun rendez-vous n’est annoncé pour le moment." in home
    assert words(home, ".card") == []


def test_the_home_says_who_helps_and_when():
    helping = (
        SupportChannel(name="Le guet", hours="Jour et nuit", description="Un gardien répond."),
        SupportChannel(
            name="Le port",
            hours="De 8 h à 18 h",
            description="Par écrit.",
            url="https://p.example/",
        ),
    )
    home = BeautifulSoup(made(community(support=helping))["index.md"], "html.parser")
    section = home.select_one("section[aria-labelledby=aide]")

    assert [" ".join(one.get_text(" ").split()) for one in section.select("li")] == [
        "Le guet Jour et nuit Un gardien répond.",
        "Le port De 8 h à 18 h Par écrit.",
    ]
    assert [(link.text, link["href"]) for link in section.select("a")] == [
        ("Le port", "https://p.example/")
    ]
    assert words(made()["index.md"], "#aide") == []


def test_a_community_chooses_its_doors_and_the_theme_s_five_colours_serve_again():
    doors = tuple(
        Door(audience="travaux", title=f"Porte {number}", text="Entrez.") for number in range(1, 7)
    )
    home = BeautifulSoup(made(community(doors=doors))["index.md"], "html.parser")

    assert [
        (door["class"][-1], door.h3.a["href"], door.h3.get_text(strip=True))
        for door in home.select(".door")
    ] == [
        ("voice-1", "publics/travaux/", "Porte 1"),
        ("voice-2", "publics/travaux/", "Porte 2"),
        ("voice-3", "publics/travaux/", "Porte 3"),
        ("voice-4", "publics/travaux/", "Porte 4"),
        ("voice-5", "publics/travaux/", "Porte 5"),
        ("voice-1", "publics/travaux/", "Porte 6"),
    ]


def test_the_search_shows_the_example_of_the_community():
    example = SearchExample(typed="reunion", found="les réunions")
    search = made(community(search_example=example))["recherche/index.md"]

    assert words(search, "#query-help") == [
        "Sans se soucier des accents, des pluriels ni des fautes de frappe : « reunion » trouve « les réunions »."
    ]


def test_a_community_without_groups_counts_none():
    governance = made(community(groups=()))["ipm/index.md"]

    assert "évolutions\u00a0: une enveloppe, un calcul que chacun vérifie." in governance


def test_a_draft_and_a_letter_of_tomorrow_are_not_shown():
    later = replace(ISSUE, slug="2026-12", date=date(2026, 12, 1))
    draft = replace(ISSUE, slug="2026-10", draft=True)

    assert community(issues=(draft, ISSUE, later)).letters == (ISSUE,)


def test_an_audience_sees_its_events_guides_and_articles_only():
    pages = made()

    assert words(pages["publics/fournisseurs.md"], ".event__title") == ["Débuter", "Débuter"]
    assert words(pages["publics/fournisseurs.md"], ".reading__title") == [
        "Zèbre : quoi ?",
        "Un titre : court ?",
    ]
    assert words(pages["publics/travaux.md"], ".event__title, .reading__title") == []


def test_a_phone_learns_the_name_and_the_icons_of_the_site():
    told = json.loads(made()["site.webmanifest"])

    assert (told["name"], told["lang"], told["start_url"]) == (
        "Communauté <d'essai> & Cie",
        "fr",
        "./",
    )
    for icon in told["icons"]:
        head = (TEMPLATES / "site/theme" / icon["src"]).read_bytes()[16:24]
        assert "x".join(str(int.from_bytes(head[at : at + 4])) for at in (0, 4)) == icon["sizes"]


def test_the_robots_learn_where_the_map_is():
    assert (
        made()["robots.txt"]
        == "User-agent: *\nAllow: /\nSitemap: https://ici.example/sitemap.xml\n"
    )


@pytest.mark.parametrize(
    ("today", "words", "following"),
    [
        (date(2026, 11, 1), "À venir", "Réunion de synthèse"),
        (date(2026, 11, 16), "Questionnaire ouvert", "Réunion de synthèse"),
        (date(2026, 12, 11), "Questionnaire ouvert", "Clôture du questionnaire"),
        (date(2026, 12, 12), "Réponses closes, arbitrage à venir", "Réunion d'arbitrage"),
        (date(2027, 1, 14), "Réponses closes, arbitrage à venir", "Réunion d'arbitrage"),
        (date(2027, 1, 15), "Arbitrage à publier", None),
    ],
)
def test_a_cycle_tells_its_stage_and_its_next_milestone(today, words, following):
    state = progress(CYCLE, today)

    assert (state.words, state.next.label if state.next else None) == (words, following)


def test_an_arbitration_is_given_once_its_decision_is_published():
    arbitrated = replace(CYCLE, arbitration=Arbitration(date=date(2027, 1, 14), retained=()))

    assert progress(arbitrated, date(2027, 1, 14)).words == "Réponses closes, arbitrage à venir"
    assert progress(arbitrated, date(2027, 1, 15)).words == "Arbitrage rendu"


@pytest.mark.parametrize(
    ("held", "today", "words", "following"),
    [
        (date(2027, 1, 7), date(2027, 1, 7), "Réponses closes, arbitrage à venir", "Réunion d'arbitrage"),
        (date(2027, 1, 7), date(2027, 1, 8), "Arbitrage rendu", None),
        (date(2027, 1, 21), date(2027, 1, 15), "Réponses closes, arbitrage à venir", "Réunion d'arbitrage"),
        (date(2027, 1, 21), date(2027, 1, 22), "Arbitrage rendu", None),
    ],
)  # fmt: skip
def test_a_meeting_held_earlier_or_later_than_planned_decides_on_its_day(
    held, today, words, following
):
    state = progress(
        replace(CYCLE, arbitration=Arbitration(date=held, retained=())),
        today,
    )

    assert (state.words, state.next.label if state.next else None) == (words, following)
    assert state.held == held


def test_the_current_cycle_is_the_one_whose_milestone_comes_first_else_the_latest():
    old = replace(CYCLE, number=2, milestones=replace(CYCLE.milestones, arbitration=date(2020, 1, 1), synthesis=date(2019, 1, 1),
                  opens=datetime(2019, 1, 1, tzinfo=UTC), closes=datetime(2019, 2, 1, tzinfo=UTC)))  # fmt: skip

    assert current(community(cycles=(old, CYCLE))) == CYCLE
    assert current(community(cycles=(old,))) == old
    assert current(community(cycles=())) is None


def test_the_menu_holds_only_what_exists():
    shown = navigation.shown(community(), [File.of("agenda/index.md", ""), File.of("flux/agenda.xml", "<feed><title>Tout &amp; rien</title></feed>")])  # fmt: skip

    assert [entry["url"] for entry in shown["menu"]] == ["documentation/", "agenda/"]
    assert shown["about"] == [{"title": "Mentions", "url": "a-propos/mentions/"}]
    assert shown["feeds"] == [{"url": "flux/agenda.xml", "title": "Tout & rien"}]


def test_the_feed_of_an_audience_is_named_for_its_own_pages_only():
    key = next(iter(community().audiences))
    paths = [f"flux/lettres-{key}.xml", f"flux/agenda-{key}.xml"]
    written = [File.of(path, "<feed><title>Les leurs</title></feed>") for path in paths]
    shown = navigation.shown(community(), written)

    assert shown["feeds"] == []
    assert shown["audience_feeds"] == dict.fromkeys(paths, "Les leurs")


def test_the_shelf_groups_hand_written_pages_by_folder():
    assert navigation.shown(community(), [])["shelves"] == [
        {
            "url": "documentation/",
            "groups": [
                {"title": "", "url": "documentation/", "whole": False, "first": "documentation/b/", "pages": [{"title": "Zèbre\u00a0: quoi\u202f?", "url": "documentation/b/"}]},
                {"title": "Dossier", "url": "documentation/x/", "whole": False, "first": "documentation/x/", "pages": [{"title": "Chat", "url": "documentation/x/c/"}]},
            ],
            "small": True,
        }
    ]  # fmt: skip


def test_a_page_of_a_large_shelf_shows_its_neighbours():
    pages = tuple(
        Page(path=f"site/{slug}.md", slug=slug, title=slug)
        for slug in ("documentation/index", *(f"documentation/{n:02}/{m:02}" for n in range(20) for m in range(40)))
    )  # fmt: skip
    large = replace(community(), pages=pages)
    shown = navigation.shown(large, ())

    assert shown["shelves"][0]["small"] is False
    assert shown["places"]["documentation/10/20/"] == {"shelf": 0, "begin": 7, "end": 14, "open": 10, "from": 5, "to": 36}  # fmt: skip
    assert shown["places"]["documentation/00/00/"] == {"shelf": 0, "begin": 0, "end": 7, "open": 0, "from": 0, "to": 31}  # fmt: skip
    before, after, *_ = navigation.around(large, ())("documentation/10/20.md")
    assert (before[1], after[1]) == ("documentation/10/19.md", "documentation/10/21.md")


def test_the_tree_that_mkdocs_walks_has_titles_for_all():
    assert navigation.tree(community(), [File.of("index.md", "")]) == [
        {"Accueil": "index.md"},
        {"Documentation": [{"Documentation": "documentation/index.md"}, {"Zèbre\u00a0: quoi\u202f?": "documentation/b.md"}, {"Dossier": "documentation/x/index.md"}, {"Chat": "documentation/x/c.md"}]},
    ]  # fmt: skip


def test_a_page_is_front_matter_then_its_body():
    made = page(
        "a.md",
        'Un "titre": oui ?',
        "<p>corps</p>",
        scripts=("a.js",),
        parents=(("Agenda", "agenda/"),),
    )

    assert made.content.decode() == (
        '---\ntitle: "Un \\"titre\\": oui\u202f?"\nscripts: ["a.js"]\n'
        'parents: [{"title": "Agenda", "url": "agenda/"}]\n---\n\n<p>corps</p>\n'
    )
