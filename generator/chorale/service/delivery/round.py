"""One round of a delivery, by one sender or several: recipients written down, sent, accounted for; a rehearsal too."""

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from chorale.content.model import Community, Issue
from chorale.files import private_folder
from chorale.newsletter.email.message import domain
from chorale.service import signed_links
from chorale.service.delivery import bounce_effects, bounces, doubts
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.bounce_effects import return_path
from chorale.service.delivery.records import Delivery, DeliveryPlan
from chorale.service.delivery.sending import Copy
from chorale.service.delivery.smtp import Uncertain, lines
from chorale.service.mail.transport import MessageRejected, Unavailable
from chorale.service.settings import Settings
from chorale.service.store import Lead, Store
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import Clock

LOCK = "envoi.lock"


class AlreadySending(Exception):
    """Another sending runs that this one cannot share; the text says why."""


_ALONE = "un envoi est déjà en cours"
_OTHER = (
    "cette lettre part d'une autre machine, dans un autre état que celui d'ici ; y mettre le même contenu, ou attendre "
    "que cet envoi finisse"
)


class NotRehearsed(Exception):
    """The test message did not leave; the text says why."""


@dataclass(frozen=True, kw_only=True)
class SendRound:
    """Everything that a delivery needs, made once: the digest of the message as it is, and what makes each copy."""

    community: Community
    issue: Issue
    settings: Settings
    store: Store
    secret: str
    digest: str
    copy: Copy
    clock: Clock

    @property
    def sender(self) -> Callable[[str], str]:
        """Return who sends to a subscription, for mail servers: what they refuse comes back there."""
        return return_path(self.settings.bounces, self.community.sender.address, self.secret)

    def rehearse(self, addresses: Iterable[str]) -> None:
        """Send the message to a few addresses, and write nothing down; raises NotRehearsed."""
        try:
            with lines(self.settings, f"{self.issue.slug}-essai")() as line:
                for address in addresses:
                    name = signed_links.new_id()
                    data = self.copy(address, name, f"<essai.{name}@{domain(self.community)}>")
                    line.hand(self.sender(name), address, data, name)
        except (MessageRejected, Unavailable, Uncertain, ValueError) as error:
            raise NotRehearsed(str(error)) from None

    def enrol(self, found: Delivery, plan: DeliveryPlan) -> int:
        """Write down who is to receive it, before the first message leaves; return how many wait. Or AlreadySending."""
        with self.store.write(delivery_records.LOCK) as connection:
            fresh = delivery_records.unfinished(connection, plan)
            if fresh is None:
                return 0  # another sender finished meanwhile
            self.shareable(connection, fresh)
            people = delivery_records.recipients(connection, self.secret, plan)
            delivery_records.start(connection, fresh, people, domain(self.community), self.clock())
            delivery_records.carry(connection, found.id, self.digest)
        with self.store.read() as connection:
            return delivery_records.counts(connection, found.id).get("queued", 0)

    def shareable(self, connection: Connection, found: Delivery) -> None:
        """Raise AlreadySending when others send it in another state."""
        if found.digest != self.digest and doubts.in_hand(self.store, connection, found.id):
            raise AlreadySending(_OTHER)

    def conclude(self, found: Delivery) -> bool:
        """Count refusals as returned mails, and close the delivery; False when someone still waits."""
        with self.store.write(delivery_records.LOCK, subscription_records.LOCK) as connection:
            refused = delivery_records.refused(connection, found.id)
            reports = tuple(
                bounces.refusal(row.email, row.answer, row.message_id) for row in refused
            )
            returned = [bounces.ReturnedMail(digest="", reports=reports)]
            bounce_effects.apply(connection, self.secret, returned, self.clock())
        return delivery_records.finish(self.store, found.id, self.clock())


@contextmanager
def enlisted(settings: Settings, store: Store) -> Iterator[Lead]:
    """Lend a sender its name, which lives as long as it does; on SQLite to one at a time, or AlreadySending."""
    with ExitStack() as kept:
        if store.is_sqlite:
            kept.enter_context(_alone(settings))
        lead = kept.enter_context(store.leading(f"sender:{signed_links.new_id()}"))
        lead.held()
        yield lead


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    private_folder(settings.folder)
    with (settings.folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadySending(_ALONE) from None
        yield
