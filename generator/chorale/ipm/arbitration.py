"""Model of what the meeting decides (departures, reductions, overrun), and of what no longer moves afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

ArbitrationDecision = Literal["retained", "deferred", "rejected"]


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """A place where the meeting departed from the recommendation, and why."""

    decision: Annotated[ArbitrationDecision, "Ce que la réunion a décidé."]
    author: Annotated[str, "Qui a demandé l'écart."]
    reason: Annotated[str, "La raison, obligatoire."]


@dataclass(frozen=True, kw_only=True)
class Overrun:
    """By how much the meeting goes beyond the envelope, and why."""

    amount: Annotated[Fraction, "Montant au-delà de l'enveloppe, dans son unité."]
    reason: Annotated[str, "La raison, obligatoire."]


@dataclass(frozen=True, kw_only=True)
class ReducedScope:
    """A request that is retained for less than it asked: what it costs then, and what is done of it."""

    cost: Annotated[Fraction, "Coût de la demande réduite, dans l'unité de l'enveloppe."]
    scope: Annotated[str, "Ce qui est fait, en une phrase."]


@dataclass(frozen=True, kw_only=True)
class Arbitration:
    """The human decision; it stands beside the computed one and never replaces it."""

    date: Annotated[date, "Date de la réunion."]
    retained: Annotated[tuple[str, ...], "Références retenues."]
    deviations: Annotated[Mapping[str, Deviation], "Écarts à la recommandation."] = field(
        default_factory=dict
    )
    reduced: Annotated[
        Mapping[str, ReducedScope], "Demandes retenues en partie, avec leur nouveau coût."
    ] = field(default_factory=dict)
    overrun: Annotated[Overrun | None, "Dépassement de l'enveloppe, avec sa raison."] = None
    next_priorities: Annotated[tuple[str, ...], "Priorités du cycle suivant."] = ()


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """The SHA-256 of each part of a cycle that no longer moves: at the opening, after the close, once decided."""

    rule: Annotated[str, "Thèmes, enveloppe et règle."]
    groups: Annotated[str, "Groupes et poids."]
    requests: Annotated[str, "Demandes, sans leur suite."]
    ballots: Annotated[str, "Bulletins, après la clôture."] = ""
    arbitration: Annotated[str, "Arbitrage, une fois rendu."] = ""
    corrections: Annotated[str, "Corrections déjà datées."] = ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A change of what no longer moved, with its day, its author and its reason."""

    date: Annotated[date, "Jour de la correction."]
    author: Annotated[str, "Qui corrige."]
    reason: Annotated[str, "La raison, obligatoire."]
    replaced: Annotated[Mapping[str, str], "Empreintes remplacées : partie, ancienne empreinte."]
