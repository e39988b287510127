"""chorale search-report: which queries of readers find the page that answers them."""

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chorale.cli.options import project_option, say, today_option

if TYPE_CHECKING:
    from chorale.site.search.report import AskedQuery


@click.command()
@click.option(
    "--all", "every", is_flag=True, help="Montrer aussi les questions qui trouvent leur page."
)
@project_option
@today_option
def report_command(every: bool, project: Path, today: date) -> None:
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
            click.echo(_line(one))
    say(_summary(asked), style="green")


def _line(one: "AskedQuery") -> str:
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


def _summary(asked: "tuple[AskedQuery, ...]") -> str:
    from chorale.french import phrases
    from chorale.site.search import report

    if not asked:
        return "aucune question dans content/search-queries.yml : en écrire, telles que les lecteurs les tapent"
    first, few = (round(100 * report.within(asked, most)) for most in (1, report.SHOWN))
    return (
        f"{phrases.plural(len(asked), 'question')} : la bonne page vient en premier pour {first} %, parmi les "
        f"{report.SHOWN} premières pour {few} % ; {report.unanswered(asked)} sans aucune réponse"
    )
