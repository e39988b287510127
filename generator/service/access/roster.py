"""The roster: a spreadsheet's CSV of who answers for which group, read whole or refused whole."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from generator.ipm.model import Cycle
from generator.service.text_rules import Invalid, email, line

COLUMNS = {"groupe": "group", "role": "role", "rôle": "role", "nom": "name", "courriel": "email"}
ROLES = {"membre": "member", "référent": "referent", "referent": "referent", "référente": "referent"}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of the roster."""

    group: str
    role: str
    name: str
    email: str


def read(data: bytes, cycle: Cycle) -> tuple[list[Listed], list[str]]:
    """Read a CSV file (« groupe;rôle;nom;courriel »); return its people, or every mistake as a French sentence."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ","))
    names = [COLUMNS.get(cell.strip().lower(), "") for cell in rows[0]] if rows else []
    if missing := sorted({"group", "role", "name", "email"} - set(names)):
        french = {"group": "groupe", "role": "rôle", "name": "nom", "email": "courriel"}
        return [], [f"ligne 1 : colonne « {french[name]} » absente" for name in missing]
    people, mistakes = [], []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(names, [*row, *[""] * len(names)], strict=False))
            try:
                people.append(_listed(cells, cycle))
            except ValueError as error:
                mistakes.append(f"ligne {number} : {error}")
    return people, mistakes + _twice(people)


def _listed(cells: dict[str, str], cycle: Cycle) -> Listed:
    keys = {
        word.lower(): group.key for group in cycle.groups for word in (group.key, group.name, group.full_name) if word
    }
    group = keys.get(cells["group"].strip().lower())
    if group is None:
        known = ", ".join(sorted(group.key for group in cycle.groups))
        raise ValueError(f"groupe inconnu « {cells['group'].strip()} » ; attendu : {known}")
    role = ROLES.get(cells["role"].strip().lower())
    if role is None:
        raise ValueError(f"rôle inconnu « {cells['role'].strip()} » ; attendu : membre ou référent")
    try:
        name, address = line(cells["name"], 80), email(cells["email"])
    except Invalid as invalid:
        raise ValueError(f"« {cells['email'].strip()} » : {invalid}") from None
    if not name:
        raise ValueError("nom vide")
    return Listed(group=group, role=role, name=name, email=address)


def _twice(people: Iterable[Listed]) -> list[str]:
    seen: set[tuple[str, str]] = set()
    found = []
    for person in people:
        place = (person.group, person.email.lower())
        if place in seen:
            found.append(f"« {person.email} » est deux fois dans le groupe {person.group}")
        seen.add(place)
    return found
