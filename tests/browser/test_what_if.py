"""The « what-if »: the browser decides as the program does, and a person can use it, carry it and replay it."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from random_cycles import decided, inputs

from generator.outputs.cycle.cycle_pages import ENGINE

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "templates/site/theme/assets/js/ipm"
CASES = ROOT.parent / "shared/data/conformance.json"
DECIDE = """given => given.map(one => {
  const made = ChoraleIPM.decide(one);
  return made.impossible ? {impossible: true} : made;
})"""
CYCLE = "ipm/cycle-5/"


@pytest.fixture
def engine(chromium):
    """Return a function that decides many cycles in the browser."""
    page = chromium.new_page()
    for name in ENGINE:
        page.add_script_tag(path=SCRIPTS / f"{name}.js")
    yield lambda given: page.evaluate(DECIDE, given)
    page.close()


def differences(engine, given: list[dict]) -> Iterator[dict]:
    for one, made in zip(given, engine(given), strict=True):
        expected = decided(one)
        if made != expected:
            yield {"inputs": one, "browser": made, "program": expected}


def test_the_browser_decides_two_hundred_random_cycles_as_the_program_does_to_the_last_fraction(engine):
    random = Random(5)
    assert list(differences(engine, [inputs(random) for _ in range(200)])) == []


def worked(case: dict) -> Iterator[dict]:
    """Yield a published case under every rule that the browser knows."""
    ballots = case.get("approvals") or case.get("points")
    names = list(case["costs"])
    voters = {
        f"v{number}": dict.fromkeys(one, "1")
        if isinstance(one, list)
        else {name: str(points) for name, points in one.items()}
        for number, one in enumerate(ballots)
    }
    for method in (
        "equal-shares",
        "bounded-overspending",
        "phragmen",
        "greedy",
        "greedy-per-cost",
        "borda",
        "approvals",
    ):
        for utility in ("score", "cost", "cardinality"):
            for completion in ("none", "points-per-cost", "add1"):
                yield {
                    "envelope": str(case["budget"]),
                    "rule": {"method": method, "utility": utility, "completion": completion, "tie_break": ["reference"],
                             "overflow": "skip", "comparison": False, "absent_group": "shared", "bounds": {}},
                    "groups": [{"key": key, "weight": "1"} for key in voters],
                    "requests": [{"reference": name, "cost": str(case["costs"][name])} for name in names],
                    "ballots": voters,
                }  # fmt: skip


@pytest.mark.skipif(not CASES.is_file(), reason="les données de référence (../shared/data) sont absentes")
def test_the_browser_decides_the_published_worked_cases_as_the_program_does(engine):
    cases = [
        case
        for case in json.loads(CASES.read_text(encoding="utf-8"))
        if "budget" in case
        and isinstance(case.get("costs"), dict)
        and 0 < len(case.get("approvals") or case.get("points") or ()) < 48
    ]
    assert len(cases) >= 5
    assert list(differences(engine, [one for case in cases for one in worked(case)])) == []


def status(page) -> str:
    page.wait_for_function("document.getElementById('wi-status').textContent !== ''")
    page.wait_for_timeout(350)
    return page.inner_text("#wi-status").replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_starts_from_the_published_result(visit):
    page = visit(CYCLE)
    assert status(page) == "C'est le résultat publié. 13 demandes retenues, 1 190 jours-homme, reste 10."


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
    assert status(page).startswith("C'est le résultat publié.")
    assert page.get_attribute("#wi-envelope", "aria-invalid") == "true"


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
    from click.testing import CliRunner

    from generator.commands.ipm import command

    page = visit(
        CYCLE
        + "#et-si=enveloppe:1350,poids.snp:2,cout.DE-07:200,demande.DE-22:obligatoire,demande.DE-05:retiree,points.epn.DE-07:9"
    )
    status(page)
    shown = page.evaluate("ChoraleIPM.what_if.state().decision.retained")
    with page.expect_download() as download:
        page.click("#wi-save")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    played = CliRunner().invoke(command, ["decide", str(file), "--format", "json"])
    assert played.exit_code == 0, played.output
    assert json.loads(played.stdout)["retained"] == shown
    assert file.name == "scenario.yml"
    assert "# - enveloppe : 1 200 → 1 350" in file.read_text(encoding="utf-8").replace("\u202f", " ")


def test_without_scripts_the_tables_stay_and_the_page_says_where_to_play(visit):
    page = visit(CYCLE, scripts=False)
    assert page.locator("table.ipm-rounds tbody tr").count() == 13
    assert page.locator("#what-if").is_hidden()
