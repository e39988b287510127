"""chorale ipm: compute, explain, compare and verify the decision of a cycle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
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


def asked(function: F) -> F:
    """Add what every question about a decision takes: the path, the rule and the format."""
    shape = click.option("--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True)
    return source_options(rule_options(shape(function)))


def answered(path: str, options: dict[str, Any]) -> tuple[Decision, dict[str, str]]:
    """Return the decision that a question is about, and the titles of its requests."""
    election, rule, _, titles = loaded(path, options["project"], options["today"])
    return decided(*changed(election, rule, options)), titles


def told(lines: list[str], data: Any, layout: str) -> None:
    """Write an answer as text or as JSON."""
    from generator.ipm.record import json_text

    click.echo(json_text(data) if layout == "json" else "\n".join(lines) + "\n", nl=False)


@command.command("compare", help="Toutes les règles côte à côte.")
@asked
def compare(path: str, layout: str, **options: Any) -> None:
    """Show what each rule would retain."""
    from generator.commands import ipm_answers

    decision, _ = answered(path, options)
    told(*ipm_answers.comparison(decision), layout)


@command.command("sweep", help="Ce qui serait retenu selon l'enveloppe, avec les intervalles de chaque demande.")
@asked
@click.option("--from", "low", metavar="MONTANT", help="Plus petite enveloppe (la moitié par défaut).")
@click.option("--to", "high", metavar="MONTANT", help="Plus grande enveloppe (une fois et demie par défaut).")
@click.option(
    "--steps", type=click.IntRange(1, 5000), default=120, show_default=True, help="Nombre d'enveloppes essayées."
)
def sweep(path: str, layout: str, low: str | None, high: str | None, steps: int, **options: Any) -> None:
    """Show what each envelope would retain."""
    from generator.commands import ipm_answers

    decision, _ = answered(path, options)
    told(*ipm_answers.envelopes(decision, bound(low), bound(high), steps), layout)


def bound(text: str | None) -> Fraction | None:
    """Read an amount above zero."""
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


@command.command("audit", help="Vérifier chaque coalition de groupes, et la solidité de la recommandation.")
@asked
@click.option("--draws", type=click.IntRange(1, 100_000), default=10_000, show_default=True, help="Tirages de coûts.")
def audit(path: str, layout: str, draws: int, **options: Any) -> None:
    """Show the certificates of a decision."""
    from generator.commands import ipm_answers

    decision, _ = answered(path, options)
    try:
        answer = ipm_answers.certificates(decision, draws)
    except Impossible as problem:
        raise click.ClickException(str(problem)) from None
    told(*answer, layout)


@command.command(
    "explain", help="Pourquoi une demande est retenue ou non, et le plus petit changement qui la retiendrait."
)
@click.argument("path", metavar="CYCLE|DOSSIER|FICHIER")
@click.argument("references", metavar="[RÉFÉRENCE]…", nargs=-1)
@rule_options
@click.option("--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True)
@project_option
@today_option
def explain(path: str, references: tuple[str, ...], layout: str, **options: Any) -> None:
    """Explain requests, all of them when none is named."""
    from generator.commands import ipm_answers

    decision, titles = answered(path, options)
    known = decision.election.references
    for reference in references:
        if reference not in known:
            raise click.UsageError(f"demande inconnue « {reference} »{nearest(reference, known)}.")
    told(*ipm_answers.explanations(decision, references or known, titles), layout)


def nearest(reference: str, known: tuple[str, ...]) -> str:
    """Suggest the closest reference."""
    from difflib import get_close_matches

    close = get_close_matches(reference, known, n=1)
    return f" ; vouliez-vous dire « {close[0]} »" if close else ""


@command.command("export", help="Écrire les données d'un cycle au format Pabulib.")
@source_options
@rule_options
@click.option("--pb", "output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier .pb (sinon, à l'écran).")
def export(path: str, output: Path | None, **options: Any) -> None:
    """Write a Pabulib file, with what the rule selects."""
    from generator.commands.ipm_output import stored
    from generator.ipm.pabulib import pabulib_text

    election, rule, name, titles = loaded(path, options["project"], options["today"])
    decision = decided(*changed(election, rule, options))
    meta = {"description": name, "currency": election.unit, "rule": decision.rule.method}
    text = pabulib_text(decision.election, meta, titles, decision.retained)
    if output is None:
        click.echo(text, nl=False)
    else:
        stored(output, text.encode())
