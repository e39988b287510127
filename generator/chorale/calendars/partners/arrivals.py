"""Arrivals: what an import knows as it goes, and how events that are new here become content, or are told why not."""

from dataclasses import dataclass, field, replace

from chorale.calendars.partners.content_files import (
    ContentFiles,
    digest,
    meeting_paths,
    meeting_text,
    short,
    webinar_path,
    webinar_text,
)
from chorale.calendars.partners.event_facts import EventFacts, KnownNames, facts, listed
from chorale.calendars.partners.partner_calendar import (
    ImportRow,
    Occurrence,
    PartnerCalendar,
    RowVerdict,
)
from chorale.content.followed import FollowedEvent, PartnerSource


@dataclass(kw_only=True)
class Following:
    """An import as it goes: the content as it will be, what is followed, and the table."""

    calendar: PartnerCalendar
    names: KnownNames
    files: ContentFiles
    followed: dict[tuple[str, str, str], FollowedEvent]
    rows: list[ImportRow] = field(default_factory=list)
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    webinars: dict[str, list[tuple[Occurrence, EventFacts]]] = field(default_factory=dict)

    def say(
        self, one: Occurrence, title: str, verdict: RowVerdict, why: str = "", path: str = ""
    ) -> None:
        """Add a line to the table."""
        row = ImportRow(
            line=one.event.line,
            day=f"{one.day}",
            title=title[:60],
            verdict=verdict,
            why=why,
            path=path,
        )
        self.rows.append(row)

    def keep(self, known: FollowedEvent) -> None:
        """Remember what the partner said last of an event."""
        self.followed[known.key] = known
        self.seen.add(known.key)


def arrive(going: Following, one: Occurrence) -> None:
    """Bring in an event that nobody knows here; a session waits for the others of its title."""
    told = facts(one, going.names)
    if told.refused:
        going.say(one, told.title, "laissé", told.refused)
    elif one.cancelled:
        going.keep(remembered(going, one, told, cancelled=True))
        going.say(one, told.title, "laissé", "annulé avant d'avoir été publié ici")
    elif told.doubtful:
        going.say(one, told.title, "douteux", told.doubtful)
    elif told.online:
        going.webinars.setdefault(short(told.title), []).append((one, told))
    else:
        _new_meeting(going, one, told)


def _new_meeting(going: Following, one: Occurrence, told: EventFacts) -> None:
    for path in meeting_paths(told):
        there = going.files.title(path)
        if there is None:
            break
        if there == told.title:
            _already_there(going, one, told, path)
            return
    text = meeting_text(told, _source(going, one), going.names.audiences)
    going.files.put(path, text, told.title)
    going.keep(replace(remembered(going, one, told), file=path))
    going.say(one, told.title, "pris", listed((_draft(told), *told.notes)), path)


def _already_there(going: Following, one: Occurrence, told: EventFacts, path: str) -> None:
    other = next((known for known in going.followed.values() if known.file == path), None)
    if other is not None:
        why = f"doublon de {path}, suivi sous un autre identifiant : demander lequel est le bon"
        going.say(one, told.title, "douteux", why)
        return
    going.keep(replace(remembered(going, one, told), file=path))
    going.say(one, told.title, "inchangé", "déjà là, suivi désormais", path)


def new_webinar(going: Following, title: str, group: list[tuple[Occurrence, EventFacts]]) -> None:
    """Make a webinar of the sessions of one title, or add them to the one that has this title."""
    path = webinar_path(title)
    if going.files.says(path) is not None:
        for one, told in group:
            _further_session(going, one, told, path)
        return
    text = webinar_text([(told, _source(going, one)) for one, told in group], going.names.audiences)
    going.files.put(path, text)
    for one, told in group:
        session = told.says["start"]
        going.keep(replace(remembered(going, one, told), file=path, session=session))
        going.say(one, told.title, "pris", listed((_draft(told), *told.notes)), path)


def _draft(told: EventFacts) -> str:
    return "provisoire chez le partenaire : brouillon" if "draft" in told.says else ""


def _further_session(going: Following, one: Occurrence, told: EventFacts, path: str) -> None:
    known = replace(remembered(going, one, told), file=path, session=told.says["start"])
    if going.files.session(path, known.session) is not None:
        going.keep(known)
        going.say(one, told.title, "inchangé", "déjà là, suivi désormais", path)
    elif going.files.add_session(path, told.says, _source(going, one)):
        going.keep(known)
        notes = ("nouvelle séance", _draft(told), *told.notes)
        going.say(one, told.title, "pris", listed(notes), path)
    else:
        going.say(one, told.title, "douteux", "nouvelle séance à écrire à la main", path)


def remembered(
    going: Following, one: Occurrence, told: EventFacts, *, cancelled: bool = False
) -> FollowedEvent:
    """Return what the partner says now, to be kept."""
    event = one.event
    body = {"body": digest(told.body)} if told.body and not told.online else {}
    return FollowedEvent(
        calendar=going.calendar.name,
        uid=event.uid,
        occurrence=one.key,
        sequence=event.sequence,
        modified=event.modified,
        stamped=event.stamped,
        cancelled=cancelled,
        says={"title": told.title, **told.says, **body},
    )


def _source(going: Following, one: Occurrence) -> PartnerSource:
    return PartnerSource(calendar=going.calendar.name, uid=one.event.uid)
