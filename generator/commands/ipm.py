"""chorale ipm: compute, explain, compare and verify the decision of a cycle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from generator.commands.project import project_option, say, today_option
from generator.ipm.constraints import Impossible
from generator.ipm.decision import Decision
from generator.ipm.election import Election
from generator.ipm.model import Completion, Method, Rule, TieBreak, Utility

F = TypeVar("F", bound=Callable[..., Any])


@click.group("ipm", help="Calculer, expliquer, comparer et vérifier la décision d'un cycle.")
def command() -> None:
    """Group what is asked of a cycle's decision."""


def rule_options(function: F) -> F:
    """Add what changes the rule or the envelope."""
    options = (
        click.option(
            "--rule", "method", type=click.Choice(get_args(Method)), help="Règle (celle du cycle par défaut)."
        ),
        click.option("--utility", type=click.Choice(get_args(Utility)), help="Ce qui compte : points, coût ou nombre."),
        click.option("--completion", type=click.Choice(get_args(Completion)), help="Emploi du reste."),
        click.option(
            "--tie-break",
            metavar="LISTE",
            help=f"Ordre de départage, séparé par des virgules : {', '.join(get_args(TieBreak))}.",
        ),
        click.option("--stop", is_flag=True, help="S'arrêter à la première demande trop chère au lieu de la passer."),
        click.option("--comparison", is_flag=True, help="Garder le classement par points s'il est préféré."),
        click.option("--envelope", metavar="MONTANT", help="Autre enveloppe que celle du cycle."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def source_options(function: F) -> F:
    """Add PATH, the project and the day."""
    path = click.argument("path", metavar="CYCLE|DOSSIER|FICHIER")
    return path(project_option(today_option(function)))


def loaded(path: str, project: Path, today: date) -> tuple[Election, Rule, str, dict[str, str]]:
    """Return the election, its rule, its unit's name and the titles, for a cycle, its folder, a .pb file or a scenario."""
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
    import yaml

    from generator.ipm.scenario import read

    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    except yaml.YAMLError:
        raise ValueError("ce n'est ni du YAML ni du JSON.") from None
    scenario = read(data)
    return scenario.election, scenario.rule, file.stem, {}


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
    from generator.ipm.amounts import amount

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
    if options["envelope"] is not None:
        try:
            envelope = amount(options["envelope"].replace(",", "."))
        except ValueError:
            raise click.UsageError(f"« {options['envelope']} » n'est pas un montant.") from None
        if envelope <= 0:
            raise click.UsageError("une enveloppe est supérieure à zéro.")
        election = replace(election, envelope=envelope)
    return election, rule


def decided(election: Election, rule: Rule) -> Decision:
    """Decide, or say which constraints clash."""
    from generator.ipm.rules import decide_election

    try:
        return decide_election(election, rule)
    except Impossible as problem:
        raise click.ClickException(f"aucune décision possible. {problem}") from None


@command.command("decide", help="Calculer la recommandation, avec chaque tour.")
@click.argument("path", metavar="[CYCLE|DOSSIER|FICHIER]", required=False)
@rule_options
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json", "csv", "xlsx"]),
    default="text",
    show_default=True,
    help="text pour lire, les autres pour un programme ou un tableur.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire (xlsx l'exige).")
@click.option(
    "--replay", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Décision publiée à vérifier."
)
@project_option
@today_option
def decide(path: str | None, layout: str, output: Path | None, replay: Path | None, **options: Any) -> None:
    """Decide, or verify a published decision."""
    from generator.commands.ipm_output import verify, write

    if replay is not None:
        problems = verify(replay)
        for problem in problems:
            say(problem, style="red")
        if not problems:
            say(f"{replay} : le calcul refait donne exactement la décision publiée.", style="green")
        raise SystemExit(1 if problems else 0)
    if path is None:
        raise click.UsageError("indiquez un cycle, son dossier, un fichier .pb ou un scénario (ou --replay).")
    election, rule, name, titles = loaded(path, options.pop("project"), options.pop("today"))
    decision = decided(*changed(election, rule, options))
    write(decision, layout, output, name, titles)
