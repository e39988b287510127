"""Sending of an issue: connections take batches, slow down when asked, record each result."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import PASSES, Dispatch, SendResult
from chorale.service.delivery.smtp import MailConnection, Uncertain
from chorale.service.mail.transport import Away, Closed, MessageRejected, Rejected, Unavailable
from chorale.service.store import Busy, Store
from chorale.service.timestamps import Clock

Copy = Callable[[str, str, str], bytes]
"""(address, subscription, message id) -> the encoded message of one recipient."""
SLOWEST = 30.0
AGAIN = 5.0
INSIST = 12
PATIENCE = 30
"""So many troubles without a message taken in between, and a line gives up; a server that is away counts five times."""


class DomainRateLimit:
    """At most so many messages a minute to one domain; 0 is as fast as the server takes them."""

    def __init__(self, per_minute: int) -> None:
        self.gap = 60 / per_minute if per_minute else 0.0
        self.next: dict[str, float] = {}
        self.lock = threading.Lock()

    def wait(self, email: str, now: float) -> float:
        """Book the next moment for an address's domain; return the seconds to wait."""
        if not self.gap:
            return 0.0
        domain = email.rpartition("@")[2].lower()
        with self.lock:
            moment = max(now, self.next.get(domain, 0.0))
            self.next[domain] = moment + self.gap
            return moment - now


@dataclass(frozen=True, kw_only=True)
class SendingPolicy:
    """How a delivery is sent: told receives how many more were settled, trouble why a line waits or gives up."""

    sender: str
    copy: Copy
    line: Callable[[], MailConnection]
    told: Callable[[int], None] = lambda _: None
    trouble: Callable[[str], None] = lambda _: None
    lines: int = 4
    batch: int = 20
    pace: DomainRateLimit = field(default_factory=lambda: DomainRateLimit(0))
    stop: threading.Event = field(default_factory=threading.Event)
    pause: Callable[[float], object] | None = None

    def wait(self, seconds: float) -> None:
        """Wait, or until everything is to stop."""
        (self.pause or self.stop.wait)(seconds)


def send(store: Store, identifier: str, how: SendingPolicy, clock: Clock) -> None:
    """Send what is queued, over several lines at once; returns when nothing more can be sent now.

    Interrupted, each line finishes the message in hand and gives the others back.
    """
    with ThreadPoolExecutor(how.lines) as pool:
        runs = [
            pool.submit(_Worker(store, identifier, how, clock, number).run)
            for number in range(how.lines)
        ]
        try:
            for run in runs:
                run.result()
        except BaseException:
            how.stop.set()
            raise


class _Worker:
    """One line and its patience."""

    def __init__(
        self, store: Store, identifier: str, how: SendingPolicy, clock: Clock, number: int
    ) -> None:
        self.store, self.identifier, self.how, self.clock = store, identifier, how, clock
        self.name = f"line-{number}"
        self.delay, self.patience = 1.0, PATIENCE
        self.trusted = False

    def run(self) -> None:
        """Send until nothing is queued, or until the server takes nothing any more."""
        while not self.how.stop.is_set() and self.patience > 0:
            try:
                with self.how.line() as line:
                    self._serve(line)
            except Closed as error:
                self.how.trouble(str(error))
                self.how.stop.set()
            except (Unavailable, Uncertain, Busy) as error:
                self.how.trouble(str(error))
                self.patience -= 5 if isinstance(error, Away) else 1
                self.how.wait(self.delay)
                self.delay = min(SLOWEST, self.delay * 2)
            else:
                return

    def _serve(self, line: MailConnection) -> None:
        while rows := self._claimed():
            results: list[SendResult] = []
            try:
                self._batch(line, rows, results)
            finally:
                self._settle(results)

    def _settle(self, results: list[SendResult]) -> None:
        """Write results down, insisting: what is not written down is in doubt."""
        for left in reversed(range(INSIST)):
            try:
                delivery_records.record_results(self.store, self.identifier, results, self.clock())
                break
            except Busy as error:
                if not left:
                    raise
                self.how.trouble(f"la base de données fait attendre ({error})")
                (self.how.pause or time.sleep)(AGAIN)
        self.how.told(sum(one.state != "queued" for one in results))

    def _claimed(self) -> list[Dispatch]:
        if self.how.stop.is_set():
            return []
        rows = delivery_records.claim(self.store, self.identifier, self.name, self.how.batch)
        if rows and rows[0].attempts:
            self.how.wait(AGAIN)
        return rows

    def _batch(self, line: MailConnection, rows: list[Dispatch], results: list[SendResult]) -> None:
        """Hand a batch over; what makes the line be left is raised, after giving back whatever was not handed."""
        troubled = False
        for place, row in enumerate(rows):
            back = rows[place + 1 :]
            left: Unavailable | Uncertain | None = None
            try:
                if self.how.stop.is_set():
                    results += map(_given_back, rows[place:])
                    return
                results.append(self._handed(line, row))
                troubled = False
            except (Away, Closed) as error:
                back, left = rows[place:], error
            except Unavailable as error:
                results.append(self._put_off(row, error))
                left = error if troubled or str(error).startswith("421") else None
                troubled = True
            except Uncertain as error:
                left = error
            if left is not None:
                results += map(_given_back, back)
                raise left

    def _handed(self, line: MailConnection, row: Dispatch) -> SendResult:
        if wait := self.how.pace.wait(row.email, time.monotonic()):
            self.how.wait(wait)
        try:
            data = self.how.copy(row.email, row.subscription, row.message_id)
            line.hand(self.how.sender, row.email, data, row.subscription)
        except (MessageRejected, ValueError) as error:
            return SendResult(subscription=row.subscription, state="refused", answer=str(error))
        self.trusted, self.delay, self.patience = True, 1.0, PATIENCE
        return SendResult(subscription=row.subscription, state="sent", answer="250")

    def _put_off(self, row: Dispatch, error: Unavailable) -> SendResult:
        """Put a message back; one that a server which takes the others rejects each time is refused in the end."""
        last = isinstance(error, Rejected) and self.trusted and row.attempts + 1 >= PASSES
        return SendResult(
            subscription=row.subscription,
            state="refused" if last else "queued",
            answer=str(error),
        )


def _given_back(row: Dispatch) -> SendResult:
    return SendResult(subscription=row.subscription, state="queued")
