"""chorale init, new: a community that builds at once, a file to complete with its guidance in comments."""

from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from chorale.cli.options import DayParam, project_option, say, today_option


@click.command()
@click.argument("title", metavar="[TITRE]", default="")
@click.option(
    "--from",
    "model",
    metavar="NOM",
    help="Repartir d'un webinaire : même programme, même jour de semaine, même heure, nouvelle date.",
)
@project_option
@today_option
def webinar(title: str, model: str | None, project: Path, today: date) -> None:
    """Write a webinar."""
    from chorale import scaffold

    place = _place(project, today)
    known = {item.slug: item for item in place.community.webinars}
    if model is not None and model not in known:
        _refuse(f"webinaire inconnu « {model} »", model, known)
    if model is None and not title.strip():
        raise click.UsageError("donner un titre, ou « --from NOM » pour repartir d'un webinaire")
    _write(project, scaffold.webinar(place, title, known[model] if model else None))


@click.command()
@click.argument("day", metavar="AAAA-MM-JJ", type=DayParam())
@click.argument("city", metavar="VILLE")
@project_option
@today_option
def meeting(day: date, city: str, project: Path, today: date) -> None:
    """Write a meeting."""
    from chorale import scaffold

    _write(project, scaffold.meeting(_place(project, today), day, city))


@click.command()
@click.argument("title", metavar="TITRE")
@project_option
@today_option
def collected(title: str, project: Path, today: date) -> None:
    """Write a collected request."""
    from chorale import scaffold

    _write(project, scaffold.collected(_place(project, today), title))


@click.command()
@click.argument("name", metavar="NOM")
@project_option
@today_option
def mail(name: str, project: Path, today: date) -> None:
    """Write other words for a mail of the service."""
    from chorale import scaffold
    from chorale.content.public_mails import MODELS

    if name not in MODELS:
        _refuse(f"courriel inconnu « {name} »", name, MODELS)
    _write(project, scaffold.mail(_place(project, today), name))


@click.command()
@click.argument("month", metavar="AAAA-MM")
@project_option
@today_option
def issue(month: str, project: Path, today: date) -> None:
    """Write an issue."""
    from chorale import scaffold

    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise click.UsageError(f"« {month} » n'est pas un mois AAAA-MM") from None
    _write(project, scaffold.issue(_place(project, today), first))


@click.command()
@click.argument("issue_name", metavar="NUMÉRO")
@click.argument("title", metavar="TITRE")
@project_option
@today_option
def article(issue_name: str, title: str, project: Path, today: date) -> None:
    """Write an article, and say the line that puts it in its issue."""
    from chorale import scaffold

    place = _place(project, today)
    known = {item.slug: item for item in place.community.issues}
    if issue_name not in known:
        _refuse(f"numéro inconnu « {issue_name} »", issue_name, known)
    made = scaffold.article(place, issue_name, title)
    _write(project, made)
    say(f"Pour le placer, ajouter à issue.yml : « - article: {Path(made.path).stem} »")


@click.command()
@click.argument("cycle_name", metavar="CYCLE")
@click.argument("title", metavar="TITRE")
@project_option
@today_option
def request(cycle_name: str, title: str, project: Path, today: date) -> None:
    """Add a change request at the end of requests.yml."""
    from chorale import scaffold
    from chorale.files import File, write

    place = _place(project, today)
    known = {cycle.slug: cycle for cycle in place.community.cycles}
    if cycle_name not in known:
        _refuse(f"cycle inconnu « {cycle_name} »", cycle_name, known)
    added = scaffold.request(place, known[cycle_name], title)
    before = (project / added.path).read_bytes().rstrip(b"\n") + b"\n"
    write(project, [File(added.path, before + added.content)])
    say(f"Demande ajoutée à la fin de {added.path}", style="green")


def _place(project: Path, today: date) -> Any:
    from chorale.content.load import load
    from chorale.content.problems import as_text
    from chorale.scaffold import NewItemPlace

    loaded = load(project, today)
    if loaded.community is None:
        say(as_text(loaded.problems, project))
        raise SystemExit(1)
    return NewItemPlace(community=loaded.community, today=today)


def _refuse(message: str, word: str, known: Any) -> None:
    from chorale.french.suggestions import did_you_mean

    raise click.UsageError(f"{message} ; {did_you_mean(word, known)}".rstrip(" ;"))


def _write(project: Path, made: Any) -> None:
    from chorale.files import write

    if (project / made.path).exists():
        say(f"{made.path} existe déjà : rien n'a été changé", style="red")
        raise SystemExit(1)
    write(project, [made])
    say(f"{made.path} est prêt à compléter", style="green")


@click.command()
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path))
@click.option(
    "--name",
    default="Notre communauté",
    show_default=True,
    metavar="NOM",
    help="Nom de la communauté.",
)
@click.option(
    "--url",
    default="https://communaute.example/",
    show_default=True,
    metavar="ADRESSE",
    help="Adresse « https://…/ » du site publié.",
)
@click.option(
    "--container", is_flag=True, help="Ajouter un Dockerfile pour le service des formulaires."
)
@today_option
def init_command(folder: Path, name: str, url: str, container: bool, today: date) -> None:
    """Write a community that the check finds sound; refuse a folder that holds something."""
    from chorale import starter

    address = url if url.endswith("/") else f"{url}/"
    asked = starter.Starter(
        name=name, url=address, version=version("chorale"), today=today, container=container
    )
    try:
        starter.lay(folder.resolve(), asked)
    except starter.InitRefused as refused:
        raise click.ClickException(str(refused)) from None
    say(f"« {name} » est prête dans « {folder.resolve()} »", style="green")
    say(
        "Ensuite, dans ce dossier : « chorale serve » montre le site ; README.md dit ce qui est à remplacer."
    )
