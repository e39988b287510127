"""Checks on the accessibility statement: days in their order, an audit that is whole, nothing that it contradicts."""

from collections.abc import Callable, Iterator

from chorale.content.accessibility_model import CRITERIA, AccessibilityAudit, AccessibilityStatement
from chorale.content.checks.links import known_page
from chorale.content.kinds import kind_of
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.content.text_rules import email_advice, is_email

PATH = kind_of(AccessibilityStatement).files.text
NAMED = {
    "pages": "aucune page vérifiée",
    "tools": "aucun outil",
    "environments": "aucun environnement de test",
}
"""What the law asks an audit to name, and what is told when it does not."""


def statement(loaded: Loaded) -> Iterator[Problem]:
    """The statement gives an address to write to, and criteria that exist; its audit is whole, and agrees with it."""
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
    if said.plan is not None and not said.plan.startswith("https://"):
        place = loaded.at(PATH, "plan")
        wanted = "une adresse « https://… » est attendue"
        yield Problem(place, f"adresse « {said.plan} » interdite", wanted, "lien")
    yield from _days(loaded, said)
    for criterion, keys in _told(said):
        if criterion not in CRITERIA:
            yield _stranger(loaded, criterion, *keys)
    if said.audit:
        yield from _audit(loaded, said.audit)
        yield from _agreed(loaded, said, said.audit)


def _told(said: AccessibilityStatement) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield each criterion that something inaccessible names, and where it is written."""
    for key, listed in (("failures", said.failures), ("derogations", said.derogations)):
        for number, one in enumerate(listed):
            if one.criterion:
                yield one.criterion, (key, number, "criterion")


def _days(loaded: Loaded, said: AccessibilityStatement) -> Iterator[Problem]:
    audited = [(("audit", "date"), said.audit.date)] if said.audit else []
    for keys, day in ((("established",), said.established), *audited):
        if loaded.community and day > loaded.community.today:
            place = loaded.at(PATH, *keys)
            yield Problem(
                place, f"le {day} est à venir", "corriger la date", "accessibilite", "warning"
            )
    if said.audit and said.audit.date > said.established:
        yield Problem(
            loaded.at(PATH, "established"),
            f"déclaration établie le {said.established}, avant la fin de l'audit ({said.audit.date})",
            "écrire le jour où elle a été revue",
            "accessibilite",
        )


def _agreed(
    loaded: Loaded, said: AccessibilityStatement, audit: AccessibilityAudit
) -> Iterator[Problem]:
    """Tell what the statement and the verdicts of its audit say differently."""
    for criterion, keys in _told(said):
        verdict = audit.criteria.get(criterion, "non conforme")
        if verdict != "non conforme":
            yield Problem(
                loaded.at(PATH, *keys),
                f"critère {criterion} : l'audit le dit « {verdict} »",
                "y écrire « non conforme », ou retirer ce contenu",
                "accessibilite",
            )
    told = {criterion for criterion, _ in _told(said)}
    if silent := [
        one for one in CRITERIA if audit.criteria.get(one) == "non conforme" and one not in told
    ]:
        yield Problem(
            loaded.at(PATH, "audit", "criteria"),
            f"non conformes sans contenu qui le dise : {_some(silent)}",
            "écrire dans « failures » ce qui n'est pas accessible, avec son critère",
            "accessibilite",
            "warning",
        )


def _some(criteria: list[str]) -> str:
    return ", ".join(criteria[:6]) + (", etc." if len(criteria) > 6 else "")


def _audit(loaded: Loaded, audit: AccessibilityAudit) -> Iterator[Problem]:
    for key, told in NAMED.items():
        if not getattr(audit, key):
            place = loaded.at(PATH, "audit", key)
            advice = "la déclaration doit en nommer : les écrire ici"
            yield Problem(place, f"audit : {told}", advice, "accessibilite")
    for index, page in enumerate(audit.pages):
        place = loaded.at(PATH, "audit", "pages", index)
        yield from known_page(
            loaded, page, place, "donner son chemin, par exemple « aide/index.md »"
        )
    for criterion in audit.criteria:
        if criterion not in CRITERIA:
            yield _stranger(loaded, criterion, "audit", "criteria", criterion)
    if lacking := [criterion for criterion in CRITERIA if criterion not in audit.criteria]:
        yield Problem(
            loaded.at(PATH, "audit", "criteria"),
            f"{len(lacking)} critères sur {len(CRITERIA)} sans verdict : {_some(lacking)}",
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
