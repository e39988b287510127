"""chorale newsletter bounces: what came back ends dead subscriptions, in numbers and never in names."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from generator.commands.operation import plainly, prepared
from generator.commands.project import project_option, say
from generator.outputs.french import plural
from generator.service.access import seals
from generator.service.delivery import bounces as mailbox
from generator.service.delivery import returns
from generator.service.delivery.returns import Outcome
from generator.service.instants import system_clock
from generator.service.public import subscriptions

ENDED = {
    Outcome.DEAD: ("adresse inexistante", "adresses inexistantes"),
    Outcome.TIRED: ("troisième refus passager", "troisièmes refus passagers"),
    Outcome.COMPLAINED: ("plainte pour courriel indésirable", "plaintes pour courriel indésirable"),
}
LEFT = {
    Outcome.WAITING: ("refus passager noté", "refus passagers notés"),
    Outcome.OVER: ("adresse déjà désabonnée", "adresses déjà désabonnées"),
    Outcome.UNKNOWN: ("adresse non abonnée", "adresses non abonnées"),
    Outcome.AGAIN: ("avis déjà compté", "avis déjà comptés"),
}


@click.command(
    "bounces", help="Lire avis de non-remise et plaintes (dossier, Maildir, mbox), retirer les adresses mortes."
)
@click.argument("place", type=click.Path(exists=True, path_type=Path), metavar="DOSSIER")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
@project_option
def bounces(place: Path, dry_run: bool, project: Path) -> None:
    """Apply what came back; a folder read twice counts each mail once."""
    with plainly():
        settings, store = prepared(project)
        secret = seals.service_secret(settings.key_file)
        mails = list(mailbox.read(place))
        with store.write(subscriptions.LOCK) as connection:
            done = returns.apply(connection, secret, mails, system_clock())
            if dry_run:
                connection.rollback()
    reporting = sum(bool(mail.reports) for mail in mails)
    say(f"{plural(len(mails), 'message lu', 'messages lus')}, {reporting} de retour.")
    say(f"Abonnements {'à terminer' if dry_run else 'terminés'} : {_detailed(ENDED, done) or 'aucun'}.", style="green")
    if left := _detailed(LEFT, done):
        say(f"Sans suite : {left}.")
    if dry_run:
        say("Rien n'est changé.")


def _detailed(words: Mapping[Outcome, tuple[str, str]], done: Counter[Outcome]) -> str:
    return ", ".join(plural(done[one], *pair) for one, pair in words.items() if done[one])


COMMANDS = (bounces,)
