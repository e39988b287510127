"""The dated parts of a letter: events by audience, past or cancelled ones said so, and where a cycle stands."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from generator.content.agenda import MILESTONES, Event, between, events
from generator.content.model import Period
from generator.ipm.model import ChangeRequest, Cycle
from generator.outputs import french, urls
from generator.outputs.letter.blocks import Block, CycleBlock, EventLine, EventsBlock, TextBlock, Voice
from generator.outputs.sanitise import words

EVERYONE = "Tous les publics"
DEADLINES = ("opens", "closes")


def public(voice: Voice, keys: tuple[str, ...]) -> str:
    """Return the names of audiences, or that of all of them; nothing for none."""
    named = voice.community.audiences
    return EVERYONE if keys and set(keys) == set(named) else ", ".join(named.get(key, key) for key in keys)


def events_block(voice: Voice, kind: str, period: Period, before: list[Block]) -> EventsBlock:
    """Return the events of a kind and a period; after a text with a title, theirs ranks lower."""
    found = between((event for event in events(voice.community) if event.kind == kind), period.from_, period.to)
    name = "Rencontres" if kind == "rencontre" else "Webinaires"
    introduced = bool(before) and isinstance(before[-1], TextBlock) and bool(before[-1].title)
    return EventsBlock(
        layout="agenda",
        anchor="" if introduced else f"{name.lower()}-{period.from_:%Y-%m-%d}",
        title=name,
        period=words(french.days(period.from_, period.to)),
        groups=tuple(_grouped(voice, found)),
        empty="Aucune rencontre annoncée." if kind == "rencontre" else "Aucun webinaire annoncé.",
        level=3 if introduced else 2,
    )


def _grouped(voice: Voice, found: Iterable[Event]) -> Iterator[tuple[str, tuple[EventLine, ...]]]:
    groups: dict[tuple[str, ...], list[Event]] = {}
    for event in found:
        groups.setdefault(event.audiences, []).append(event)
    ranks = {key: rank for rank, key in enumerate(voice.community.audiences)}
    for keys in sorted(groups, key=lambda keys: (not keys, [ranks.get(key, len(ranks)) for key in keys])):
        yield public(voice, keys) or EVERYONE, tuple(_line(voice, event) for event in groups[keys])


def _line(voice: Voice, event: Event) -> EventLine:
    when = french.instant(event.start) if isinstance(event.start, datetime) else french.day(event.start)
    partners = french.listing(getattr(event.item, "partners", ()))
    label = "Partenaires" if len(getattr(event.item, "partners", ())) > 1 else "Partenaire"
    detail = [f"{label}{french.NO_BREAK}: {partners}" if partners else "", event.place, words(event.note)]
    return EventLine(
        when=words(when),
        title=words(event.title),
        url=voice.url(urls.page(event.item)),
        detail=words(", ".join(filter(None, detail))),
        state=words(_state(voice, event)),
        illustrative=event.illustrative,
        over=event.day < voice.today,
    )


def _state(voice: Voice, event: Event) -> str:
    feminine = "e" if event.kind == "rencontre" else ""
    if event.status == "cancelled":
        return f"annulé{feminine}"
    if event.day < voice.today:
        return f"passé{feminine}"
    if event.status == "moved" and event.moved_from:
        moved = event.moved_from.date() if isinstance(event.moved_from, datetime) else event.moved_from
        return f"déplacé{feminine}, prévu{feminine} d'abord le {french.day(moved)}"
    return ""


def cycle_block(voice: Voice, cycle: Cycle) -> CycleBlock:
    """Return where a cycle stands on the voice's day."""
    return CycleBlock(
        layout="ipm",
        anchor=f"ipm-{cycle.slug}",
        title=words(f"Évolutions : où en est le cycle {cycle.number} de l'IPM"),
        cycle=cycle,
        sentence=words(_standing(cycle, voice.today)),
        retained=_retained(cycle, voice.today),
        url=voice.url(urls.page(cycle)),
    )


def _standing(cycle: Cycle, today: date) -> str:
    for name, label in MILESTONES.items():
        when = getattr(cycle.milestones, name)
        day = when.date() if isinstance(when, datetime) else when
        if day >= today:
            said = french.instant(when) if name in DEADLINES else french.day(when)
            return f"Prochaine étape : {label}, {said}."
    arbitration = french.day(cycle.milestones.arbitration)
    if cycle.arbitration is None:
        return f"La réunion d'arbitrage a eu lieu le {arbitration} ; son résultat n'est pas encore publié."
    count = french.plural(len(cycle.arbitration.retained), "demande")
    return f"La réunion d'arbitrage du {arbitration} a retenu {count} sur {len(cycle.requests)}."


def _retained(cycle: Cycle, today: date) -> tuple[ChangeRequest, ...]:
    if cycle.arbitration is None or cycle.milestones.arbitration >= today:
        return ()
    known = {request.reference: request for request in cycle.requests}
    return tuple(known[reference] for reference in cycle.arbitration.retained if reference in known)
