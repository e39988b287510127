"""Checks on what an event announces of itself: a programme that keeps to its hours, partners named once."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from operator import itemgetter

from chorale.content.checks.kept import of_parts
from chorale.content.event_model import Meeting, ProgrammeItem, Webinar
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.content.series import sessions_of
from chorale.french.suggestions import slug

Hours = tuple[datetime, datetime | None]
"""When something begins, and when it is over if that is known; without a zone, as its programme is written."""
_ARRIVING = re.compile(r"(?i)accueil|café|petit.déjeuner|arrivée|ouverture des portes")
"""What people come to before an event starts, at most _EARLY."""
_EARLY = timedelta(hours=1)


@of_parts("webinars", "meetings")
def programmes(loaded: Loaded) -> Iterator[Problem]:
    """A programme follows the clock, from the start to the end of what has an hour."""
    home = loaded.community
    attended: tuple[Webinar | Meeting, ...] = (*home.webinars, *home.meetings) if home else ()
    for item in attended:
        if not item.programme:
            continue
        if (hours := _hours(item)) is None:
            message = "un déroulé heure par heure sans heure de début"
            remedy = "ajouter l'heure de début, ou retirer « programme »"
            yield Problem(loaded.at(item.path, "programme"), message, remedy, "horaire")
        first = item.date if isinstance(item, Meeting) else date.min
        moments = [(one.day or first, one.at) for one in item.programme]
        for index, (before, after) in enumerate(pairwise(moments), 1):
            if after < before:
                where = loaded.at(item.path, "programme", index, "at")
                message = f"{after[1]:%H:%M} vient après {before[1]:%H:%M}"
                yield Problem(where, message, "mettre le déroulé dans l'ordre", "horaire")
        if hours is not None:
            yield from _outside(loaded, item, hours)


def _hours(item: Webinar | Meeting) -> Hours | None:
    """Return the hours of a meeting, or of the first session of a webinar; none when they are not known."""
    if isinstance(item, Meeting):
        last = item.until or item.date
        ended = datetime.combine(last, item.end or time.max)
        return None if item.start is None else (datetime.combine(item.date, item.start), ended)
    held = [one.session for one in sessions_of(item)]
    firsts = ((one.moved_from or one.start, one.duration) for one in held)
    starts = [(start, length) for start, length in firsts if isinstance(start, datetime)]
    if not starts:
        return None
    start, length = min(
        starts, key=itemgetter(0)
    )  # moved, it keeps the programme of its first hour
    begins = start.replace(tzinfo=None)
    return begins, begins + length if length else None


def _outside(loaded: Loaded, item: Webinar | Meeting, hours: Hours) -> Iterator[Problem]:
    """Yield the moments of a programme that calendars, which know the hours of the event alone, would not show."""
    begins, ends = hours
    ending = "end" if isinstance(item, Meeting) else "duration"
    for index, one in enumerate(item.programme):
        when = datetime.combine(one.day or begins.date(), one.at)
        early = begins - _EARLY <= when and _ARRIVING.match(one.what)
        if when < begins and not early:
            said, key = f"avant le début ({_said(begins, one)})", "start"
        elif ends is not None and when > ends:
            said, key = f"après la fin ({_said(ends, one)})", ending
        else:
            continue
        where = loaded.at(item.path, "programme", index, "at")
        wrong = "son jour" if one.day else "l'heure"
        advice = f"corriger {wrong}, ou « {key} »"
        yield Problem(where, f"« {one.at:%H:%M} {one.what} », {said}", advice, "horaire", "warning")


def _said(instant: datetime, one: ProgrammeItem) -> str:
    return f"{instant:%Y-%m-%d %H:%M}" if one.day else f"{instant:%H:%M}"


@of_parts("meetings")
def partners(loaded: Loaded) -> Iterator[Problem]:
    """A partner is named once."""
    for meeting in loaded.community.meetings if loaded.community else ():
        met: dict[str, int] = {}
        for index, name in enumerate(meeting.partners):
            if slug(name) in met:
                line = loaded.at(meeting.path, "partners", met[slug(name)]).line
                where = loaded.at(meeting.path, "partners", index)
                said = f"partenaire « {name} » écrit deux fois (déjà ligne {line})"
                yield Problem(where, said, "n'en garder qu'un", "partenaire", "warning")
            met.setdefault(slug(name), index)


CHECKS = (programmes, partners)
