"""The sendings of a letter as the team sees them: who was served, what goes on, what is in doubt, who left since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from chorale.french.phrases import number, plural
from chorale.service.delivery import doubts, hours
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import Delivery
from chorale.service.delivery.round import AlreadySending, enlisted
from chorale.service.staff_tables import staff_sending
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service


@dataclass(frozen=True, kw_only=True)
class SendingState:
    """A delivery as the team sees it."""

    delivery: Delivery
    counts: Mapping[str, int]
    answers: Mapping[str, int]
    ours: bool
    paused: bool = False
    trouble: str = ""
    in_hand: bool = False
    """Stopped, but the messages that were in hand are still leaving."""

    @property
    def claimed(self) -> int:
        """Return how many messages are with the mail server, or were when something broke."""
        return self.counts.get("claimed", 0)

    @property
    def doubtful(self) -> int:
        """Return of how many messages only the mail server knows whether they left."""
        stopped = self.paused or bool(self.trouble)
        return self.claimed if stopped and not self.in_hand else 0

    @property
    def done(self) -> int:
        """Return how many recipients are settled."""
        return sum(self.counts.get(state, 0) for state in ("sent", "refused", "abandoned"))

    def moving(self, now: datetime) -> bool:
        """Return whether it goes on by itself: it is leaving, or about to."""
        one = self.delivery
        due = one.state == "running" or (one.state == "planned" and one.due_at <= stamp(now))
        return self.in_hand or (self.ours and due and not self.paused and not self.trouble)

    @property
    def phase(self) -> str:
        """Return what a page that follows it shows: another phase has other buttons."""
        if self.in_hand:
            return "stopping"
        return "building" if self.delivery.state == "running" else "starting"

    @property
    def step(self) -> str:
        """Return how far it is, in words."""
        if self.in_hand:
            return f"il s'arrête après {plural(self.claimed, 'message')} en main"
        if self.delivery.state != "running":
            return "il part à l'instant"
        return f"{number(self.done)} sur {number(self.delivery.total)}"

    @property
    def left_meanwhile(self) -> int:
        """Return how many left the list before their copy."""
        return self.answers.get(delivery_records.LEFT, 0)


def states(connection: Connection, issue: str) -> list[SendingState]:
    """Return the deliveries of a letter, the latest first."""
    known = {row.delivery: row for row in connection.execute(select(staff_sending))}
    return [
        _state(connection, one, known.get(one.id))
        for one in reversed(hours.every(connection))
        if one.issue == issue
    ]


def looked_at(service: Service, found: Sequence[SendingState]) -> list[SendingState]:
    """Return deliveries with what only the running process tells: whether messages of a stopped one still leave."""
    return [replace(one, in_hand=_sending(service, one)) if one.doubtful else one for one in found]


def _sending(service: Service, one: SendingState) -> bool:
    try:
        with enlisted(service.settings, service.store), service.store.read() as connection:
            return doubts.in_hand(service.store, connection, one.delivery.id) > 0
    except AlreadySending:
        return True


def _state(connection: Connection, one: Delivery, ours: Any) -> SendingState:
    return SendingState(
        delivery=one,
        counts=delivery_records.counts(connection, one.id),
        answers=delivery_records.refusals(connection, one.id),
        ours=ours is not None,
        paused=bool(ours and ours.paused),
        trouble=ours.trouble if ours else "",
    )


def left_since(connection: Connection, found: Iterable[SendingState]) -> dict[str, tuple[int, int]]:
    """Return, by delivery, who left the list since it began: by themselves, and because mail came back."""
    return {
        one.delivery.id: subscription_records.left_since(
            connection, instant(one.delivery.started_at)
        )
        for one in found
        if one.delivery.started_at
    }


def counted(one: SendingState, left: tuple[int, int]) -> list[str]:
    """Return what became of the recipients, a sentence each; left are those gone since: by themselves, or dead."""
    if not one.counts:
        return []
    count, before, (after, dead) = one.counts.get, one.left_meanwhile, left
    early = plural(before, "désabonné avant son message", "désabonnés avant leur message")
    told = [
        f"{plural(count('sent', 0), 'message remis', 'messages remis')} au serveur",
        f"{plural(count('refused', 0) - before, 'refusé')}, {plural(count('abandoned', 0), 'abandonné')}",
        f"{early}, {plural(after, 'désabonné')} depuis le début",
        f"{plural(dead, 'adresse retirée', 'adresses retirées')} de la liste, où rien n'arrive plus",
    ]
    if one.delivery.state != "finished":
        held = plural(one.claimed - one.doubtful, "message")
        told.append(f"{held} en main, {plural(count('queued', 0), 'autre')} à envoyer")
    return told
