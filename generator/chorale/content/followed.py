"""Events that are followed from a partner's calendar: where each comes from, and what its partner said last."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

PATH = "content/followed.jsonl"


@dataclass(frozen=True, kw_only=True)
class PartnerSource:
    """The event of a partner's calendar that a meeting, a webinar or a session repeats."""

    calendar: Annotated[str, "Nom du calendrier du partenaire."]
    uid: Annotated[str, "Identifiant (UID) que le partenaire donne au rendez-vous."]


@dataclass(frozen=True, kw_only=True)
class FollowedEvent:
    """What a partner said last of one event, and the file that repeats it; without a file, it never entered here.

    occurrence tells one date of a series; session is the first start of the session in its file; says are the values
    as the partner gave them: what the file says otherwise is the editor's.
    """

    calendar: str
    uid: str
    occurrence: str = ""
    file: str = ""
    session: str = ""
    sequence: int = 0
    modified: str = ""
    stamped: str = ""
    cancelled: bool = False
    says: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells it from every other event."""
        return self.calendar, self.uid, self.occurrence


class UnreadableRegister(Exception):
    """Says at which line the register of followed events cannot be read."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_followed(root: Path) -> tuple[FollowedEvent, ...]:
    """Return the followed events; raises UnreadableRegister. An absent register is empty."""
    place = root / PATH
    if not place.is_file():
        return ()
    found = []
    for number, line in enumerate(place.read_bytes().split(b"\n"), start=1):
        try:
            found += [FollowedEvent(**json.loads(line))] if line.strip() else []
        except (ValueError, TypeError):
            raise UnreadableRegister(number) from None
    return tuple(found)


def written(events: Iterable[FollowedEvent]) -> str:
    """Write the register, one event a line, so that two imports merge and compare well."""
    rows = (_short(vars(one)) for one in sorted(events, key=lambda one: one.key))
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value or name in ("calendar", "uid")}
