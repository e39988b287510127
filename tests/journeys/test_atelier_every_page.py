"""Every page that a route of the atelier answers has no barrier: the list is the routes themselves."""

import re
from typing import get_args

import pytest
from cycle_team import ROSTER, invite_all, make_cycle_team
from online import axe, served

from chorale.atelier.rights import StaffRole
from chorale.atelier.web.pages import ROUTES

PLACES = {
    "{path:path}": "content/meetings/2026-03-17-brest.md",
    "{kind}": "page",
    "{slug}": "cycle-2",
    "{issue}": "2026-03",
    "{form}": "visite-du-phare",
    "{key}": "lire-les-feux-20260414T1430",
}
NOT_PAGES = {
    *("/atelier/assets/{name}", "/atelier/bloc", "/atelier/liens", "/atelier/lettre/{issue}/etat"),
    *(
        "/atelier/publier/etat",
        "/atelier/problemes/{path:path}",
        "/atelier/abonnes/importer/refus.csv",
    ),
    *("/atelier/seances/{key}/inscrits.{name}", "/atelier/seances/{key}/attestations.zip"),
    *("/atelier/reponses/{form}/reponses.{name}", "/atelier/cycles/{slug}/releve.odt"),
    "/atelier/cycles/{slug}/questionnaire-{group}.xlsx",
}
"""What a script or a file of one's own reads."""
READERS = {
    *("/atelier/apercu/site/{path:path}", "/atelier/apercu/courriel/{view}"),
    *("/atelier/apercu/courriel/{issue}/{view}", "/atelier/relire/{word}/courriel/{view}"),
    "/atelier/relire/{word}/page/{path:path}",
}
"""What readers get, held to it by the journeys of the site and of the letter."""
OTHER_JOURNEYS = {
    *(
        "/atelier/entrer/compte",
        "/atelier/entrer/retour",
        "/atelier/entrer/cle",
        "/atelier/acces/cle",
    ),
    *("/atelier/cle/{word}", "/atelier/relire/{word}", "/atelier/reponses/{form}/{answer}"),
}
"""What only a word, an answer or a provider opens: the journeys of each walk it."""
TOO_EARLY = {"/atelier/cycles/{slug}/arbitrage", "/atelier/cycles/{slug}/ouverture"}
"""What waits for the close: here its refusal is walked, in the journey of the secretariat the page."""
WALKED = [
    one.path
    for one in ROUTES
    if "GET" in one.methods and one.path not in NOT_PAGES | READERS | OTHER_JOURNEYS
]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_of_a_route_has_a_barrier_or_scrolls_sideways(chromium, tmp_path, width, scheme):
    team = make_cycle_team(tmp_path)
    invite_all(team.member("Anna", "secretariat"), ROSTER)
    code, found = team.code("Zoé", *get_args(StaffRole)), {}
    with served(team.app) as address:
        object.__setattr__(team.service.settings, "base_url", address)
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme
        )
        page = context.new_page()
        page.goto(f"{address}/atelier/entrer#{code}")
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.get_by_role("heading", level=1, name="Bonjour Zoé").wait_for()
        for path in WALKED:
            answer = page.goto(address + re.sub(r"{[^}]+}", lambda one: PLACES[one[0]], path))
            page.evaluate(
                "document.querySelectorAll('details').forEach((one) => { one.open = true })"
            )
            sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[path] = (answer.status, axe(page), sideways)
        context.close()

    assert found == {path: (409 if path in TOO_EARLY else 200, [], False) for path in WALKED}
