"""Checks on the register of published events: what is lost, what subscribers will see change, what waits to enter."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from chorale.content import addresses, page_register
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_kinds import STATE_FACTS
from chorale.content.load import Loaded
from chorale.content.model import Community
from chorale.content.problems import Problem, Source
from chorale.content.published_events import Published
from chorale.content.register import LARGEST, line_of, place
from chorale.content.source_files import text
from chorale.french import dates
from chorale.french.phrases import listing, plural

_FIRST = re.compile(r"-(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d))?$")
PUBLISH = "l'atelier l'écrit en publiant ; sans lui, lancer « chorale calendar publish »"
HOURS, PLACES = {"when", "end", "zone"}, {"where", "address"}


def check(loaded: Loaded) -> Iterator[Problem]:
    """Say what was published and is no more, what subscribers will see, and what waits to enter the register."""
    if loaded.community is None:
        return
    yield from _pages(loaded, loaded.community)
    found = events(loaded.community)
    present = {event.key for event in found}
    for one in loaded.community.register:
        if one.key not in present and one.file not in loaded.broken:
            yield Problem(place(loaded.root, one), *_lost(one), "publie")
    for event in found:
        yield from _change(loaded, loaded.community, event)
    yield from _waiting(loaded, found)


def _lost(one: Published) -> tuple[str, str]:
    message = f"« {one.title} » ({one.when}), déjà publié, a disparu de {one.file}"
    first = _FIRST.search(one.name)
    hour = " {}:{}".format(*first.groups()[3:]) if first and first[4] else ""
    since = "{}-{}-{}".format(*first.groups()[:3]) + hour if first else one.when
    return (
        message,
        f"le remettre avec « status: cancelled », ou « status: moved » et « moved_from: {since} »",
    )


def _change(loaded: Loaded, community: Community, event: Event) -> Iterator[Problem]:
    """Say what subscribers will see; a meeting on another day says itself that it moved."""
    line = event.record
    if line is None:
        return
    if (day := line.when[:10]) != event.day.isoformat() and _silent(event):
        message = (
            f"« {line.title} », publiée pour le {day}, est maintenant le {event.day} sans le dire"
        )
        remedy = f"ajouter « status: moved » et « moved_from: {day} »"
        yield Problem(loaded.at(event.item.path, "date"), message, remedy, "publie")
        return
    where = loaded.at(event.item.path, "title")
    if event.item.path != line.file:
        message = f"« {line.title} » ({line.when}), publié depuis {line.file}, est reconnu ici"
        yield Problem(where, f"{message} : il garde son identifiant", PUBLISH, "publie", "warning")
    if seen := list(_seen(line, line_of(community, event), set(event.differences))):
        message = f"« {event.title} » : les abonnés verront {listing(seen)}"
        yield Problem(where, message, PUBLISH, "publie", "warning")


def _silent(event: Event) -> bool:
    return event.kind == "rencontre" and event.status == "confirmed"


def _seen(line: Published, now: Published, changed: set[str]) -> Iterator[str]:
    """Yield what was told and what is now, once for the hours, the place and the state."""
    if changed & HOURS:
        yield f"« {_hours(line)} » devenir « {_hours(now)} »"
    if changed & PLACES:
        yield f"le lieu « {_where(line)} » devenir « {_where(now)} »"
    if "status" in changed:
        yield f"l'état « {STATE_FACTS[line.status].filter} » devenir « {STATE_FACTS[now.status].filter} »"


def _hours(line: Published) -> str:
    zone = f" ({dates.clock(line.zone)})" if line.zone else ""
    return dates.period(_moment(line.when), _moment(line.end) if line.end else None) + zone


def _moment(words: str) -> date:
    """Return a day, or an instant on its own clock: zones are compared by their names."""
    return datetime.fromisoformat(words) if " " in words else date.fromisoformat(words)


def _where(line: Published) -> str:
    return ", ".join(filter(None, (line.where, line.address))) or "aucun"


def _waiting(loaded: Loaded, found: Sequence[Event]) -> Iterator[Problem]:
    """Say, once each, how many events are new and how many have other words."""
    new = [event for event in found if event.record is None and not event.item.illustrative]
    edited = [event for event in found if event.reworded]
    sentences = (
        (
            new,
            "rendez-vous n'est pas encore au registre",
            "rendez-vous ne sont pas encore au registre",
        ),
        (edited, "rendez-vous publié a changé de texte", "rendez-vous publiés ont changé de texte"),
    )
    for waiting, one, several in sentences:
        if waiting:
            first = waiting[0]
            message = f"{plural(len(waiting), one, several)} (« {first.title} »)"
            where = loaded.at(first.item.path, "title")
            yield Problem(where, message, PUBLISH, "publie", "warning")


def _pages(loaded: Loaded, home: Community) -> Iterator[Problem]:
    """Say which published addresses lead nowhere any more."""
    if not home.published_pages:
        return
    kept = set(map(addresses.address, loaded.pages - loaded.drafts)) | set(addresses.aliases(home))
    lines = text(loaded.root, page_register.PATH, LARGEST).splitlines()
    for one in home.published_pages:
        if one.address not in kept and one.file not in loaded.broken:
            said = json.dumps(one.address, ensure_ascii=False)
            rank = next((rank for rank, line in enumerate(lines, 1) if said in line), 1)
            where = Source(page_register.PATH, rank, 1 + max(0, lines[rank - 1].find(said)))
            message = f"la page « {one.address} », déjà publiée, a disparu ({one.file})"
            remedy = f"écrire « aliases: [{one.address}] » dans celle qui la remplace, ou retirer cette ligne"
            yield Problem(where, message, remedy, "publie")


CHECKS = (check,)
