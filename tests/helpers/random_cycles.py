"""Random cycles, as the inputs of a decision file: every rule, constraint and tie order, amounts of all kinds."""

from fractions import Fraction
from math import lcm
from random import Random
from typing import Any, get_args

from chorale.ipm.decide import decide_election
from chorale.ipm.formats.record import as_json
from chorale.ipm.formats.scenario import read
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import Completion, Method, Overflow, TieBreak, Utility
from chorale.site.cycle.decision_sentences import Names, cause_sentence, sentences
from chorale.text.markdown import typeset

ELSEWHERE = ("optimum",)
"""What tries sets of requests: too long for a page, which says that the command computes it."""
METHODS = tuple(method for method in get_args(Method) if method not in ELSEWHERE)


def inputs(random: Random) -> dict[str, Any]:
    """Return one random cycle; weights and costs may be zero."""
    names = [f"DE-{number + 1}" for number in range(random.randint(1, 14))]
    requests = [request(random, name, names) for name in names]
    weights = ("1", "1", "2", "1.5", "0") if random.random() < 0.3 else ("1",)
    groups = [
        {"key": f"g{number}", "weight": random.choice(weights)}
        for number in range(random.randint(0, 6))
    ]
    total = sum(Fraction(one["cost"]) for one in requests)
    return {
        "envelope": str(max(1, int(total * random.choice((2, 4, 5, 8, 11))) // 10)),
        "unit": "jours-homme",
        "kind": "points",
        "rule": rule(random),
        "groups": groups,
        "frozen_weight": random.choice(("0", "0", "0", "0", "1")),
        "requests": requests,
        "ballots": {group["key"]: ballot(random, names) for group in groups},
    }


def request(random: Random, name: str, names: list[str]) -> dict[str, Any]:
    cost = random.choice(
        (
            str(random.randint(1, 30)),
            str(random.randint(1, 5) * 10),
            "0.5",
            "12.25",
            str(random.randint(0, 6)),
        )
    )
    made: dict[str, Any] = {"reference": name, "cost": cost, "theme": random.choice("abc")}
    if random.random() < 0.07:
        made["mandatory"] = True
    if random.random() < 0.15:
        made["requires"] = [random.choice(names)]
    if random.random() < 0.1 and len(names) > 1:
        made["excludes"] = [random.choice([other for other in names if other != name])]
    return made


def ballot(random: Random, names: list[str]) -> dict[str, str]:
    share = random.choice((0.3, 0.7))
    return {
        name: str(random.choice((1, 2, 5, 10, random.randint(0, 100))))
        for name in names
        if random.random() < share
    }


def rule(random: Random) -> dict[str, Any]:
    bounds: dict[str, dict[str, str]] = {}
    for theme in random.sample("abc", random.randint(1, 2)) if random.random() < 0.25 else ():
        limits = {"floor": str(random.randint(0, 25)), "cap": str(random.randint(10, 60))}
        bounds[theme] = {name: value for name, value in limits.items() if random.random() < 0.6}
    return {
        "method": random.choice(("equal-shares", "equal-shares", *METHODS)),
        "completion": random.choice(get_args(Completion)),
        "tie_break": random.sample(get_args(TieBreak), random.randint(1, 3)),
        "absent_group": "shared",
        "utility": random.choice(("score", *get_args(Utility))),
        "overflow": random.choice(get_args(Overflow)),
        "comparison": random.random() < 0.2,
        "bounds": bounds,
    }


def cloned(given: dict[str, Any]) -> dict[str, Any]:
    """Return the cycle where each group is so many copies of one small weight."""
    unit = Fraction(
        1, lcm(1, *(Fraction(group["weight"]).denominator for group in given["groups"]))
    )
    copies = {
        group["key"]: [
            f"{group['key']}-{number:02d}"
            for number in range(int(Fraction(group["weight"]) / unit))
        ]
        for group in given["groups"]
    }
    ballots = given["ballots"]
    return {
        **given,
        "groups": [{"key": key, "weight": str(unit)} for keys in copies.values() for key in keys],
        "ballots": {key: ballots[group] for group, keys in copies.items() for key in keys},
    }


def changes(random: Random, given: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario with changes of every kind, as the form collects them."""
    names = [one["reference"] for one in given["requests"]]
    some = random.sample(names, min(3, len(names)))
    others = {
        name: sorted(set(random.sample(names, min(2, len(names)))) - {name}, key=names.index)
        for name in some
    }
    theme = random.choice(given["requests"])["theme"]
    groups = [group["key"] for group in given["groups"]]
    return {
        "envelope": random.choice((None, "55.5", "80", "121/3")),
        "rule": random.choice(
            ({}, {"method": "greedy"}, {"method": "phragmen", "completion": "none"})
        ),
        "weights": {key: random.choice(("2", "0.5")) for key in groups[:1]},
        "costs": {name: random.choice(("7", "3.25", "10/3")) for name in some[:1]},
        "states": {name: random.choice(("mandatory", "excluded", "free")) for name in some[1:2]},
        "requires": others if random.random() < 0.5 else {},
        "excludes": {some[-1]: others[some[-1]]} if random.random() < 0.5 else {},
        "bounds": {theme: {"cap": random.choice(("", "40")), "floor": random.choice(("", "5"))}},
        "points": {key: {names[0]: "12"} for key in groups[-1:]},
    }


GROUPS = {f"g{number}": name for number, name in enumerate(("Nord", "Est", "Sud", "Ouest"))}
THEMES = {"a": "Les rejets", "b": "Le reste"}


def said(given: dict[str, Any]) -> dict[str, str] | list[str]:
    """Return what a page says of each request, or of what clashes; some groups and themes have no name."""
    names = Names(groups=GROUPS, themes=THEMES)
    scenario = read({"format": "chorale-scenario-1", "inputs": given})
    try:
        told = sentences(decide_election(scenario.election, scenario.rule), names)
    except Infeasible as error:
        return [typeset(cause_sentence(cause, names)) for cause in error.causes]
    return {reference: typeset(sentence) for reference, sentence in told.items()}


def decided(given: dict[str, Any]) -> dict[str, Any]:
    """Return what the program decides: the data of the decision file without its inputs, or {"impossible": True}."""
    scenario = read({"format": "chorale-scenario-1", "inputs": given})
    try:
        data = as_json(decide_election(scenario.election, scenario.rule))
    except Infeasible:
        return {"impossible": True}
    return {
        key: value
        for key, value in data.items()
        if key not in ("format", "inputs", "inputs_sha256", "notes")
    }
