"""What calendars were last told of each event: a line of the register, and how often it changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated

from chorale.content.event_model import Status


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
    before: Annotated[
        str, "Dates publiées avant celle-là, chacune après le jour où elle a changé."
    ] = ""

    def told(self, day: date) -> str:
        """Return when it was to be, as calendars knew it on a day."""
        former = (one.split("=") for one in self.before.split(";") if "=" in one)
        return next((when for until, when in former if day.isoformat() < until), self.when)

    @property
    def at(self) -> datetime:
        """Return the instant of the last change; raises ValueError."""
        return _instant(self.changed)

    @property
    def name(self) -> str:
        """Return what its file calls it today."""
        return self.named or self.key


@lru_cache(maxsize=256)  # many events changed in one publication
def _instant(words: str) -> datetime:
    return datetime.fromisoformat(words).astimezone(UTC)
