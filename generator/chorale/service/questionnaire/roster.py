"""Roster of a cycle: the file that names its people, what it changes, and who the journal says they are."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from chorale.content.text_rules import Invalid, email, line
from chorale.french import phrases
from chorale.french.suggestions import did_you_mean
from chorale.ipm.model import Cycle
from chorale.service import journal
from chorale.service.accounts import people
from chorale.service.accounts.people import Person
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import roster_table
from chorale.service.questionnaire.roster_table import COLUMNS, FRENCH
from chorale.text import csv_files

NOBODY = "la liste ne nomme personne : une ligne par personne sous les titres"
ROLES = {"membre": "member", "referent": "referent", "referente": "referent"}


@dataclass(frozen=True, kw_only=True)
class ParticipantRow:
    """One line of the file; role_word is the role as it is written there."""

    group: str
    role: str
    name: str
    email: str
    role_word: str = ""


def read(
    data: bytes, cycle: Cycle, tables: Callable[[bytes], Sequence[Any]] = csv_files.alone
) -> tuple[list[ParticipantRow], list[str]]:
    """Read a file (« groupe, rôle, nom, courriel »); return its people, or every mistake as a French sentence."""
    try:
        table = roster_table.headed(tables(data))
    except csv_files.UnreadableTable as error:
        return [], [str(error)]
    found = csv_files.named(table, COLUMNS)
    missing = [word for name, word in FRENCH.items() if name not in found.columns]
    if missing and table.map(str.strip).ne("").any(axis=None):
        return [], [_untitled(missing)]
    listed, mistakes = dict[int, ParticipantRow](), list[str]()
    for number, cells in found.to_dict("index").items():
        try:
            listed[number] = _listed(cells, cycle)
        except ValueError as error:
            mistakes.append(f"ligne {number} : {error}")
    mistakes += [*roster_table.beside(table), *_twice(listed, cycle)]
    return [*listed.values()], mistakes if listed or mistakes else [NOBODY]


def _untitled(missing: Sequence[str]) -> str:
    if len(missing) < len(FRENCH):
        return f"il manque {phrases.listing([f'la colonne « {word} »' for word in missing])}"
    titles = phrases.listing([f"« {word} »" for word in missing])
    return f"aucun titre au-dessus de la liste : la première ligne dit {titles}"


def _listed(cells: dict[str, str], cycle: Cycle) -> ParticipantRow:
    keys = {
        csv_files.plain(word): group.key
        for group in cycle.groups
        for word in (group.key, group.name, group.full_name)
        if word
    }
    group = keys.get(csv_files.plain(cells["group"]))
    if group is None:
        advice = did_you_mean(cells["group"].strip(), {group.name for group in cycle.groups})
        raise ValueError(f"groupe inconnu « {cells['group'].strip()[:80]} » ; {advice}")
    role = ROLES.get(_bare(cells["role"]))
    if role is None:
        advice = did_you_mean(cells["role"].strip(), ("membre", "référent"))
        raise ValueError(f"rôle inconnu « {cells['role'].strip()[:80]} » ; {advice}")
    whole = f"{cells.get('first', '')} {cells['name']}"
    try:
        name, address = line(whole.strip(), 80), email(cells["email"])
    except Invalid as invalid:
        raise ValueError(f"« {cells['email'].strip()[:80]} » : {invalid}") from None
    if not name:
        raise ValueError("nom vide")
    word = csv_files.plain(cells["role"])
    return ParticipantRow(group=group, role=role, name=name, email=address, role_word=word)


def _bare(role: str) -> str:
    """Return a role without accents: « Référent·e » is « referente »."""
    small = unicodedata.normalize("NFKD", csv_files.plain(role))
    return re.sub(r"[^a-z]", "", re.sub(r"[\u0300-\u036f]", "", small))


def _twice(listed: Mapping[int, ParticipantRow], cycle: Cycle) -> list[str]:
    called = {group.key: group.name for group in cycle.groups}
    first, again = dict[tuple[str, str], int](), list[str]()
    for number, one in listed.items():
        before = first.setdefault((one.group, one.email.lower()), number)
        if before != number:
            where = f"groupe {called[one.group]}"
            again.append(f"lignes {before} et {number} : « {one.email} » est deux fois ({where})")
    return again


@dataclass(frozen=True, kw_only=True)
class RosterChange:
    """What a line of the file changes; person is who they were before, in the group that they leave when they move."""

    kind: Literal["new", "moved", "role", "name", "same"]
    row: ParticipantRow
    person: Person | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedLine:
    """What a file would do to one person, in words."""

    what: str
    group: str
    who: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RosterPlan:
    """What a file would change, line by line, and who is invited without being in it."""

    changes: tuple[RosterChange, ...]
    unlisted: tuple[Person, ...] = ()

    def of(self, *kinds: str) -> list[RosterChange]:
        """Return the changes of some kinds."""
        return [change for change in self.changes if change.kind in kinds]

    def referents(self, group: str) -> list[str]:
        """Return who could deposit for a group once this is done; nobody when the file does not touch it."""
        touched = {change.row.group for change in self.of(*_WORDS)}
        after: list[ParticipantRow | Person] = [*(one.row for one in self.changes), *self.unlisted]
        own = [one.name for one in after if one.group == group and one.role == "referent"]
        return own if group in touched else []

    @property
    def lines(self) -> list[PlannedLine]:
        """Return a line for each person whom the file touches, then for each whom it does not name."""
        touched = [_line(change) for change in self.of(*_WORDS)]
        left = [
            PlannedLine(
                what="hors fichier",
                group=one.group,
                who=f"{one.name}, {one.title} <{one.email}>",
                note="rien ne change",
            )
            for one in self.unlisted
        ]
        return touched + left


_WORDS = {"new": "ajout", "moved": "déplacement", "role": "rôle", "name": "nom"}


def _line(change: RosterChange) -> PlannedLine:
    row, before = change.row, change.person
    title = row.role_word or (before.title if before else "")
    note = ""
    if before and change.kind == "moved":
        note = f"quitte {before.group}, où son lien se ferme"
    elif before:
        note = f"était {before.name}, {before.title}"
    who = f"{row.name}, {title} <{row.email}>"
    return PlannedLine(what=_WORDS[change.kind], group=row.group, who=who, note=note)


def planned(known: Sequence[Person], listed: Sequence[ParticipantRow]) -> RosterPlan:
    """Return what a file changes of the people whom the journal names."""
    here = {(person.group, person.email.lower()): person for person in known}
    wanted = {(row.group, row.email.lower()) for row in listed}
    left = {place: person for place, person in here.items() if place not in wanted}
    changes = []
    for row in listed:
        person = here.get((row.group, row.email.lower()))
        if person is None:
            away = [place for place in left if place[1] == row.email.lower()]
            person = left.pop(away[0]) if away else None
            changes.append(RosterChange(kind="moved" if away else "new", row=row, person=person))
            continue
        named = (person.name, person.title) == (row.name, row.role_word or person.title)
        kind: Literal["role", "name", "same"] = "same" if named else "name"
        changes.append(
            RosterChange(kind=kind if person.role == row.role else "role", row=row, person=person)
        )
    return RosterPlan(changes=tuple(changes), unlisted=tuple(left.values()))


def mark(person: Person) -> str:
    """Return what the journal calls a person: all that their access is, under a random id that nobody is told."""
    parts = (person.id, person.scope, person.group, person.role, person.recipient)
    covered = json.dumps([*parts, person.name, person.email.lower()], ensure_ascii=False)
    return hashlib.sha256(covered.encode()).hexdigest()[:32]


def unstated(connection: Connection, scope: str) -> dict[str, list[str]]:
    """Return the marks of the groups of which the journal says nothing yet, as an older program left them."""
    told, found = _stated(connection, scope), dict[str, list[str]]()
    for person in people.of_scope(connection, scope):
        if person.group not in told:
            found.setdefault(person.group, []).append(mark(person))
    return {group: sorted(marks) for group, marks in found.items()}


def stated(chain: Iterable[JournalEntry]) -> Mapping[str, frozenset[str]]:
    """Return whom a journal last said each group to be; a group of which an older program said nothing is absent."""
    found: dict[str, frozenset[str]] = {}
    for entry in chain:
        if entry.kind in STATING:
            for group, marks in entry.told.get("roster", {}).items():
                found[group] = frozenset(marks)
    return found


def _stated(connection: Connection, scope: str) -> Mapping[str, frozenset[str]]:
    return stated(journal.entries(connection, scope, STATING))


STATING = ("invitation", "roster", "revocation", "binding", "purge")
"""The acts that change who is in a group, or say it again."""


def members(connection: Connection, scope: str, group: str | None = None) -> list[Person]:
    """Return who holds a valid link that the journal gave; a row slipped into the database is nobody."""
    told = _stated(connection, scope)
    return [one for one in people.of_scope(connection, scope, group) if named(told, one)]


def strangers(connection: Connection, scope: str) -> list[Person]:
    """Return who has a link that no entry of the journal gave, or that is no longer what it gave."""
    told = _stated(connection, scope)
    return [one for one in people.of_scope(connection, scope) if not named(told, one)]


def known(connection: Connection, person: Person) -> bool:
    """Return whether the journal names this very access."""
    return named(_stated(connection, person.scope), person)


def named(told: Mapping[str, frozenset[str]], person: Person) -> bool:
    """Return whether what the journal stated names this very access."""
    return person.group not in told or mark(person) in told[person.group]
