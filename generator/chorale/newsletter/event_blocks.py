"""The events of a period as a block of a letter: grouped by audience, with their hour, place and state."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from chorale.calendars import event_text
from chorale.content import addresses, pictures
from chorale.content.agenda import between, events
from chorale.content.event import Event
from chorale.content.event_kinds import KIND_FACTS, EventKind
from chorale.content.item_model import Link
from chorale.content.model import Period
from chorale.content.picture_files import cover_path
from chorale.french import dates, phrases
from chorale.ipm.model import Cycle
from chorale.newsletter.blocks import Block, EventLine, EventsBlock, LetterMedium, TextBlock
from chorale.text.sanitise import Picture, words

EVERYONE = "Tous les publics"


def public(medium: LetterMedium, keys: tuple[str, ...]) -> str:
    """Return the names of audiences, or that of all of them; nothing for none."""
    named = medium.community.audiences
    return (
        EVERYONE
        if keys and set(keys) == set(named)
        else ", ".join(named.get(key, key) for key in keys)
    )


def events_block(
    medium: LetterMedium, kind: EventKind, period: Period, before: list[Block]
) -> EventsBlock:
    """Return the events of a kind and a period; after a text with a title, theirs ranks lower."""
    found = between(
        (event for event in events(medium.community) if event.kind == kind),
        period.from_,
        period.to,
    )
    facts = KIND_FACTS[kind]
    name, e = facts.plural, "e" if facts.feminine else ""
    introduced = bool(before) and isinstance(before[-1], TextBlock) and bool(before[-1].title)
    return EventsBlock(
        layout="agenda",
        anchor="" if introduced else f"{name.lower()}-{period.from_:%Y-%m-%d}",
        title=name,
        period=words(dates.days(period.from_, period.to)),
        groups=_shown_once(
            _grouped(medium, found) if kind == "webinaire" else _by_day(medium, found)
        ),
        empty=f"Aucun{e} {facts.label.lower()} annoncé{e}.",
        level=3 if introduced else 2,
    )


def _shown_once(
    groups: Iterable[tuple[str, tuple[EventLine, ...]]],
) -> tuple[tuple[str, tuple[EventLine, ...]], ...]:
    """Return the groups with each picture beside the first of the lines that it goes with."""
    seen: set[Picture | None] = set()

    def line(one: EventLine) -> EventLine:
        again = one.picture in seen
        seen.add(one.picture)
        return replace(one, picture=None) if again else one

    return tuple((name, tuple(map(line, lines))) for name, lines in groups)


def _grouped(
    medium: LetterMedium, found: Iterable[Event]
) -> Iterator[tuple[str, tuple[EventLine, ...]]]:
    groups: dict[tuple[str, ...], list[Event]] = {}
    for event in found:
        groups.setdefault(event.audiences, []).append(event)
    ranks = {key: rank for rank, key in enumerate(medium.community.audiences)}
    for keys in sorted(
        groups, key=lambda keys: (not keys, [ranks.get(key, len(ranks)) for key in keys])
    ):
        yield (
            public(medium, keys) or EVERYONE,
            tuple(_line(medium, event) for event in groups[keys]),
        )


def _by_day(
    medium: LetterMedium, found: Iterable[Event]
) -> Iterator[tuple[str, tuple[EventLine, ...]]]:
    """Yield the one list of what takes place somewhere: readers look for a day and a town, whoever they are."""
    if lines := tuple(_line(medium, event, public(medium, event.audiences)) for event in found):
        yield "", lines


def _line(medium: LetterMedium, event: Event, audiences: str = "") -> EventLine:
    partners = phrases.listing(getattr(event.item, "partners", ()))
    label = phrases.agreed(len(getattr(event.item, "partners", ())), "Partenaire")
    facts = [
        f"{label}{phrases.NO_BREAK}: {partners}" if partners else "",
        event.place,
        words(event.note),
    ]
    return EventLine(
        when=words(_when(event)),
        title=words(event.title),
        url=medium.url(addresses.page(event.item)),
        audiences=event.audiences,
        public=words(audiences),
        facts=words(", ".join(filter(None, facts))),
        state=words(_state(medium, event)),
        illustrative=event.illustrative,
        over=event.over(medium.today),
        sign_up=_sign_up(medium, event),
        picture=_picture(medium, event),
    )


def _picture(medium: LetterMedium, event: Event) -> Picture | None:
    """Return the picture of an event, half as wide as its file: screens have twice the density."""
    item = event.item
    if isinstance(item, Cycle) or not item.cover:
        return None
    made = medium.destination.picture(cover_path(item), words(item.cover.alt))
    if made is None:
        return None
    width = min(made.width, pictures.LITTLE_WIDTH // 2)
    return replace(made, width=width, height=round(made.height * width / made.width))


def _sign_up(medium: LetterMedium, event: Event) -> Link | None:
    """Return the way to sign up for what is to come; its words name the day, for readers who list links."""
    url = event_text.registration(medium.community, event)
    if url is None or event.over(medium.today):
        return None
    return Link(url=url, label=words(f"S’inscrire pour le {dates.day(event.day, weekday=False)}"))


def _when(event: Event) -> str:
    if event.several_days or not isinstance(event.start, datetime):
        return event_text.when(event)
    return dates.instant(event.start)


def _state(medium: LetterMedium, event: Event) -> str:
    e = "e" if event.kind_facts.feminine else ""
    match event.status:
        case "cancelled":
            return f"annulé{e}"
        case "confirmed" | "moved" if event.over(medium.today):
            return f"passé{e}"
        case "moved" if event.moved_from:
            moved = (
                event.moved_from.date()
                if isinstance(event.moved_from, datetime)
                else event.moved_from
            )
            return f"déplacé{e}, prévu{e} d’abord le {dates.day(moved)}"
        case "confirmed" | "moved":
            return ""
    assert_never(event.status)
