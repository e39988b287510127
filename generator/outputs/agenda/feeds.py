"""The agenda to follow in a feed reader: everything, and one feed per audience, latest change first."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from generator.content.agenda import Event, changed, events, past, upcoming
from generator.content.model import Community
from generator.outputs import event_facts, french, urls
from generator.outputs.facets import Facet, facets
from generator.outputs.feed import Entry, Feed, atom, json_feed
from generator.outputs.files import File

LONGEST = 300
"""All that is to come, then the latest past events, up to this number of entries."""


def files(community: Community) -> Iterator[File]:
    """Yield the Atom and JSON feeds."""
    for facet in facets(community, events(community)):
        if facet.family in ("tout", "public"):
            yield File.of(path(facet, "xml"), atom(_feed(community, facet, "xml")))
            yield File.of(path(facet, "json"), json_feed(_feed(community, facet, "json")))


def path(facet: Facet, suffix: str) -> str:
    """Return where a facet's feed is published, from the site's root."""
    name = "agenda" if facet.family == "tout" else f"agenda-{facet.value}"
    return f"flux/{name}.{suffix}"


def _feed(community: Community, facet: Facet, suffix: str) -> Feed:
    coming = upcoming(facet.events, community.today)
    kept = (*coming, *past(facet.events, community.today)[: max(0, LONGEST - len(coming))])
    recent = sorted(kept, key=lambda event: (changed(community, event).at, event.order), reverse=True)
    title = "Agenda" if facet.family == "tout" else f"Agenda : {facet.title}"
    return Feed(
        title=french.typography(f"{community.name} – {title}"),
        address=urls.absolute(community, path(facet, suffix)),
        page=urls.absolute(community, facet.page),
        author=community.name,
        description="Webinaires, rencontres et jalons de l'IPM.",
        entries=tuple(entry(community, event) for event in recent),
    )


def entry(community: Community, event: Event) -> Entry:
    """Return an event as something to read; its id is the same as in calendars, whatever becomes of it."""
    stamp = changed(community, event).at
    address = event_facts.url(community, event)
    return Entry(
        id=f"{urls.absolute(community, 'agenda/index.md')}{event.key}",
        title=french.typography(event_facts.title(event)),
        url=address,
        published=stamp,
        updated=stamp,
        summary=french.typography(f"{_when(community, event)}. {event.summary}".strip()),
        html=_html(community, event),
        categories=(event_facts.KINDS[event.kind], *(community.audiences.get(key, key) for key in event.audiences)),
        extra={"_rendez_vous": _facts(event)},
    )


def _when(community: Community, event: Event) -> str:
    words = event_facts.when(event)
    return f"{words} ({event_facts.zone(community.timezone)})" if isinstance(event.start, datetime) else words


def _html(community: Community, event: Event) -> str:
    """Return the event with its classes of microformats (h-event), which a program can read again."""
    end = f'<data class="dt-end" value="{event.end.isoformat()}"></data>' if event.end is not None else ""
    start = f'<time class="dt-start" datetime="{event.start.isoformat()}">{escape(_when(community, event))}</time>'
    lines = [f'<p>{start}{end} <data class="p-status" value="{event.status}"></data></p>']
    where = event_facts.place(event)
    if where:
        lines.append(f'<p class="p-location">{escape(where)}</p>')
    lines += (
        f"<p>{escape(french.typography(words))}</p>"
        for words in (event_facts.state(event), event.note, event.summary)
        if words
    )
    return "".join(lines)


def _facts(event: Event) -> dict[str, str]:
    facts = {
        "debut": event.start.isoformat(),
        "fin": event.end.isoformat() if event.end is not None else "",
        "lieu": event_facts.place(event),
        "statut": event.status,
        "identifiant": event.key,
    }
    return {key: value for key, value in facts.items() if value}
