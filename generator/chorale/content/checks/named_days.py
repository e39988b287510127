"""Checks on the day or the month that a file, the folder or the title of a letter has in its name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from chorale.content.addresses import address, page
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_model import Meeting
from chorale.content.load import Loaded
from chorale.content.model import Issue
from chorale.content.problems import Problem
from chorale.french.phrases import MONTHS

_NAMED = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?!\d)")
_AROUND = timedelta(days=10)
"""The letter of December may leave on the last days of November."""
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")


def named_days(loaded: Loaded) -> Iterator[Problem]:
    """What was copied for the next time takes its date and its name; what is published keeps its name."""
    home = loaded.community
    if home is None:
        return
    online = {one.address for one in home.published_pages}
    for issue in home.issues:
        around = (issue.date - _AROUND, issue.date, issue.date + _AROUND)
        if address(page(issue)) not in online and _elsewhere(issue.slug, around):
            yield _told(loaded, issue, "le dossier")
        for key in ("title", "subject"):
            yield from _other_month(loaded, issue, key, around)
    held: dict[str, list[Event]] = {}
    for event in events(home):
        held.setdefault(event.item.path, []).append(event)
    for meeting in home.meetings:
        found = held.get(meeting.path, [])
        kept = any(event.record or event.moved_from for event in found)
        days = (meeting.date, *(day for event in found for day in event.days))
        if not kept and _elsewhere(meeting.slug, days):
            yield _told(loaded, meeting, "le fichier")


def _other_month(
    loaded: Loaded, issue: Issue, key: str, around: Sequence[date]
) -> Iterator[Problem]:
    """A letter copied for the next month says its own in its title too."""
    said: str = getattr(issue, key)
    months = {MONTHS.index(word.lower()) + 1 for word in _MONTH.findall(said)}
    years = {int(word) for word in _YEAR.findall(said)}
    if months and years and not any(day.month in months and day.year in years for day in around):
        told = f"« {said} » dans « {key} », pour un numéro daté du {issue.date}"
        place = loaded.at(issue.path, key)
        yield Problem(place, told, "corriger l'un ou l'autre", "date", "warning")


def _elsewhere(name: str, days: Iterable[date]) -> bool:
    """Return whether a name tells a day, or a month, that none of these days is, or is in."""
    found = _NAMED.match(name)
    return found is not None and not any(day.isoformat().startswith(found[0]) for day in days)


def _told(loaded: Loaded, item: Issue | Meeting, what: str) -> Problem:
    message = f"daté du {item.date}, dans {what} « {item.slug} »"
    place = loaded.at(item.path, "date")
    return Problem(place, message, f"corriger la date, ou renommer {what}", "date", "warning")


CHECKS = (named_days,)
