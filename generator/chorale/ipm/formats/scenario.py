"""Inputs of a decision read back from a published record or a saved what-if scenario."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from chorale.ipm.amounts import amount, natural
from chorale.ipm.election import BallotKind, Election
from chorale.ipm.model import AbsentGroup, AnyMethod, Completion, Overflow, Rule, ThemeBounds, TieBreak, Utility

LIMITS = ("floor", "cap")
FORMATS = ("chorale-scenario-1", "chorale-decision-1")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "method": get_args(AnyMethod),
    "completion": get_args(Completion),
    "absent_group": get_args(AbsentGroup),
    "utility": get_args(Utility),
    "overflow": get_args(Overflow),
}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What to decide, and the references that the file says are then retained (empty when it says nothing)."""

    election: Election
    rule: Rule
    retained: tuple[str, ...] = ()


def read(data: Any) -> Scenario:
    """Read a decision or a scenario, leaves as text (JSON, or YAML without implicit types).

    Raises ValueError with one French sentence.
    """
    whole = mapping(data, "le fichier")
    if whole.get("format") not in FORMATS:
        raise ValueError(f"« format » doit être {' ou '.join(FORMATS)}")
    inputs = mapping(whole.get("inputs"), "« inputs »")
    rule = rule_of(mapping(inputs.get("rule"), "« rule »"))
    retained = tuple(map(str, items(whole.get("retained", []), "« retained »")))
    return Scenario(election=election_of(inputs, rule), rule=rule, retained=retained)


def mapping(value: Any, name: str) -> Mapping[str, Any]:
    """Return a mapping, or say that it is not one."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} doit être un ensemble de clés et de valeurs")  # noqa: TRY004 - a bad file, not a bad call
    return value


def items(value: Any, name: str) -> Sequence[Any]:
    """Return a list, or say that it is not one."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"{name} doit être une liste")  # noqa: TRY004 - a bad file, not a bad call
    return value


def number(value: Any, name: str) -> Fraction:
    """Return an exact amount, zero or more."""
    try:
        found = amount(value if isinstance(value, str) else str(value))
    except ValueError:
        raise ValueError(f"{name} : « {value} » n'est pas un nombre décimal ni une fraction exacte") from None
    if found < 0:
        raise ValueError(f"{name} : « {value} » est négatif")
    return found


def distinct(values: Sequence[Any], what: str) -> tuple[str, ...]:
    """Return names, none empty nor given twice."""
    names = tuple("" if value is None else str(value) for value in values)
    if "" in names:
        raise ValueError(f"{what} est vide")
    if len(set(names)) != len(names):
        raise ValueError(f"{what} est donnée deux fois")
    return names


def chosen(value: Any, name: str, choices: Iterable[str]) -> Any:
    """Return a word among those that are known."""
    if value not in choices:
        raise ValueError(f"« {name} » : « {value} » est inconnu ; valeurs possibles : {', '.join(choices)}")
    return value


def flag(value: Any) -> bool:
    """Return a truth written by JSON or by YAML read as text."""
    return value is True or value == "true"


def rule_of(data: Mapping[str, Any]) -> Rule:
    """Read a rule; a choice left out keeps its default."""
    given = {name: chosen(data[name], name, choices) for name, choices in CHOICES.items() if name in data}
    if "tie_break" in data:
        words = items(data["tie_break"], "« tie_break »")
        given["tie_break"] = tuple(chosen(word, "tie_break", get_args(TieBreak)) for word in words)
    bounds = {
        str(theme): limits(theme, value) for theme, value in mapping(data.get("bounds", {}), "« bounds »").items()
    }
    return Rule(**given, comparison=flag(data.get("comparison")), bounds=bounds)


def limits(theme: Any, value: Any) -> ThemeBounds:
    """Read the floor and the cap of a theme."""
    given = mapping(value, f"« bounds », {theme}")
    names = [chosen(name, f"bounds, {theme}", LIMITS) for name in given]
    return ThemeBounds(**{name: number(given[name], f"{theme}, {name}") for name in names})


def election_of(inputs: Mapping[str, Any], rule: Rule) -> Election:
    """Read the requests, the groups and the ballots; references are put in their natural order."""
    listed = [mapping(entry, "une demande") for entry in items(inputs.get("requests"), "« requests »")]
    requests = sorted(listed, key=lambda entry: natural(str(entry.get("reference"))))
    names = distinct([entry.get("reference") for entry in requests], "une référence de demande")
    position = {name: index for index, name in enumerate(names)}
    groups = [mapping(entry, "un groupe") for entry in items(inputs.get("groups"), "« groups »")]
    groups.sort(key=lambda entry: natural(str(entry.get("key"))))
    voters = distinct([entry.get("key") for entry in groups], "une clé de groupe")
    ballots = mapping(inputs.get("ballots"), "« ballots »")
    stranger = next((key for key in ballots if key not in voters), None)
    if stranger is not None:
        raise ValueError(f"« ballots » : le groupe « {stranger} » n'existe pas")
    return Election(
        references=names,
        costs=tuple(number(entry.get("cost"), f"coût de {entry.get('reference')}") for entry in requests),
        envelope=number(inputs.get("envelope"), "enveloppe"),
        unit=str(inputs.get("unit", "")),
        kind=chosen(inputs.get("kind", "points"), "kind", get_args(BallotKind)),
        voters=voters,
        weights=tuple(number(entry.get("weight", "1"), f"poids de {entry.get('key')}") for entry in groups),
        ballots=tuple(ballot(ballots, voter, position) for voter in voters),
        mandatory=frozenset(index for index, entry in enumerate(requests) if flag(entry.get("mandatory"))),
        requires={
            index: tuple(sorted(located(entry["requires"], position)))
            for index, entry in enumerate(requests)
            if entry.get("requires")
        },
        excludes=frozenset(
            (min(index, other), max(index, other))
            for index, entry in enumerate(requests)
            for other in located(entry.get("excludes", []), position)
        ),
        themes=tuple(str(entry.get("theme", "")) for entry in requests)
        if any("theme" in entry for entry in requests)
        else (),
        bounds=dict(rule.bounds),
        intervals={
            index: (
                number(entry.get("low", entry["cost"]), "« low »"),
                number(entry.get("high", entry["cost"]), "« high »"),
            )
            for index, entry in enumerate(requests)
            if "low" in entry or "high" in entry
        },
        frozen_weight=number(inputs.get("frozen_weight", "0"), "« frozen_weight »"),
    )


def ballot(ballots: Mapping[str, Any], group: str, position: Mapping[str, int]) -> dict[int, Fraction]:
    """Read the points of one group, by position and in order; zero is not support."""
    points = mapping(ballots.get(group), f"le bulletin de « {group} »")
    given = sorted(
        (located([reference], position)[0], number(value, f"points de {group}, {reference}"))
        for reference, value in points.items()
    )
    return {request: value for request, value in given if value}


def located(references: Any, position: Mapping[str, int]) -> list[int]:
    """Return the positions of references."""
    found = []
    for reference in items(references, "une liste de références"):
        if str(reference) not in position:
            raise ValueError(f"la demande « {reference} » n'existe pas")
        found.append(position[str(reference)])
    return found
