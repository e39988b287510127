"""The « what-if »: the browser decides as the program does, and a person can use it, carry it and replay it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from random_cycles import changes, decided, inputs

from generator.commands.ipm_source import from_scenario
from generator.ipm.equal_shares import CROWD
from generator.ipm.rules import decide_election
from generator.outputs.cycles import ENGINE
from generator.outputs.cycles import SCRIPTS as LOADED

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "templates/site/theme/assets/js/ipm"
CASES = ROOT.parent / "shared/data/conformance.json"
DECIDE = """given => given.map(one => {
  const made = ChoraleIPM.decide(one);
  return made.impossible ? {impossible: true} : made;
})"""
CYCLE = "ipm/cycle-5/"


@dataclass(frozen=True)
class Engine:
    """A page that holds the engine; called, it decides."""

    page: Any

    def __call__(self, given: list[dict]) -> list[dict]:
        return self.page.evaluate(DECIDE, given)


@pytest.fixture
def engine(chromium):
    """Return what decides many cycles in the browser, and carries scenarios."""
    page = chromium.new_page()
    for name in (*ENGINE, "scenario"):
        page.add_script_tag(path=SCRIPTS / f"{name}.js")
    yield Engine(page)
    page.close()


def differences(engine, given: list[dict]) -> Iterator[dict]:
    for one, made in zip(given, engine(given), strict=True):
        expected = decided(one)
        crowd = len(one["groups"]) > CROWD  # of a crowd the program tells no purse
        if (purseless(made) if crowd else made) != expected:
            yield {"inputs": one, "browser": made, "program": expected}


def purseless(made: dict) -> dict:
    if "rounds" not in made:
        return made
    rounds = [{**round_, "payments": {}, "wallets": {}} for round_ in made["rounds"]]
    return {**made, "rounds": rounds, "wallets": {}}


def test_the_browser_decides_two_hundred_random_cycles_as_the_program_does_to_the_last_fraction(engine):
    random = Random(5)
    assert list(differences(engine, [inputs(random) for _ in range(200)])) == []


def votes(case: dict) -> list:
    """Return the votes of a published case, those that are counted written one by one."""
    counted = [vote for vote, times in case.get("approvals_counts", ()) for _ in range(times)]
    return case.get("approvals") or case.get("points") or counted


def worked(case: dict) -> Iterator[dict]:
    """Yield a published case under every rule that the browser knows."""
    ballots = votes(case)
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
            for completion in ("none", "points-per-cost", "utilitarian", "add1"):
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
        if "budget" in case and isinstance(case.get("costs"), dict) and votes(case)
    ]
    assert len(cases) == 12
    assert list(differences(engine, [one for case in cases for one in worked(case)])) == []


CARRIED = """([inputs, changes]) => {
  const { scenario, decide } = ChoraleIPM;
  const made = scenario.apply(inputs, changes);
  const linked = scenario.read(scenario.fragment(changes), inputs);
  const decision = decide(made);
  const file = decision.impossible ? "" : scenario.file(made, decision, "Essai", []);
  return { made, linked: scenario.apply(inputs, linked || scenario.none()), retained: decision.retained, file };
}"""


def test_a_scenario_of_any_kind_is_the_same_through_its_link_and_through_its_file(engine, tmp_path):
    random, replayed = Random(7), 0
    for _ in range(80):
        given = inputs(random)
        found = engine.page.evaluate(CARRIED, [given, changes(random, given)])
        assert found["linked"] == found["made"]
        if found["file"]:
            file = tmp_path / "scenario.yml"
            file.write_text(found["file"], encoding="utf-8")
            election, rule, *_ = from_scenario(file)
            assert list(decide_election(election, rule).retained) == found["retained"]
            replayed += 1
    assert replayed > 40


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
    assert status(page).startswith(
        "Non compris, donc laissé comme publié : Enveloppe (jours-homme) (« beaucoup »). C'est le résultat publié."
    )
    assert page.get_attribute("#wi-envelope", "aria-invalid") == "true"


def open_part(page, words: str):
    page.locator("#what-if summary", has_text=words).click()


def test_prerequisites_incompatibilities_and_theme_limits_decide_again_as_the_program_does(visit, tmp_path):
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
    assert made["inputs"]["rule"]["bounds"] == {"rejets": {"cap": "300"}, "diverses": {"floor": "400"}}
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
    assert status(page) == "Aucune demande n'entre ni ne sort. 13 demandes retenues, 1 190 jours-homme, reste 10."
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


def test_the_list_of_rules_says_which_ones_only_the_command_computes(visit):
    page = visit(CYCLE)
    offered = page.locator("#wi-method option").all_inner_texts()
    known = page.evaluate("Object.values(JSON.parse(document.getElementById('what-if-data').textContent).labels.rules)")
    elsewhere = page.inner_text(".what-if__elsewhere")
    assert [name for name in known if name not in offered and name not in elsewhere] == []
    assert [name for name in offered if name in elsewhere.split(":")[1].split(", ")] == []


def replayed(page, folder: Path) -> dict:
    """Save the scenario, and return what the command decides of it."""
    from click.testing import CliRunner

    from generator.commands.ipm import command

    with page.expect_download() as download:
        page.click("#wi-save")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    played = CliRunner().invoke(command, ["decide", str(file), "--format", "json"])
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
    given["rule"]["method"] = "nash"
    labels = {"cycle": "cycle-9", "rules": {"nash": "produit des satisfactions (Nash)"}}
    held = json.dumps({"inputs": given, "labels": labels})
    page = chromium.new_page()
    page.set_content(
        f"<div id='what-if' hidden></div><script type='application/json' id='what-if-data'>{held}</script>"
    )
    for name in LOADED:
        page.add_script_tag(path=SCRIPTS.parent / name)
    assert page.inner_text("#what-if").replace("\u00a0", " ") == (
        "La règle de ce cycle (produit des satisfactions (Nash)) ne se calcule pas dans cette page : "
        "« chorale ipm decide cycle-9 » refait la décision et ses variantes."
    )
    page.close()


def test_without_scripts_the_tables_stay_and_the_page_says_where_to_play(visit):
    page = visit(CYCLE, scripts=False)
    assert page.locator("table.ipm-rounds tbody tr").count() == 13
    assert page.locator("#what-if").is_hidden()
