"""What a sending must pass before a message leaves: each gate once, for the sending itself and for its rehearsal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from chorale.cli import send_report
from chorale.cli.open_issue import require_approval, require_online
from chorale.cli.options import say
from chorale.cli.send_options import SendOptions
from chorale.french.phrases import plural
from chorale.newsletter.review import approval
from chorale.newsletter.review.built_email import BuiltEmail
from chorale.service.delivery import doubts
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import Delivery, DeliveryPlan
from chorale.service.delivery.round import AlreadySending, SendRound, enlisted
from chorale.service.settings import Settings
from chorale.service.store import Lead, Store


@dataclass(frozen=True, kw_only=True)
class SendContext(SendRound):
    """A round, with the message that its links are read in, and the folder that it was made from."""

    sheet: BuiltEmail
    project: Path


Gate = Callable[[SendContext, DeliveryPlan, SendOptions], None]
"""Ends with one sentence when a letter may not leave."""


@contextmanager
def lent(settings: Settings, store: Store) -> Iterator[Lead]:
    """Lend a sender its name, or end with a sentence when another sends."""
    try:
        with enlisted(settings, store) as lead:
            yield lead
    except AlreadySending as error:
        raise click.ClickException(str(error)) from None


def approved(context: SendContext, _: DeliveryPlan, __: SendOptions) -> None:
    """Let through what was approved as it is."""
    require_approval(context.project, context.community, context.issue, context.digest)


def at_its_hour(context: SendContext, _: DeliveryPlan, asked: SendOptions) -> None:
    """Let through what leaves at an hour to come, about the date that the letter bears."""
    zone = ZoneInfo(context.community.timezone)
    now = context.clock()
    when = asked.moment.replace(tzinfo=zone) if asked.moment else now
    if asked.moment and when <= now:
        raise click.UsageError(
            "--at : cette heure est passée ; sans --at, l'envoi part tout de suite"
        )
    if not asked.early and (soon := approval.early(context.issue, when.astimezone(zone).date())):
        advice = f"--at « {context.issue.date} 09:00 », ou --early pour la laisser partir plus tôt"
        raise click.ClickException(f"{soon} ; {advice}")


def online(context: SendContext, _: DeliveryPlan, asked: SendOptions) -> None:
    """Let through what leads to pages that are online; a planned sending has until its hour."""
    require_online(context.project, context.sheet, planned=bool(asked.moment))


def not_begun(context: SendContext, plan: DeliveryPlan, asked: SendOptions) -> None:
    """Let through an hour only for what has not begun."""
    with context.store.read() as connection:
        found = delivery_records.unfinished(connection, plan)
    if asked.moment and found is not None and found.state != "planned":
        raise click.ClickException("cet envoi a commencé : relancer sans --at pour le finir")


def alone(context: SendContext, plan: DeliveryPlan, asked: SendOptions) -> None:
    """Let through one sender, or several of the very same message."""
    if asked.moment:
        return
    with lent(context.settings, context.store), context.store.read() as connection:
        found = delivery_records.unfinished(connection, plan)
        if found is not None:
            context.shareable(connection, found)


def settled(context: SendContext, plan: DeliveryPlan, asked: SendOptions) -> None:
    """Let through what goes on without doubt, or with what settles it."""
    if asked.moment:
        return
    with context.store.read() as connection:
        found = delivery_records.unfinished(connection, plan)
    if found is not None:
        no_doubt(context, found, asked)


def no_doubt(context: SendRound, found: Delivery, asked: SendOptions) -> None:
    """End when only the mail server knows what left, and nothing says it."""
    with context.store.read() as connection:
        unknown = doubts.uncertain(context.store, connection, found.id)
    if unknown and context.settings.smtp_url and not asked.logs and not asked.doubt:
        raise click.ClickException(send_report.doubtful(len(unknown)))


BEFORE: tuple[Gate, ...] = (approved, at_its_hour, online, not_begun)
"""Asked before anything is noted."""
DUE: tuple[Gate, ...] = (approved, online)
"""Asked at the hour that was planned."""
BEGUN: tuple[Gate, ...] = (alone, settled)
"""Asked by the sending itself, once it has begun."""


def rehearsed(context: SendContext, plan: DeliveryPlan, asked: SendOptions) -> bool:
    """Say to how many a letter would leave, and all that would stop it; return whether nothing would."""
    with context.store.read() as connection:
        many = delivery_records.to_serve(connection, context.secret, plan)
    files = f"des fichiers dans {context.settings.mail_folder}"
    where = "le serveur SMTP" if context.settings.smtp_url else files
    say(f"{context.issue.slug} : {plural(many, 'destinataire')}, par {where} ; rien n'est envoyé")
    refusals = tuple(_refusals(context, plan, asked))
    for sentence in refusals:
        say(f"l'envoi serait refusé : {sentence}", style="red")
    return not refusals


def _refusals(context: SendContext, plan: DeliveryPlan, asked: SendOptions) -> Iterator[str]:
    for gate in (*DUE, *BEGUN) if asked.due else (*BEFORE, *BEGUN):
        try:
            gate(context, plan, asked)
        except click.ClickException as error:
            yield error.format_message()
