"""Model of the accessibility statement: the audit that was made, if any, what is not accessible, whom to tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

Verdict = Literal["conforme", "non conforme", "non applicable"]
Conformity = Literal["totalement conforme", "partiellement conforme", "non conforme"]
PER_TOPIC = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
CRITERIA = tuple(
    f"{topic}.{number}"
    for topic, count in enumerate(PER_TOPIC, 1)
    for number in range(1, count + 1)
)
"""The 106 criteria of the RGAA, version 4.1."""


@dataclass(frozen=True, kw_only=True)
class AccessibilityAudit:
    """An audit against the RGAA: who looked at which pages, with what, and the verdict on each criterion."""

    date: Annotated[date, "Dernier jour de l'audit."]
    by: Annotated[str, "Qui l'a mené : un organisme, ou « une auto-évaluation de… »."]
    pages: Annotated[tuple[str, ...], "Pages vérifiées, par leur chemin depuis la racine du site."]
    tools: Annotated[tuple[str, ...], "Outils employés, avec leur version."]
    environments: Annotated[
        tuple[str, ...], "Navigateurs et lecteurs d'écran employés ensemble, avec leur version."
    ]
    criteria: Annotated[
        Mapping[str, Verdict],
        "Le verdict de chacun des 106 critères : conforme, non conforme ou non applicable.",
    ]

    @property
    def rate(self) -> Fraction:
        """Return the part of the criteria that apply which are met."""
        verdicts = list(self.criteria.values())
        met, missed = verdicts.count("conforme"), verdicts.count("non conforme")
        return Fraction(met, met + missed) if met + missed else Fraction(1)


@dataclass(frozen=True, kw_only=True)
class InaccessibleContent:
    """Something that some readers cannot use: what it is, why it stays so, and what stands in for it."""

    text: Annotated[str, "Ce qui n'est pas accessible, et à qui."]
    alternative: Annotated[str, "Ce que l'on peut faire à la place."] = ""
    criterion: Annotated[str, "Le critère du RGAA en cause, par exemple 3.2."] = ""


@dataclass(frozen=True, kw_only=True)
class AccessibilityStatement:
    """What a community says of its site's accessibility: content/accessibility.yml."""

    established: Annotated[date, "Jour où la déclaration a été établie ou revue."]
    contact: Annotated[str, "Adresse électronique où signaler une difficulté."]
    audit: Annotated[
        AccessibilityAudit | None, "L'audit ; sans lui, la déclaration dit « non conforme »."
    ] = None
    failures: Annotated[tuple[InaccessibleContent, ...], "Non-conformités connues."] = ()
    derogations: Annotated[
        tuple[InaccessibleContent, ...], "Dérogations pour charge disproportionnée, motivées."
    ] = ()
    exempted: Annotated[
        tuple[str, ...], "Contenus que la loi n'oblige pas à rendre accessibles."
    ] = ()
    plan: Annotated[str | None, "Adresse https du schéma pluriannuel et du plan d'action."] = None

    @property
    def conformity(self) -> Conformity:
        """Return the state that the law names: without an audit, nothing else may be said than « non conforme »."""
        rate = self.audit.rate if self.audit else Fraction(0)
        if rate == 1:
            return "totalement conforme"
        return "partiellement conforme" if rate >= Fraction(1, 2) else "non conforme"
