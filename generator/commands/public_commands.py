"""chorale service registrations, attendance, person, forget: what the secretariat does with what the public wrote."""

import os
from pathlib import Path

import click

from generator.commands.operation import prepared
from generator.commands.project import project_option, say
from generator.service.instants import system_clock
from generator.service.web.visits import Service


def _service(project: Path) -> Service:
    from generator.service.operation.app import create_service

    settings, store = prepared(project)
    return create_service(project, store, system_clock, settings)


def _key(service: Service, key: str) -> str:
    from generator.content.problems import did_you_mean
    from generator.service.public import seats

    known = seats.rooms(service.community)
    if key not in known:
        raise click.UsageError(f"séance inconnue « {key} » ; {did_you_mean(key, known)}".rstrip(" ;"))
    return key


@click.command("registrations", help="Écrire les inscrits d'une séance (CSV ou XLSX, d'après le nom du fichier).")
@click.argument("key", metavar="SÉANCE")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path), metavar="FICHIER")
@project_option
def registrations(key: str, output: Path, project: Path) -> None:
    """Write who signed up; only the owner of the file reads it."""
    from generator.outputs.tables import table
    from generator.service.public import public_forms, registration_files

    service = _service(project)
    fields = public_forms.fields(public_forms.sign_up_form(service.community), service.community)
    with service.store.read() as connection:
        rows = registration_files.rows(connection, _key(service, key), fields)
    if output.suffix.lower() == ".xlsx":
        content = registration_files.workbook(rows, key)
    else:
        content = table(rows[0], rows[1:]).encode("utf-8-sig")
    _write(output, content)
    say(f"{len(rows) - 1} inscriptions dans {output}", style="green")


def _write(output: Path, content: bytes) -> None:
    part = output.with_name(output.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    part.replace(output)


@click.command("attendance", help="Marquer les présents d'une séance d'après le CSV de l'outil de webinaire.")
@click.argument("key", metavar="SÉANCE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER")
@project_option
def attendance(key: str, file: Path, project: Path) -> None:
    """Match addresses; tell those that nobody had."""
    from generator.service.public import registration_files, seats

    service = _service(project)
    raw = file.read_bytes()
    text = raw.decode("utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else _text(raw)
    room = seats.rooms(service.community)[_key(service, key)]
    with service.store.write(seats.lock(room)) as connection:
        count, strangers = registration_files.attended(connection, key, text.splitlines())
    say(f"{count} présents marqués, {len(strangers)} adresses sans inscription", style="green")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


@click.group("person", help="Ce qui est gardé d'une personne : le lui donner, l'effacer.")
def person() -> None:
    """Hold the two rights."""


@person.command("export", help="Afficher en JSON tout ce qui est gardé sous une adresse.")
@click.argument("address", metavar="ADRESSE")
@project_option
def export(address: str, project: Path) -> None:
    """Print everything."""
    from generator.service.operation import personal_data

    service = _service(project)
    with service.store.read() as connection:
        click.echo(personal_data.as_json(personal_data.told(connection, address)), nl=False)


@person.command("erase", help="Effacer tout ce qui est gardé sous une adresse, et ne plus jamais lui écrire.")
@click.argument("address", metavar="ADRESSE")
@project_option
def erase(address: str, project: Path) -> None:
    """Erase everything; the journal notes counts, not who."""
    from generator.service.operation import personal_data

    done = personal_data.erase(_service(project), address, system_clock())
    say(", ".join(f"{name} : {count}" for name, count in done.items()) + " ; effacé", style="green")


@click.command("forget", help="Appliquer maintenant les durées de conservation (le service le fait chaque jour).")
@project_option
def forget(project: Path) -> None:
    """Purge what is over."""
    from generator.service.operation import personal_data

    done = personal_data.purge(_service(project), system_clock())
    said = ", ".join(f"{count} {name}" for name, count in done.items() if count)
    say(f"effacé : {said or 'rien à effacer'}", style="green")


@click.command("operator", help="Donner à une personne le lien de la page de gestion ; il n'est montré qu'une fois.")
@click.argument("name", metavar="NOM")
@click.argument("address", metavar="ADRESSE")
@click.option("--revoke", is_flag=True, help="Fermer les liens de gestion de cette adresse, sans en donner d'autre.")
@project_option
def operator(name: str, address: str, revoke: bool, project: Path) -> None:
    """Admit an operator and print the link, or close the links of one."""
    from generator.service.access import people
    from generator.service.cycle import access_links

    service, now = _service(project), system_clock()
    who = {"scope": people.OPERATOR_SCOPE, "group": "", "role": "operator", "name": name, "email": address}
    with service.store.write("access") as connection:
        held = [one for one in people.of_scope(connection, people.OPERATOR_SCOPE) if one.email == address]
        closed = sum(people.revoke(connection, one.id, now) for one in held)
        secret = "" if revoke else people.admit(connection, now, **who)[1]
    if secret:
        click.echo(access_links.personal_link(service, secret))
    say(f"{closed} lien précédent fermé" if closed else "lien personnel : ne pas le transférer", style="green")


COMMANDS = (operator, registrations, attendance, person, forget)
