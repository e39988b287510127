"""chorale service: run the online forms, invite people, look after the database."""

import os
from pathlib import Path

import click

from generator.commands.project import project_option, say
from generator.service.instants import system_clock
from generator.service.settings import Misconfigured, Settings, from_environment
from generator.service.store import Busy, Store


@click.group("service", help="Faire tourner les formulaires en ligne : questionnaires, inscriptions.")
def command() -> None:
    """Gather the commands of the operator and of the secretariat."""


def prepared(project: Path) -> tuple[Settings, Store]:
    """Return the settings and the migrated database of a project, or end with one sentence."""
    from generator.service.app import community_of

    try:
        settings = from_environment(project, os.environ, community_of(project, system_clock).url)
        store = Store(settings.database_url)
        store.prepare()
    except Misconfigured as error:
        raise click.ClickException(str(error)) from None
    except Busy:
        raise click.ClickException("la base de données ne répond pas ; vérifier CHORALE_DATABASE_URL") from None
    return settings, store


@command.command("run", help="Répondre aux visiteurs et envoyer les courriels, jusqu'à Ctrl+C.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8700, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@project_option
def run(host: str, port: int, project: Path) -> None:
    """Serve until interrupted."""
    import uvicorn

    from generator.service.app import create_app
    from generator.service.logs import to_stderr

    settings, store = prepared(project)
    to_stderr()
    say(f"Adresse publique : {settings.base_url} ; écoute sur http://{host}:{port}")
    say(f"Courriels : {'serveur SMTP' if settings.smtp_url else f'fichiers dans {settings.mail_folder}'}")
    app = create_app(project, store, system_clock, settings)
    uvicorn.run(app, host=host, port=port, log_config=None, access_log=False, server_header=False, proxy_headers=False)
    store.close()
