"""An event as a line of a list: the words that a reader needs, spaced and spelt, for any template."""

from dataclasses import dataclass
from datetime import datetime

from generator.content.agenda import Event
from generator.content.model import Community, Session
from generator.outputs import french, urls

KINDS = {"webinaire": "Webinaire", "rencontre": "Rencontre", "ipm": "IPM"}


@dataclass(frozen=True)
class Row:
    """What the event row shows; stamp is the machine's date, when the reader's."""

    href: str
    title: str
    kind: str
    kind_key: str
    stamp: str
    number: str
    month: str
    year: str
    when: str
    where: str
    audiences: tuple[str, ...]
    status: str
    full: bool
    illustrative: bool
    summary: str


def row(event: Event, community: Community, start: str) -> Row:
    """Describe an event for a list on the page whose Markdown path is start."""
    title = event.title
    if event.kind == "ipm":
        title = title[0].upper() + title[1:]
    return Row(
        href=urls.href(urls.page(event.item), start),
        title=french.typography(title),
        kind=KINDS[event.kind],
        kind_key=event.kind,
        stamp=event.start.isoformat(),
        number="1er" if event.day.day == 1 else str(event.day.day),
        month=french.month(event.day).split()[0],
        year=str(event.day.year),
        when=_when(event),
        where="En ligne" if event.online else french.typography(event.city),
        audiences=tuple(community.audiences[key] for key in event.audiences if key in community.audiences),
        status=event.status,
        full=_full(event.session),
        illustrative=event.illustrative,
        summary=french.typography(event.summary),
    )


def _when(event: Event) -> str:
    weekday = french.day(event.day).split()[0]
    if not isinstance(event.start, datetime):
        return weekday
    if isinstance(event.end, datetime) and event.end > event.start:
        return f"{weekday}, de {french.hour(event.start)} à {french.hour(event.end)}"
    return f"{weekday}, à {french.hour(event.start)}"


def _full(session: Session | None) -> bool:
    return session is not None and session.capacity == 0
