"""Approval of an issue, bound to the digest of its bytes: any later change undoes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chorale.content.model import Issue
from chorale.content.problems import Problem, Source
from chorale.content.unread_files import APPROVALS
from chorale.french import dates, phrases

FILE = APPROVALS
_HEADER = "# Qui a approuvé quoi : jour, empreinte SHA-256 du message et de ses images, nom ou fonction.\n"


@dataclass(frozen=True)
class Approval:
    """Who approved which message, and when."""

    day: date
    digest: str
    by: str


EARLY = 2
"""Days before its date that a letter may leave without a question: a Friday for a Monday."""


def early(issue: Issue, day: date) -> str:
    """Return how long before its date a letter would leave on a day, in a sentence; nothing when that is right."""
    days = (issue.date - day).days
    if days <= EARLY:
        return ""
    said = f"cette lettre est datée du {dates.day(issue.date)}"
    return f"{said} ; elle partirait {phrases.plural(days, 'jour')} avant"


def read(text: str) -> tuple[Approval, ...]:
    """Read approvals; a line that is not one raises ValueError with its number."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3 or len(parts[1]) != 64:
            raise ValueError(
                f"ligne {number} : « jour, empreinte, nom » attendus, séparés par des tabulations"
            )
        found.append(Approval(date.fromisoformat(parts[0]), parts[1], parts[2]))
    return tuple(found)


def given(root: Path, issue: Issue) -> tuple[Approval, ...]:
    """Return the approvals of an issue; raises ValueError when their file cannot be read."""
    place = (root / issue.path).with_name(FILE)
    return read(place.read_text(encoding="utf-8")) if place.exists() else ()


def write(approvals: Sequence[Approval]) -> str:
    """Write approvals, oldest first."""
    lines = (f"{one.day.isoformat()}\t{one.digest}\t{one.by}\n" for one in approvals)
    return _HEADER + "".join(lines)


def added(approvals: Sequence[Approval], new: Approval) -> tuple[Approval, ...]:
    """Add an approval; the same person approving the same message again changes nothing."""
    if any(one.digest == new.digest and one.by == new.by for one in approvals):
        return tuple(approvals)
    return (*approvals, new)


def standing(approvals: Sequence[Approval], digest: str) -> tuple[Approval, ...]:
    """Return the approvals of exactly this message."""
    return tuple(one for one in approvals if one.digest == digest)


def missing(approvals: Sequence[Approval], digest: str, needed: int) -> int:
    """Return how many more people must approve exactly this message."""
    return max(0, max(1, needed) - len({one.by for one in standing(approvals, digest)}))


def refusal(issue: Issue, found: Iterable[Problem]) -> str:
    """Say why an issue cannot be approved or sent, whatever its message; nothing when it can."""
    if issue.draft:
        return f"{issue.slug} est un brouillon : retirer « draft: true » de issue.yml, puis l'approuver"
    return "\n".join(f"{one.source} : {one.sentence}" for one in unwritten(found))


def unwritten(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the sentences of a model that were left as they were: nobody approves them."""
    return tuple(one for one in found if one.code == "modele")


def problems(approvals: Sequence[Approval], digest: str, folder: str) -> tuple[Problem, ...]:
    """Say which approvals no longer hold, unless the same person approved again."""
    good = {one.by for one in standing(approvals, digest)}
    found = []
    for rank, one in enumerate(approvals):
        if one.digest != digest and one.by not in good:
            said = f"l'approbation de « {one.by} » ne vaut plus : le numéro a changé depuis"
            advice = (
                f"relire l'aperçu, puis « chorale newsletter approve {folder.rpartition('/')[2]} »"
            )
            found.append(
                Problem(
                    Source(f"{folder}/{FILE}", rank + 2), said, advice, "approbation", "warning"
                )
            )
            good.add(one.by)
    return tuple(found)
