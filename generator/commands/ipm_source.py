"""What a decision is asked about: a cycle, a Pabulib file or a saved scenario, with what the command line changes."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import click

from generator.ipm.constraints import Impossible
from generator.ipm.decision import Decision
from generator.ipm.election import Election
from generator.ipm.model import Rule, TieBreak


def loaded(path: str, project: Path, today: date) -> tuple[Election, Rule, str, dict[str, str]]:
    """Return the election, its rule, its unit's name and the titles, of whatever the path names."""
    from generator.ipm.pabulib import Malformed

    file = Path(path)
    try:
        if file.suffix == ".pb":
            return from_pabulib(file)
        if file.suffix in (".json", ".yml", ".yaml") and file.is_file():
            return from_scenario(file)
    except (Malformed, ValueError) as error:
        raise click.ClickException(f"{path} : {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} : fichier illisible ({unreadable(error)}).") from None
    return from_project(path, project, today)


def unreadable(error: Exception) -> str:
    """Say why a file cannot be read."""
    return "il n'est pas en UTF-8" if isinstance(error, UnicodeDecodeError) else "absent ou interdit"


def from_pabulib(file: Path) -> tuple[Election, Rule, str, dict[str, str]]:
    """Read a Pabulib file; cities count costs, groups count points."""
    from generator.ipm.pabulib import read_pabulib

    read = read_pabulib(file.read_text(encoding="utf-8"))
    return read.election, Rule(), file.stem, dict(read.names)


def from_scenario(file: Path) -> tuple[Election, Rule, str, dict[str, str]]:
    """Read a saved what-if or a published decision."""
    import json

    from generator.content.sources import Unreadable, yaml_origin
    from generator.ipm.scenario import read

    text = file.read_text(encoding="utf-8")
    try:
        data = json.loads(text) if file.suffix == ".json" else plain(yaml_origin(file.name, text).node)
    except Unreadable as error:
        raise ValueError(f"ligne {error.problem.source.line} : {error.problem.sentence}.") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("ce n'est pas du JSON.") from None
    scenario = read(data)
    return scenario.election, scenario.rule, file.stem, {}


def plain(node: Any) -> Any:
    """Return YAML nodes as mappings, lists and text."""
    value = getattr(node, "value", None)
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], tuple):
        return {plain(key): plain(item) for key, item in value}
    return {} if node.id == "mapping" else [plain(item) for item in value]


def from_project(path: str, project: Path, today: date) -> tuple[Election, Rule, str, dict[str, str]]:
    """Read a cycle of the project; a cycle with errors is not decided."""
    from generator.content.load import load
    from generator.content.problems import errors
    from generator.ipm.election import from_cycle
    from generator.outputs.report import as_text

    found = load(project, today)
    cycles = {cycle.slug: cycle for cycle in found.community.cycles} if found.community else {}
    name = Path(path).name
    here = tuple(problem for problem in errors(found.problems) if f"/ipm/{name}/" in problem.source.path)
    if here:
        raise click.ClickException(f"le cycle « {name} » contient des erreurs.\n{as_text(here, project)}")
    if name not in cycles:
        known = ", ".join(cycles) or "aucun"
        raise click.ClickException(f"cycle inconnu « {name} » ; cycles lus : {known}.")
    cycle = cycles[name]
    titles = {request.reference: request.title for request in cycle.requests}
    return from_cycle(cycle), cycle.rule, f"cycle {cycle.number}", titles


def changed(election: Election, rule: Rule, options: dict[str, Any]) -> tuple[Election, Rule]:
    """Return the election and the rule with what the command line changes."""
    given = {key: options[key] for key in ("method", "utility", "completion") if options[key]}
    if options["tie_break"]:
        words = tuple(word.strip() for word in options["tie_break"].split(","))
        unknown = [word for word in words if word not in get_args(TieBreak)]
        if unknown:
            raise click.UsageError(
                f"critère de départage inconnu « {unknown[0]} » ; attendu : {', '.join(get_args(TieBreak))}."
            )
        given["tie_break"] = words
    if options["stop"]:
        given["overflow"] = "stop"
    rule = replace(rule, **given, comparison=rule.comparison or options["comparison"])
    other = envelope(options["envelope"])
    return (election if other is None else replace(election, envelope=other)), rule


def decided(election: Election, rule: Rule) -> Decision:
    """Decide, or say which constraints clash."""
    from generator.ipm.rules import decide_election

    try:
        return decide_election(election, rule)
    except Impossible as problem:
        raise click.ClickException(f"aucune décision possible. {problem}") from None


def envelope(text: str | None) -> Fraction | None:
    """Read an envelope written on the command line; None when none is."""
    from generator.ipm.amounts import amount

    if text is None:
        return None
    try:
        value = amount(text.replace(",", "."))
    except ValueError:
        raise click.UsageError(f"« {text} » n'est pas un montant.") from None
    if value <= 0:
        raise click.UsageError("une enveloppe est supérieure à zéro.")
    return value
