"""Seats and address of a session, changed in its file and told to its registrants without waiting for a publication."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from chorale.atelier import project_files
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.forms.screen_words import in_words
from chorale.atelier.saving import Refused, amend
from chorale.content import snapshot
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_model import Meeting
from chorale.content.model import Community
from chorale.content.scalars import NO_LIMIT_WORDS
from chorale.content.writing.file_text import Writing, opened, saved
from chorale.content.writing.layout import Unspliceable
from chorale.content.writing.trees import Tree, put
from chorale.files import store

SeatSettings = Mapping[str, str]
"""What is written of a session by its keys: capacity, join; nothing takes a key away, or says « sans limite »."""

SHARED_ADDRESS = (
    "Laissé vide, ce champ reprend « {} », commune à toutes les dates : "
    "écrire ici une autre adresse, ou la retirer de ce qui est commun, dans la fiche."
)


class Unsettled(Exception):
    """Nothing was changed; the text is in French, a sentence a line."""


def settings(event: Event) -> SeatSettings:
    """Return what a session says today."""
    session = event.session
    return {
        "capacity": str(session.capacity or "") if session else "",
        "join": (session.join or "") if session else "",
    }


def found(community: Community, key: str) -> Event | None:
    """Return the session of a key in some content."""
    return next((one for one in events(community) if one.key == key), None)


def settle(desk: Desk, worker: Writer, published: Event, wanted: SeatSettings, place: Path) -> bool:
    """Write what is wanted of a session in its file, then in what the service follows; return whether it could.

    Raises Unsettled.
    """
    event = found(desk.project().community, published.key)
    if event is None:
        raise Unsettled("Cette séance n'est plus dans le contenu : la rétablir d'abord.")
    known = settings(event)
    fresh = {name: value for name, value in wanted.items() if value != known[name]}
    if fresh.get("join") == "" and (address := _shared(event, "join")):
        raise Unsettled(SHARED_ADDRESS.format(address))
    outcome = amend(desk, worker, event.item.path, partial(_with, event, fresh))
    if isinstance(outcome, Refused):
        sentences = [in_words(one) for one in outcome.problems] or [outcome.sentence]
        raise Unsettled("\n".join(sentences))
    known = settings(published)
    late = {name: value for name, value in wanted.items() if value != known[name]}
    return not late or _followed(desk, published, late, place)


def _shared(event: Event, name: str) -> object:
    """Return what all dates have in common: a date that says nothing of it says that."""
    item = event.item
    alone = isinstance(item, Meeting) and not item.returns and event.keys[:1] != ("sessions",)
    return None if alone else getattr(getattr(item, "defaults", item), name, None)


def _followed(desk: Desk, event: Event, fresh: SeatSettings, place: Path) -> bool:
    """Change one session of the publication that the service follows; it tells registrants at its next look."""

    def change(text: str) -> str:
        return saved(event.item.path, text, _with(event, fresh, opened(event.item.path, text)))

    try:
        with project_files.turn(desk.folder):
            raw = place.read_bytes()
            store(place, snapshot.changed(raw, event.item.path, change), durable=True)
    except (OSError, snapshot.BadSnapshot, Unspliceable):
        return False
    return True


def _with(event: Event, fresh: SeatSettings, writing: Writing) -> Writing:
    """Return what a file says once a session says something else; a date of a series becomes one of its own."""
    data, keys = _placed(event, writing.data)
    for name, value in fresh.items():
        counted = name == "capacity" and not value and _shared(event, name)
        data = put(data, (*keys, name), NO_LIMIT_WORDS if counted else value or None)
    return Writing(data=data, body=writing.body)


def _placed(event: Event, data: Tree) -> tuple[Tree, tuple[str | int, ...]]:
    """Return the keys of a session as keys that can be written under, and the tree that has them."""
    told = data.get("sessions") if isinstance(data, dict) else None
    sessions = list(told) if isinstance(told, list) else []
    if event.keys[:1] != ("sessions",):
        if isinstance(event.item, Meeting) and not event.item.returns:
            return data, ()
        sessions.append(_own_date(event))
        return put(data, ("sessions",), sessions), ("sessions", len(sessions) - 1)
    rank = event.keys[1]
    if isinstance(rank, int) and isinstance(sessions[rank], str):
        data = put(data, event.keys, {"date": sessions[rank]})
    return data, event.keys


def _own_date(event: Event) -> dict[str, Tree]:
    """Return the session that replaces a date of a series, the same in all but its keys."""
    start = event.start
    if not isinstance(event.item, Meeting):
        return {"start": f"{start:%Y-%m-%d %H:%M}" if isinstance(start, datetime) else str(start)}
    own: dict[str, Tree] = {"date": event.day.isoformat()}
    if isinstance(start, datetime) and start.time() != event.item.start:
        own["start"] = f"{start:%H:%M}"
    return own
