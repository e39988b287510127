"""A crowd at one door: what is asked for while another ask is served waits, and is then served all together."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chorale.service.group_commit import OutOfPatience

CrowdItem = TypeVar("CrowdItem")
Answer = TypeVar("Answer")
MOST = 64
"""How many are served together."""


def _taken() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class _Ask(Generic[CrowdItem, Answer]):
    """One who asks: woken with an answer, with a fault, or to serve whoever waits; a lock costs less than an event."""

    item: CrowdItem
    asleep: threading.Lock = field(default_factory=_taken)
    leads: bool = False
    answer: Answer | None = None
    fault: BaseException | None = None


class Crowd(Generic[CrowdItem, Answer]):
    """Serves items by as few calls as it can: nobody waits for company, and a fault of one is not the others'.

    Faults of the kinds that concern everybody are told to all at once; after any other, each is served alone.
    """

    def __init__(
        self,
        serve: Callable[[Sequence[CrowdItem]], Sequence[Answer]],
        of_all: tuple[type[Exception], ...] = (),
    ) -> None:
        self.serve, self.of_all = serve, of_all
        self.door, self.waiting = threading.Lock(), list[_Ask[CrowdItem, Answer]]()
        self.serving = False

    def ask(self, item: CrowdItem, patience: float) -> Answer:
        """Return the answer for an item; raises its fault, or OutOfPatience when its turn does not come."""
        mine = _Ask[CrowdItem, Answer](item)
        with self.door:
            self.waiting.append(mine)
            mine.leads = not self.serving
            self.serving = True
        if not mine.leads:
            self._wait(mine, patience)
        if mine.leads:
            self._lead()
        if mine.fault is not None:
            raise mine.fault
        return mine.answer  # type: ignore[return-value]  # whoever has no fault has an answer

    def _wait(self, mine: _Ask[CrowdItem, Answer], patience: float) -> None:
        if mine.asleep.acquire(timeout=patience):
            return
        with self.door:
            if mine in self.waiting and not mine.leads:
                self.waiting.remove(mine)
                raise OutOfPatience
        mine.asleep.acquire()  # it is in hand: what becomes of it is known soon

    def _lead(self) -> None:
        """Serve who waits, oneself first, then leave the lead to the next."""
        with self.door:
            served, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
        try:
            self._serve(served)
        finally:
            with self.door:
                self.serving = bool(self.waiting)
                for one in self.waiting[:1]:
                    one.leads = True
                    one.asleep.release()
            for one in served:
                one.asleep.release()

    def _serve(self, asks: Sequence[_Ask[CrowdItem, Answer]]) -> None:
        try:
            answers = self.serve([one.item for one in asks])
            for one, answer in zip(asks, answers, strict=True):
                one.answer = answer
        except BaseException as fault:
            if (
                len(asks) > 1
                and isinstance(fault, Exception)
                and not isinstance(fault, self.of_all)
            ):
                for one in asks:
                    self._serve([one])
                return
            for one in asks:
                one.fault = fault
            if not isinstance(fault, Exception):
                raise
