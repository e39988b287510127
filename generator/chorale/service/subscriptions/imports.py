"""Subscribers of a list kept elsewhere, added with the proof of consent: chunk after chunk, or only looked at."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, insert, select

from chorale.content import text_rules
from chorale.content.text_rules import Invalid
from chorale.french.suggestions import did_you_mean
from chorale.service import signed_links
from chorale.service.forms import spam_guard
from chorale.service.forms.answers import email_key
from chorale.service.public_tables import subscription, suppression
from chorale.service.store import Store
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import stamp
from chorale.text import csv_files


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Where imported addresses come from, in words, and which topics exist."""

    source: str
    audiences: Mapping[str, str]


ToldLine = tuple[int, str, str]
_Rows = Sequence[dict[str, str]]
_Apart = tuple[set[str], _Rows]
"""Of a chunk: the keys of addresses not to be written to, and the rows of those that are not kept yet."""


@dataclass(frozen=True, kw_only=True)
class SubscriberImport:
    """What an import did; refused are (line, what was written, French reason), doubtful those added all the same."""

    added: int
    known: int
    suppressed: int
    refused: tuple[ToldLine, ...]
    doubtful: tuple[ToldLine, ...] = ()


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
"""Signs that nobody sees, which come with what is copied from a page."""
STATES = ("etat", "état", "statut", "status", "state")
ENDED = (
    "termine", "terminé le", "désinscrit", "désabonné", "désinscription", "désabonnement", "date de désinscription",
    "date de désabonnement", "unsubscribed", "unsub_time", "opt-out", "optout",
)  # fmt: skip
"""Columns where a list, ours or another program's, tells who left."""
OUT = (
    "unsub", "désabonn", "desabonn", "désinscr", "desinscr", "cleaned", "bounced", "blacklist", "blocklist", "opt-out",
    "opted out", "optout", "pending", "unconfirmed", "ended", "inacti", "termin", "en attente", "non confirm", "retir",
)  # fmt: skip
"""How the state of who is not to be written to begins."""
NO = ("", "non", "no", "n", "0", "false", "faux", "-")
CHUNK = 1000
"""Addresses added in one transaction: sign-ups go between two of them."""
PAUSE = 0.02
"""Seconds left to others between two chunks: over SQLite, whoever writes without a pause starves them."""


def silent(done: int, total: int) -> None:
    """Say nothing of how far an import is."""


def imported(  # noqa: PLR0913 - what an import is made of, and who is told
    store: Store,
    secret: str,
    raw: bytes,
    consent: Consent,
    now: datetime,
    *,
    tell: Callable[[int, int], None] = silent,
) -> SubscriberImport:
    """Add the addresses of a CSV as confirmed, with their « sujets » separated by spaces, chunk after chunk.

    What is added stays when the import is cut short: the same file, given again, goes on. tell is told how many
    addresses of how many were looked at. Raises UnreadableTable, before anything is written.
    """
    total = csv_files.counted(raw)
    shared = _fresh(consent.source, now)

    def add(chunk: _Rows) -> _Apart:
        with store.write(subscription_records.LOCK) as connection:
            barred, fresh = _told_apart(connection, secret, chunk)
            if fresh:
                said = [{**row, "id": signed_links.new_id()} for row in fresh]
                connection.execute(insert(subscription), [{**shared, **row} for row in said])
        return barred, fresh

    def rest(done: int) -> None:
        tell(done, total)
        time.sleep(PAUSE)

    return _gone_through(raw, consent.audiences, add, rest)


def foreseen(
    store: Store, secret: str, raw: bytes, audiences: Mapping[str, str]
) -> SubscriberImport:
    """Say what an import of the same would do now, and write nothing; raises UnreadableTable."""
    seen = set[str]()

    def look(chunk: _Rows) -> _Apart:
        with store.read() as connection:
            barred, fresh = _told_apart(connection, secret, chunk)
        new = [row for row in fresh if row["email_key"] not in seen]
        seen.update(row["email_key"] for row in new)
        return barred, new

    return _gone_through(raw, audiences, look)


def _gone_through(
    raw: bytes,
    audiences: Mapping[str, str],
    take: Callable[[_Rows], _Apart],
    rest: Callable[[int], object] = bool,
) -> SubscriberImport:
    """Have each chunk of accepted addresses taken; count what became of them."""
    lines, refused, doubtful = _lines(raw), list[ToldLine](), list[ToldLine]()
    done = added = known = suppressed = 0
    while some := list(islice(lines, CHUNK)):
        chunk = _sorted_out(some, audiences, refused, doubtful)
        barred, fresh = take(chunk)
        left_out = sum(row["email_key"] in barred for row in chunk)
        done, added, suppressed = done + len(some), added + len(fresh), suppressed + left_out
        known += len(chunk) - len(fresh) - left_out
        rest(done)
    return SubscriberImport(
        added=added,
        known=known,
        suppressed=suppressed,
        refused=tuple(refused),
        doubtful=tuple(doubtful),
    )


def _told_apart(connection: Connection, secret: str, chunk: _Rows) -> _Apart:
    barred = _suppressed(connection, secret, chunk)
    return barred, _unknown(connection, [row for row in chunk if row["email_key"] not in barred])


def _lines(raw: bytes) -> Iterator[tuple[int, str, str, str]]:
    """Yield the number, address and topics of each line, and what it says against writing to that address."""
    for frame in csv_files.address_parts(raw, "sujets", *STATES, *ENDED):
        said = frame[[name for name in (*STATES, *ENDED) if frame[name].ne("").any()]]
        against = [_against(row) for row in said.to_dict("records")] or [""] * len(frame)
        yield from zip(frame.index, frame["adresse"], frame["sujets"], against, strict=True)


def _against(said: Mapping[str, str]) -> str:
    """Return the words of a line that tell that its person left, or never confirmed; nothing otherwise."""
    words = {name: csv_files.plain(cell) for name, cell in said.items()}
    states = (words[name] for name in STATES if words.get(name, "").startswith(OUT))
    ends = (f"{name} : {words[name]}" for name in ENDED if words.get(name, "") not in NO)
    return next(chain(states, ends), "")


def _sorted_out(
    lines: Iterable[tuple[int, str, str, str]],
    audiences: Mapping[str, str],
    refused: list[ToldLine],
    doubtful: list[ToldLine],
) -> list[dict[str, str]]:
    """Return what is accepted, and note with the reason what is not, and what looks like a slip of the hand."""
    accepted = []
    for rank, address, topics, against in lines:
        written = address.strip()[:80]
        if against:
            refused.append((rank, written, f"pas ajoutée : le fichier dit « {against[:60]} »"))
            continue
        try:
            row = _accepted(address, topics.split(), audiences)
        except ValueError as error:
            refused.append((rank, written, str(error)))
            continue
        accepted.append(row)
        if likely := spam_guard.likely_address(row["email"]):
            doubtful.append((rank, written, f"ajoutée ; vouliez-vous écrire « {likely} » ?"))
    return accepted


def _suppressed(
    connection: Connection, secret: str, chunk: Sequence[Mapping[str, str]]
) -> set[str]:
    """Return the keys of a chunk's addresses that are not to be written to again."""
    digests = {subscription_records.digest(secret, row["email"]): row["email_key"] for row in chunk}
    wanted = select(suppression.c.digest).where(suppression.c.digest.in_(digests))
    return {digests[digest] for digest in connection.execute(wanted).scalars()}


def _unknown(connection: Connection, chunk: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the addresses of a chunk that are not kept yet, each once, as it was first written."""
    rows = {row["email_key"]: row for row in reversed(chunk)}
    wanted = select(subscription.c.email_key).where(subscription.c.email_key.in_(list(rows)))
    known = set(connection.execute(wanted).scalars())
    return [row for key, row in reversed(rows.items()) if key not in known]


def _accepted(written: str, topics: list[str], audiences: Mapping[str, str]) -> dict[str, str]:
    """Return one line as it will be kept; raises ValueError with a French sentence."""
    if strange := next((topic for topic in topics if topic not in audiences), None):
        raise ValueError(f"sujet inconnu « {strange} » ; {did_you_mean(strange, audiences)}")
    try:
        email = text_rules.email(_UNSEEN.sub("", written).strip().removeprefix("'"))
    except Invalid:
        raise ValueError(f"« {written.strip()[:80]} » n'est pas une adresse électronique") from None
    return {"email": email, "email_key": email_key(email), "topics": ",".join(topics)}


def _fresh(source: str, now: datetime) -> dict[str, object]:
    return {
        "state": "active",
        "source": "import",
        "consent": source,
        "asked_at": stamp(now),
        "confirmed_at": stamp(now),
        "bounces": 0,
    }


def told_table(lines: Iterable[ToldLine]) -> Any:
    """Return a data frame of what an import tells, all text: line, what was written, why."""
    import pandas as pd

    told = [(str(line), written, reason) for line, written, reason in lines]
    return pd.DataFrame(told, columns=["ligne", "adresse", "raison"], dtype=object)
