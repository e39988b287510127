"""What comes back changes subscriptions: the dead end, the full have three chances, and nothing counts twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, insert, select

from generator.service.delivery.bounces import Kind, Mail, Report
from generator.service.instants import stamp
from generator.service.public import subscriptions, tickets
from generator.service.public.public_tables import dispatch, returned, subscription
from generator.service.public.subscriptions import Subscriber


class Outcome(Enum):
    """What one report did."""

    DEAD = "dead"
    TIRED = "tired"
    COMPLAINED = "complained"
    WAITING = "waiting"
    OVER = "over"
    UNKNOWN = "unknown"
    AGAIN = "again"


def apply(connection: Connection, secret: str, mails: Iterable[Mail], now: datetime) -> Counter[Outcome]:
    """Apply what mails report, in the caller's transaction; return how many times each thing happened."""
    return Counter(_outcome(connection, secret, mail, one, now) for mail in mails for one in mail.reports)


def _outcome(connection: Connection, secret: str, mail: Mail, report: Report, now: datetime) -> Outcome:
    found = _subscriber(connection, report)
    if found is None:
        return Outcome.UNKNOWN
    about = f"{report.letter or mail.digest}\n{found.id}\n{report.kind.value}"
    if not _remembered(connection, tickets.mac(secret, "retour", about), now):
        return Outcome.AGAIN
    if found.state == "ended":
        return Outcome.OVER
    if report.kind is Kind.COMPLAINT:
        subscriptions.end(connection, secret, found, "plainte", now)
        return Outcome.COMPLAINED
    final = report.kind is Kind.FINAL
    ended = subscriptions.bounced(connection, secret, found, final=final, now=now)
    return Outcome.DEAD if final else Outcome.TIRED if ended else Outcome.WAITING


def _subscriber(connection: Connection, report: Report) -> Subscriber | None:
    """Find whom a report is about: the letter that came back says it even when the address was forwarded or hidden."""
    mine = select(subscription).join(dispatch, dispatch.c.subscription == subscription.c.id)
    if report.letter and (found := connection.execute(mine.where(dispatch.c.message_id == report.letter)).first()):
        return found
    return subscriptions.by_email(connection, report.address) if report.address else None


def _remembered(connection: Connection, digest: str, now: datetime) -> bool:
    """Remember a report; False when it was already known: one failure a letter, however many mails tell it."""
    if connection.execute(select(returned.c.digest).where(returned.c.digest == digest)).first():
        return False
    connection.execute(insert(returned).values(digest=digest, at=stamp(now)))
    return True
