"""The approval of a letter in the atelier: the message as it would leave today, its faults, who approved exactly it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from chorale import files
from chorale.atelier.desk import Desk, Writer
from chorale.content.model import Community, Issue
from chorale.content.problems import Problem, Source, errors
from chorale.newsletter.review import approval, built_email, checks, issue_files
from chorale.newsletter.review.approval import Approval
from chorale.newsletter.review.built_email import BuiltEmail

RECENT = timedelta(days=31)
"""How long a letter waits to be approved: an older one left by another way, or never will."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A letter as it would leave today: its digest, what is wrong with it, who approved exactly this."""

    community: Community
    issue: Issue
    built: BuiltEmail
    digest: str
    problems: tuple[Problem, ...]
    approvals: tuple[Approval, ...]

    @property
    def standing(self) -> tuple[Approval, ...]:
        """Return the approvals that hold."""
        return approval.standing(self.approvals, self.digest)

    @property
    def missing(self) -> int:
        """Return how many more people must approve it."""
        return approval.missing(self.approvals, self.digest, self.community.approvals)

    @property
    def weight(self) -> int:
        """Return the bytes of the message, from which mail programs cut it."""
        return len(self.built.email.html.encode())

    @property
    def refusal(self) -> str:
        """Return why it can neither be approved nor sent, in one sentence; nothing when it can."""
        if self.issue.draft:
            return "C'est encore un brouillon : décocher « Encore un brouillon » sur sa fiche, puis l'approuver."
        if errors(self.problems):
            return "La lettre a des fautes : les corriger d'abord."
        if approval.unwritten(self.problems):
            return "Il reste des phrases du modèle : les récrire ou les retirer d'abord."
        return ""


class NotApproved(Exception):
    """A letter could not be approved; the text says why."""


def outgoing(desk: Desk, name: str) -> Outgoing | None:
    """Return a letter by its name; None when there is none."""
    project = desk.project()
    community = project.community
    issue = next((one for one in community.issues if one.slug == name), None)
    if issue is None:
        return None
    built = built_email.sheet(community, issue)
    found = checks.concerned(project.loaded, issue, project.problems)
    approvals, unreadable = _approvals(desk, issue)
    return Outgoing(
        community=community,
        issue=issue,
        built=built,
        digest=issue_files.digest(built),
        problems=(*unreadable, *found, *checks.sheet_problems(built, project.loaded.origins)),
        approvals=approvals,
    )


def _approvals(desk: Desk, issue: Issue) -> tuple[tuple[Approval, ...], tuple[Problem, ...]]:
    """Return who approved; when their file cannot be read, a fault, so that no new approval is written over it."""
    try:
        return approval.given(desk.root, issue), ()
    except ValueError as told:
        place = Source(str(Path(issue.path).with_name(approval.FILE)))
        return (), (Problem(place, str(told), "reprendre ce fichier", "approbation"),)


def awaited(desk: Desk, left: Collection[str]) -> list[Issue]:
    """Return the letters that are written, of this month or later, that have not left and that too few approved."""
    community = desk.project().community
    recent = community.today - RECENT
    coming = (one for one in community.issues if not one.draft and one.date >= recent)
    return [
        one
        for one in coming
        if one.slug not in left and len(_approvals(desk, one)[0]) < max(1, community.approvals)
    ]


def approve(desk: Desk, worker: Writer, name: str, digest: str) -> None:
    """Write that someone approves exactly the message that they read; raises NotApproved."""
    with desk.writing():
        desk.changed()
        found = outgoing(desk, name)
        if found is None or found.digest != digest:
            raise NotApproved(
                "La lettre a changé depuis que cette page s'est affichée : relisez-la."
            )
        if found.refusal:
            raise NotApproved(found.refusal)
        place = Path(found.issue.path).with_name(approval.FILE)
        new = Approval(desk.today, digest, " ".join(worker.name.split()))
        text = approval.write(approval.added(found.approvals, new))
        files.store(desk.root / place, text.encode(), durable=True)
        desk.repository.commit([str(place)], worker.author, f"Approuver la lettre {name}")
        desk.note(worker, "approved", what=name)
