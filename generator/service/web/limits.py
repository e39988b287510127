"""Limits count attempts per source over a sliding time, in memory: a source is an address prefix, never stored."""

import ipaddress
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

_SOURCES = 20_000


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most count attempts of a name within a time."""

    name: str
    count: int
    within: timedelta


class Limits:
    """Remembers recent attempts; the oldest sources are forgotten first when there are too many."""

    def __init__(self) -> None:
        self.attempts: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()
        self.lock = threading.Lock()

    def take(self, limit: Limit, source: str, now: datetime) -> int:
        """Count an attempt; return 0 when it is allowed, else the seconds to wait."""
        with self.lock:
            recent = self.attempts.setdefault((limit.name, source), deque())
            self.attempts.move_to_end((limit.name, source))
            while len(self.attempts) > _SOURCES:
                self.attempts.popitem(last=False)
            while recent and recent[0] <= now - limit.within:
                recent.popleft()
            if len(recent) >= limit.count:
                return max(1, int((recent[0] + limit.within - now).total_seconds()) + 1)
            recent.append(now)
            return 0

    def forgive(self, limit: Limit, source: str) -> None:
        """Take back the last attempt: it succeeded."""
        with self.lock:
            recent = self.attempts.get((limit.name, source))
            if recent:
                recent.pop()


def prefix(address: str) -> str:
    """Return what stands for a visitor: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
