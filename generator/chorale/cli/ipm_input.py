"""The input of the decision commands: a cycle, a Pabulib file or a saved scenario, with the options' changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import click

from chorale.cli.options import NoCommunity, find_project
from chorale.content import value_hints
from chorale.french.os_errors import refusal
from chorale.french.suggestions import did_you_mean
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election
from chorale.ipm.formats.faults import Malformed
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import Cycle, Rule, TieBreak
from chorale.site.cycle.decision_sentences import KEYS, Names, infeasible_sentence, names_of
from chorale.site.cycle.fault_sentences import fault_sentence

_OF_A_CYCLE = ("cycle.yml", "requests.yml", "arbitration.yml")


@dataclass(frozen=True, kw_only=True)
class DecisionInput:
    """What the path names: an election and its rule, how it is called, the titles of its requests, its cycle if any.

    meta is what a Pabulib file says of the election.
    """

    election: Election
    rule: Rule
    name: str
    titles: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    cycle: Cycle | None = None

    @property
    def names(self) -> Names:
        """Return what the groups and themes of a cycle are called; the keys of any other source stay keys."""
        return names_of(self.cycle) if self.cycle else KEYS


def loaded(path: str, project: Path | None, today: date) -> DecisionInput:
    """Read whatever the path names."""
    file = Path(path)
    if file.name in _OF_A_CYCLE and file.is_file():
        return loaded(str(file.resolve().parent), project or find_project(file.resolve()), today)
    try:
        if file.suffix == ".pb":
            return from_pabulib(file)
        if file.suffix in (".json", ".yml", ".yaml") and file.is_file():
            return from_scenario(file)
    except UnicodeDecodeError:
        raise click.ClickException(f"{path} : ce fichier n'est pas en UTF-8.") from None
    except Malformed as fault:
        raise click.ClickException(f"{path} : {fault_sentence(fault)}") from None
    except OSError as error:
        raise click.ClickException(refusal(error, path)) from None
    if project is None:
        raise NoCommunity
    return from_project(path, project, today)


def from_pabulib(file: Path) -> DecisionInput:
    """Read a Pabulib file; its rule is the one of a cycle, unless the command line says otherwise."""
    from chorale.ipm.large.pabulib_reader import read_pabulib

    read = read_pabulib(file.read_text(encoding="utf-8"))
    return DecisionInput(
        election=read.election, rule=Rule(), name=file.stem, titles=read.names, meta=read.meta
    )


def from_scenario(file: Path) -> DecisionInput:
    """Read a saved what-if or a published decision."""
    import json

    from chorale.content.source_files import UnreadableFile
    from chorale.content.sources import yaml_origin
    from chorale.ipm.formats.scenario import read

    text = file.read_text(encoding="utf-8")
    try:
        data = (
            json.loads(text) if file.suffix == ".json" else plain(yaml_origin(file.name, text).node)
        )
    except UnreadableFile as error:
        where = f"{file} : ligne {error.problem.source.line}"
        raise click.ClickException(f"{where} : {error.problem.sentence}.") from None
    except (json.JSONDecodeError, RecursionError):
        raise click.ClickException(f"{file} : ce n'est pas du JSON.") from None
    scenario = read(data)
    return DecisionInput(election=scenario.election, rule=scenario.rule, name=file.stem)


def plain(node: Any) -> Any:
    """Return YAML nodes as mappings, lists and text."""
    value = getattr(node, "value", None)
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], tuple):
        return {plain(key): plain(item) for key, item in value}
    return {} if node.id == "mapping" else [plain(item) for item in value]


def from_project(path: str, project: Path, today: date) -> DecisionInput:
    """Read a cycle of the project; a cycle with errors is not decided."""
    from chorale.content.checks import ballots as checks_ballots
    from chorale.content.checks import cycles as checks_cycles
    from chorale.content.load import load
    from chorale.content.problems import as_text, errors
    from chorale.ipm.election import from_cycle

    found = load(project, today)
    cycles = {cycle.slug: cycle for cycle in found.community.cycles} if found.community else {}
    name = Path(path).name
    rules = (*checks_cycles.CHECKS, *checks_ballots.CHECKS)
    problems = errors({*found.problems, *(problem for rule in rules for problem in rule(found))})
    own = (f"/ipm/{name}/", "/ipm/groups.yml")
    here = tuple(
        sorted(problem for problem in problems if any(part in problem.source.path for part in own))
    )
    if here:
        raise click.ClickException(
            f"le cycle « {name} » contient des erreurs.\n{as_text(here, project)}"
        )
    if name not in cycles:
        known = ", ".join(cycles) or "aucun"
        raise click.ClickException(f"cycle inconnu « {name} » ; cycles lus : {known}.")
    cycle, community = cycles[name], found.community
    return DecisionInput(
        election=from_cycle(cycle),
        rule=cycle.rule,
        name=f"cycle {cycle.number}",
        titles={request.reference: request.title for request in cycle.requests},
        meta={"country": community.country, "unit": community.name} if community else {},
        cycle=cycle,
    )


def changed(source: DecisionInput, options: dict[str, Any]) -> tuple[Election, Rule]:
    """Return the election and the rule with what the command line changes."""
    election, rule = source.election, source.rule
    given = {key: options[key] for key in ("method", "utility", "completion") if options[key]}
    if options["tie_break"]:
        words = tuple(word.strip() for word in options["tie_break"].split(","))
        unknown = [word for word in words if word not in get_args(TieBreak)]
        if unknown:
            advice = did_you_mean(unknown[0], get_args(TieBreak))
            raise click.UsageError(f"critère de départage inconnu « {unknown[0]} » ; {advice}")
        given["tie_break"] = words
    if options["stop"]:
        given["overflow"] = "stop"
    rule = replace(rule, **given, comparison=rule.comparison or options["comparison"])
    other = envelope(options["envelope"])
    return (election if other is None else replace(election, envelope=other)), rule


def decided(election: Election, rule: Rule, names: Names) -> Decision:
    """Decide, or say which constraints clash."""
    from chorale.ipm.decide import decide_election

    try:
        return decide_election(election, rule)
    except Infeasible as error:
        raise click.ClickException(
            f"aucune décision possible. {infeasible_sentence(error, names)}"
        ) from None


def envelope(text: str | None) -> Fraction | None:
    """Read an envelope written on the command line; None when none is."""
    from chorale.ipm.amounts import amount

    if text is None:
        return None
    if value_hints.two_ways(text.strip()):
        raise click.UsageError(
            f"« {text} » se lit de deux façons : {value_hints.amount(text.strip())}."
        )
    try:
        value = amount(value_hints.number(text) or text)
    except ValueError:
        raise click.UsageError(
            f"« {text} » n'est pas un montant : l'écrire en chiffres, par exemple « 1200 »."
        ) from None
    if value <= 0:
        raise click.UsageError("une enveloppe est supérieure à zéro.")
    return value
