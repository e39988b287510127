"""Checks on the accessibility statement: an audit of every criterion, on pages that exist."""

from collections.abc import Callable, Iterator

from chorale.content.accessibility_model import CRITERIA, AccessibilityAudit, AccessibilityStatement
from chorale.content.checks.links import known_page
from chorale.content.kinds import kind_of
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.content.text_rules import email_advice, is_email

PATH = kind_of(AccessibilityStatement).files.text


def statement(loaded: Loaded) -> Iterator[Problem]:
    """The statement gives an address to write to, and criteria that exist; its audit is whole."""
    said = loaded.community.accessibility if loaded.community else None
    if said is None:
        return
    if not is_email(said.contact):
        place = loaded.at(PATH, "contact")
        yield Problem(
            place,
            f"adresse électronique « {said.contact} » illisible",
            email_advice(said.contact),
            "adresse",
        )
    for number, failure in enumerate(said.failures):
        if failure.criterion and failure.criterion not in CRITERIA:
            yield _stranger(loaded, failure.criterion, "failures", number, "criterion")
    if said.audit:
        yield from _audit(loaded, said.audit)


def _audit(loaded: Loaded, audit: AccessibilityAudit) -> Iterator[Problem]:
    for index, page in enumerate(audit.pages):
        place = loaded.at(PATH, "audit", "pages", index)
        yield from known_page(
            loaded, page, place, "donner son chemin, par exemple « aide/index.md »"
        )
    for criterion in audit.criteria:
        if criterion not in CRITERIA:
            yield _stranger(loaded, criterion, "audit", "criteria", criterion)
    if lacking := [criterion for criterion in CRITERIA if criterion not in audit.criteria]:
        listed = ", ".join(lacking[:6]) + (", etc." if len(lacking) > 6 else "")
        yield Problem(
            loaded.at(PATH, "audit", "criteria"),
            f"{len(lacking)} critères sur {len(CRITERIA)} sans verdict : {listed}",
            "écrire « conforme », « non conforme » ou « non applicable »",
            "accessibilite",
        )


def _stranger(loaded: Loaded, criterion: str, *keys: str | int) -> Problem:
    place = loaded.at(PATH, *keys)
    return Problem(
        place,
        f"critère inconnu « {criterion} »",
        "de 1.1 à 13.12, dans le RGAA 4.1",
        "accessibilite",
    )


CHECKS: tuple[Callable[[Loaded], Iterator[Problem]], ...] = (statement,)
