"""The sending of a letter from the atelier: planned, sent by a thread, suspended, in doubt, accounted for."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, delete, func, insert, literal, or_, select, update

from chorale.atelier.approving import Outgoing, outgoing
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.sendings import SendingState
from chorale.newsletter.review import online
from chorale.service.delivery import doubts, hours, sending
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.mail_merge import copies
from chorale.service.delivery.records import Delivery, DeliveryPlan
from chorale.service.delivery.round import AlreadySending, SendRound, enlisted
from chorale.service.delivery.smtp import lines
from chorale.service.logs import log
from chorale.service.public_tables import delivery, dispatch, subscription
from chorale.service.staff_tables import staff_sending
from chorale.service.store import Busy, Lead
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

EVERY = 5.0
"""Seconds between two looks for what is due."""
REST = timedelta(minutes=5)
"""How long a delivery rests after the server stopped a round."""


def not_online(desk: Desk, found: Outgoing, ask: online.Ask) -> str:
    """Return what the letter leads to that readers would not find yet, in one sentence; nothing when all is there."""
    proof = online.proof(found.built, desk.root / "build", ask)
    return online.sentence(found.built, proof) if proof.missing else ""


def round_of(service: Service, found: Outgoing) -> SendRound:
    """Return what sends a letter."""
    settings, secret = service.settings, service.outbox.secret
    now = service.clock().astimezone(ZoneInfo(found.community.timezone))
    return SendRound(
        community=found.community,
        issue=found.issue,
        settings=settings,
        store=service.store,
        secret=secret,
        digest=found.digest,
        copy=copies(found.community, found.issue, settings.base_url, secret, now),
        clock=service.clock,
    )


def audience(connection: Connection, wanted: DeliveryPlan, most: int) -> tuple[int, list[str]]:
    """Return how many would receive a letter now, and the first addresses: counted, the list not being read."""
    told = select(dispatch.c.subscription).join(delivery, delivery.c.id == dispatch.c.delivery)
    mine = [
        subscription.c.state == "active",
        subscription.c.id.not_in(told.where(delivery.c.issue == wanted.issue)),
    ]
    if wanted.topic:
        chosen = (literal(",") + subscription.c.topics + ",").contains(
            f",{wanted.topic},", autoescape=True
        )
        mine.append(or_(subscription.c.topics == "", chosen))
    count = connection.execute(select(func.count()).select_from(subscription).where(*mine))
    first = select(subscription.c.email).where(*mine).order_by(subscription.c.id).limit(most)
    return int(count.scalar_one()), list(connection.execute(first).scalars())


def plan(connection: Connection, worker: Writer, wanted: DeliveryPlan, due: datetime) -> Delivery:
    """Plan a delivery that leaves by itself; the caller's transaction holds the deliveries' lock."""
    found = delivery_records.plan(connection, wanted, due)
    connection.execute(delete(staff_sending).where(staff_sending.c.delivery == found.id))
    values = {"delivery": found.id, "person": worker.key, "paused": 0, "trouble": ""}
    connection.execute(insert(staff_sending).values(**values))
    return found


def hold(connection: Connection, late: Sequence[Delivery]) -> None:
    """Suspend what is too late to leave by itself, and say why."""
    for one in late:
        moving = and_(staff_sending.c.delivery == one.id, staff_sending.c.paused == 0)
        said = f"{hours.why_late(str(one.not_after))} ; vérifier, puis décider si elle part"
        values = {"paused": 1, "trouble": said, "again_at": None}
        if connection.execute(update(staff_sending).where(moving).values(**values)).rowcount:
            log("letter-late", issue=one.issue)


def settle_doubts(service: Service, one: SendingState, *, sent: bool) -> None:
    """Hold the messages in doubt for sent, or send them again; AlreadySending where only one sends at a time."""
    with enlisted(service.settings, service.store):
        doubts.reconcile(service.store, one.delivery.id, lambda _: sent, service.clock())
        with service.store.write(delivery_records.LOCK) as connection:
            hours.pause(connection, one.delivery.id, paused=one.paused)


@dataclass
class Postman:
    """Sends what the team planned, one delivery at a time, in a thread of its own."""

    desk: Desk
    serving: Callable[[], Service]
    ask: online.Ask = online.ask_server
    bell: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look for what is due."""
        self.thread = threading.Thread(target=self._run, name="postman", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Finish the messages in hand, then stop."""
        self.stopping.set()
        self.bell.set()
        if self.thread:
            self.thread.join(timeout=30)

    def _run(self) -> None:
        while not self.stopping.is_set():
            self.bell.clear()
            try:
                self.round()
            except Busy:
                log("postman-waits")
            except Exception as error:  # noqa: BLE001 - the postman outlives any one letter; the fault is told
                log("postman-fault", error=type(error).__name__)
            self.bell.wait(EVERY)

    def round(self) -> None:
        """Send what is due and not paused."""
        service = self.serving()
        with service.store.read() as connection:
            ready = self._ready(connection, service.clock())
            late = hours.overdue(connection, service.clock())
        if late:
            with service.store.write(delivery_records.LOCK) as connection:
                hold(connection, late)
        for found in ready:
            try:
                with enlisted(service.settings, service.store) as lead:
                    self._send(service, found, lead)
            except AlreadySending:
                log("letter-elsewhere", issue=found.issue)

    def _ready(self, connection: Connection, now: datetime) -> Sequence[Delivery]:
        known = {row.delivery: row for row in connection.execute(select(staff_sending))}
        return [
            one
            for one in hours.due(connection, now)
            if (ours := known.get(one.id))
            and (ours.again_at is None or ours.again_at <= stamp(now))
            and not _resting(connection, one, now)
        ]

    def _send(self, service: Service, found: Delivery, lead: Lead) -> None:
        with service.store.read() as connection:
            if found not in self._ready(connection, service.clock()):
                return  # another machine may have finished
            unknown = doubts.uncertain(service.store, connection, found.id)
        if unknown and service.settings.smtp_url:
            self._rest(service, found, "une panne a coupé des messages, dire s'ils sont partis")
            return
        self.desk.changed()
        letter = outgoing(self.desk, found.issue)
        if letter is None or letter.missing or letter.refusal:
            self._rest(service, found, "la lettre a changé depuis son approbation")
            return
        if absent := not_online(self.desk, letter, self.ask):
            self._rest(service, found, absent)
            return
        if unknown:
            doubts.reconcile(service.store, found.id, lambda _: False, service.clock())
        wanted = DeliveryPlan(issue=found.issue, digest=letter.digest, topic=found.topic)
        made = round_of(service, letter)
        made.enrol(found, wanted)
        trouble = self._sent(service, found, made, lead)
        if not made.conclude(found) and trouble:
            self._rest(service, found, trouble)

    def _sent(self, service: Service, found: Delivery, made: SendRound, lead: Lead) -> str:
        """Send one round; return what stopped it, or nothing."""
        troubles: list[str] = []
        stop = threading.Event()

        def told(_: int) -> None:
            if self.stopping.is_set():
                stop.set()
                return
            with service.store.read() as connection:
                if hours.paused(connection, found.id):
                    stop.set()

        how = sending.SendingPolicy(
            sender=made.sender,
            copy=made.copy,
            line=lines(service.settings, found.issue),
            told=told,
            trouble=troubles.append,
            retried=False,
            worker=lead.name,
            held=lead.held,
            stop=stop,
        )
        sending.send(service.store, found.id, how, service.clock)
        return troubles[-1] if troubles else ""

    def _rest(self, service: Service, found: Delivery, why: str) -> None:
        mine = staff_sending.c.delivery == found.id
        values = {"trouble": why, "again_at": stamp(service.clock() + REST)}
        with service.store.write(delivery_records.LOCK) as connection:
            connection.execute(update(staff_sending).where(mine).values(**values))


def _resting(connection: Connection, found: Delivery, now: datetime) -> bool:
    """Return whether all who are left were put off to a later moment."""
    waiting = and_(dispatch.c.delivery == found.id, dispatch.c.state == "queued")
    later = dispatch.c.not_before > stamp(now)
    some, all_later = (
        connection.execute(select(func.count()).where(condition)).scalar()
        for condition in (waiting, and_(waiting, later))
    )
    return bool(some) and some == all_later
