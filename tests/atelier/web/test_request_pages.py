"""Requests between cycles: what waits, by theme; what is carried to a cycle in preparation, as a draft."""

from urllib.parse import urlencode

import pytest
import yaml
from atelier_desk import make_team, opened

NEXT = """\
number: 2
themes: {feux: "Les feux", bruit: "Le bruit", journal: "Journal de bord"}
envelope: {amount: 100, unit: jours-homme}
milestones: {synthesis: 2026-06-01, opens: 2026-06-01 09:00, closes: 2026-06-20 18:00, arbitration: 2026-07-01}
"""
BELL = """\
---
title: "Sonner la cloche"
received: 2026-02-11
theme: "Le bruit"
---

On ne l'entend plus.
"""
REQUESTS = "content/ipm/cycle-2/requests.yml"
FIRST = '- {reference: DE-07, title: "Repeindre la tour", theme: feux, cost: {estimate: 5}}\n'
FILES = {
    "content/ipm/cycle-2/cycle.yml": NEXT,
    REQUESTS: FIRST,
    "content/requests/sonner-la-cloche.md": BELL,
}
HERE = "/atelier/demandes"
BRUME = "requests/une-corne-de-brume"


@pytest.fixture
def team(tmp_path):
    return make_team(tmp_path, FILES)


def chosen(browser, *names, cycle="cycle-2"):
    pairs = [("cycle", cycle), *(("demande", name) for name in names)]
    return browser.post(HERE, body=urlencode(pairs).encode())


def carried(team, browser, *names):
    """Carry requests, save the draft as its form shows it, and return what the file says."""
    answer = chosen(browser, *names)
    assert answer.headers["location"] == f"/atelier/fiche/{REQUESTS}", answer.words
    form = opened(browser, REQUESTS)
    saved = form.press("enregistrer")
    assert saved.status == 303, saved.words
    return yaml.safe_load(text(team))


def text(team):
    return (team.service.settings.root / REQUESTS).read_text(encoding="utf-8")


def test_what_waits_is_shown_by_theme_with_its_state_and_cost(team):
    zoe = team.member("Zoé", "secretariat")
    page = zoe.get(HERE)

    assert "Installer une corne de brume chiffrée ; 20 jours-homme, entre 15 et 30" in page.words
    assert "Sonner la cloche recueillie ; à chiffrer" in page.words
    assert 'value="cycle-1/DE-02"' in page.text
    assert 'value="cycle-1/DE-01"' not in page.text


def test_requests_are_carried_with_their_cost_and_history_and_wait_no_more(team):
    zoe = team.member("Zoé", "secretariat")
    said = carried(team, zoe, BRUME, "cycle-1/DE-02")
    page = zoe.get(HERE)

    assert [(one["reference"], one.get("continues")) for one in said] == [
        ("DE-07", None),
        ("DE-08", BRUME),
        ("DE-09", "cycle-1/DE-02"),
    ]
    assert said[1] == {
        "reference": "DE-08",
        "title": "Installer une corne de brume",
        "theme": "feux",
        "cost": {"estimate": 20, "low": 15, "high": 30},
        "continues": BRUME,
        "description": "Par temps bouché, le feu ne se voit pas.",
    }
    assert f'value="{BRUME}"' not in page.text
    assert text(team).startswith(FIRST)


def test_a_theme_that_the_cycle_does_not_have_is_told_on_its_form(team):
    path = team.service.settings.root / "content/ipm/cycle-2/cycle.yml"
    path.write_text(NEXT.replace(', journal: "Journal de bord"', ""), encoding="utf-8")
    zoe = team.member("Zoé", "secretariat")
    chosen(zoe, "cycle-1/DE-02")
    answer = opened(zoe, REQUESTS).press("enregistrer")

    assert answer.status == 422
    assert "thème inconnu « journal-de-bord » ; attendu : bruit, feux" in answer.words
    assert text(team) == FIRST


def test_carrying_twice_before_saving_adds_each_request_once(team):
    zoe = team.member("Zoé", "secretariat")
    chosen(zoe, BRUME)
    said = carried(team, zoe, BRUME, "cycle-1/DE-02")

    assert [one.get("continues") for one in said] == [None, BRUME, "cycle-1/DE-02"]


@pytest.mark.parametrize(
    ("cycle", "names", "told"),
    [
        ("cycle-2", [], "Cocher au moins une demande."),
        ("cycle-1", [BRUME], "Choisir un cycle en préparation."),
        (
            "cycle-2",
            [BRUME, "requests/sonner-la-cloche"],
            "dans sa fiche : Sonner la cloche.",
        ),
    ],
)
def test_what_cannot_be_carried_is_told_and_what_was_chosen_stays(team, cycle, names, told):
    zoe = team.member("Zoé", "secretariat")
    answer = chosen(zoe, *names, cycle=cycle)

    assert answer.status == 422
    assert told in answer.words
    assert answer.text.count(" checked") == len(names)


@pytest.mark.parametrize("role", ["editing", "approval", "events", "operation"])
def test_the_other_roles_are_not_let_in(team, role):
    eve = team.member("Eve", role)

    assert eve.get(HERE).status == 403
    assert eve.post(HERE, {"cycle": "cycle-2", "demande": BRUME}).status == 403
