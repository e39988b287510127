"""The « what-if » as a person uses it: by keyboard, heard, carried by a link, saved and replayed."""

import json
from pathlib import Path
from random import Random
from typing import get_args

from house import ROOT
from playwright.sync_api import expect
from random_cycles import decided, inputs

from chorale.ipm.model import Completion
from chorale.site.cycle.pages import SCRIPTS as LOADED

SCRIPTS = ROOT / "templates/site/theme/assets/js"
CYCLE = "ipm/cycle-5/et-si/"


def status(page) -> str:
    page.wait_for_function("() => document.getElementById('wi-status').textContent !== ''")
    page.evaluate(
        "() => new Promise((done) => setTimeout(done, 350))"
    )  # after the page's own 250: timers keep their order
    return page.inner_text("#wi-status").replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_starts_from_the_published_result(visit):
    page = visit(CYCLE)
    assert (
        status(page)
        == "C’est la recommandation publiée. 14 demandes retenues, 1 185 jours-homme, reste 15."
    )


def test_a_larger_envelope_says_who_enters_who_leaves_and_why_by_keyboard_alone(visit):
    page = visit(CYCLE, width=375)
    page.focus("#wi-envelope")
    page.keyboard.press("Control+A")
    page.keyboard.type("1300")
    spoken = status(page)
    entered = page.locator(".what-if__moves--in li strong").all_inner_texts()
    assert entered
    assert spoken.startswith(f"Entrent : {entered[0].split()[0]}")
    assert page.get_attribute("#wi-status", "role") == "status"
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_an_amount_that_is_not_a_number_is_marked_and_changes_nothing(visit):
    page = visit(CYCLE)
    page.fill("#wi-envelope", "beaucoup")
    assert status(page).startswith(
        "Non compris, donc laissé comme publié : Enveloppe (jours-homme) (« beaucoup »). C’est la recommandation publiée."
    )
    assert page.get_attribute("#wi-envelope", "aria-invalid") == "true"


def open_part(page, words: str):
    page.locator("#what-if summary", has_text=words).click()


def test_prerequisites_incompatibilities_and_theme_limits_decide_again_as_the_program_does(
    visit, tmp_path
):
    page = visit(CYCLE)
    open_part(page, "Coûts et liens")
    page.fill("#wi-requires-DE-03", "de-22")
    page.fill("#wi-excludes-DE-16", "DE-02")
    open_part(page, "Planchers et plafonds")
    page.fill("#wi-cap-rejets", "300")
    page.fill("#wi-floor-diverses", "400")
    spoken = status(page)
    assert page.input_value("#wi-excludes-DE-02") == "DE-16"
    made = page.evaluate("ChoraleIPM.what_if.state()")
    asked = {one["reference"]: one for one in made["inputs"]["requests"]}
    assert (asked["DE-03"]["requires"], asked["DE-02"]["excludes"]) == (["DE-22"], ["DE-16"])
    assert made["inputs"]["rule"]["bounds"] == {
        "rejets": {"cap": "300"},
        "diverses": {"floor": "400"},
    }
    assert made["decision"] == decided(made["inputs"])
    assert spoken.startswith("Entrent : ")
    page.click("#wi-link")
    other = visit(page.url.split("/", 3)[3])
    assert status(other) == spoken
    assert other.evaluate("ChoraleIPM.what_if.state().inputs") == made["inputs"]
    assert replayed(page, tmp_path)["retained"] == made["decision"]["retained"]


def test_a_published_incompatibility_can_be_lifted_from_either_side(visit):
    page = visit(CYCLE)
    open_part(page, "Coûts et liens")
    page.fill("#wi-excludes-DE-20", "")
    assert (
        status(page)
        == "Aucune demande n’entre ni ne sort. 14 demandes retenues, 1 185 jours-homme, reste 15."
    )
    assert page.input_value("#wi-excludes-DE-21") == ""
    asked = page.evaluate("ChoraleIPM.what_if.state().inputs.requests")
    assert [one["reference"] for one in asked if "excludes" in one] == []


def test_a_request_that_does_not_exist_or_is_the_same_is_named_and_changes_nothing(visit):
    page = visit(CYCLE)
    open_part(page, "Coûts et liens")
    page.fill("#wi-requires-DE-04", "DE-99")
    page.fill("#wi-excludes-DE-05", "DE-05")
    assert status(page).startswith(
        "Non compris, donc laissé comme publié : Préalables (DE-04) (« DE-99 ») et Incompatible avec (DE-05) (« DE-05 »)."
    )
    assert page.get_attribute("#wi-requires-DE-04", "aria-invalid") == "true"


def test_the_whole_form_is_used_by_keyboard_and_every_field_has_a_name_of_its_own(visit):
    page = visit(CYCLE)
    for summary in page.locator("#what-if form summary").all():
        summary.focus()
        page.keyboard.press("Enter")
    names = page.evaluate(
        """() => [...document.querySelectorAll('#what-if :is(input, select)')].filter((field) => field.offsetParent)
            .map((field) => field.getAttribute('aria-label') || field.labels[0].textContent)"""
    )
    assert len(names) == 4 + 5 + 26 * 4 + 3 * 2 + 1 + 26
    assert sorted(names) == sorted(set(names))
    page.focus("#wi-method")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "wi-completion"


def test_the_spoken_result_never_hides_the_field_that_has_the_focus(visit):
    page = visit(CYCLE, width=360)
    status(page)
    open_part(page, "Coûts et liens")
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('.what-if__form :is(input, select, summary, button)')]
            .filter((one) => one.checkVisibility()).filter((one) => {
              one.focus();
              const [field, said] = [one, document.getElementById('wi-status')].map((box) => box.getBoundingClientRect());
              return field.bottom > said.top && field.top < said.bottom;
            }).map((one) => one.id || one.textContent)"""
    )
    assert hidden == []


def test_the_lists_offer_every_way_to_use_what_is_left_and_say_which_rules_only_the_command_computes(
    visit,
):
    page = visit(CYCLE)
    offered = page.locator("#wi-method option").all_inner_texts()
    known = page.evaluate(
        "Object.values(JSON.parse(document.getElementById('what-if-data').textContent).labels.rules)"
    )
    elsewhere = page.inner_text(".what-if__elsewhere")
    assert [name for name in known if name not in offered and name not in elsewhere] == []
    assert [name for name in offered if name in elsewhere.split(":")[1].split(", ")] == []
    ways = page.locator("#wi-completion option").evaluate_all(
        "every => every.map((one) => one.value)"
    )
    assert sorted(ways) == sorted(get_args(Completion))


def replayed(page, folder: Path) -> dict:
    """Save the scenario, and return what the command decides of it."""
    from click.testing import CliRunner

    from chorale.cli.command_group import group

    with page.expect_download() as download:
        page.click("#wi-save")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    played = CliRunner().invoke(group("ipm"), ["decide", str(file), "--format", "json"])
    assert played.exit_code == 0, played.output
    return json.loads(played.stdout)


def test_impossible_constraints_are_told_in_french(visit):
    page = visit(CYCLE + "#et-si=enveloppe:100,demande.DE-07:obligatoire")
    assert status(page).startswith(
        "Impossible : Les demandes obligatoires, préalables compris (DE-07, DE-19), coûtent 340 :"
    )


def test_a_link_carries_the_scenario_to_another_person(visit):
    page = visit(CYCLE)
    page.fill("#wi-envelope", "1 400,5")
    page.select_option("#wi-method", "greedy")
    mine = status(page)
    page.click("#wi-link")
    other = visit(page.url.split("/", 3)[3])
    assert status(other) == mine
    assert other.input_value("#wi-envelope") == "1400,5"


def test_a_saved_scenario_is_replayed_by_the_command_to_the_same_result(visit, tmp_path):
    page = visit(
        CYCLE
        + "#et-si=enveloppe:1350,poids.snp:2,cout.DE-07:200,demande.DE-22:obligatoire,demande.DE-05:retiree,points.epn.DE-07:9"
    )
    status(page)
    shown = page.evaluate("ChoraleIPM.what_if.state().decision.retained")
    assert replayed(page, tmp_path)["retained"] == shown
    saved = (tmp_path / "scenario.yml").read_text(encoding="utf-8").replace("\u202f", " ")
    assert "# - enveloppe : 1 200 → 1 350" in saved


def test_a_cycle_whose_rule_the_page_cannot_compute_says_where_to_compute_it(chromium):
    random = Random(1)
    given = inputs(random)
    given["rule"]["method"] = "optimum"
    labels = {"cycle": "cycle-9", "rules": {"optimum": "total de points le plus élevé"}}
    held = json.dumps({"inputs": given, "labels": labels})
    page = chromium.new_page()
    page.set_content(
        f"<div id='what-if'></div><script type='application/json' id='what-if-data'>{held}</script>"
    )
    for name in LOADED:
        page.add_script_tag(path=SCRIPTS / name)
    assert page.inner_text("#what-if").replace("\u00a0", " ") == (
        "La règle de ce cycle (total de points le plus élevé) ne se calcule pas dans cette page : "
        "« chorale ipm decide cycle-9 » refait la décision et ses variantes."
    )
    page.close()


def test_an_old_link_to_a_scenario_still_carries_it(visit):
    page = visit("ipm/cycle-5/#et-si=enveloppe:1300")
    page.wait_for_url("**/ipm/cycle-5/et-si/#et-si=enveloppe:1300")
    assert page.input_value("#wi-envelope") == "1300"


def test_without_scripts_the_page_says_where_the_tables_are_and_where_to_play(visit):
    page = visit(CYCLE, scripts=False)
    assert page.locator("#what-if").is_hidden()
    page.get_by_role("link", name="Les tableaux du calcul").click()
    expect(page.locator("table.ipm-rounds tbody tr")).to_have_count(14)
