"""Sending of an issue: each recipient ends in one state, whatever the server answers, drops or delays."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from chorale.service.delivery import hours
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.pace import DomainRateLimit
from chorale.service.delivery.records import Dispatch, LineTurn, SendResult
from chorale.service.delivery.smtp import MailConnection, Uncertain
from chorale.service.mail.transport import (
    Away,
    Closed,
    Dropped,
    MessageRejected,
    Rejected,
    Unavailable,
)
from chorale.service.store import Busy, Store
from chorale.service.timestamps import Clock

Copy = Callable[[str, str, str], bytes]
"""(address, subscription, message id) -> the encoded message of one recipient, as DATA carries it."""
Noted = TypeVar("Noted")
SLOWEST = 30.0
AGAIN = 5.0
INSIST = 12
TELLING = 2.0
"""Seconds after which a line writes down what became of a batch that is not over: a slow server is seen to move."""
PATIENCE = 30
"""So many troubles without a message taken in between, and a line gives up."""
COSTS: Mapping[type[Exception], int] = {Away: 5, Uncertain: 10}
"""Troubles that count for several: a server that is away, and one that leaves each message in doubt."""
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 300, 900, 1800))
"""Delays before each new try of a recipient that the server put off; after the last, the recipient is given up."""
ALIKE = 5
"""So many refusals alike before any message was taken are not the recipients' doing: everything stops."""
_PERSONAL = re.compile(r"\d{3} 5\.[12]\.")


class ServerTrust:
    """What the lines learn of one server: whether it takes messages, and what it says to everyone before it did."""

    def __init__(self) -> None:
        self.taken = False
        self.refusals: Counter[str] = Counter()
        self.lock = threading.Lock()

    def alike(self, answer: str) -> int:
        """Count a refusal before any message was taken; return how many were alike but for their numbers."""
        with self.lock:
            said = re.sub(r"\w*\d\w*", "0", answer[3:])
            self.refusals[said] += 1
            return self.refusals[said]


@dataclass(frozen=True, kw_only=True)
class SendingPolicy:
    """How a delivery is sent: told receives how many more were settled, trouble why a line waits or gives up.

    Sender gives who sends to a subscription, for mail servers. Worker is the name under which this process takes
    recipients; held keeps its sign of life in the database, where a fall may have erased it.
    With retried, the sending stays until those put off were tried again; later receives when that will be.
    """

    sender: Callable[[str], str]
    copy: Copy
    line: Callable[[], MailConnection]
    told: Callable[[int], None] = lambda _: None
    trouble: Callable[[str], None] = lambda _: None
    later: Callable[[datetime], None] = lambda _: None
    retried: bool = True
    worker: str = ""
    held: Callable[[], object] = lambda: True
    lines: int = 4
    batch: int = 20
    pace: DomainRateLimit = field(default_factory=lambda: DomainRateLimit(0))
    stop: threading.Event = field(default_factory=threading.Event)
    pause: Callable[[float], object] | None = None
    timer: Callable[[], float] = time.monotonic
    trust: ServerTrust = field(default_factory=ServerTrust)

    def wait(self, seconds: float) -> None:
        """Wait, or until everything is to stop."""
        (self.pause or self.stop.wait)(seconds)


def send(store: Store, identifier: str, how: SendingPolicy, clock: Clock) -> None:
    """Send what is queued, over several lines at once; returns when nothing more can be sent now.

    Interrupted, each line finishes the message in hand and gives the others back.
    """
    with ThreadPoolExecutor(how.lines) as pool:
        runs = [pool.submit(_Worker(store, identifier, how, clock).run) for _ in range(how.lines)]
        try:
            for run in runs:
                run.result()
        except BaseException:
            how.stop.set()
            raise


class _Worker:
    """One line and its patience."""

    def __init__(self, store: Store, identifier: str, how: SendingPolicy, clock: Clock) -> None:
        self.store, self.identifier, self.how, self.clock = store, identifier, how, clock
        self.delay, self.patience = 1.0, PATIENCE
        self.asked = 0
        """Messages that the open line was asked to take: what comes before an answer to the first is nobody's fault."""

    def run(self) -> None:
        """Send until nobody waits, or until the server takes nothing any more."""
        while not self.how.stop.is_set() and self.patience > 0:
            try:
                if not self._round():
                    return
            except Closed as error:
                self.how.trouble(str(error))
                self.how.stop.set()
            except (Dropped, Uncertain, Busy) as error:
                self.how.trouble(str(error))
                self.patience -= COSTS.get(type(error), 1)
                self.how.wait(self.delay)
                self.delay = min(SLOWEST, self.delay * 2)

    def _round(self) -> bool:
        """Serve whoever is ready, then wait for those put off; False when nobody is left to this line."""
        with self.how.line() as line:
            self.asked = 0
            rows = self._next([])
            while rows:
                rows = self._next(self._serve(line, rows))
        with self.store.read() as connection:
            moment = hours.next_try(connection, self.identifier)
        if moment is None or not self.how.retried:
            return False
        self.how.later(moment)
        self.how.wait(max(0.0, (moment - self.clock()).total_seconds()))
        return True

    def _next(self, results: list[SendResult]) -> list[Dispatch]:
        """Write results down and take the next recipients, unless all is to stop."""
        self._tell(results)
        if self.how.stop.is_set():
            self._write(results)
            return []
        turn = LineTurn(worker=self.how.worker, count=self.how.batch, results=results)
        return self._insist(lambda: self._claimed(turn))

    def _claimed(self, turn: LineTurn) -> list[Dispatch]:
        """Take recipients, seen by the other senders to be alive."""
        self.how.held()
        return delivery_records.claim(self.store, self.identifier, turn, self.clock())

    def _serve(self, line: MailConnection, rows: list[Dispatch]) -> list[SendResult]:
        """Hand a batch over; return what became of each, for the next write.

        What makes the line be left is raised, after writing that down and giving back whatever was not handed.
        """
        results: list[SendResult] = []
        untouched = list(rows)
        told_at = self.how.timer() + TELLING
        try:
            while untouched and not self.how.stop.is_set():
                if results and self.how.timer() > told_at:
                    break
                row = untouched.pop(0)
                try:
                    results.append(self._handed(line, row))
                except Dropped as error:
                    results.append(self._dropped(row, error))
                    raise
                except (Closed, Busy):
                    untouched.insert(0, row)
                    raise
        except BaseException:
            left = [*results, *map(_given_back, untouched)]
            self._write(left)
            self._tell(left)
            raise
        return [*results, *map(_given_back, untouched)]

    def _write(self, results: list[SendResult]) -> None:
        where = (self.store, self.identifier, LineTurn(worker=self.how.worker, results=results))
        self._insist(lambda: delivery_records.record_results(*where, self.clock()))

    def _tell(self, results: list[SendResult]) -> None:
        if results:
            self.how.told(sum(one.state != "queued" for one in results))

    def _insist(self, write: Callable[[], Noted]) -> Noted:
        """Write to the database, insisting: what is not written down is in doubt."""
        for left in reversed(range(INSIST)):
            try:
                return write()
            except Busy as error:
                if not left:
                    raise
                self.how.trouble(f"la base de données fait attendre ({error})")
                (self.how.pause or time.sleep)(AGAIN)
        raise AssertionError

    def _handed(self, line: MailConnection, row: Dispatch) -> SendResult:
        if wait := self._insist(lambda: self.how.pace.wait(row.email, self.how.timer())):
            self.how.wait(wait)
        self.asked += 1
        try:
            data = self.how.copy(row.email, row.subscription, row.message_id)
            line.hand(self.how.sender(row.subscription), row.email, data, row.subscription)
        except ValueError as error:
            return SendResult(subscription=row.subscription, state="refused", answer=str(error))
        except (MessageRejected, Rejected) as error:
            return self._refused(row, str(error))
        except (Dropped, Closed):
            raise
        except Unavailable as error:
            return self._put_off(row, str(error))
        self.how.trust.taken, self.delay, self.patience = True, 1.0, PATIENCE
        return SendResult(subscription=row.subscription, state="sent", answer="250")

    def _refused(self, row: Dispatch, answer: str) -> SendResult:
        """Believe a refusal that is personal, or of a server that takes others' messages; else ask again at the end."""
        believed = self.how.trust.taken or _PERSONAL.match(answer) or row.attempts >= len(RETRIES)
        if not believed and self.how.trust.alike(answer) >= ALIKE:
            raise Closed(f"le serveur refuse chacun de la même façon ; rien n'est perdu : {answer}")
        state = "refused" if believed else "queued"
        return SendResult(subscription=row.subscription, state=state, answer=answer)

    def _dropped(self, row: Dispatch, error: Dropped) -> SendResult:
        """Blame the recipient only when its message was the first of the line: else it waits for the next line."""
        if self.asked == 1 and not isinstance(error, Away):
            return self._put_off(row, str(error))
        return _given_back(row)

    def _put_off(self, row: Dispatch, answer: str) -> SendResult:
        if row.attempts >= len(RETRIES):
            said = f"abandonné après {row.attempts + 1} essais : {answer}"
            return SendResult(subscription=row.subscription, state="abandoned", answer=said)
        return SendResult(
            subscription=row.subscription,
            state="queued",
            answer=answer,
            not_before=self.clock() + RETRIES[row.attempts],
        )


def _given_back(row: Dispatch) -> SendResult:
    return SendResult(subscription=row.subscription, state="queued", answer=row.answer, tried=False)
