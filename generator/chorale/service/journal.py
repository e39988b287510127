"""Hash-chained journal: each entry's digest covers the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from chorale.service.tables import journal
from chorale.service.timestamps import instant, stamp

START = "0" * 64
JournalFacts = Mapping[str, Any]
"""What JSON can hold; « format » says how a later program reads it, and none is the first format."""


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """One thing that happened; facts is canonical JSON without personal data."""

    number: int
    at: str
    kind: str
    facts: str
    previous: str
    digest: str

    @property
    def instant(self) -> datetime:
        """Return when it happened."""
        return instant(self.at)

    @property
    def told(self) -> Mapping[str, Any]:
        """Return the facts, read; they are shared, and nobody writes in them."""
        return _read(self.facts)


@lru_cache(maxsize=512)
def _read(facts: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(facts)
    return found


def append(
    connection: Connection, chain: str, at: datetime, kind: str, facts: JournalFacts
) -> JournalEntry:
    """Add an entry at the end of a chain; the caller's transaction must hold lock « journal:<chain> »."""
    last = connection.execute(_LAST, {"chain": chain}).first()
    entry = _entry(
        last.number + 1 if last else 1,
        stamp(at),
        kind,
        _canonical(facts),
        last.digest if last else START,
    )
    connection.execute(insert(journal), {"chain": chain, **entry.__dict__})
    return entry


def entries(
    connection: Connection, chain: str, kinds: Sequence[str] | None = None
) -> list[JournalEntry]:
    """Return a chain from its first entry, or only what it says of some kinds."""
    rows = (
        connection.execute(_CHAIN, {"chain": chain})
        if kinds is None
        else connection.execute(_OF_KINDS, {"chain": chain, "kinds": kinds})
    )
    return [JournalEntry(**row) for row in rows.mappings()]


_CHAIN = (
    select(*(journal.c[name] for name in JournalEntry.__dataclass_fields__))
    .where(journal.c.chain == bindparam("chain"))
    .order_by(journal.c.number)
)
_LAST = (
    select(journal.c.number, journal.c.digest)
    .where(journal.c.chain == bindparam("chain"))
    .order_by(journal.c.number.desc())
    .limit(1)
)
_FIRST = (
    select(journal.c.number)
    .where(journal.c.chain == bindparam("chain"), journal.c.kind == bindparam("kind"))
    .limit(1)
)
_OF_KINDS = _CHAIN.where(journal.c.kind.in_(bindparam("kinds", expanding=True)))


def head(connection: Connection, chain: str) -> str:
    """Return the digest of the last entry, or zeros."""
    last = connection.execute(_LAST, {"chain": chain}).first()
    return last.digest if last else START


def tells(connection: Connection, chain: str, kind: str) -> bool:
    """Return whether something of a kind ever happened."""
    return connection.execute(_FIRST, {"chain": chain, "kind": kind}).first() is not None


def faults(chain: Sequence[JournalEntry]) -> list[str]:
    """Return a French sentence for each place where a chain does not hold."""
    found, previous = [], START
    for place, entry in enumerate(chain, start=1):
        if entry.number != place:
            found.append(f"entrée n° {place} absente ou déplacée (trouvé le n° {entry.number})")
        if entry.previous != previous:
            found.append(f"entrée n° {entry.number} : ne suit pas l'entrée précédente")
        if (
            _entry(entry.number, entry.at, entry.kind, entry.facts, entry.previous).digest
            != entry.digest
        ):
            found.append(f"entrée n° {entry.number} : contenu modifié")
        previous = entry.digest
    return found


def continues(old: Sequence[JournalEntry], new: Sequence[JournalEntry]) -> bool:
    """Return whether the new chain is the old one with entries added at its end, and nothing else."""
    return list(new[: len(old)]) == list(old) and not faults(new)


def lines(chain: Iterable[JournalEntry]) -> str:
    """Write a chain as one JSON object a line, for publication."""
    return "".join(
        json.dumps(entry.__dict__, ensure_ascii=False, sort_keys=True) + "\n" for entry in chain
    )


def parsed(text: str) -> list[JournalEntry]:
    """Read what lines() wrote; raises ValueError, KeyError or TypeError for anything else."""
    found = [JournalEntry(**json.loads(line)) for line in text.split("\n") if line]
    for entry in found:
        texts = (entry.at, entry.kind, entry.facts, entry.previous, entry.digest)
        if not isinstance(entry.number, int) or not all(isinstance(value, str) for value in texts):
            raise TypeError("an entry is a number and five texts")
    return found


def _canonical(facts: JournalFacts) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _entry(number: int, at: str, kind: str, facts: str, previous: str) -> JournalEntry:
    covered = json.dumps(
        [number, at, kind, facts, previous], ensure_ascii=False, separators=(",", ":")
    )
    sealed = hashlib.sha256(covered.encode()).hexdigest()
    return JournalEntry(
        number=number, at=at, kind=kind, facts=facts, previous=previous, digest=sealed
    )
