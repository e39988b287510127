"""Effects of bounces on subscriptions: ended, counted, known already; the address that each letter comes back to."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, insert, select

from chorale.service import signed_links
from chorale.service.accounts import people
from chorale.service.delivery.bounces import BounceKind, BounceReport, ReturnedMail
from chorale.service.public_tables import dispatch, returned, subscription
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.records import Subscriber
from chorale.service.timestamps import stamp

ENVELOPE = "enveloppe"


def return_path(bounces: str, sender: str, secret: str) -> Callable[[str], str]:
    """Return the address that a subscription's letters leave from, which only we can write; one for all without it."""
    local, _, domain = bounces.partition("@")

    def keyed(identifier: str) -> str:
        return f"{local}+{signed_links.ticket(secret, ENVELOPE, identifier)}@{domain}"

    return keyed if bounces else lambda _: sender


class BounceEffect(Enum):
    """What one report did."""

    DEAD = "dead"
    TIRED = "tired"
    COMPLAINED = "complained"
    LEFT = "left"
    WAITING = "waiting"
    OVER = "over"
    INVITED = "invited"
    UNKNOWN = "unknown"
    AGAIN = "again"


def apply(
    connection: Connection, secret: str, mails: Iterable[ReturnedMail], now: datetime
) -> Counter[BounceEffect]:
    """Apply what mails report, in the caller's transaction; return how many times each thing happened."""
    return Counter(
        _outcome(connection, secret, mail, one, now) for mail in mails for one in mail.reports
    )


def _outcome(
    connection: Connection, secret: str, mail: ReturnedMail, report: BounceReport, now: datetime
) -> BounceEffect:
    found = _subscriber(connection, secret, report)
    lost = report.kind in (BounceKind.FINAL, BounceKind.PASSING)
    invited = lost and people.returned(connection, report.address, now)
    if found is None:
        return BounceEffect.INVITED if invited else BounceEffect.UNKNOWN
    about = f"{report.letter or mail.digest}\n{found.id}\n{report.kind.value}"
    if not _remembered(connection, signed_links.mac(secret, "retour", about), now):
        return BounceEffect.AGAIN
    if found.state == "ended":
        return BounceEffect.OVER
    if report.kind is BounceKind.LEAVING:
        subscription_records.end(connection, secret, found, "demande", now)
        return BounceEffect.LEFT
    if report.kind is BounceKind.COMPLAINT:
        subscription_records.end(connection, secret, found, "plainte", now)
        return BounceEffect.COMPLAINED
    final = report.kind is BounceKind.FINAL
    ended = subscription_records.bounced(connection, secret, found, final=final, now=now)
    return BounceEffect.DEAD if final else BounceEffect.TIRED if ended else BounceEffect.WAITING


def _subscriber(connection: Connection, secret: str, report: BounceReport) -> Subscriber | None:
    """Find whom a report is about: the letter that came back says it even when the address was forwarded or hidden."""
    leaves = report.kind is BounceKind.LEAVING
    use = "abonnement" if leaves else ENVELOPE
    if (identifier := signed_links.holder(secret, use, report.word)) or leaves:
        return connection.execute(
            select(subscription).where(subscription.c.id == identifier)
        ).first()
    mine = select(subscription).join(dispatch, dispatch.c.subscription == subscription.c.id)
    if report.letter and (
        found := connection.execute(mine.where(dispatch.c.message_id == report.letter)).first()
    ):
        return found
    return subscription_records.by_email(connection, report.address) if report.address else None


def _remembered(connection: Connection, digest: str, now: datetime) -> bool:
    """Remember a report; False when it was already known: one failure a letter, however many mails tell it."""
    if connection.execute(select(returned.c.digest).where(returned.c.digest == digest)).first():
        return False
    connection.execute(insert(returned).values(digest=digest, at=stamp(now)))
    return True
