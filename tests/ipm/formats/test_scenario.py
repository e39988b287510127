"""Published decisions and saved scenarios are read back, and bad files are told in one French sentence."""

import json
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
import yaml
from house import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale.content.load import load
from chorale.ipm.decide import RULES, decide, decide_election
from chorale.ipm.formats.faults import Malformed, ScenarioFault
from chorale.ipm.formats.record import as_json, json_text
from chorale.ipm.formats.scenario import read
from chorale.ipm.infeasible import Infeasible
from chorale.site.cycle.fault_sentences import fault_sentence

SMALL = """
format: chorale-scenario-1
inputs:
  envelope: "10"
  rule: {method: equal-shares, completion: none, tie_break: [reference]}
  groups: [{key: a, weight: "1"}, {key: b, weight: "1"}]
  requests: [{reference: X, cost: "6"}, {reference: "Y", cost: "4", requires: [X]}]
  ballots: {a: {X: "60", "Y": "40"}, b: {X: "100"}}
"""


def small() -> dict:
    return yaml.load(SMALL, yaml.BaseLoader)


@pytest.mark.parametrize("method", [name for name, _ in RULES])
def test_a_published_decision_is_computed_again_byte_for_byte_from_its_own_file(method):
    cycle = next(
        one for one in load(ROOT, date(2026, 11, 21)).community.cycles if one.slug == "cycle-5"
    )
    published = json_text(as_json(decide(cycle, replace(cycle.rule, method=method))))
    scenario = read(json.loads(published))
    assert json_text(as_json(decide_election(scenario.election, scenario.rule))) == published
    assert scenario.retained == tuple(json.loads(published)["retained"])


def test_a_scenario_written_by_hand_in_yaml_is_decided():
    scenario = read(small())
    assert decide_election(scenario.election, scenario.rule).retained == ("X",)


def test_amounts_may_be_numbers_or_text():
    data = small()
    numbers = {
        **data["inputs"],
        "envelope": 10,
        "requests": [
            {"reference": "X", "cost": 6},
            {"reference": "Y", "cost": 4, "requires": ["X"]},
        ],
    }
    assert read({**data, "inputs": numbers}) == read(data)


FAULTS = [
        (lambda data: data.update(format="autre"), "« format » doit être chorale-scenario-1 ou chorale-decision-1"),
        (lambda data: data.pop("inputs"), "« inputs » doit être un ensemble de clés et de valeurs"),
        (lambda data: data["inputs"].update(envelope="NaN"), "enveloppe : « NaN » n'est pas un nombre décimal ni une fraction exacte"),
        (lambda data: data["inputs"]["requests"][0].update(cost="-6"), "coût de X : « -6 » est négatif"),
        (lambda data: data["inputs"]["requests"][1].update(reference="X"), "une référence de demande est donnée deux fois"),
        (lambda data: data["inputs"]["requests"][1].update(requires=["Z"]), "la demande « Z » n'existe pas"),
        (lambda data: data["inputs"]["ballots"].pop("b"), "le bulletin de « b » doit être un ensemble de clés et de valeurs"),
        (lambda data: data["inputs"]["ballots"]["a"].update(Z="1"), "la demande « Z » n'existe pas"),
        (lambda data: data["inputs"]["requests"][1].update(requires=[["X"]]), "la demande « ['X'] » n'existe pas"),
        (lambda data: data["inputs"]["requests"][1].pop("reference"), "une référence de demande est vide"),
        (lambda data: data["inputs"]["groups"][1].update(key="a"), "une clé de groupe est donnée deux fois"),
        (lambda data: data["inputs"]["ballots"].update(c={}), "« ballots » : le groupe « c » n'existe pas"),
        (lambda data: data["inputs"]["rule"].update(bounds={"t": "10"}), "« bounds », t doit être un ensemble de clés et de valeurs"),
        (lambda data: data["inputs"]["rule"].update(bounds={"t": {"plancher": "10"}}), "« bounds, t » : « plancher » est inconnu ; valeurs possibles : floor, cap"),
        (lambda data: data["inputs"].update(requests="X"), "« requests » doit être une liste"),
        (lambda data: data["inputs"]["rule"].update(overflow="jamais"), "« overflow » : « jamais » est inconnu ; valeurs possibles : skip, stop"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_a_bad_file_is_told_in_one_french_sentence(change, sentence):
    data = small()
    change(data)
    with pytest.raises(Malformed) as fault:
        read(data)
    assert fault_sentence(fault.value) == f"{sentence}."


def test_every_fault_of_a_scenario_is_found_in_one_of_these_files():
    found = set()
    for change, _ in FAULTS:
        data = small()
        change(data)
        with pytest.raises(Malformed) as fault:
            read(data)
        found.add(fault.value.fault)

    assert found == set(ScenarioFault)


def test_a_mandatory_request_needs_no_theme():
    data = small()
    data["inputs"]["requests"][1].update(mandatory="true")
    scenario = read(data)
    assert decide_election(scenario.election, scenario.rule).retained == ("X", "Y")


def test_a_theme_on_one_request_only_stays_on_that_request_and_half_an_interval_is_completed_by_the_estimate():
    data = small()
    data["inputs"]["requests"][1].update(theme="t", high="9")
    election = read(data).election
    assert (election.themes, election.intervals) == (("", "t"), {1: (4, 9)})


LEAVES = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        "",
        "x",
        "NaN",
        "1/0",
        "-3",
        [],
        {},
        ["X"],
        [["X"]],
        {"X": "1"},
        10**30,
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_no_damaged_scenario_ever_ends_in_a_traceback(data):
    damaged = small()
    for _ in range(data.draw(st.integers(1, 3))):
        place, key = damaged, data.draw(st.sampled_from(sorted(damaged)))
        while isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
            place = place[key]
            key = data.draw(
                st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
            )
        place[key] = deepcopy(data.draw(LEAVES))
    with suppress(Malformed, Infeasible):
        scenario = read(damaged)
        decide_election(scenario.election, scenario.rule)
