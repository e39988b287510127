"""Roles of staff: rédaction, approbation, animation, secrétariat IPM, exploitation, and what each may change."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from chorale.french.phrases import listing
from chorale.french.suggestions import slug

StaffRole = Literal["editing", "approval", "events", "secretariat", "operation"]
STAFF_ROLES: tuple[StaffRole, ...] = get_args(StaffRole)
Roles = frozenset[StaffRole]
EVERY_ROLE: Roles = frozenset(STAFF_ROLES)
NO_ROLE: Roles = frozenset()

ROLE_NAMES: Mapping[StaffRole, str] = {
    "editing": "rédaction",
    "approval": "approbation",
    "events": "animation",
    "secretariat": "secrétariat IPM",
    "operation": "exploitation",
}
ROLE_DUTIES: Mapping[StaffRole, str] = {
    "editing": "écrit lettres, articles, pages, formulaires, webinaires et rencontres",
    "approval": "approuve une lettre, publie le site, envoie",
    "events": "tient les webinaires, les rencontres et leurs inscrits",
    "secretariat": "tient les cycles, leurs demandes et leurs groupes",
    "operation": "règle la communauté, donne les rôles, lit le journal, publie",
}

_WRITERS: Mapping[str, Roles] = {
    "community": frozenset({"operation"}),
    "accessibility": frozenset({"editing", "operation"}),
    "search": frozenset({"editing", "operation"}),
    "search-queries": frozenset({"editing", "operation"}),
    "groups": frozenset({"secretariat"}),
    "cycle": frozenset({"secretariat"}),
    "requests": frozenset({"secretariat"}),
    "collected": frozenset({"secretariat"}),
    "webinar": frozenset({"editing", "events"}),
    "meeting": frozenset({"editing", "events"}),
    "form": frozenset({"editing", "events"}),
    "mail": frozenset({"events", "secretariat"}),
}
APPROVERS: Roles = frozenset({"approval"})
PUBLISHERS: Roles = frozenset({"approval", "operation"})


def writers(kind: str) -> Roles:
    """Return the roles that change the files of a kind: editors, unless the kind is someone's own."""
    return _WRITERS.get(kind, frozenset({"editing"}))


def spoken(roles: Iterable[StaffRole], last: str = "et") -> str:
    """Return roles in French words, in the order of the table."""
    wanted = set(roles)
    return listing([ROLE_NAMES[role] for role in STAFF_ROLES if role in wanted], last)


def role_of(written: str) -> StaffRole | None:
    """Return the role that a French or English word names: « rédaction », « redaction », « secrétariat »."""
    word = slug(written)
    return next(
        (
            role
            for role in STAFF_ROLES
            if word in (role, slug(ROLE_NAMES[role]), slug(ROLE_NAMES[role]).split("-")[0])
        ),
        None,
    )
