"""Inputs of a decision read back from a published record or a saved what-if scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from chorale.ipm.amounts import amount, natural
from chorale.ipm.election import BallotKind, Election
from chorale.ipm.formats.faults import FilePart, Malformed, ScenarioFault, Where, at
from chorale.ipm.model import (
    AbsentGroup,
    Completion,
    Method,
    Overflow,
    Rule,
    ThemeBounds,
    TieBreak,
    Utility,
)

Requests = Sequence[Mapping[str, Any]]
LIMITS = ("floor", "cap")
FORMATS = ("chorale-scenario-1", "chorale-decision-1")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "method": get_args(Method),
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
    """Read a decision or a scenario, leaves as text (JSON, or YAML without implicit types); raise Malformed."""
    whole = mapping(data, at(FilePart.WHOLE))
    if whole.get("format") not in FORMATS:
        raise Malformed(
            ScenarioFault.OTHER_FORMAT, key("format"), first=FORMATS[0], second=FORMATS[1]
        )
    inputs = mapping(whole.get("inputs"), key("inputs"))
    rule = rule_of(mapping(inputs.get("rule"), key("rule")))
    retained = tuple(map(str, items(whole.get("retained", []), key("retained"))))
    return Scenario(election=election_of(inputs, rule), rule=rule, retained=retained)


def key(name: str) -> Where:
    """Return the place of a key of the file."""
    return at(FilePart.KEY, name)


def mapping(value: Any, where: Where) -> Mapping[str, Any]:
    """Return a mapping, or say that it is not one."""
    if not isinstance(value, Mapping):
        raise Malformed(ScenarioFault.NOT_MAPPING, where)
    return value


def items(value: Any, where: Where) -> Sequence[Any]:
    """Return a list, or say that it is not one."""
    if not isinstance(value, list | tuple):
        raise Malformed(ScenarioFault.NOT_LIST, where)
    return value


def number(value: Any, where: Where) -> Fraction:
    """Return an exact amount, zero or more."""
    try:
        found = amount(value if isinstance(value, str) else str(value))
    except ValueError:
        raise Malformed(ScenarioFault.NOT_EXACT, where, found=value) from None
    if found < 0:
        raise Malformed(ScenarioFault.NEGATIVE, where, found=value)
    return found


def distinct(values: Sequence[Any], part: FilePart) -> tuple[str, ...]:
    """Return names, none empty nor given twice."""
    names = tuple("" if value is None else str(value) for value in values)
    if "" in names:
        raise Malformed(ScenarioFault.EMPTY, at(part))
    if len(set(names)) != len(names):
        raise Malformed(ScenarioFault.GIVEN_TWICE, at(part))
    return names


def chosen(value: Any, where: Where, choices: Sequence[str]) -> Any:
    """Return a word among those that are known."""
    if value not in choices:
        raise Malformed(ScenarioFault.UNKNOWN_CHOICE, where, found=value, expected=tuple(choices))
    return value


def flag(value: Any) -> bool:
    """Return a truth written by JSON or by YAML read as text."""
    return value is True or value == "true"


def rule_of(data: Mapping[str, Any]) -> Rule:
    """Read a rule; a choice left out keeps its default."""
    given = {
        name: chosen(data[name], key(name), choices)
        for name, choices in CHOICES.items()
        if name in data
    }
    if "tie_break" in data:
        words = items(data["tie_break"], key("tie_break"))
        given["tie_break"] = tuple(
            chosen(word, key("tie_break"), get_args(TieBreak)) for word in words
        )
    themes = mapping(data.get("bounds", {}), key("bounds"))
    bounds = {str(theme): limits(theme, value) for theme, value in themes.items()}
    return Rule(**given, comparison=flag(data.get("comparison")), bounds=bounds)


def limits(theme: Any, value: Any) -> ThemeBounds:
    """Read the floor and the cap of a theme."""
    given = mapping(value, at(FilePart.THEME_BOUNDS, theme))
    names = [chosen(name, at(FilePart.BOUND_NAME, theme), LIMITS) for name in given]
    return ThemeBounds(
        **{name: number(given[name], at(FilePart.THEME_BOUND, theme, name)) for name in names}
    )


def election_of(inputs: Mapping[str, Any], rule: Rule) -> Election:
    """Read the requests, the groups and the ballots; references are put in their natural order."""
    requests = ordered(inputs, "requests", "reference", FilePart.REQUEST)
    names = distinct([entry.get("reference") for entry in requests], FilePart.REQUEST_KEY)
    position = {name: index for index, name in enumerate(names)}
    groups = ordered(inputs, "groups", "key", FilePart.GROUP)
    voters = distinct([entry.get("key") for entry in groups], FilePart.GROUP_KEY)
    ballots = mapping(inputs.get("ballots"), key("ballots"))
    stranger = next((group for group in ballots if group not in voters), None)
    if stranger is not None:
        raise Malformed(ScenarioFault.UNKNOWN_GROUP, key("ballots"), found=stranger)
    return Election(
        references=names,
        costs=tuple(number(entry.get("cost"), cost_of(entry)) for entry in requests),
        envelope=number(inputs.get("envelope"), at(FilePart.ENVELOPE)),
        unit=str(inputs.get("unit", "")),
        kind=chosen(inputs.get("kind", "points"), key("kind"), get_args(BallotKind)),
        voters=voters,
        weights=tuple(weight(entry) for entry in groups),
        ballots=tuple(ballot(ballots, voter, position) for voter in voters),
        mandatory=frozenset(
            index for index, entry in enumerate(requests) if flag(entry.get("mandatory"))
        ),
        requires=requires(requests, position),
        excludes=excludes(requests, position),
        themes=themes(requests),
        bounds=dict(rule.bounds),
        intervals=intervals(requests),
        frozen_weight=number(inputs.get("frozen_weight", "0"), key("frozen_weight")),
    )


def ordered(
    inputs: Mapping[str, Any], name: str, by: str, part: FilePart
) -> list[Mapping[str, Any]]:
    """Return the entries of a list in the natural order of one of their keys."""
    listed = [mapping(entry, at(part)) for entry in items(inputs.get(name), key(name))]
    return sorted(listed, key=lambda entry: natural(str(entry.get(by))))


def cost_of(entry: Mapping[str, Any]) -> Where:
    """Return the place of a request's cost."""
    return at(FilePart.REQUEST_COST, entry.get("reference"))


def weight(entry: Mapping[str, Any]) -> Fraction:
    """Read the weight of a group."""
    return number(entry.get("weight", "1"), at(FilePart.GROUP_WEIGHT, entry.get("key")))


def requires(requests: Requests, position: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
    """Read what each request requires."""
    return {
        index: tuple(sorted(located(entry["requires"], position)))
        for index, entry in enumerate(requests)
        if entry.get("requires")
    }


def excludes(requests: Requests, position: Mapping[str, int]) -> frozenset[tuple[int, int]]:
    """Read the pairs that exclude each other, wherever they are said."""
    return frozenset(
        (min(index, other), max(index, other))
        for index, entry in enumerate(requests)
        for other in located(entry.get("excludes", []), position)
    )


def themes(requests: Requests) -> tuple[str, ...]:
    """Read the themes; none where no request has one."""
    if not any("theme" in entry for entry in requests):
        return ()
    return tuple(str(entry.get("theme", "")) for entry in requests)


def intervals(requests: Requests) -> dict[int, tuple[Fraction, Fraction]]:
    """Read the bounds of the costs; the estimate stands for a bound that is not given."""
    return {
        index: (
            number(entry.get("low", entry["cost"]), key("low")),
            number(entry.get("high", entry["cost"]), key("high")),
        )
        for index, entry in enumerate(requests)
        if "low" in entry or "high" in entry
    }


def ballot(
    ballots: Mapping[str, Any], group: str, position: Mapping[str, int]
) -> dict[int, Fraction]:
    """Read the points of one group, by position and in order; zero is not support."""
    points = mapping(ballots.get(group), at(FilePart.BALLOT, group))
    given = sorted(
        (
            located([reference], position)[0],
            number(value, at(FilePart.GIVEN_POINTS, group, reference)),
        )
        for reference, value in points.items()
    )
    return {request: value for request, value in given if value}


def located(references: Any, position: Mapping[str, int]) -> list[int]:
    """Return the positions of references."""
    found = []
    for reference in items(references, at(FilePart.REFERENCES)):
        if str(reference) not in position:
            raise Malformed(ScenarioFault.UNKNOWN_REQUEST, at(FilePart.REFERENCES), found=reference)
        found.append(position[str(reference)])
    return found
