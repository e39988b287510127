"""Import of a partner's calendar: a file of bytes in, the content files it changes, the table of its events."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from chorale.calendars.partners.content_files import ContentFiles
from chorale.calendars.partners.event_facts import KnownNames
from chorale.calendars.partners.following import counts, follow
from chorale.calendars.partners.partner_calendar import (
    ImportPeriod,
    ImportRow,
    PartnerCalendar,
    read_calendar,
)
from chorale.content import followed
from chorale.content.model import Community
from chorale.files import File, write
from chorale.french.phrases import plural
from chorale.french.suggestions import slug


@dataclass(frozen=True, kw_only=True)
class ImportSettings:
    """What one asks of an import: its period, the dates of a series, the name of the calendar and of its file."""

    first: date
    last: date
    most: int
    name: str
    file: str


@dataclass(frozen=True, kw_only=True)
class CalendarImport:
    """What an import changes, not yet written, and what it tells."""

    rows: tuple[ImportRow, ...]
    files: tuple[File, ...]
    calendar: PartnerCalendar
    settings: ImportSettings

    def write(self, project: Path) -> None:
        """Write the files that changed, the register of what is followed last."""
        write(project, self.files)

    def summary(self, *, rehearsal: bool) -> Iterator[str]:
        """Yield the closing sentences."""
        first, last = self.settings.first, self.settings.last
        if self.calendar.past:
            yield f"{plural(self.calendar.past, 'rendez-vous', 'rendez-vous')} avant le {first} (--from)."
        if self.calendar.beyond:
            yield f"{plural(self.calendar.beyond, 'rendez-vous', 'rendez-vous')} après le {last} (--until)."
        found = counts(self.rows)
        words = (
            ("pris", "pris", "pris"),
            ("mis à jour", "mis à jour", "mis à jour"),
            ("inchangé", "inchangé", "inchangés"),
            ("laissé", "laissé", "laissés"),
            ("douteux", "douteux", "douteux"),
        )
        told = [plural(found[key], one, many) for key, one, many in words if key in found]
        yield f"« {self.calendar.name} » : {', '.join(told) or 'rien à prendre'}."
        if "pris" in found or "mis à jour" in found:
            yield (
                "Essai : rien n'a été écrit."
                if rehearsal
                else "Les relire, puis lancer « chorale check »."
            )


def import_calendar(
    project: Path, community: Community, data: bytes, settings: ImportSettings
) -> CalendarImport:
    """Read a calendar and prepare what it changes; raises ValueError with one French sentence."""
    zone = ZoneInfo(community.timezone)
    period = ImportPeriod(first=settings.first, last=settings.last, zone=zone, most=settings.most)
    calendar = read_calendar(data, period)
    if not calendar.calendars:
        if calendar.packed:
            raise ValueError("fichier compressé : le décompresser, puis donner le fichier .ics")
        raise ValueError(
            "aucun calendrier dans ce fichier : « chorale calendar check » dit pourquoi"
        )
    calendar.named = calendar.named or bool(settings.name)
    calendar.name = settings.name or calendar.name or settings.file
    days = (f"{settings.first}", f"{settings.last}")
    files = ContentFiles(root=project, period=days, sources=dict(_sources(community)))
    going = follow(calendar, _names(community), files, _followed(project))
    rows = tuple(going.rows)
    register = File.of(followed.PATH, followed.written(going.followed.values()))
    changed = [File.of(path, content) for path, content in sorted(files.made.items())]
    known = (project / followed.PATH).is_file() or bool(going.followed)
    return CalendarImport(
        rows=rows,
        files=(*changed, *((register,) if known else ())),
        calendar=calendar,
        settings=replace(settings, name=calendar.name),
    )


def _names(community: Community) -> KnownNames:
    cities = frozenset(slug(meeting.city) for meeting in community.meetings)
    return KnownNames(audiences=community.audiences, cities=cities)


def _sources(community: Community) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the files that name the event of a partner that they repeat."""
    for meeting in community.meetings:
        if meeting.source is not None:
            yield (meeting.source.calendar, meeting.source.uid), meeting.path
    for webinar in community.webinars:
        for source in (webinar.source, *(session.source for session in webinar.sessions)):
            if source is not None:
                yield (source.calendar, source.uid), webinar.path


def _followed(project: Path) -> tuple[followed.FollowedEvent, ...]:
    try:
        return followed.read_followed(project)
    except followed.UnreadableRegister as error:
        raise ValueError(
            f"{followed.PATH}:{error.line}:1 illisible : le reprendre dans l'historique, ou effacer cette ligne"
        ) from None
