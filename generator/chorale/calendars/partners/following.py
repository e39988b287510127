"""Following of a partner's calendar: each event creates, moves, cancels or extends content, or is told why not.

What the partner said last is kept: what a file says otherwise is the editor's, and stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chorale.calendars.partners.content_files import ContentFiles
from chorale.calendars.partners.event_facts import EventFacts, KnownNames, facts, listed
from chorale.calendars.partners.event_files import (
    digest,
    meeting_paths,
    meeting_text,
    short,
    webinar_path,
    webinar_text,
)
from chorale.calendars.partners.partner_calendar import (
    ImportRow,
    Occurrence,
    PartnerCalendar,
    Verdict,
)
from chorale.calendars.partners.updates import Update, cancel, update
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
        self, one: Occurrence, title: str, verdict: Verdict, why: str = "", path: str = ""
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


def follow(
    calendar: PartnerCalendar,
    names: KnownNames,
    files: ContentFiles,
    followed: Iterable[FollowedEvent],
) -> Following:
    """Bring a partner's calendar into the content, event by event."""
    going = Following(
        calendar=calendar, names=names, files=files, followed={one.key: one for one in followed}
    )
    going.rows += calendar.left
    index = _Index(going)
    for one in sorted(calendar.found, key=lambda one: (one.start.isoformat(), one.event.title)):
        known = index.find(one)
        if known is None:
            _new(going, one)
        else:
            _known(going, one, known)
    for title, group in going.webinars.items():
        _new_webinar(going, title, group)
    _vanished(going)
    return going


class _Index:
    """Finds the followed event that an occurrence tells again."""

    def __init__(self, going: Following) -> None:
        self._going = going
        self._by_uid: dict[str, list[FollowedEvent]] = {}
        self._by_title: dict[tuple[str, str, str], FollowedEvent] = {}
        for one in going.followed.values():
            self._by_uid.setdefault(one.uid, []).append(one)
            day = (one.says.get("date") or one.says.get("start", ""))[:10]
            self._by_title[one.calendar, short(one.says.get("title", "")), day] = one
        self._present = {one.event.uid for one in going.calendar.found}

    def find(self, one: Occurrence) -> FollowedEvent | None:
        """Return what is followed: by identifier and date, else by the day in its series, else by title and day."""
        name, uid = self._going.calendar.name, one.event.uid
        exact = self._going.followed.get((name, uid, one.key))
        if exact is not None:
            return exact
        same = [
            other
            for other in self._by_uid.get(uid, ())
            if (other.calendar == name or "@" in uid or len(uid) > 20)
            and other.key not in self._going.seen
        ]
        for other in same:
            if other.occurrence == one.key or (one.key and other.occurrence[:10] == one.key[:10]):
                return other
        again = self._by_title.get((name, short(one.event.title), f"{one.day}"))
        if (
            again is not None
            and again.uid not in self._present
            and again.key not in self._going.seen
        ):
            return again  # some products give another identifier at each export
        return None


def _new(going: Following, one: Occurrence) -> None:
    told = facts(one, going.names)
    if told.refused:
        going.say(one, told.title, "laissé", told.refused)
    elif one.cancelled:
        going.keep(_remembered(going, one, told, cancelled=True))
        going.say(one, told.title, "laissé", "annulé avant d'avoir été publié ici")
    elif told.doubtful:
        going.say(one, told.title, "douteux", told.doubtful)
    elif told.online:
        going.webinars.setdefault(short(told.title), []).append((one, told))
    else:
        _new_meeting(going, one, told)


def _new_meeting(going: Following, one: Occurrence, told: EventFacts) -> None:
    mine = _orphan(going, one, told)
    if mine:
        known = replace(_remembered(going, one, told), file=mine, says={})
        _known(going, one, known)
        return
    for path in meeting_paths(told):
        there = going.files.title(path)
        if there is None:
            break
        if there == told.title:
            _already_there(going, one, told, path)
            return
    text = meeting_text(told, _source(going, one), going.names.audiences)
    going.files.put(path, text, told.title)
    going.keep(replace(_remembered(going, one, told), file=path))
    draft = "provisoire chez le partenaire : brouillon" if "draft" in told.says else ""
    going.say(one, told.title, "pris", listed((draft, *told.notes)), path)


def _orphan(going: Following, one: Occurrence, told: EventFacts) -> str:
    """Return the file that names this event as its source, when the register of what is followed does not."""
    source = (going.calendar.name, one.event.uid)
    return "" if told.online or one.key else going.files.sources.get(source, "")


def _already_there(going: Following, one: Occurrence, told: EventFacts, path: str) -> None:
    other = next((known for known in going.followed.values() if known.file == path), None)
    if other is not None:
        why = f"doublon de {path}, suivi sous un autre identifiant : demander lequel est le bon"
        going.say(one, told.title, "douteux", why)
        return
    going.keep(replace(_remembered(going, one, told), file=path))
    going.say(one, told.title, "inchangé", "déjà là, suivi désormais", path)


def _new_webinar(going: Following, title: str, group: list[tuple[Occurrence, EventFacts]]) -> None:
    """Make a webinar of the sessions of one title, or add them to the one that has this title."""
    path = webinar_path(title)
    if going.files.says(path) is not None:
        for one, told in group:
            _further_session(going, one, told, path)
        return
    sure = [pair for pair in group if "draft" not in pair[1].says]
    for one, told in group if sure else ():
        if "draft" in told.says:
            going.say(
                one, told.title, "douteux", "provisoire : la séance entrera quand elle sera sûre"
            )
    kept = sure or group
    text = webinar_text([(told, _source(going, one)) for one, told in kept], going.names.audiences)
    going.files.put(path, text)
    draft = "" if sure else "provisoire chez le partenaire : brouillon"
    for one, told in kept:
        session = told.says["start"]
        going.keep(replace(_remembered(going, one, told), file=path, session=session))
        going.say(one, told.title, "pris", listed((draft, *told.notes)), path)


def _further_session(going: Following, one: Occurrence, told: EventFacts, path: str) -> None:
    if "draft" in told.says and not going.files.is_draft(path):
        going.say(one, told.title, "douteux", "provisoire : la séance entrera quand elle sera sûre")
        return
    known = replace(_remembered(going, one, told), file=path, session=told.says["start"])
    if going.files.session(path, known.session) is not None:
        going.keep(known)
        going.say(one, told.title, "inchangé", "déjà là, suivi désormais", path)
    elif going.files.add_session(path, told.says, _source(going, one)):
        going.keep(known)
        going.say(one, told.title, "pris", listed(("nouvelle séance", *told.notes)), path)
    else:
        going.say(one, told.title, "douteux", "nouvelle séance à écrire à la main", path)


def _remembered(
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


def _known(going: Following, one: Occurrence, known: FollowedEvent) -> None:
    """Tell an event again: what is newer changes its file, as far as the file is still the partner's."""
    going.followed.pop(known.key, None)
    going.keep(known)
    told = facts(one, going.names)
    path = going.files.where(known)
    why = _stays(one, known, told, path)
    if why:
        verdict: Verdict = "douteux" if why.startswith("!") else "laissé"
        going.say(one, told.title, verdict, why.removeprefix("!"), path)
        return
    now = replace(
        _remembered(going, one, told), file=path, session=known.session, cancelled=one.cancelled
    )
    if not known.file:  # it was cancelled before it entered here
        going.followed.pop(known.key)
        if not one.cancelled:
            _new(going, one)
        else:
            going.keep(replace(now, file=""))
        return
    made = update(going.files, known, now, told)
    going.followed.pop(known.key)
    going.keep(made.known)
    _say_update(going, one, told, made, path)


def _say_update(
    going: Following, one: Occurrence, told: EventFacts, made: Update, path: str
) -> None:
    if made.failed:
        going.say(one, told.title, "douteux", made.failed, path)
        return
    if made.changed:
        notes = told.notes if "body" in made.changed or "joint" in made.changed else ()
        going.say(one, told.title, "mis à jour", listed((", ".join(made.changed), *notes)), path)
    elif not made.kept:
        going.say(one, told.title, "inchangé", "", path)
    if made.kept:
        why = f"à la rédaction, non repris : {'; '.join(made.kept)}"
        going.say(one, told.title, "douteux", why, path)


def _stays(one: Occurrence, known: FollowedEvent, told: EventFacts, path: str) -> str:
    """Say why a known event is not told again; a leading « ! » asks a person to look at it."""
    if told.refused and not one.cancelled:
        return f"!{told.refused}"
    if known.file and not path:
        return "supprimé ici : non recréé (effacer sa ligne de content/followed.jsonl pour le reprendre)"
    if why := _older(one, known):
        return why
    if known.cancelled and not one.cancelled and not _surely_newer(one, known):
        return "!annulé auparavant, annoncé de nouveau sans révision plus récente : demander au partenaire"
    if known.file and not one.cancelled and told.online != bool(known.session):
        return "!passe de la salle à la visio, ou l'inverse : le refaire à la main"
    return ""


def _older(one: Occurrence, known: FollowedEvent) -> str:
    """Say that what a file tells is older than what is known: by SEQUENCE, then LAST-MODIFIED, then DTSTAMP.

    DTSTAMP is often the hour of the export, or none that moves: it never stops a cancellation.
    """
    event = one.event
    pairs: tuple[tuple[str, int | str, int | str], ...] = (
        ("SEQUENCE", event.sequence, known.sequence),
        ("LAST-MODIFIED", event.modified, known.modified),
    )
    for name, new, old in pairs:
        if new != old and (name == "SEQUENCE" or (new and old)):
            return (
                f"plus ancien que ce qui est connu ({name} {new}, connu {old})"
                if _before(new, old)
                else ""
            )
    if not one.cancelled and event.stamped and event.stamped < known.stamped:
        return f"plus ancien que ce qui est connu (DTSTAMP {event.stamped}, connu {known.stamped})"
    return ""


def _before(new: int | str, old: int | str) -> bool:
    """Return whether a revision comes before another of the same nature."""
    return new < old if isinstance(new, int) and isinstance(old, int) else str(new) < str(old)


def _surely_newer(one: Occurrence, known: FollowedEvent) -> bool:
    if one.event.sequence != known.sequence:
        return one.event.sequence > known.sequence
    return bool(known.modified) and one.event.modified > known.modified


def _vanished(going: Following) -> None:
    """Cancel the dates that a series lost; tell the events that a named calendar no longer holds."""
    first, last = going.files.period
    left = {row.title for row in going.calendar.left}
    for known in list(going.followed.values()):
        day = (known.says.get("date") or known.says.get("start", ""))[:10]
        ours = known.calendar == going.calendar.name and known.key not in going.seen
        if not ours or not known.file or known.cancelled or not first <= day <= last:
            continue
        if known.says.get("title", "")[:60] in left:
            continue
        path = going.files.where(known)
        row = ImportRow(
            line=0, day=day, title=known.says.get("title", "")[:60], verdict="douteux", path=path
        )
        if known.uid in going.calendar.series and path:
            going.keep(replace(known, cancelled=cancel(going.files, known)))
            why = "annulé : retiré de la série par le partenaire"
            going.rows.append(replace(row, verdict="mis à jour", why=why))
        elif going.calendar.named and path:
            why = "n'est plus dans le calendrier du partenaire : annulé ?"
            going.rows.append(replace(row, why=why))


def counts(rows: Iterable[ImportRow]) -> Mapping[str, int]:
    """Return how many events became what."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.verdict] = found.get(row.verdict, 0) + 1
    return found
