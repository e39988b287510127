"""chorale service: run the online forms, invite people, look after the database."""

from pathlib import Path

import click

from generator.commands import cycle_commands, mail_commands, public_commands
from generator.commands.operation import service_of
from generator.commands.project import project_option, say


@click.group("service", help="Faire tourner les formulaires en ligne : questionnaires, inscriptions.")
def command() -> None:
    """Gather the commands of the operator and of the secretariat."""


@command.command("run", help="Répondre aux visiteurs et envoyer les courriels, jusqu'à Ctrl+C.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8700, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@project_option
def run(host: str, port: int, project: Path) -> None:
    """Serve until interrupted."""
    import uvicorn

    from generator.service.logs import to_folder
    from generator.service.operation.app import application

    service = service_of(project)
    settings = service.settings
    to_folder(settings.log_folder)
    say(f"Adresse publique : {settings.base_url} ; écoute sur http://{host}:{port}")
    say(f"Courriels : {'serveur SMTP' if settings.smtp_url else f'fichiers dans {settings.mail_folder}'}")
    say(f"Journaux : {settings.log_folder} (une ligne JSON par événement, effacés après douze mois)")
    app = application(service)
    uvicorn.run(app, host=host, port=port, log_config=None, access_log=False, server_header=False, proxy_headers=False)
    service.store.close()


for extra in (*cycle_commands.COMMANDS, *public_commands.COMMANDS, *mail_commands.COMMANDS):
    command.add_command(extra)
