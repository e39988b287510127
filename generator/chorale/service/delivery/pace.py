"""Pace of a sending: at most so many messages a minute to one domain, whoever sends them."""

import threading

from sqlalchemy import text

from chorale.service.store import Store


class DomainRateLimit:
    """At most so many messages a minute to one domain; 0 is as fast as the server takes them."""

    def __init__(self, per_minute: int) -> None:
        self.gap = 60 / per_minute if per_minute else 0.0
        self.next: dict[str, float] = {}
        self.lock = threading.Lock()

    def wait(self, email: str, now: float) -> float:
        """Book the next moment for an address's domain; return the seconds to wait."""
        return self.book(email.rpartition("@")[2].lower(), now) if self.gap else 0.0

    def book(self, domain: str, now: float) -> float:
        """Book the next moment of a domain; return the seconds until then."""
        with self.lock:
            moment = max(now, self.next.get(domain, 0.0))
            self.next[domain] = moment + self.gap
            return moment - now


_BOOK = text(
    "WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),"
    " present AS (SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now FROM quick)"
    " INSERT INTO pace (domain, next_ms) SELECT :domain, now + :gap FROM present"
    " ON CONFLICT (domain) DO UPDATE SET next_ms = greatest(pace.next_ms + :gap, excluded.next_ms)"
    " RETURNING next_ms - :gap - (SELECT now FROM present)"
)
"""One statement, by the clock of the database; losing one in its fall costs nothing."""


class SharedDomainRateLimit(DomainRateLimit):
    """The same for all who send over one database."""

    def __init__(self, per_minute: int, store: Store) -> None:
        super().__init__(per_minute)
        self.store = store

    def book(self, domain: str, now: float) -> float:  # noqa: ARG002 - the database has its own clock
        """Book the next moment of a domain among all machines; raises Busy."""
        asked = {"domain": domain, "gap": round(self.gap * 1000)}
        with self.store.note() as connection:
            return float(connection.execute(_BOOK, asked).scalar_one()) / 1000


def shared(per_minute: int, store: Store) -> DomainRateLimit:
    """Return the pace that all who send over this database keep together; on SQLite one sends at a time."""
    if store.is_sqlite or not per_minute:
        return DomainRateLimit(per_minute)
    return SharedDomainRateLimit(per_minute, store)
