"""Deposits: a group's whole answer, sealed, fingerprinted, and compared with the journal."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select

from chorale.ipm.model import Ballot
from chorale.service import journal
from chorale.service.accounts import encryption
from chorale.service.http_errors import HttpError
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import terms
from chorale.service.questionnaire.definition import Questionnaire, Written, ballot
from chorale.service.tables import access, outbox
from chorale.service.tables import deposit as table
from chorale.service.tables import journal as entries
from chorale.service.timestamps import instant, stamp


def new_salt() -> str:
    """Return 128 random bits: two identical answers have two fingerprints, and none can be guessed."""
    return secrets.token_hex(16)


def written(ballot: Ballot) -> str:
    """Write a ballot as content/ipm/<cycle>/ballots/<group>.yml; the same ballot gives the same text."""
    parts = [f"group: {ballot.group}\n", f'salt: "{ballot.salt}"\n']
    points = ", ".join(f"{reference}: {given}" for reference, given in ballot.points.items())
    parts.append(f"points: {{{points}}}\n")
    if ballot.indispensable:
        parts.append(f"indispensable: [{', '.join(ballot.indispensable)}]\n")
    parts.append(_block("opposition", ballot.opposition))
    parts.append(_block("comments", ballot.comments))
    return "".join(parts)


def _block(name: str, texts: Mapping[str, str]) -> str:
    """Write texts in double quotes: JSON's escapes are YAML's too."""
    lines = (
        f"  {reference}: {json.dumps(text, ensure_ascii=False)}\n"
        for reference, text in texts.items()
    )
    return f"{name}:\n{''.join(lines)}" if texts else ""


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a file's text, as sha256sum prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What proves a deposit: journal_digest is the journal's head just after it."""

    id: str
    scope: str
    group: str
    number: int
    received_at: datetime
    channel: str
    late: bool
    fingerprint: str
    journal_digest: str
    entered_at: datetime
    answer: str = ""

    @property
    def vouched(self) -> bool:
        """Return whether somebody vouches for the arrival: the answer was entered later."""
        return self.entered_at > self.received_at


@dataclass(frozen=True, kw_only=True)
class DepositAttempt:
    """One attempt to deposit; key is the sender's own, so that a second attempt is the same deposit.

    received is when the answer arrived, which an operator may vouch for; the journal also says when it was entered.
    answer is what mark_of() makes of the text, where the group's key is at hand.
    """

    group: str
    text: Written
    key: str
    channel: str
    received: datetime
    late: bool
    answer: str = ""


def mark_of(text: Written, secret: str) -> str:
    """Return a mark of an answer: the same answer of a group has the same, and none is guessed without its key."""
    covered = json.dumps([secret, sorted(text.items())], ensure_ascii=False)
    return hashlib.sha256(covered.encode()).hexdigest()


def known(connection: Connection, scope: str, group: str, channel: str, key: str) -> Receipt | None:
    """Return the receipt of a sending that already arrived."""
    row = connection.execute(
        _WITH_ENTRY.where(table.c.idempotency == _idempotency(scope, group, channel, key))
    ).first()
    return _receipt(row) if row else None


def deposit(
    connection: Connection, asked: Questionnaire, sending: DepositAttempt, now: datetime
) -> tuple[Receipt, str]:
    """Keep a checked, whole answer that known() has not met; return its receipt and its file, from now on sealed.

    The caller's transaction holds lock « journal:<cycle> ».
    """
    scope = asked.cycle.slug
    terms.bind(connection, asked.cycle, now)
    terms.require_bound(connection, asked.cycle)
    content = written(ballot(asked, sending.group, sending.text, new_salt()))
    values: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "scope": scope,
        "group_key": sending.group,
        "number": _count(connection, scope, sending.group) + 1,
        "idempotency": _idempotency(scope, sending.group, sending.channel, sending.key),
        "received_at": stamp(sending.received),
        "channel": sending.channel,
        "late": int(sending.late),
        "form_digest": asked.digest,
        "fingerprint": fingerprint(content),
        "sealed": encryption.seal(content, _recipients(asked)),
        "answer": sending.answer,
    }
    entry = journal.append(connection, scope, now, "deposit", _facts(values))
    connection.execute(insert(table).values(**values, journal_digest=entry.digest))
    row = connection.execute(_WITH_ENTRY.where(table.c.id == values["id"])).one()
    return _receipt(row), content


_WITH_ENTRY = select(*(one for one in table.c if one is not table.c.sealed), entries.c.at).join(
    entries,
    and_(entries.c.chain == table.c.scope, entries.c.digest == table.c.journal_digest),
    isouter=True,
)
"""A deposit, but for what it sealed, with the instant at which the journal noted it."""


def receipts(connection: Connection, scope: str, group: str | None = None) -> list[Receipt]:
    """Return the receipts of a cycle, or of one group, oldest first."""
    wanted = _OF_SCOPE if group is None else _OF_GROUP
    rows = connection.execute(wanted, {"scope": scope, "group": group})
    return [_receipt(row) for row in rows]


_OF_SCOPE = _WITH_ENTRY.where(table.c.scope == bindparam("scope")).order_by(
    table.c.group_key, table.c.number
)
_OF_GROUP = _OF_SCOPE.where(table.c.group_key == bindparam("group"))


def counting(connection: Connection, scope: str) -> dict[str, Receipt]:
    """Return the deposit that counts for each group of a cycle."""
    return latest(receipts(connection, scope))


def latest(given: Iterable[Receipt]) -> dict[str, Receipt]:
    """Return the deposit that counts for each group: the one received last, whenever it was entered."""
    in_order = sorted(given, key=lambda item: (item.received_at, item.number))
    return {receipt.group: receipt for receipt in in_order}


def sealed_content(connection: Connection, identifier: str) -> str:
    """Return the sealed file of a deposit."""
    return str(
        connection.execute(select(table.c.sealed).where(table.c.id == identifier)).scalar_one()
    )


def content(connection: Connection, receipt: Receipt, secret: str) -> str:
    """Open a deposit with a key and return its file's text; raises CannotOpen when it does not match its receipt."""
    return verified(receipt, encryption.unseal(sealed_content(connection, receipt.id), secret))


def verified(receipt: Receipt, text: str) -> str:
    """Return the text of a deposit, opened here or elsewhere; raises CannotOpen when it is not what was deposited."""
    if fingerprint(text) != receipt.fingerprint:
        raise encryption.CannotOpen("the opened file does not match its fingerprint")
    return text


def _idempotency(scope: str, group: str, channel: str, key: str) -> str:
    return hashlib.sha256(f"{scope}\0{group}\0{channel}\0{key}".encode()).hexdigest()


FACTS: Mapping[str, Callable[[Mapping[str, Any]], str | int | bool]] = {
    "format": lambda _: 2,
    "group": itemgetter("group_key"),
    "number": itemgetter("number"),
    "channel": itemgetter("channel"),
    "received": itemgetter("received_at"),
    "late": lambda values: bool(values["late"]),
    "fingerprint": itemgetter("fingerprint"),
    "form": itemgetter("form_digest"),
    "sealed": lambda values: hashlib.sha256(values["sealed"].encode()).hexdigest(),
    "answer": itemgetter("answer"),
}
"""What the journal says of a deposit; « received » is told since version 0.2, « format » and « answer » since 0.5."""

_FIRST_FACTS = frozenset({"group", "number", "channel", "late", "fingerprint", "form", "sealed"})


def _facts(values: Mapping[str, Any]) -> dict[str, str | int | bool]:
    return {name: said(values) for name, said in FACTS.items()}


def _agrees(connection: Connection, receipt: Receipt, told: Mapping[str, Any]) -> bool:
    """Return whether a stored deposit is what its entry says, by the facts of the program that wrote the entry."""
    if not told.keys() >= _FIRST_FACTS:
        return False
    row = connection.execute(select(table).where(table.c.id == receipt.id)).one()
    stored = _facts(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name for a row's dictionary
    return {name: stored.get(name) for name in told} == dict(told)


def _recipients(asked: Questionnaire) -> list[str]:
    """Return the two keys of the cycle, and no other: the group itself no longer opens what it deposited."""
    declared = [key.recipient for key in asked.cycle.seals]
    if len(declared) < 2:
        raise HttpError(
            status=503,
            title="Les clés de dépouillement manquent",
            sentence="Rien n'a été déposé : le secrétariat doit d'abord déclarer les deux clés du cycle.",
        )
    return declared


def _count(connection: Connection, scope: str, group: str) -> int:
    chosen = (table.c.scope == scope) & (table.c.group_key == group)
    return connection.execute(select(func.count()).select_from(table).where(chosen)).scalar() or 0


def _receipt(row: Row[*tuple[Any, ...]]) -> Receipt:
    return Receipt(
        id=row.id,
        scope=row.scope,
        group=row.group_key,
        number=row.number,
        received_at=instant(row.received_at),
        channel=row.channel,
        late=bool(row.late),
        fingerprint=row.fingerprint,
        journal_digest=row.journal_digest,
        entered_at=instant(row.at or row.received_at),
        answer=row.answer,
    )


def audit(connection: Connection, chain: str) -> list[str]:
    """Say everything that does not hold in a cycle's journal and deposits."""
    told = journal.entries(connection, chain)
    differences = disagreements(connection, told, receipts(connection, chain))
    return [*journal.faults(told), *(sentence for _, sentence in differences)]


def disagreements(
    connection: Connection, chain: Sequence[JournalEntry], stored: Sequence[Receipt]
) -> list[tuple[str, str]]:
    """Say where the journal and the stored deposits differ, each with the group that it is about."""
    told = {entry.digest: entry for entry in chain if entry.kind == "deposit"}
    kept = {item.journal_digest: item for item in stored}
    found = [
        (item.group, f"dépôt n° {item.number} du groupe {item.group} absent du journal")
        for digest, item in kept.items()
        if digest not in told
    ]
    for digest, entry in told.items():
        group = str(entry.told.get("group", "?"))
        where = (
            f"entrée n° {entry.number} : dépôt n° {entry.told.get('number', '?')} du groupe {group}"
        )
        if digest not in kept:
            found.append((group, f"{where} absent de la base"))
        elif not _agrees(connection, kept[digest], entry.told):
            found.append((group, f"{where} modifié dans la base"))
    return found


def unsent(connection: Connection, scope: str) -> list[tuple[str, str, int]]:
    """Return the letters of a cycle that a server refused for good: kind, group, count."""
    counted = (
        select(outbox.c.kind, access.c.group_key, func.count())
        .join(access, access.c.id == outbox.c.addressee)
        .where(outbox.c.about == scope, outbox.c.state == "failed")
        .group_by(outbox.c.kind, access.c.group_key)
        .order_by(outbox.c.kind, access.c.group_key)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(counted)]
