"""Following of a partner's calendar: each event creates, moves, cancels or extends content, or is told why not.

What the partner said last is kept: what a file says otherwise is the editor's, and stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from chorale.calendars.partners import arrivals
from chorale.calendars.partners.arrivals import Following
from chorale.calendars.partners.content_files import ContentFiles, short
from chorale.calendars.partners.event_facts import EventFacts, KnownNames, facts, listed
from chorale.calendars.partners.partner_calendar import (
    ImportRow,
    Occurrence,
    PartnerCalendar,
    RowVerdict,
)
from chorale.calendars.partners.updates import Update, cancel, update
from chorale.content.followed import FollowedEvent


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
            arrivals.arrive(going, one)
        else:
            _known(going, one, known)
    for title, group in going.webinars.items():
        arrivals.new_webinar(going, title, group)
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
        path = "" if one.key else self._going.files.sources.get((name, uid), "")
        if path:  # its file names it, the register of what is followed does not
            return FollowedEvent(calendar=name, uid=uid, file=path)
        again = self._by_title.get((name, short(one.event.title), f"{one.day}"))
        if (
            again is not None
            and again.uid not in self._present
            and again.key not in self._going.seen
        ):
            return again  # some products give another identifier at each export
        return None


def _known(going: Following, one: Occurrence, known: FollowedEvent) -> None:
    """Tell an event again: what is newer changes its file, as far as the file is still the partner's."""
    going.followed.pop(known.key, None)
    going.keep(known)
    told = facts(one, going.names)
    path = going.files.where(known)
    why = _stays(one, known, told, path)
    if why:
        verdict: RowVerdict = "douteux" if why.startswith("!") else "laissé"
        going.say(one, told.title, verdict, why.removeprefix("!"), path)
        return
    now = replace(
        arrivals.remembered(going, one, told),
        file=path,
        session=known.session,
        cancelled=one.cancelled,
    )
    if not known.file:  # it was cancelled before it entered here
        going.followed.pop(known.key)
        if not one.cancelled:
            arrivals.arrive(going, one)
        else:
            going.keep(replace(now, file=""))
        return
    if now.says == known.says and now.cancelled == known.cancelled:
        going.keep(now)
        going.say(one, told.title, "inchangé", "", path)
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
    if why := older(one, known):
        return why
    if known.cancelled and not one.cancelled and not surely_newer(one, known):
        return "!annulé auparavant, annoncé de nouveau sans révision plus récente : demander au partenaire"
    if known.file and not one.cancelled and told.online != bool(known.session):
        return "!passe de la salle à la visio, ou l'inverse : le refaire à la main"
    return ""


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


def older(one: Occurrence, known: FollowedEvent) -> str:
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


def surely_newer(one: Occurrence, known: FollowedEvent) -> bool:
    """Return whether a calendar says itself that it tells something newer: what takes back a cancellation must."""
    if one.event.sequence != known.sequence:
        return one.event.sequence > known.sequence
    return bool(known.modified) and one.event.modified > known.modified
