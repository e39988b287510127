"""Sending: persistent lines take batches from the journal, slow down when asked, and write down each result."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from generator.service.delivery import deliveries
from generator.service.delivery.deliveries import Dispatch, Settled
from generator.service.delivery.lines import Line, Uncertain
from generator.service.instants import Clock
from generator.service.logs import log
from generator.service.mail.transport import Refused, Unavailable
from generator.service.store import Busy, Store

Copy = Callable[[str, str, str], bytes]
"""(address, subscription, message id) -> the encoded message of one recipient."""
SLOWEST = 30.0


class Pace:
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
class Round:
    """How a delivery is sent: told receives how many more were settled, after each batch."""

    sender: str
    copy: Copy
    line: Callable[[], Line]
    told: Callable[[int], None] = lambda _: None
    lines: int = 4
    batch: int = 20
    pace: Pace = field(default_factory=lambda: Pace(0))
    pause: Callable[[float], None] = time.sleep


def send(store: Store, identifier: str, how: Round, clock: Clock) -> None:
    """Send what is queued, over several lines at once; returns when nothing more can be sent now."""
    with ThreadPoolExecutor(how.lines) as pool:
        runs = [pool.submit(_run, store, identifier, how, clock, f"line-{number}") for number in range(how.lines)]
    for run in runs:
        run.result()


def _run(store: Store, identifier: str, how: Round, clock: Clock, worker: str) -> None:
    delay, failures = 1.0, 0
    while failures < deliveries.PASSES * 2:
        before = failures
        try:
            with how.line() as line:
                while rows := deliveries.claim(store, identifier, worker, how.batch):
                    results, broken = _batch(line, rows, how)
                    deliveries.settle(store, identifier, results, clock())
                    how.told(sum(one.state != "queued" for one in results))
                    if broken:
                        failures += 1
                        break
                    delay, failures, before = 1.0, 0, 0
                else:
                    return
        except (Unavailable, Busy) as error:
            failures += 1
            log("delivery-slows", worker=worker, error=str(error))
        if failures > before:
            how.pause(delay)
            delay = min(SLOWEST, delay * 2)


def _batch(line: Line, rows: list[Dispatch], how: Round) -> tuple[list[Settled], bool]:
    """Send a batch; what comes after a broken line or a busy server goes back to the queue, the uncertain one stays."""
    results: list[Settled] = []
    for place, row in enumerate(rows):
        if wait := how.pace.wait(row.email, time.monotonic()):
            how.pause(wait)
        rest = [_queued(other, "") for other in rows[place + 1 :]]
        try:
            data = how.copy(row.email, row.subscription, row.message_id)
            line.hand(how.sender, row.email, data, row.subscription)
        except Uncertain:
            return [*results, *rest], True
        except (Refused, ValueError) as error:
            results.append(Settled(subscription=row.subscription, state="refused", answer=str(error)))
        except Unavailable as error:
            results.append(_queued(row, str(error)))
            if str(error).startswith("421"):
                return [*results, *rest], True
        else:
            results.append(Settled(subscription=row.subscription, state="sent", answer="250"))
    return results, False


def _queued(row: Dispatch, answer: str) -> Settled:
    return Settled(subscription=row.subscription, state="queued", answer=answer)
