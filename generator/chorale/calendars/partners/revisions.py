"""Revisions of an event: whether what a calendar tells is older than what is known, by SEQUENCE, then by its dates."""

from chorale.calendars.partners.partner_calendar import Occurrence
from chorale.content.followed import FollowedEvent


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
