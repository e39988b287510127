"""Model of a public form: its questions, purpose, opening and closing, retention; the rules of sign-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Literal

from chorale.content.scalars import Seats
from chorale.ipm.model import GIVEN

FieldKind = Literal["text", "paragraph", "email", "whole", "choice", "choices", "consent"]
FormState = Literal["coming", "open", "closed"]
Results = Literal["private", "public"]
Becomes = Literal["meeting", "article", "collected"]
Serves = Literal["answers", "subscription", "registration"]

Registration = Annotated[str, "Adresse https, ou « interne » pour l'inscription par ce site."]
Join = Annotated[
    str, "Adresse https pour assister, donnée aux seuls inscrits (inscription interne)."
]
Capacity = Annotated[Seats, "Nombre de places, ou « sans limite » (inscription interne)."]
Closes = Annotated[date, "Dernier jour pour s'inscrire, inclus (inscription interne)."]
NeedsApproval = Annotated[
    bool, "Vrai si l'organisation accepte chaque inscription avant de donner la place."
]
ConfirmWithin = Annotated[
    timedelta, "Délai pour confirmer son inscription, par exemple 4h (deux heures sans lui)."
]
Together = Annotated[
    int,
    "Nombre de personnes qu'une même personne inscrit d'un coup, elle comprise, de 2 à 10 (inscription interne).",
]
Certificate = Annotated[
    bool, "Vrai si les personnes notées présentes ont une attestation (inscription interne)."
]
MOST_TOGETHER = 10
"""How many one person may sign up at once, themselves included: more is a list for the organisers."""


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One question; its kind is one of those of the questionnaires, under the same rules."""

    name: Annotated[
        str, "Nom court, jamais changé après l'ouverture (minuscules, chiffres, tirets)."
    ]
    label: Annotated[str, "La question, telle qu'elle est lue."]
    kind: Annotated[
        FieldKind, "Genre de la réponse : un texte, un nombre, un choix, un accord…"
    ] = "text"
    required: Annotated[bool, "Vrai si l'on ne peut pas répondre sans."] = False
    help: Annotated[str, "Une phrase sous la question."] = ""
    least: Annotated[int, "Plus petit nombre accepté."] = 0
    most: Annotated[
        int, "Plus grand nombre accepté ; pour un texte, nombre de caractères au plus."
    ] = 200
    choices: Annotated[
        Mapping[str, str], "Réponses proposées : la clé et le libellé de chacune."
    ] = field(default_factory=dict, hash=False)
    from_audiences: Annotated[
        bool, "Vrai pour proposer les publics de community.yml comme réponses."
    ] = False
    autocomplete: Annotated[
        str, "Jeton HTML de remplissage automatique : name, email, organization…"
    ] = ""


@dataclass(frozen=True, kw_only=True)
class DataProtection:
    """What article 13 of the GDPR has told under every form, written once."""

    controller: Annotated[str, "Responsable du traitement : organisme et adresse."]
    legal_basis: Annotated[
        str, "Base légale : « mission d'intérêt public (article 6.1.e du RGPD) », consentement…"
    ]
    recipients: Annotated[str, "Qui lit les réponses, sous-traitants compris."]
    officer: Annotated[str, "Adresse électronique du délégué à la protection des données."] = ""
    transfers: Annotated[str, "Où les réponses sont gardées."] = (
        "Sur un serveur situé dans l'Union européenne ; elles n'en sortent pas."
    )


@dataclass(frozen=True, kw_only=True)
class SignUpRules:
    """What every sign-up of the community goes by, unless its event says otherwise."""

    approval: NeedsApproval = False
    confirm_within: ConfirmWithin | None = None
    together: Together | None = None
    certificate: Certificate = False
    satisfaction: Annotated[
        str, "Formulaire proposé après la séance (clé : son nom de fichier, sans « .yml »)."
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form of the community; opening and closing days are whole days, both included."""

    path: str = field(metadata=GIVEN)
    slug: str = field(metadata=GIVEN)
    title: Annotated[str, "Titre affiché."]
    summary: Annotated[str, "Une phrase, pour les listes et l'en-tête."]
    fields: Annotated[tuple[FormField, ...], "Les questions, dans l'ordre."]
    purpose: Annotated[str, "À quoi servent les réponses, en une phrase."]
    retention_months: Annotated[int, "Mois pendant lesquels les réponses sont gardées."]
    contact: Annotated[str, "Adresse électronique de qui répond des données."]
    legal_basis: Annotated[
        str, "Base légale, si elle n'est pas celle de « data_protection » (community.yml)."
    ] = ""
    recipients: Annotated[
        str, "Qui lit les réponses, si ce n'est pas dit dans « data_protection » (community.yml)."
    ] = ""
    serves: Annotated[
        Serves, "Recueillir des réponses, abonner à la lettre ou inscrire aux webinaires."
    ] = "answers"
    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    opens: Annotated[date | None, "Premier jour pour répondre."] = None
    closes: Annotated[date | None, "Dernier jour pour répondre, inclus."] = None
    thanks: Annotated[str, "Phrase montrée après l'envoi."] = (
        "Merci, votre réponse est enregistrée."
    )
    results: Annotated[
        Results, "Décompte gardé par le secrétariat, ou montré à tous après la clôture."
    ] = "private"
    becomes: Annotated[
        Becomes | None,
        "Ce qu'une réponse devient dans l'atelier : une rencontre, un article ou une demande recueillie.",
    ] = None
    invitation: Annotated[
        Literal["request", "publish"], "Invitation de calendrier des inscriptions."
    ] = "request"
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False

    def state(self, today: date) -> FormState:
        """Return whether one may answer on a local day."""
        if self.opens is not None and today < self.opens:
            return "coming"
        return "closed" if self.closes is not None and today > self.closes else "open"


def choices(asked: FormField, audiences: Mapping[str, str]) -> Mapping[str, str]:
    """Return the answers that a question offers."""
    return audiences if asked.from_audiences else asked.choices
