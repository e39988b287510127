"""One round of a delivery: alone on all machines, recipients written down, sent, accounted for; a rehearsal too."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chorale.content.model import Community, Issue
from chorale.files import private_folder
from chorale.newsletter.email.message import domain
from chorale.service import signed_links
from chorale.service.delivery import bounces
from chorale.service.delivery import records as delivery_records
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
    """Another sending runs, here or on another machine of this database."""


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

    def rehearse(self, addresses: Iterable[str]) -> None:
        """Send the message to a few addresses, and write nothing down; raises NotRehearsed."""
        try:
            with lines(self.settings, f"{self.issue.slug}-essai")() as line:
                for address in addresses:
                    name = signed_links.new_id()
                    data = self.copy(address, name, f"<essai.{name}@{domain(self.community)}>")
                    line.hand(self.community.sender.address, address, data, name)
        except (MessageRejected, Unavailable, Uncertain, ValueError) as error:
            raise NotRehearsed(str(error)) from None

    def enrol(self, found: Delivery, plan: DeliveryPlan) -> int:
        """Write down who is to receive it, before the first message leaves; return how many wait."""
        with self.store.write(delivery_records.LOCK) as connection:
            people = delivery_records.recipients(connection, self.secret, plan)
            delivery_records.start(connection, found, people, domain(self.community), self.clock())
        with self.store.read() as connection:
            return delivery_records.counts(connection, found.id).get("queued", 0)

    def conclude(self, found: Delivery) -> bool:
        """Count refusals as returned mails, and close the delivery; False when someone still waits."""
        with self.store.write(delivery_records.LOCK, subscription_records.LOCK) as connection:
            refused = delivery_records.refused(connection, found.id)
            reports = tuple(
                bounces.refusal(row.email, row.answer, row.message_id) for row in refused
            )
            returned = [bounces.ReturnedMail(digest="", reports=reports)]
            bounces.apply(connection, self.secret, returned, self.clock())
        return delivery_records.finish(self.store, found.id, self.clock())


@contextmanager
def alone(settings: Settings, store: Store) -> Iterator[Lead]:
    """Let one sending run at a time on all machines: a second would take the first for dead. Or AlreadySending."""
    private_folder(settings.folder)
    with (settings.folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadySending from None
        with store.leading("sending") as lead:
            if not lead.held():
                raise AlreadySending
            yield lead
