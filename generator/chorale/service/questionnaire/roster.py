"""The file of participants: people, their groups and roles, read whole or told line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from chorale.content.text_rules import Invalid, email, line
from chorale.french.suggestions import did_you_mean
from chorale.ipm.model import Cycle
from chorale.text import csv_files

COLUMNS = {
    "groupe": "group",
    "role": "role",
    "rôle": "role",
    "nom": "name",
    "courriel": "email",
}
ROLES = {
    "membre": "member",
    "référent": "referent",
    "referent": "referent",
    "référente": "referent",
}


@dataclass(frozen=True, kw_only=True)
class ParticipantRow:
    """One line of the roster."""

    group: str
    role: str
    name: str
    email: str


def read(data: bytes, cycle: Cycle) -> tuple[list[ParticipantRow], list[str]]:
    """Read a CSV file (« groupe;rôle;nom;courriel »); return its people, or every mistake as a French sentence."""
    try:
        table = csv_files.named(csv_files.read(data), COLUMNS)
    except csv_files.UnreadableTable as error:
        return [], [str(error)]
    french = {"group": "groupe", "role": "rôle", "name": "nom", "email": "courriel"}
    if missing := sorted(french.keys() - set(table.columns)):
        return [], [f"ligne 1 : colonne « {french[name]} » absente" for name in missing]
    people, mistakes = [], []
    for number, cells in table.to_dict("index").items():
        try:
            people.append(_listed(cells, cycle))
        except ValueError as error:
            mistakes.append(f"ligne {number} : {error}")
    return people, mistakes + _twice(people)


def _listed(cells: dict[str, str], cycle: Cycle) -> ParticipantRow:
    keys = {
        csv_files.plain(word): group.key
        for group in cycle.groups
        for word in (group.key, group.name, group.full_name)
        if word
    }
    group = keys.get(csv_files.plain(cells["group"]))
    if group is None:
        advice = did_you_mean(cells["group"].strip(), {group.key for group in cycle.groups})
        raise ValueError(f"groupe inconnu « {cells['group'].strip()[:80]} » ; {advice}")
    role = ROLES.get(csv_files.plain(cells["role"]))
    if role is None:
        advice = did_you_mean(cells["role"].strip(), ("membre", "référent"))
        raise ValueError(f"rôle inconnu « {cells['role'].strip()[:80]} » ; {advice}")
    try:
        name, address = line(cells["name"], 80), email(cells["email"])
    except Invalid as invalid:
        raise ValueError(f"« {cells['email'].strip()[:80]} » : {invalid}") from None
    if not name:
        raise ValueError("nom vide")
    return ParticipantRow(group=group, role=role, name=name, email=address)


def _twice(people: Sequence[ParticipantRow]) -> list[str]:
    places = [(person.group, person.email.lower()) for person in people]
    again = (person for row, person in enumerate(people) if places[row] in places[:row])
    return [f"« {person.email} » est deux fois dans le groupe {person.group}" for person in again]
