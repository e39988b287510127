"""Participants of a cycle: who has a link, who opened it, whose mails were refused, who left; what calls for an act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from chorale.french.phrases import listing, plural
from chorale.ipm.model import Cycle, Group
from chorale.service.accounts.people import Person
from chorale.service.questionnaire import group_keys, roster
from chorale.service.questionnaire.emails import LETTERS
from chorale.service.tables import access, outbox
from chorale.service.timestamps import instant


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A person of a group: waiting for an agreement, letters that a server refused, mails that came back."""

    person: Person
    invited_at: datetime
    opened_at: datetime | None
    waiting: bool = False
    refused: tuple[str, ...] = ()
    returned: bool = False


@dataclass(frozen=True, kw_only=True)
class FormerParticipant:
    """Who had a link that is closed; the history of a group."""

    name: str
    group: str
    title: str
    invited_at: datetime
    left_at: datetime


def present(connection: Connection, cycle: Cycle) -> list[Participant]:
    """Return who holds a valid link, group by group, referents first."""
    rows = {row.id: row for row in _rows(connection, cycle)}
    undelivered = _undelivered(connection, cycle)
    waiting = {
        one.id
        for group in cycle.groups
        for one in group_keys.waiting(connection, cycle.slug, group.key)
    }
    return [
        Participant(
            person=one,
            invited_at=instant(rows[one.id].invited_at),
            opened_at=instant(at) if (at := rows[one.id].opened_at) else None,
            waiting=one.id in waiting,
            refused=tuple(undelivered.get(one.id, ())),
            returned=rows[one.id].returned_at is not None,
        )
        for one in roster.members(connection, cycle.slug)
    ]


def former(connection: Connection, cycle: Cycle) -> list[FormerParticipant]:
    """Return who left, the latest first."""
    gone = [row for row in _rows(connection, cycle) if row.revoked_at]
    return [_former(row) for row in sorted(gone, key=lambda row: row.revoked_at, reverse=True)]


def _former(row: Row[Any]) -> FormerParticipant:
    usual = {"referent": "référent", "member": "membre"}
    return FormerParticipant(
        name=row.name,
        group=row.group_key,
        title=row.role_word or usual.get(row.role, ""),
        invited_at=instant(row.invited_at),
        left_at=instant(row.revoked_at),
    )


def _rows(connection: Connection, cycle: Cycle) -> Sequence[Row[Any]]:
    return connection.execute(select(access).where(access.c.scope == cycle.slug)).all()


def _undelivered(connection: Connection, cycle: Cycle) -> dict[str, list[str]]:
    """Return what each person did not receive."""
    wanted = select(outbox.c.addressee, outbox.c.kind).where(
        outbox.c.about == cycle.slug, outbox.c.state == "failed"
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(wanted.order_by(outbox.c.created_at)):
        found.setdefault(row.addressee, []).append(LETTERS.get(row.kind, row.kind))
    return found


def alarms(cycle: Cycle, here: list[Participant]) -> list[str]:
    """Say what calls for an act: a group that nobody can answer for, two who may, a mail that did not arrive."""
    found = []
    for group in cycle.groups:
        own = [one for one in here if one.person.group == group.key]
        referents = [one.person.name for one in own if one.person.role == "referent"]
        if not own:
            found.append(f"{group.name} : personne n'est invité")
        elif not referents:
            found.append(f"{group.name} : aucun référent, personne ne peut déposer")
        elif len(referents) > 1:
            found.append(several(group, referents))
    names = {group.key: group.name for group in cycle.groups}
    return found + [sentence for one in here for sentence in _lost_mails(one, names)]


def several(group: Group, referents: Sequence[str]) -> str:
    """Say that more than one may deposit for a group."""
    return (
        f"{group.name} : {plural(len(referents), 'référent')}, {listing(referents)} ; "
        "chacun peut déposer, et le dernier dépôt compte"
    )


def _lost_mails(one: Participant, names: Mapping[str, str]) -> list[str]:
    who = f"{one.person.name} ({names.get(one.person.group, one.person.group)})"
    found = [f"{who} : un courriel est revenu ; vérifier l'adresse"] if one.returned else []
    if one.refused:
        found.append(
            f"{who} : courriel refusé par son serveur, {listing(one.refused)} ; vérifier l'adresse"
        )
    return found
