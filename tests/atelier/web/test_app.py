"""Who may speak to the atelier: its own pages only, under its own name, whatever the route."""

import errno
import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from atelier_desk import ORIGIN, WEBINAR, make_team, opened
from bs4 import BeautifulSoup

from chorale.atelier import project_files
from chorale.atelier.web.app import POLICY, ROUTES

CHANGING = [
    route.path.replace("{path:path}", "content/community.yml").replace("{kind}", "page")
    for route in ROUTES
    if "POST" in route.methods
]


@pytest.mark.parametrize("path", CHANGING)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://ailleurs.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://ailleurs.example", "sec-fetch-site": None},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": None, "sec-fetch-site": "same-site"},
        {"origin": None, "sec-fetch-site": None},
    ],
    ids=str,
)
def test_a_form_from_elsewhere_changes_nothing(bench, path, headers):
    assert bench.browser().post(path, {"op": "enregistrer"}, headers=headers).status == 403


@pytest.mark.parametrize("path", [route.path for route in ROUTES])
def test_another_name_for_this_machine_is_refused(bench, path):
    assert bench.browser().get(path, headers={"host": "pirate.example"}).status == 421


def test_the_number_of_this_machine_leads_to_the_name_that_was_given(bench):
    asked = {"host": f"127.0.0.1:{urlsplit(ORIGIN).port}"}
    answer = bench.browser().get("/atelier/publier", headers=asked)
    told = bench.browser().post("/atelier/publier", {}, headers=asked)

    assert (answer.status, answer.headers["location"]) == (307, f"{ORIGIN}/atelier/publier")
    assert told.status in (403, 421)


def test_every_page_has_the_strict_policy(bench):
    for path in ("/atelier/", "/atelier/contenus/issue", "/atelier/publier", "/atelier/inconnu"):
        headers = bench.browser().get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_a_page_that_does_not_exist_says_so(bench):
    answer = bench.browser().get("/atelier/inconnu")

    assert answer.status == 404
    assert "Page introuvable" in answer.words


def test_a_community_that_cannot_be_read_is_told_instead_of_the_home_page(bench):
    (bench.root / "content/community.yml").write_text("name: [\n")

    answer = bench.browser().get("/atelier/")

    assert answer.status == 422
    assert "La communauté est à corriger d’abord" in answer.words


ROLES = ("editing", "approval", "events", "secretariat", "operation")
PLACES = {
    "{path:path}": "content/{file}",
    "{kind}": "{word}",
    "{name}": "x",
    "{view}": "texte",
    "{issue}": "2026-03",
    "{form}": "visite-du-phare",
    "{answer}": "x",
    "{key}": "lire-les-feux-20260414T1430",
    "{slug}": "cycle-1",
    "{group}": "nord",
}
KIND_FILES = {
    "issue": "newsletters/2026-03/issue.yml",
    "webinar": "webinars/lire-les-feux.md",
    "cycle": "ipm/cycle-1/cycle.yml",
    "community": "community.yml",
}
WRITERS = {
    "issue": {"editing"},
    "webinar": {"editing", "events"},
    "cycle": {"secretariat"},
    "community": {"operation"},
}


def concrete(path, kind):
    for place, value in PLACES.items():
        path = path.replace(place, value)
    return path.format(file=KIND_FILES[kind], word=kind)


def answered(browser, method, path):
    return getattr(browser, method.lower())(path).status


def test_each_route_refuses_each_role_that_it_does_not_name(tmp_path):
    team = make_team(tmp_path)
    people = {role: team.member(role.title(), role) for role in (*ROLES, "operation")}
    stranger = team.browser()
    wrong = [
        (role, method, path)
        for route in ROUTES
        if route.roles
        for kind in (KIND_FILES if route.edits else ("issue",))
        for path in (concrete(route.path, kind),)
        for method in route.methods
        for role in ("stranger", *ROLES)
        if role not in (set(route.roles) & WRITERS[kind] if route.edits else route.roles)
        if answered(people.get(role, stranger), method, path)
        not in ((403,) if role in people else (303, 401))
    ]

    assert wrong == []


def test_each_form_that_names_a_file_or_a_kind_asks_whose_it_is_but_comments():
    asked = {
        r.path for r in ROUTES if "POST" in r.methods and ("{path" in r.path or "{kind}" in r.path)
    }

    assert asked - {"/atelier/relecture/{path:path}"} == {
        r.path for r in ROUTES if "POST" in r.methods and r.edits
    }


def test_what_a_role_may_not_change_it_reads(tmp_path):
    eve = make_team(tmp_path).member("Eve", "events")
    answer = eve.get("/atelier/fiche/content/newsletters/2026-03/issue.yml")

    assert "la changer demande le rôle rédaction" in answer.words
    assert '<fieldset class="whole" disabled>' in answer.text
    assert "Enregistrer" not in answer.words


def test_a_page_that_another_person_opened_in_this_browser_saves_nothing_in_ones_name(tmp_path):
    team = make_team(tmp_path)
    anne, bruno = team.member("Anne", "editing"), team.member("Bruno", "editing")
    form = opened(anne, WEBINAR).set("title", "De la main d'Anne")
    form.browser = bruno
    answer = form.press("enregistrer")
    quiet = form.press("garder", headers={"accept": "application/json"})
    form.browser = anne
    form.press("enregistrer")

    assert answer.status == 403
    assert "Cette page a été ouverte par quelqu’un d’autre" in answer.words
    assert '<textarea name="title" hidden>\nDe la main d&#39;Anne</textarea>' in answer.text
    assert (quiet.status, list(json.loads(quiet.text))) == (403, ["refus"])
    assert opened(bruno, WEBINAR).get("title") == "De la main d'Anne"
    assert team.acts()[2:] == [f"Anne a enregistré {WEBINAR}"]


def test_a_script_is_told_in_words_what_is_refused(tmp_path):
    team = make_team(tmp_path)
    form = opened(team.member("Anne", "editing"), WEBINAR).set("title", "Après")
    form.browser = team.member("Zoé", "secretariat")
    form.set("par", "")
    answer = form.press("garder", headers={"accept": "application/json"})

    assert answer.status == 403
    assert json.loads(answer.text) == {
        "refus": "Il y faut le rôle rédaction ou animation. Une personne chargée de l’exploitation peut vous le donner."
    }


def test_a_folder_that_cannot_be_written_is_told_and_the_draft_stays(bench, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "content/x")

    monkeypatch.setattr(project_files, "write", full)
    form = opened(bench.browser(), WEBINAR).set("title", "Lire tous les feux")
    answer = form.press("enregistrer")

    assert (answer.status, "Rien n’est écrit" in answer.text) == (503, True)
    assert opened(bench.browser(), WEBINAR).get("title") == "Lire tous les feux"


@pytest.mark.parametrize(
    ("moved", "where"),
    [
        (("checkout", "-q", "-b", "essai"), "sur la branche « essai »"),
        (("checkout", "-q", "--detach"), "sur aucune branche"),
    ],
)
def test_nothing_is_written_on_another_branch_than_the_one_that_is_named(bench, moved, where):
    bench = replace(bench, desk=replace(bench.desk, branch="main"))
    bench.git(*moved)
    before = bench.text(WEBINAR)
    form = opened(bench.browser(), WEBINAR).set("title", "Lire tous les feux")
    refused = form.press("enregistrer")
    home = bench.browser().get("/atelier/").words.replace("\u00a0", " ")
    publication = bench.browser().post("/atelier/publier", {"op": "preparer"})
    written_there = (bench.text(WEBINAR), bench.git("status", "--porcelain"))
    bench.git("checkout", "-q", "main")
    saved = opened(bench.browser(), WEBINAR).press("enregistrer")

    told = f"Le dépôt est {where}, et les réglages demandent « main » (CHORALE_BRANCH)"
    assert (refused.status, publication.status) == (409, 409)
    assert told in refused.words.replace("\u00a0", " ")
    assert told in home
    assert written_there == (before, "")
    assert saved.headers["location"].endswith("?fait=enregistre")
    assert bench.git("log", "-1", "--format=%s", "main") == "Modifier webinars/lire-les-feux.md\n"


def test_the_menu_has_what_leads_somewhere(tmp_path):
    team = make_team(tmp_path)
    seen = {
        role: [
            one.text
            for one in BeautifulSoup(
                team.member(role.title(), role).get("/atelier/").text, "html.parser"
            ).nav("a")
        ]
        for role in ("events", "operation")
    }

    assert seen == {
        "events": [
            "Lettres",
            "Webinaires",
            "Rencontres",
            "Inscriptions",
            "Réponses",
            "Courriels",
            "Abonnés",
        ],
        "operation": [
            "Lettres",
            "Webinaires",
            "Rencontres",
            "Abonnés",
            "Publier",
            "Équipe",
            "Journal",
        ],
    }
