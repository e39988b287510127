"""The sendings of a letter as the team sees them: who was served, what goes on, what is in doubt, who left since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    put_off: int
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
    def standing(self) -> str:
        """Return where one that does not move stands, as far as its buttons tell."""
        one = self.delivery
        held = " held" * self.paused + " trouble" * bool(self.trouble)
        return one.state if one.state == "finished" else f"{one.state} {one.due_at}{held}"

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


def gone(connection: Connection) -> frozenset[str]:
    """Return the letters that have left, or begun to: nobody receives what is written in them now."""
    return frozenset(one.issue for one in hours.every(connection) if one.started_at)


def moving(found: Iterable[SendingState], now: datetime) -> SendingState | None:
    """Return the sending that leaves, or is about to."""
    return next((one for one in found if one.moving(now)), None)


def phase(found: Sequence[SendingState], now: datetime) -> str:
    """Return what an open page shows of a letter's sendings: once it is another, the page has other buttons."""
    leaving = moving(found, now)
    return leaving.phase if leaving else ", ".join(one.standing for one in found) or "none"


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
        put_off=delivery_records.put_off(connection, one.id),
        ours=ours is not None,
        paused=bool(ours and ours.paused),
        trouble=ours.trouble if ours else "",
    )


@dataclass(frozen=True, kw_only=True)
class Departures:
    """Who left the list because of a letter, as far as one can tell: from its beginning until the next one's."""

    left: int
    dead: int
    over: bool


NONE_LEFT = Departures(left=0, dead=0, over=False)
HEEDED = timedelta(days=30)
"""Who leaves later did not leave because of that letter."""


def departures(
    connection: Connection, found: Iterable[SendingState], now: datetime
) -> dict[str, Departures]:
    """Return, by delivery, who left the list from its beginning until another letter began."""
    begun = [one for one in hours.every(connection) if one.started_at]
    return {
        one.delivery.id: _departures(connection, one.delivery, begun, now)
        for one in found
        if one.delivery.started_at
    }


def _departures(
    connection: Connection, one: Delivery, begun: Sequence[Delivery], now: datetime
) -> Departures:
    start = instant(one.started_at)
    others = (instant(next_.started_at) for next_ in begun if next_.issue != one.issue)
    end = min((start + HEEDED, *(at for at in others if at > start)))
    left, dead = subscription_records.left_between(connection, start, end)
    return Departures(left=left, dead=dead, over=end <= now)


def counted(one: SendingState, gone: Departures) -> list[str]:
    """Return what became of the recipients, a sentence each, and who left the list since."""
    if not one.counts:
        return []
    count, before = one.counts.get, one.left_meanwhile
    until = "dans le mois, avant la lettre suivante" if gone.over else "depuis le début"
    early = plural(before, "désabonné avant son message", "désabonnés avant leur message")
    told = [
        f"{plural(count('sent', 0), 'message remis', 'messages remis')} au serveur",
        f"{plural(count('refused', 0) - before, 'refusé')}, {plural(count('abandoned', 0), 'abandonné')}",
        f"{early}, {plural(gone.left, 'désabonné')} {until}",
        f"{plural(gone.dead, 'adresse retirée', 'adresses retirées')} de la liste, où rien n'arrive plus",
    ]
    if one.delivery.state != "finished":
        held = plural(one.claimed - one.doubtful, "message")
        told.append(
            f"{held} en main, {plural(count('queued', 0), 'autre')} à envoyer{_put_off(one)}"
        )
    return told


def _put_off(one: SendingState) -> str:
    later = "que le serveur de courriel remet à plus tard"
    return f", dont {number(one.put_off)} {later}" if one.put_off else ""
