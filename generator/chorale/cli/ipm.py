"""chorale ipm: compute, explain, compare and verify the decision of a cycle."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from chorale.cli.ipm_input import DecisionInput, changed, decided, envelope, loaded
from chorale.cli.options import optional_project_option, say, tell, today_option
from chorale.ipm.decision import Decision
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import Completion, Method, TieBreak, Utility
from chorale.site.cycle.decision_sentences import infeasible_sentence

F = TypeVar("F", bound=Callable[..., Any])


def rule_options(function: F) -> F:
    """Add what changes the rule or the envelope."""
    options = (
        click.option(
            "--rule",
            "method",
            type=click.Choice(get_args(Method)),
            help="Règle (celle du cycle par défaut).",
        ),
        click.option(
            "--utility",
            type=click.Choice(get_args(Utility)),
            help="Ce qui compte : points, coût ou nombre.",
        ),
        click.option(
            "--completion", type=click.Choice(get_args(Completion)), help="Emploi du reste."
        ),
        click.option(
            "--tie-break",
            metavar="LISTE",
            help=f"Ordre de départage, séparé par des virgules : {', '.join(get_args(TieBreak))}.",
        ),
        click.option(
            "--stop",
            is_flag=True,
            help="S'arrêter à la première demande trop chère au lieu de la passer.",
        ),
        click.option(
            "--comparison",
            is_flag=True,
            help="Garder le classement par points s'il est préféré.",
        ),
        click.option("--envelope", metavar="MONTANT", help="Autre enveloppe que celle du cycle."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def source_options(function: F) -> F:
    """Add PATH, the project and the day."""
    path = click.argument("path", metavar="CYCLE|DOSSIER|FICHIER")
    return path(optional_project_option(today_option(function)))


@click.command()
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
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier à écrire (xlsx l'exige).",
)
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Décision publiée à vérifier.",
)
@optional_project_option
@today_option
def decide(
    path: str | None, layout: str, output: Path | None, replay: Path | None, **options: Any
) -> None:
    """Decide, or verify a published decision."""
    from chorale.cli.ipm_output import write
    from chorale.cli.ipm_verify import fingerprints, verify

    if replay is not None:
        problems = verify(replay)
        for problem in problems:
            say(problem, style="red")
        if not problems:
            say(
                f"{replay} : le calcul refait donne exactement la décision publiée.",
                style="green",
            )
            for line in fingerprints(replay):
                say(line)
        raise SystemExit(1 if problems else 0)
    if path is None:
        raise click.UsageError(
            "indiquez un cycle, son dossier, un fichier .pb ou un scénario (ou --replay)."
        )
    source = loaded(path, options.pop("project"), options.pop("today"))
    write(decided(*changed(source, options), source.names), layout, output, source)


def asked(function: F) -> F:
    """Add what every question about a decision takes: the path, the rule and the format."""
    shape = click.option(
        "--format",
        "layout",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
    )
    return source_options(rule_options(shape(function)))


def answered(path: str, options: dict[str, Any]) -> tuple[Decision, DecisionInput]:
    """Return the decision that a question is about, and where it comes from."""
    source = loaded(path, options["project"], options["today"])
    return decided(*changed(source, options), source.names), source


def told(layout: str, lines: list[str], data: Any) -> None:
    """Write an answer as text or as JSON."""
    from chorale.ipm.formats.record import json_text

    if layout == "json":
        click.echo(json_text(data), nl=False)
    else:
        tell("".join(f"{line}\n" for line in lines), nl=False)


@click.command()
@asked
def compare(path: str, layout: str, **options: Any) -> None:
    """Show what each rule would retain."""
    from chorale.cli import ipm_report

    decision, source = answered(path, options)
    told(layout, *ipm_report.comparison(decision, source.names))


@click.command()
@asked
@click.option(
    "--from", "low", metavar="MONTANT", help="Plus petite enveloppe (la moitié par défaut)."
)
@click.option(
    "--to",
    "high",
    metavar="MONTANT",
    help="Plus grande enveloppe (une fois et demie par défaut).",
)
@click.option(
    "--steps",
    type=click.IntRange(1, 5000),
    metavar="N",
    default=120,
    show_default=True,
    help="Nombre d'enveloppes essayées.",
)
def sweep(
    path: str, layout: str, low: str | None, high: str | None, steps: int, **options: Any
) -> None:
    """Show what each envelope would retain."""
    from chorale.cli import ipm_report

    decision, _ = answered(path, options)
    told(layout, *ipm_report.envelopes(decision, envelope(low), envelope(high), steps))


@click.command()
@asked
@click.option(
    "--draws",
    type=click.IntRange(1, 100_000),
    metavar="N",
    default=10_000,
    show_default=True,
    help="Tirages de coûts.",
)
def audit(path: str, layout: str, draws: int, **options: Any) -> None:
    """Show the certificates of a decision."""
    from chorale.cli import ipm_certificates

    decision, source = answered(path, options)
    try:
        answer = ipm_certificates.certificates(decision, draws, source.names)
    except Infeasible as error:
        raise click.ClickException(infeasible_sentence(error, source.names)) from None
    told(layout, *answer)


@click.command()
@click.argument("path", metavar="CYCLE|DOSSIER|FICHIER")
@click.argument("references", metavar="[RÉFÉRENCE]…", nargs=-1)
@rule_options
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@optional_project_option
@today_option
def explain(path: str, references: tuple[str, ...], layout: str, **options: Any) -> None:
    """Explain requests, all of them when none is named."""
    from chorale.cli import ipm_report
    from chorale.french.suggestions import did_you_mean

    decision, source = answered(path, options)
    known = decision.election.references
    for reference in references:
        if reference not in known:
            raise click.UsageError(
                f"demande inconnue « {reference} » ; {did_you_mean(reference, known)}".rstrip(" ;")
            )
    told(
        layout,
        *ipm_report.explanations(decision, references or known, source.titles, source.names),
    )


@click.command()
@source_options
@rule_options
@click.option(
    "--pb",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier .pb (sinon, à l'écran).",
)
def export(path: str, output: Path | None, **options: Any) -> None:
    """Write a Pabulib file, with what the rule selects."""
    from chorale.files import store
    from chorale.ipm.formats.pabulib import pabulib_text
    from chorale.site.cycle.downloads import cycle_meta, money_meta

    decision, source = answered(path, options)
    meta = {"description": source.name, **source.meta, "rule": "unknown"}
    meta |= (
        cycle_meta(source.cycle, decision)
        if source.cycle
        else money_meta(decision.election.unit, [f"règle : {decision.rule.method}"])
    )
    text = pabulib_text(decision.election, meta, source.titles, decision.retained)
    if output is None:
        click.echo(text, nl=False)
    else:
        store(output, text.encode())
