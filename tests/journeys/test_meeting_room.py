"""The meeting room on the projector: slides by keyboard, what is decided kept, judged, and saved as a file that holds."""

import re
import shutil
from datetime import date

import pytest
import yaml
from house import ROOT

from chorale.content.project import inspect

ROOM = "ipm/cycle-5/en-salle/"
FILE = "content/ipm/cycle-5/arbitration.yml"


def title(page) -> str:
    return page.locator(".room-slide:visible h2").inner_text()


def here(page):
    return page.locator(".room-slide:visible")


def sums(page) -> str:
    return page.inner_text(".room-sums").replace("\u202f", " ").replace("\u00a0", " ")


def to(page, reference: str) -> None:
    option = page.locator("#room-jump option", has_text=reference).get_attribute("value")
    page.locator("#room-jump").select_option(option)


def saved(page) -> str:
    to(page, "Ce qui est décidé")
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer arbitration.yml").click()
    return download.value.path().read_text(encoding="utf-8")


def problems(folder, text: str) -> list[str]:
    """Check a community where this is what the meeting decided."""
    for part in ("content", "site"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / FILE).write_text(text, encoding="utf-8")
    cycle = folder / "content/ipm/cycle-5/cycle.yml"
    cycle.write_text(re.sub(r"(?m)^  arbitration: [0-9a-f]{64}\n", "", cycle.read_text()))
    _, found = inspect(folder, date(2022, 10, 13))
    return [one.sentence for one in found if "arbitration" in one.source.path]


def test_slides_are_turned_by_keyboard_and_contested_ones_come_first(visit):
    page = visit(ROOM)
    assert here(page).count() == 1
    assert here(page).locator(".room-slide__rank .badge--moved").count() == 1
    first = title(page)
    page.keyboard.press("ArrowRight")
    assert title(page) != first
    page.keyboard.press("ArrowLeft")
    assert title(page) == first
    page.keyboard.press("End")
    assert title(page) == "Ce qui est décidé"
    page.keyboard.press("Home")
    assert title(page) == first
    doubts = page.locator(".room-slide").evaluate_all(
        "every => every.map((one) => one.querySelectorAll('.room-slide__rank .badge--moved').length > 0)"
    )
    assert doubts == sorted(doubts, reverse=True)


def test_arrows_inside_a_field_move_in_its_text_and_not_between_slides(visit):
    page = visit(ROOM)
    to(page, "DE-26")
    here(page).get_by_label("Raison").focus()
    page.keyboard.press("ArrowRight")
    assert title(page).startswith("DE-26")


def test_the_room_starts_from_what_is_decided_and_saves_the_same(visit, tmp_path):
    page = visit(ROOM)
    assert (
        sums(page)
        == "14 demandes retenues, 1 185 jours-homme sur 1 200, reste 15 ; au plus cher 1 555."
    )
    text = saved(page)
    assert yaml.safe_load(text) == yaml.safe_load((ROOT / FILE).read_text(encoding="utf-8"))
    assert problems(tmp_path, text) == []


def test_a_departure_without_author_and_reason_is_told_then_saved_with_them_and_holds(
    visit, tmp_path
):
    page = visit(ROOM)
    to(page, "DE-20")
    here(page).get_by_label("Retenue", exact=True).check()
    told = page.inner_text(".room-told:visible").replace("\u00a0", " ")
    assert told == (
        "DE-21 et DE-20 s’excluent, et sont toutes deux retenues. "
        "DE-20 s’écarte de la recommandation : dire à la demande de qui, et pourquoi."
    )
    assert sums(page) == (
        "15 demandes retenues, 1 465 jours-homme sur 1 200, 265 au-delà de l’enveloppe ; au plus cher 1 935 ; "
        "3 points à régler."
    )
    here(page).get_by_label("Retenue en partie").check()
    here(page).get_by_label("Coût réduit").fill("60")
    here(page).get_by_label("Ce qui est fait").fill("Les colonnes seulement")
    here(page).get_by_label("À la demande de").fill("Club Utilisateurs")
    here(page).get_by_label("Raison").fill('Dit « simple » : "à voir"')
    to(page, "DE-21")
    here(page).get_by_label("Reportée").check()
    here(page).get_by_label("À la demande de").fill("EPN")
    here(page).get_by_label("Raison").fill("Remplacée par DE-20")
    assert sums(page).endswith("au plus cher 1 535.")
    text = saved(page)
    made = yaml.safe_load(text)
    assert made["reduced"] == {"DE-20": {"cost": 60, "scope": "Les colonnes seulement"}}
    assert made["deviations"]["DE-20"]["reason"] == 'Dit « simple » : "à voir"'
    assert problems(tmp_path, text) == []


def test_an_overrun_asks_for_its_reason_and_what_is_typed_survives_a_reload(visit, tmp_path):
    page = visit(ROOM)
    to(page, "DE-26")
    here(page).get_by_label("Retenue", exact=True).check()
    to(page, "Ce qui est décidé")
    assert page.locator(".room-faults li").all_inner_texts() == [
        "L’enveloppe est dépassée de 55\u00a0jours-homme\u00a0: en donner la raison."
    ]
    here(page).get_by_label("Raison du dépassement").fill("Reliquat du cycle 4")
    page.reload()
    text = saved(page)
    assert yaml.safe_load(text)["overrun"] == {"amount": 55, "reason": "Reliquat du cycle 4"}
    assert problems(tmp_path, text) == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Tout reprendre du début").click()
    page.wait_for_function(
        "() => document.querySelector('.room-sums')?.textContent.includes('reste')"
    )
    assert "overrun" not in yaml.safe_load(saved(page))


def test_a_slide_says_what_the_computation_would_give_and_leads_to_the_what_if(visit):
    page = visit(ROOM)
    to(page, "DE-22")
    said = page.inner_text(".room-slide:visible .room-slide__if").replace("\u00a0", " ")
    assert said.startswith("Si on la retirait du calcul : entreraient ")
    here(page).get_by_role("link", name="essayer plus").click()
    page.wait_for_url("**/et-si/#et-si=demande.DE-22:retiree")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_field_of_the_room_is_hidden_by_its_bars(visit, width):
    page = visit(ROOM, width=width)
    to(page, "DE-20")
    here(page).get_by_label("Retenue en partie").check()
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('.room-slide :is(input, select, textarea, a, button)')]
            .filter((one) => one.checkVisibility()).filter((one) => {
              one.focus();
              const field = one.getBoundingClientRect();
              return ['.ipm-nav', '.room-bar'].some((name) => {
                const bar = document.querySelector(name).getBoundingClientRect();
                return field.bottom > bar.top && field.top < bar.bottom;
              });
            }).map((one) => one.id || one.textContent)"""
    )
    assert hidden == []


def test_without_scripts_every_slide_is_there_and_nothing_is_asked(visit):
    page = visit(ROOM, scripts=False)
    assert page.locator(".room-slide:visible").count() == 27
    assert page.locator("#room input:visible").count() == 0
