"""Model of what people attend: webinars with their sessions, and meetings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from chorale.content.followed import PartnerSource
from chorale.content.form_model import (
    Capacity,
    Certificate,
    Closes,
    ConfirmWithin,
    FormField,
    Join,
    NeedsApproval,
    Registration,
    Together,
)
from chorale.content.item_model import Image, Item, Link, PagePicture
from chorale.ipm.model import GIVEN

CalendarDay = date  # a field named date hides the type from those after it
DayOrInstant = datetime | date
"""An instant, or a day whose hour is not known."""
Status = Literal["confirmed", "cancelled", "moved"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Rank = Literal["first", "second", "third", "fourth", "last"]
Audiences = Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."]
Zone = Annotated[
    ZoneInfo,
    "Fuseau horaire du rendez-vous (America/Cayenne), s'il n'est pas celui de la communauté.",
]
Cover = Annotated[Image, "Image qui accompagne le rendez-vous : sa page, les listes, les messages."]
Pictures = Mapping[str, PagePicture]
"""The cover and the pictures of a text, by their paths from the project."""
LONGEST_MEETING = 31
"""Days."""
_DASH = re.compile(r"^[-–—:][ \u00a0]+")
"""What people write between an hour and what happens then."""


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who speaks; a function alone may be written as one text."""

    role: Annotated[str, "Fonction, par exemple « Responsable du support »."]
    organisation: Annotated[str, "Organisme."] = ""
    name: Annotated[str, "Nom, si la personne a accepté qu'il soit publié."] = ""

    @staticmethod
    def from_text(text: str) -> Mapping[str, str]:
        """Return the keys that one text stands for."""
        return {"role": text}

    @property
    def words(self) -> str:
        """Return the speaker in one line."""
        return ", ".join(filter(None, (self.name, self.role, self.organisation)))


@dataclass(frozen=True, kw_only=True)
class ProgrammeItem:
    """A moment of the programme; « 10:00 Accueil » is an hour and what happens then."""

    at: Annotated[time, "Heure (10:00), sur l'horloge de la première séance."]
    what: Annotated[str, "Ce qui se passe alors."]
    who: Annotated[str, "Qui l'anime."] = ""
    day: Annotated[CalendarDay | None, "Jour, pour une rencontre de plusieurs jours."] = None

    @staticmethod
    def from_text(text: str) -> Mapping[str, str]:
        """Return the keys that one text stands for."""
        at, *what = text.split(maxsplit=1)
        return {"at": at, "what": _DASH.sub("", what[0]) if what else ""}


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """The rule of a series: a weekday every so many weeks, or one of each month, between two days, both included."""

    from_: Annotated[
        DayOrInstant | None,
        "Premier jour possible, avec l'heure si elle est connue : 2027-01-07 10:00 ; d'une rencontre, sa date.",
    ] = None
    until: Annotated[date, "Dernier jour possible."]
    weekday: Annotated[Weekday | None, "Jour de la semaine (par défaut, celui de « from »)."] = None
    interval: Annotated[int, "Nombre de semaines d'une séance à la suivante."] = 1
    rank: Annotated[
        Rank | None, "Une fois par mois : le premier de ces jours, le deuxième… ou le dernier."
    ] = None
    except_: Annotated[tuple[date, ...], "Jours sans séance."] = ()
    also: Annotated[
        tuple[DayOrInstant, ...], "Séances en plus : un jour, avec une autre heure s'il le faut."
    ] = ()


@dataclass(frozen=True, kw_only=True)
class SessionDefaults:
    """What every session of a webinar has, unless it says otherwise."""

    duration: Annotated[timedelta | None, "Durée, par exemple 1h ou 1h30."] = None
    registration: Registration | None = None
    capacity: Capacity | None = None
    join: Join | None = None
    closes: Closes | None = None
    approval: NeedsApproval | None = None
    confirm_within: ConfirmWithin | None = None
    together: Together | None = None
    certificate: Certificate | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session of a webinar; its start is aware of its time zone, or a day whose hour is not known."""

    start: Annotated[
        DayOrInstant,
        "Jour et heure locale (2018-12-06 10:00), ou le jour seul si l'heure n'est pas connue.",
    ]
    duration: Annotated[timedelta | None, "Durée, par exemple 1h ou 1h30."] = None
    registration: Registration | None = None
    capacity: Capacity | None = None
    join: Join | None = None
    closes: Closes | None = None
    approval: NeedsApproval | None = None
    confirm_within: ConfirmWithin | None = None
    together: Together | None = None
    certificate: Certificate | None = None
    status: Annotated[Status, "Maintenu, annulé ou déplacé."] = "confirmed"
    moved_from: Annotated[DayOrInstant | None, "Ancien début d'une séance déplacée."] = None
    note: Annotated[str, "Raison d'une annulation ou d'un déplacement."] = ""
    replay: Annotated[str | None, "Adresse https de l'enregistrement."] = None
    draft: Annotated[bool, "Vrai tant que la séance n'est montrée nulle part."] = False
    source: Annotated[PartnerSource | None, "Calendrier partenaire suivi."] = None

    @property
    def end(self) -> DayOrInstant | None:
        """Return when it is over: elapsed time, even across a clock change; the day itself when no hour is known."""
        if not isinstance(self.start, datetime):
            return self.start
        if self.duration is None:
            return None
        return (self.start.astimezone(UTC) + self.duration).astimezone(self.start.tzinfo)


@dataclass(frozen=True, kw_only=True)
class Webinar(Item):
    """A subject taught online, with its sessions; the body is the programme."""

    audiences: Audiences = ()
    timezone: Zone | None = None
    every: Annotated[Repetition | None, "Règle d'une série de séances."] = None
    defaults: Annotated[SessionDefaults, "Ce que toutes les séances ont en commun."] = (
        SessionDefaults()
    )
    sessions: Annotated[
        tuple[Session, ...], "Les séances ; celle d'un jour de la série la remplace."
    ] = ()
    summary: Annotated[str, "Une phrase, pour les listes et les agendas."] = ""
    speakers: Annotated[tuple[Speaker, ...], "Intervenants."] = ()
    programme: Annotated[tuple[ProgrammeItem, ...], "Déroulé, heure par heure."] = ()
    questions: Annotated[
        tuple[FormField, ...], "Questions posées à l'inscription, en plus de celles du formulaire."
    ] = ()
    documents: tuple[Link, ...] = ()
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False
    draft: Annotated[bool, "Vrai tant que le rendez-vous n'est montré nulle part."] = False
    source: Annotated[PartnerSource | None, "Calendrier partenaire suivi."] = None
    cover: Cover | None = None
    pictures: Pictures = field(default_factory=dict, hash=False, metadata=GIVEN)


@dataclass(frozen=True, kw_only=True)
class MeetingSession:
    """One date of a meeting that comes back, perhaps a day alone; what it says replaces what the meeting says."""

    date: Annotated[CalendarDay, "Jour de la rencontre."]
    start: Annotated[time | None, "Heure de début, si elle change."] = None
    end: Annotated[time | None, "Heure de fin, si elle change."] = None
    place: Annotated[str, "Nom du lieu, s'il change."] = ""
    address: Annotated[str, "Adresse postale, si elle change."] = ""
    coordinates: Annotated[str, "Latitude et longitude, si elles changent."] = ""
    online: Annotated[str | None, "Adresse https pour suivre à distance, si elle change."] = None
    registration: Registration | None = None
    capacity: Capacity | None = None
    join: Join | None = None
    closes: Closes | None = None
    approval: NeedsApproval | None = None
    confirm_within: ConfirmWithin | None = None
    together: Together | None = None
    certificate: Certificate | None = None
    status: Annotated[Status, "Maintenu, annulé ou déplacé."] = "confirmed"
    moved_from: Annotated[CalendarDay | None, "Ancienne date d'une rencontre déplacée."] = None
    note: Annotated[str, "Raison d'une annulation ou d'un déplacement."] = ""
    replay: Annotated[str | None, "Adresse https de l'enregistrement."] = None
    draft: Annotated[bool, "Vrai tant que cette date n'est montrée nulle part."] = False

    @staticmethod
    def from_text(text: str) -> Mapping[str, str]:
        """Return the keys that one text stands for."""
        return {"date": text}


@dataclass(frozen=True, kw_only=True)
class Meeting(Item):
    """People who meet in a place; the body is the programme."""

    date: Annotated[date, "Jour de la rencontre."]
    city: Annotated[str, "Ville."]
    timezone: Zone | None = None
    start: Annotated[time | None, "Heure de début (14:00), si elle est connue."] = None
    end: Annotated[time | None, "Heure de fin, si elle est connue ; celle du dernier jour."] = None
    until: Annotated[CalendarDay | None, "Dernier jour, pour une rencontre de plusieurs jours."] = (
        None
    )
    every: Annotated[Repetition | None, "Règle d'une rencontre qui revient, depuis sa date."] = None
    sessions: Annotated[
        tuple[MeetingSession, ...],
        "D'autres dates ; celle d'un jour de la série la remplace.",
    ] = ()
    place: Annotated[str, "Nom du lieu."] = ""
    address: Annotated[str, "Adresse postale du lieu."] = ""
    coordinates: Annotated[str, "Latitude et longitude du lieu, par exemple 48.3904, -4.4861."] = ""
    online: Annotated[str | None, "Adresse https pour suivre aussi la rencontre à distance."] = None
    partners: Annotated[tuple[str, ...], "Organismes partenaires."] = ()
    contact: Annotated[str | None, "Adresse https de l'organisateur."] = None
    registration: Registration | None = None
    capacity: Capacity | None = None
    join: Join | None = None
    closes: Closes | None = None
    approval: NeedsApproval | None = None
    confirm_within: ConfirmWithin | None = None
    together: Together | None = None
    certificate: Certificate | None = None
    questions: Annotated[
        tuple[FormField, ...], "Questions posées à l'inscription, en plus de celles du formulaire."
    ] = ()
    speakers: Annotated[tuple[Speaker, ...], "Intervenants."] = ()
    programme: Annotated[tuple[ProgrammeItem, ...], "Déroulé, heure par heure."] = ()
    replay: Annotated[str | None, "Adresse https de l'enregistrement."] = None
    audiences: Audiences = ()
    summary: Annotated[str, "Une phrase, pour les listes et les agendas."] = ""
    status: Annotated[Status, "Maintenu, annulé ou déplacé."] = "confirmed"
    moved_from: Annotated[CalendarDay | None, "Ancienne date d'une rencontre déplacée."] = None
    note: Annotated[str, "Raison d'une annulation ou d'un déplacement."] = ""
    documents: tuple[Link, ...] = ()
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False
    draft: Annotated[bool, "Vrai tant que le rendez-vous n'est montré nulle part."] = False
    source: Annotated[PartnerSource | None, "Calendrier partenaire suivi."] = None
    cover: Cover | None = None
    pictures: Pictures = field(default_factory=dict, hash=False, metadata=GIVEN)

    @property
    def returns(self) -> bool:
        """Return whether it has several dates, each an event of its own."""
        return self.every is not None or bool(self.sessions)
