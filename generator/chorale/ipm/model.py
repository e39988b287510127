"""Model of the decision: change requests, groups, ballots, envelope, rule, cycle."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Annotated, Any, Literal

from chorale.ipm.arbitration import Arbitration, Correction, Fingerprint

GIVEN: Mapping[str, Any] = {"given": True}
"""Marks a field set by where its file stands, never written inside the file."""
INHERITED: Mapping[str, Any] = {"inherited": True}
"""Marks a field that a file may write, and that is otherwise set by where the file stands."""

Method = Literal[
    "equal-shares", "phragmen", "greedy", "greedy-per-cost", "borda", "approvals", "optimum"
]

Completion = Literal["none", "points-per-cost", "utilitarian", "add1", "add1-exhaustive"]
TieBreak = Literal["lower-cost", "higher-cost", "more-points", "more-groups", "reference"]
AbsentGroup = Literal["shared", "frozen"]
Utility = Literal["score", "cost", "cardinality"]
Overflow = Literal["skip", "stop"]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a request costs, in the envelope's unit; low and high bound the estimate."""

    estimate: Annotated[Fraction, "Estimation centrale, dans l'unité de l'enveloppe."]
    low: Annotated[Fraction | None, "Borne basse."] = None
    high: Annotated[Fraction | None, "Borne haute."] = None


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What those who studied a request think of it, from 1 (low) to 5 (high); shown beside the points, not counted."""

    value: Annotated[int | None, "Valeur pour les usagers, de 1 (faible) à 5 (forte)."] = None
    urgency: Annotated[int | None, "Urgence, de 1 (faible) à 5 (forte)."] = None
    risk: Annotated[int | None, "Risque à ne pas faire, de 1 (faible) à 5 (fort)."] = None
    regulatory: Annotated[bool, "Vrai si un texte l'impose ou l'imposera."] = False


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What became of a retained request: the version that is promised, the day it came, what it really cost."""

    planned: Annotated[str, "Version ou période prévue, par exemple « version de mars 2024 »."] = ""
    delivered: Annotated[date | None, "Jour de la mise en service."] = None
    cost: Annotated[Fraction | None, "Coût réel, dans l'unité de l'enveloppe."] = None


@dataclass(frozen=True, kw_only=True)
class ChangeRequest:
    """One costed change that the groups rank."""

    reference: Annotated[str, "Référence stable, par exemple DE-01."]
    title: Annotated[str, "Titre court, à l'infinitif."]
    theme: Annotated[str, "Clé d'un thème de cycle.yml."]
    cost: Cost
    description: Annotated[str, "Le besoin en quelques phrases (Markdown)."] = ""
    mandatory: Annotated[bool, "Vrai si la demande est financée avant toute priorisation."] = False
    requires: Annotated[tuple[str, ...], "Références des demandes préalables."] = ()
    excludes: Annotated[tuple[str, ...], "Références des demandes incompatibles."] = ()
    continues: Annotated[
        str, "Demande qu'elle reprend : cycle-5/DE-26, ou requests/NOM pour une demande recueillie."
    ] = ""
    criteria: Annotated[Criteria | None, "Appréciations, montrées à côté des points."] = None
    outcome: Annotated[FollowUp | None, "Suite donnée à une demande retenue."] = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """One of the bodies that answer; weights share the envelope."""

    key: Annotated[str, "Clé courte du groupe, par exemple usagers."]
    name: Annotated[str, "Nom court affiché."]
    full_name: Annotated[str, "Nom complet."] = ""
    weight: Annotated[
        Fraction, "Poids du groupe dans le partage de l'enveloppe (1 par défaut)."
    ] = Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Governance:
    """The body that sets priorities, cycle after cycle, as its community calls it and presents it."""

    name: Annotated[
        str,
        "Nom de l'instance qui fixe les priorités, avec son article : le conseil, la commission, l'assemblée.",
    ]
    long_name: Annotated[
        str, "Nom complet, avec son article, par exemple le conseil des usagers."
    ] = ""
    presentation: Annotated[str, "Quelques phrases, en tête de la page de gouvernance."] = (
        "Des demandes d'évolution sont débattues en atelier, chiffrées, puis classées par les groupes. "
        "La réunion d'arbitrage arrête la liste des évolutions retenues."
    )
    signatories: Annotated[
        tuple[str, ...], "Qui signe le relevé de décision, avant les groupes."
    ] = ()


UNNAMED = Governance(name="la priorisation")
"""What is said of a community that names no such body."""


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """A group's answer: 100 points shared between requests, and what it wants said."""

    group: Annotated[str, "Clé du groupe (content/ipm/groups.yml)."]
    points: Annotated[Mapping[str, int], "Points par référence : 100 en tout."]
    indispensable: Annotated[tuple[str, ...], "Au plus deux références."] = ()
    opposition: Annotated[Mapping[str, str], "Référence : la raison, obligatoire."] = field(
        default_factory=dict
    )
    comments: Annotated[Mapping[str, str], "Référence : commentaire libre."] = field(
        default_factory=dict
    )
    salt: Annotated[str, "Sel tiré au dépôt : sans lui, l'empreinte se devinerait."] = ""
    source: str = field(default="", metadata=GIVEN)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """The amount that pays for requests."""

    amount: Annotated[Fraction, "Montant de l'enveloppe."]
    unit: Annotated[str, "Unité, par exemple jours-homme."]


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """The dates of a cycle; opens and closes are instants."""

    synthesis: Annotated[date, "Réunion de synthèse."]
    opens: Annotated[datetime, "Ouverture du questionnaire."]
    closes: Annotated[datetime, "Clôture du questionnaire."]
    arbitration: Annotated[date, "Réunion d'arbitrage."]
    tolerance: Annotated[timedelta | None, "Retard admis après la clôture, et signalé."] = None


@dataclass(frozen=True, kw_only=True)
class ThemeBounds:
    """The least (floor) and the most (cap) that a theme may receive, in the envelope's unit."""

    floor: Annotated[Fraction | None, "Montant réservé au thème."] = None
    cap: Annotated[Fraction | None, "Montant maximal du thème."] = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the recommendation is computed: written before the vote."""

    method: Annotated[Method, "Méthode de calcul."] = "equal-shares"
    completion: Annotated[Completion, "Emploi du reste."] = "points-per-cost"
    tie_break: Annotated[tuple[TieBreak, ...], "Ordre de départage."] = (
        "lower-cost",
        "more-points",
        "reference",
    )
    absent_group: Annotated[AbsentGroup, "Sort de la part d'un groupe absent."] = "shared"
    bounds: Annotated[Mapping[str, ThemeBounds], "Plancher et plafond par thème."] = field(
        default_factory=dict
    )
    utility: Annotated[
        Utility,
        "Ce qui compte : les points, le coût des demandes soutenues ou leur nombre.",
    ] = "score"
    overflow: Annotated[
        Overflow, "Devant une demande trop chère : passer à la suivante ou s'arrêter."
    ] = "skip"
    comparison: Annotated[
        bool,
        "Vrai pour garder le classement par points si plus de groupes le préfèrent.",
    ] = False


@dataclass(frozen=True, kw_only=True)
class SealKey:
    """A public key that seals the answers until the close; its holder keeps the secret one."""

    holder: Annotated[str, "Fonction de qui garde la clé secrète."]
    recipient: Annotated[str, "Clé publique age (age1…)."]

    @property
    def aloud(self) -> str:
        """Return the 25 digits that people read to each other to know that they see the same key."""
        number = int(sha256(self.recipient.encode()).hexdigest(), 16) % 10**25
        return " ".join(re.findall(r"\d{5}", f"{number:025}"))


@dataclass(frozen=True, kw_only=True)
class JournalHead:
    """A head of the collection's journal, published while it goes on: whoever kept it sees a journal made up later."""

    number: Annotated[int, "Numéro de l'entrée du journal."]
    at: Annotated[str, "Instant de l'entrée, UTC."]
    digest: Annotated[str, "Empreinte de l'entrée (SHA-256), qui couvre toutes les précédentes."]


@dataclass(frozen=True, kw_only=True)
class CountedDeposit:
    """The deposit that counts for a group; fingerprint is the SHA-256 of its ballot's file."""

    group: Annotated[str, "Clé du groupe."]
    number: Annotated[int, "Numéro du dépôt dans le groupe."]
    received: Annotated[str, "Instant de réception, UTC."]
    channel: Annotated[str, "web ou tableur."]
    late: Annotated[bool, "Vrai si reçu après la clôture, dans la tolérance."] = False
    fingerprint: Annotated[str, "SHA-256 du fichier du bulletin."]
    entered: Annotated[str, "Instant de saisie, UTC, quand il suit la réception."] = ""


@dataclass(frozen=True, kw_only=True)
class Collection:
    """What the opening of the answers left for anyone to verify; journal is the text of journal.jsonl."""

    journal_head: Annotated[str, "Empreinte de la dernière entrée du journal."]
    deposits: tuple[CountedDeposit, ...] = ()
    journal: str = field(default="", metadata=GIVEN)


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One round of prioritisation, with all that its files say."""

    slug: str = field(metadata=GIVEN)
    path: str = field(metadata=GIVEN)
    number: Annotated[int, "Numéro du cycle."]
    themes: Annotated[Mapping[str, str], "Clé : nom affiché."]
    envelope: Envelope
    milestones: Milestones
    rule: Rule = field(default_factory=Rule)
    summary: Annotated[str, "Présentation du cycle (Markdown)."] = ""
    illustrative: Annotated[
        bool, "Vrai si les demandes, coûts et points sont des données d'illustration."
    ] = False
    retention_months: Annotated[
        int,
        "Mois pendant lesquels les personnes et les brouillons sont gardés après la clôture.",
    ] = 6
    governance: Governance = field(default=UNNAMED, metadata=GIVEN)
    groups: Annotated[
        tuple[Group, ...],
        "Groupes et poids, figés à l'ouverture par « chorale ipm freeze » ; sinon, ceux de groups.yml.",
    ] = field(default=(), metadata=INHERITED)
    fingerprint: Annotated[
        Fingerprint | None, "Empreintes de ce qui ne bouge plus (« chorale ipm freeze »)."
    ] = None
    corrections: Annotated[
        tuple[Correction, ...], "Corrections datées (« chorale ipm correct »)."
    ] = ()
    requests: tuple[ChangeRequest, ...] = field(default=(), metadata=GIVEN)
    ballots: tuple[Ballot, ...] = field(default=(), metadata=GIVEN)
    arbitration: Arbitration | None = field(default=None, metadata=GIVEN)
    seals: tuple[SealKey, ...] = field(default=(), metadata=GIVEN)
    heads: tuple[JournalHead, ...] = field(default=(), metadata=GIVEN)
    collection: Collection | None = field(default=None, metadata=GIVEN)
