"""Model of what people attend: webinars with their sessions, meetings, and what calendars were told of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from chorale.content.followed import PartnerSource
from chorale.content.item_model import Item, Link

Day = date  # a field named date hides the type from those after it
Status = Literal["confirmed", "cancelled", "moved"]
Registration = Annotated[str, "Adresse https, ou « interne » pour l'inscription par ce site."]
LONGEST_MEETING = 31
"""Days."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """One sitting of a webinar; start is aware of its time zone."""

    start: Annotated[datetime, "Jour et heure locale, par exemple 2018-12-06 10:00."]
    duration: Annotated[timedelta, "Durée, par exemple 1h ou 1h30."]
    registration: Registration | None = None
    capacity: Annotated[int | None, "Nombre de places (inscription interne)."] = None
    join: Annotated[
        str | None,
        "Adresse https de la réunion, donnée aux seuls inscrits (inscription interne).",
    ] = None
    status: Annotated[Status, "confirmed, cancelled ou moved."] = "confirmed"
    moved_from: Annotated[datetime | None, "Ancien début d'une séance déplacée."] = None
    note: Annotated[str, "Raison d'une annulation ou d'un déplacement."] = ""
    replay: Annotated[str | None, "Adresse https de l'enregistrement."] = None
    source: Annotated[PartnerSource | None, "Calendrier partenaire suivi."] = None

    @property
    def end(self) -> datetime:
        """Return the instant when the session is over: elapsed time, even across a clock change."""
        return (self.start.astimezone(UTC) + self.duration).astimezone(self.start.tzinfo)


@dataclass(frozen=True, kw_only=True)
class Webinar(Item):
    """A subject taught online, with its sessions; the body is the programme."""

    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    sessions: tuple[Session, ...]
    summary: Annotated[str, "Une phrase, pour les listes et les agendas."] = ""
    speakers: Annotated[tuple[str, ...], "Intervenants, par fonction ou organisme."] = ()
    documents: tuple[Link, ...] = ()
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False
    draft: Annotated[bool, "Vrai tant que le rendez-vous n'est montré nulle part."] = False
    source: Annotated[PartnerSource | None, "Calendrier partenaire suivi."] = None


@dataclass(frozen=True, kw_only=True)
class Meeting(Item):
    """People who meet in a place; the body is the programme."""

    date: Annotated[date, "Jour de la rencontre."]
    city: Annotated[str, "Ville."]
    start: Annotated[time | None, "Heure de début (14:00), si elle est connue."] = None
    end: Annotated[time | None, "Heure de fin, si elle est connue ; celle du dernier jour."] = None
    until: Annotated[Day | None, "Dernier jour, pour une rencontre de plusieurs jours."] = None
    place: Annotated[str, "Nom du lieu."] = ""
    address: Annotated[str, "Adresse postale du lieu."] = ""
    coordinates: Annotated[str, "Latitude et longitude du lieu, par exemple 48.3904, -4.4861."] = ""
    online: Annotated[str | None, "Adresse https pour suivre aussi la rencontre à distance."] = None
    partners: Annotated[tuple[str, ...], "Organismes partenaires."] = ()
    contact: Annotated[str | None, "Adresse https de l'organisateur."] = None
    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    summary: Annotated[str, "Une phrase, pour les listes et les agendas."] = ""
    status: Annotated[Status, "confirmed, cancelled ou moved."] = "confirmed"
    moved_from: Annotated[Day | None, "Ancienne date d'une rencontre déplacée."] = None
    note: Annotated[str, "Raison d'une annulation ou d'un déplacement."] = ""
    documents: tuple[Link, ...] = ()
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False
    draft: Annotated[bool, "Vrai tant que le rendez-vous n'est montré nulle part."] = False
    source: Annotated[PartnerSource | None, "Calendrier partenaire suivi."] = None


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What calendars are told of an event: its last change (UTC), and how often its hour, place or state changed."""

    at: datetime
    times: int = 0


@dataclass(frozen=True, kw_only=True)
class Published:
    """An event as calendars were last told of it, a line of the register; a former version kept no words."""

    key: Annotated[str, "Identifiant du rendez-vous, pour toujours."]
    named: Annotated[str, "Nom que lui donne aujourd'hui son fichier, s'il a changé."] = ""
    uid: Annotated[str, "Identifiant publié dans les calendriers, avec son domaine."] = ""
    file: Annotated[str, "Fichier qui le décrit."]
    title: Annotated[str, "Titre publié."]
    when: Annotated[str, "Jour ou instant publié, à l'heure locale."]
    end: Annotated[str, "Fin publiée, à l'heure locale."] = ""
    zone: Annotated[str, "Fuseau horaire publié."] = ""
    where: Annotated[str, "Lieu et ville publiés."] = ""
    address: Annotated[str, "Adresse postale publiée."] = ""
    status: Annotated[Status, "État publié."]
    words: Annotated[str, "Empreinte de ce que les calendriers en disent d'autre."] = ""
    changes: Annotated[int, "Nombre de changements d'heure, de lieu ou d'état (SEQUENCE)."]
    changed: Annotated[str, "Instant du dernier changement, en temps universel."]

    @property
    def at(self) -> datetime:
        """Return the instant of the last change; raises ValueError."""
        return datetime.fromisoformat(self.changed).astimezone(UTC)

    @property
    def name(self) -> str:
        """Return what its file calls it today."""
        return self.named or self.key
