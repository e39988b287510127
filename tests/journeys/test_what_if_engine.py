"""The engine of the « what-if »: the browser decides as the program does, and a scenario survives its link and its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from re import sub
from typing import Any, get_args

import pytest
from house import ROOT
from random_cycles import ELSEWHERE, GROUPS, METHODS, THEMES, changes, cloned, decided, inputs, said
from reference_data import conformance

from chorale.cli.ipm_input import from_scenario
from chorale.ipm.decide import CROWD, decide_election
from chorale.ipm.decision import Reason
from chorale.ipm.infeasible import Clash
from chorale.ipm.model import Method, Utility
from chorale.site.cycle.pages import ENGINE

SCRIPTS = ROOT / "templates/site/theme/assets/js/ipm"
DECIDE = """given => given.map(one => {
  const made = ChoraleIPM.decide(one);
  return made.impossible ? {impossible: true} : made;
})"""


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
    for name in (*ENGINE, "amounts", "sentences", "scenario"):
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


def test_the_browser_decides_two_hundred_random_cycles_as_the_program_does_to_the_last_fraction(
    engine,
):
    random = Random(5)
    assert list(differences(engine, [inputs(random) for _ in range(200)])) == []


def weighed_alike(made: dict) -> list:
    """Return what a decision says without naming who pays."""
    if made.get("impossible"):
        return [made]
    rounds = [
        {key: one[key] for key in ("requests", "price", "points", "tied")} for one in made["rounds"]
    ]
    refused = [
        {key: one[key] for key in ("reference", "reason", "needed", "available")}
        for one in made["refused"]
    ]
    return [made["retained"], rounds, refused, made["remaining"]]


def test_in_the_browser_too_a_weight_is_that_many_copies(engine):
    random = Random(17)
    given = [inputs(random) for _ in range(150)]
    for one in given:
        one["rule"]["tie_break"] = ["lower-cost", "reference"]
        for group in one["groups"]:
            group["weight"] = random.choice(("1", "2", "3", "0.5"))
    weighed = map(weighed_alike, engine(given))
    copied = map(weighed_alike, engine(list(map(cloned, given))))

    assert [pair for pair in zip(weighed, copied, strict=True) if pair[0] != pair[1]] == []


SAID = """([given, labels]) => given.map(inputs => {
  const made = ChoraleIPM.decide(inputs);
  return made.impossible ? made.impossible.map(cause => ChoraleIPM.clash(cause, labels)) : ChoraleIPM.sentences(made, inputs, labels);
})"""


def test_the_browser_computes_every_rule_but_those_left_to_the_command(engine):
    computed = engine.page.evaluate("ChoraleIPM.METHODS")
    assert sorted((*computed, *ELSEWHERE)) == sorted(get_args(Method))


def test_the_browser_gives_the_same_reasons_in_the_same_words_as_the_program(engine):
    random = Random(11)
    given = [inputs(random) for _ in range(400)]
    labels = {"unit": "jours-homme", "groups": GROUPS, "themes": THEMES}
    pairs = zip(engine.page.evaluate(SAID, [given, labels]), map(said, given), strict=True)

    assert [(browser, program) for browser, program in pairs if browser != program] == []


def test_the_browser_has_words_for_every_reason_and_every_clash_that_the_program_knows(engine):
    said_there = engine.page.evaluate("ChoraleIPM.SAID")
    assert {kind: set(names) for kind, names in said_there.items()} == {
        "reasons": set(get_args(Reason)),
        "clashes": {kebab(clash.__name__) for clash in get_args(Clash)},
        "utilities": set(get_args(Utility)),
    }


def kebab(name: str) -> str:
    return sub("(?<!^)(?=[A-Z])", "-", name).lower()


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
    for method in METHODS:
        for utility in get_args(Utility):
            for completion in ("none", "points-per-cost", "utilitarian", "add1"):
                yield {
                    "envelope": str(case["budget"]),
                    "rule": {"method": method, "utility": utility, "completion": completion, "tie_break": ["reference"],
                             "overflow": "skip", "comparison": False, "absent_group": "shared", "bounds": {}},
                    "groups": [{"key": key, "weight": "1"} for key in voters],
                    "requests": [{"reference": name, "cost": str(case["costs"][name])} for name in names],
                    "ballots": voters,
                }  # fmt: skip


def test_the_browser_decides_the_published_worked_cases_as_the_program_does(engine):
    cases = [
        case
        for case in conformance().values()
        if "budget" in case and isinstance(case.get("costs"), dict) and votes(case)
    ]
    assert len(cases) == 9
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
            source = from_scenario(file)
            assert list(decide_election(source.election, source.rule).retained) == found["retained"]
            replayed += 1
    assert replayed > 40
