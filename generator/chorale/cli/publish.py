"""chorale check, build, serve, schema, search-report: the content checked, published, previewed, searched."""

import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chorale import memory
from chorale.cli.options import project_option, say, today_option
from chorale.french.os_errors import refusal
from chorale.french.phrases import plural

if TYPE_CHECKING:
    from chorale.site.search.report import AskedQuery


@click.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Dossier publié (par défaut « build » dans la communauté) ; remplacé d'un coup, à la fin.",
)
@click.option(
    "--engine",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    show_default=True,
    help="Moteur de site.",
)
@project_option
@today_option
def build_command(output: Path | None, engine: str, project: Path, today: date) -> None:
    """Build a project; exit 1 when the content forbids it, and nothing is written."""
    from chorale.publish import PublicationRefused

    target = (
        output or project / "build"
    ).resolve()  # MkDocs counts a relative folder from its own settings
    try:
        with memory.opened():
            count = _publish(project, target, today, engine)
    except PublicationRefused as refused:
        explain(refused, project)
        raise SystemExit(1) from None
    say(f"{count} fichiers publiés dans {_short(target)}/", style="green")


def _publish(project: Path, target: Path, today: date, engine: str) -> int:
    from chorale.publish import build

    if not sys.stderr.isatty():
        return build(project, target, today, builder=engine, parallel=True)
    from rich.console import Console

    with Console(stderr=True).status("Publication") as status:
        return build(project, target, today, status.update, builder=engine, parallel=True)


def explain(refused: Exception, project: Path) -> None:
    """Say why nothing is published: each problem at its place, or the one sentence."""
    from chorale.content import problems as content_problems

    problems = getattr(refused, "problems", ())
    say(content_problems.as_text(problems, project) if problems else str(refused))
    if problems:
        say(f"{content_problems.summary(problems)} ; rien n'a été publié", style="red")


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@click.command()
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="text pour lire, github pour annoter une demande de fusion, json pour un programme.",
)
@click.option(
    "--fix",
    is_flag=True,
    help="Écrire dans les fichiers ce qui n'a qu'un sens (listes, adresses, fins de ligne), et montrer la différence.",
)
@project_option
@today_option
def check_command(layout: str, fix: bool, project: Path, today: date) -> None:
    """Check a project; exit 1 when something forbids publication."""
    if fix:
        _fix(project, quiet=layout != "text")
    from chorale.content import problems as content_problems
    from chorale.content.problems import errors
    from chorale.content.project import inspect

    with memory.opened():
        _, problems = inspect(project, today)
    match layout:
        case "json":
            click.echo(content_problems.as_json(problems))
        case "github" if problems:
            click.echo(content_problems.as_github(problems))
        case "text" if problems:
            click.echo(content_problems.as_text(problems, project))
    if layout == "text":
        say(content_problems.summary(problems), style="red" if errors(problems) else "green")
    raise SystemExit(1 if errors(problems) else 0)


def _fix(project: Path, *, quiet: bool) -> None:
    """Write what has one meaning; the difference goes where the answer does, or beside one that a program reads."""
    from chorale.content import fixing

    found = list(fixing.mendings(project))
    for mending in found:
        click.echo(mending.difference, nl=False, err=quiet)
        fixing.mend(project, mending)
    said = f"{plural(len(found), 'fichier')} repris"
    say(said if found else "aucun fichier à reprendre", style="green")


@click.command()
@project_option
def schema_command(project: Path) -> None:
    """Write every schema in a project."""
    from chorale.content.json_schema import SCHEMAS, schemas
    from chorale.files import File, write

    write(project / SCHEMAS, (File.of(name, text) for name, text in schemas().items()))
    say(f"{len(schemas())} schémas dans {SCHEMAS}/", style="green")


@click.command()
@click.option(
    "--address",
    default="127.0.0.1:8000",
    show_default=True,
    metavar="HÔTE:PORT",
    help="Où lire le site.",
)
@project_option
@today_option
def serve_command(address: str, project: Path, today: date) -> None:
    """Serve a project until Ctrl+C; refuse an address that cannot be listened to."""
    from chorale.preview import serve_site

    if not address.rpartition(":")[2].isdigit():
        raise click.UsageError(
            f"« {address} » n'est pas une adresse HÔTE:PORT, par exemple 127.0.0.1:8000"
        )
    try:
        with memory.opened():
            serve_site(project, today, address, say)
    except OSError as error:
        say(f"Impossible d'écouter : {refusal(error, address)}", style="red")
        raise SystemExit(1) from None


@click.command()
@click.option(
    "--all", "every", is_flag=True, help="Montrer aussi les questions qui trouvent leur page."
)
@project_option
@today_option
def search_report_command(every: bool, project: Path, today: date) -> None:
    """Build the site aside and ask it the queries; exit 1 when the content forbids it or nothing can be asked."""
    from chorale.content.load import load
    from chorale.publish import PublicationRefused, build
    from chorale.site.search import report

    with tempfile.TemporaryDirectory() as folder:
        try:
            build(project, Path(folder) / "build", today)
            known = load(project, today).community
            queries = known.search_queries if known else ()
            asked = report.ask(Path(folder) / "build" / "site", queries)
        except (PublicationRefused, report.ReportImpossible) as refused:
            say(str(refused), style="red")
            raise SystemExit(1) from None
    for one in asked:
        if every or one.rank != 1:
            click.echo(_asked_line(one))
    say(_asked_summary(asked), style="green")


def _asked_line(one: "AskedQuery") -> str:
    """Say what a query found, and where its page stands."""
    found = f" (compris « {one.corrected} »)" if one.corrected else ""
    expected = " ou ".join(one.query.pages)
    match one.rank:
        case 0:
            first = (
                f"en premier : {one.found[0] or 'accueil'}" if one.found else "aucune page trouvée"
            )
            said = f"{expected} introuvable ; {first}"
        case 1:
            said = f"{one.found[0]} en premier"
        case rank:
            said = f"{one.found[rank - 1]} en place {rank}, après {one.found[0]}"
    return f"« {one.query.query} »{found} : {said}"


def _asked_summary(asked: "tuple[AskedQuery, ...]") -> str:
    from chorale.french import phrases
    from chorale.site.search import report

    if not asked:
        return "aucune question dans content/search-queries.yml : en écrire, telles que les lecteurs les tapent"
    first, few = (round(100 * report.within(asked, most)) for most in (1, report.SHOWN))
    return (
        f"{phrases.plural(len(asked), 'question')} : la bonne page vient en premier pour {first} %, parmi les "
        f"{report.SHOWN} premières pour {few} % ; {report.unanswered(asked)} sans aucune réponse"
    )
