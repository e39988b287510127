"""An organiser at the desk of a session and of forms' answers: phone or large screen, with scripts or without."""

import pytest
from atelier_desk import WEBINAR, make_team
from online import axe, in_menu, served
from playwright.sync_api import expect
from small_public import press, send

SESSION = "/participer/inscription/lire-les-feux-20260414T1430/"
REQUEST = """\
title: "Demander une visite"
summary: "Dites où."
purpose: "Étudier la demande."
retention_months: 6
contact: visites@phare.example
becomes: meeting
fields:
  - {name: email, label: "Adresse électronique", kind: email}
  - {name: ville, label: "Ville", required: true}
  - {name: questions, label: "Vos questions", kind: paragraph, most: 500}
"""


@pytest.fixture
def team(tmp_path):
    """Serve the atelier of a community where someone signed up, and someone asked for a visit."""
    made = make_team(tmp_path, {"content/forms/visite.yml": REQUEST})
    send(made, SESSION, {"name": "Ada", "email": "ada@exemple.fr"})
    press(made, "Ada", "confirmer")
    asked = {"email": "zoe@exemple.fr", "ville": "Dinard", "questions": "Peut-on monter ?"}
    send(made, "/participer/formulaires/visite/", asked)
    code = made.code("Eve", "events")
    with served(made.app) as address:
        object.__setattr__(made.service.settings, "base_url", address)
        yield made, address, code


def came_in(chromium, team, *, scripts, width):
    """Come in by one's link: the code is typed where no script reads it from the address."""
    _, address, code = team
    context = chromium.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{address}/atelier/entrer")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Entrer", exact=True).click()
    expect(page.get_by_role("heading", name="Bonjour Eve")).to_be_visible()
    return page


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_a_session_is_kept_from_its_settings_to_who_came(chromium, team, scripts, width):
    page = came_in(chromium, team, scripts=scripts, width=width)
    in_menu(page, page.get_by_role("link", name="Inscriptions", exact=True)).click()
    page.get_by_role("link", name="Lire les feux de la côte").click()
    page.get_by_text("Places et adresse de connexion").click()
    page.get_by_label("Adresse de connexion").fill("https://visio.example/feux")
    page.get_by_role("button", name="Enregistrer et prévenir").click()
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré")
    page.get_by_role("link", name="Noter les présences").click()
    page.get_by_label("Ada").check()
    page.get_by_role("button", name="Noter les présences").click()

    expect(page.get_by_role("status")).to_contain_text("1 personne présente")
    assert 'join: "https://visio.example/feux"' in (
        team[0].service.settings.root / WEBINAR
    ).read_text(encoding="utf-8")


def test_a_request_becomes_a_draft_meeting_by_the_keyboard_alone(chromium, team):
    page = came_in(chromium, team, scripts=True, width=1280)
    page.get_by_role("link", name="Réponses", exact=True).press("Enter")
    page.get_by_role("link", name="Demander une visite").press("Enter")
    page.get_by_role("link", name="Dinard").press("Enter")
    expect(page.get_by_label("Ville")).to_have_value("Dinard")
    seen = axe(page)
    page.get_by_label("Jour").fill("2026-06-02")
    page.get_by_role("button", name="En faire une rencontre").press("Enter")

    expect(page.get_by_label("Ville")).to_have_value("Dinard")
    assert (page.url.rpartition("/")[2], seen) == ("2026-06-02-dinard.md", [])


APPROVED = """\
---
title: "Lire les feux de la côte"
audiences: [marins]
summary: "Reconnaître un phare à son rythme."
sessions:
  - {start: 2026-04-14 14:30, duration: 1h30, registration: interne, capacity: 9, approval: true}
---

Programme.
"""
HIDDEN = """() => {
  const one = document.activeElement, bar = document.querySelector(".at-hand");
  const [mine, its] = [one, bar].map((box) => box.getBoundingClientRect());
  return !bar.contains(one) && mine.top >= its.top && mine.bottom <= its.bottom;
}"""


def test_no_field_that_has_the_focus_is_hidden_by_what_stays_at_hand(chromium, tmp_path):
    made = make_team(tmp_path, {WEBINAR: APPROVED})
    for name in ("Ada", "Blaise", "Chloe", "Denis", "Eli"):
        send(made, SESSION, {"name": name, "email": f"{name.lower()}@exemple.fr"})
        press(made, name, "confirmer")
    code = made.code("Eve", "events")
    with served(made.app) as address:
        object.__setattr__(made.service.settings, "base_url", address)
        page = came_in(chromium, (made, address, code), scripts=True, width=390)
        page.emulate_media(reduced_motion="reduce")  # what has the focus is there at once
        page.goto(f"{address}/atelier/seances/lire-les-feux-20260414T1430")
        hidden = []
        for opened in (False, True):
            if opened:
                page.get_by_text("Refuser les demandes cochées").first.click()
                page.locator("#q").focus()
            for _ in range(20):
                page.keyboard.press("Tab")
                if page.evaluate(HIDDEN):
                    hidden.append(page.evaluate("() => document.activeElement.outerHTML"))
        assert hidden == []
        page.context.close()
