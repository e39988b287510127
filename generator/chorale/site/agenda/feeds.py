"""Feeds and open data of the agenda (Atom, JSON Feed, CSV), and the page that lists the calendars."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from chorale.calendars import event_text
from chorale.calendars.add_links import CalendarLink, subscribe
from chorale.calendars.ics import feed_path
from chorale.content import addresses
from chorale.content.agenda import events, past, upcoming
from chorale.content.event import Event
from chorale.content.facets import Facet, Family, facets
from chorale.content.model import Community
from chorale.content.register import changed
from chorale.content.sight import by_event, seen, sees
from chorale.files import File
from chorale.french import phrases
from chorale.french.phrases import of, printed
from chorale.site.agenda import structured_data
from chorale.site.agenda.event_rendering import body_of
from chorale.text.csv_files import table
from chorale.text.feed_formats import Feed, FeedEntry, atom, json_feed
from chorale.text.templates import page

LONGEST = 300
"""All that is to come, then the latest past events, up to this number of entries."""


@sees("announced", "cycles", "register", on_disk=True)
def files(community: Community) -> Iterator[File]:
    """Yield the Atom and JSON feeds."""
    for facet in facets(community, events(community)):
        if facet.family in ("tout", "public"):
            made = _feed(community, facet)
            yield File.of(path(facet, "xml"), atom(made))
            address = addresses.absolute(community, path(facet, "json"))
            yield File.of(path(facet, "json"), json_feed(replace(made, address=address)))


def path(facet: Facet, suffix: str) -> str:
    """Return where a facet's feed is published, from the site's root."""
    return addresses.agenda_feed("" if facet.family == "tout" else facet.value, suffix)


def _feed(community: Community, facet: Facet) -> Feed:
    """Return what follows a facet, at the address of its Atom feed."""
    around, coming = seen(community), upcoming(facet.events, community.today)
    kept = (*coming, *past(facet.events, community.today)[: max(0, LONGEST - len(coming))])
    recent = sorted(
        kept, key=lambda event: (changed(community, event).at, event.order), reverse=True
    )
    title = "Agenda" if facet.family == "tout" else f"Agenda : {facet.title}"
    return Feed(
        title=phrases.typography(f"{community.name} – {title}"),
        address=addresses.absolute(community, path(facet, "xml")),
        page=addresses.absolute(community, facet.page),
        author=community.name,
        description=phrases.typography(
            f"Webinaires, rencontres et jalons {of(community.governance.name)}."
        ),
        entries=tuple(entry(around, event) for event in recent),
    )


@by_event
def entry(community: Community, event: Event) -> FeedEntry:
    """Return an event as something to read; its id is the same as in calendars, whatever becomes of it."""
    stamp = changed(community, event).at
    address = event_text.url(community, event)
    return FeedEntry(
        id=f"{addresses.absolute(community, 'agenda/index.md')}{event.key}",
        title=phrases.typography(event_text.title(event)),
        url=address,
        published=stamp,
        updated=stamp,
        summary=phrases.typography(
            f"{event_text.clock(community, event)}. {event.summary}".strip()
        ),
        html=_html(community, event),
        categories=tuple(
            phrases.apostrophes(name)
            for name in (
                event.kind_facts.label,
                *(community.audiences.get(key, key) for key in event.audiences),
            )
        ),
        extra={"_rendez_vous": printed(_facts(event))},
    )


def _html(community: Community, event: Event) -> str:
    """Return the event with its classes of microformats (h-event), which a program can read again."""
    end = (
        f'<data class="dt-end" value="{event.end.isoformat()}"></data>'
        if event.end is not None
        else ""
    )
    when = escape(event_text.clock(community, event))
    start = f'<time class="dt-start" datetime="{event.start.isoformat()}">{when}</time>'
    lines = [f'<p>{start}{end} <data class="p-status" value="{event.status}"></data></p>']
    where = event_text.place(event)
    if where:
        lines.append(f'<p class="p-location">{escape(phrases.apostrophes(where))}</p>')
    if event.remote and event.state_facts.happens:
        lines.append(f'<p><a href="{escape(event.remote)}">Suivre à distance</a></p>')
    lines += (
        f"<p>{escape(phrases.typography(words))}</p>"
        for words in (event_text.state(event), event.note, event.summary)
        if words
    )
    return "".join(lines)


def _facts(event: Event) -> dict[str, str]:
    facts = {
        "debut": event.start.isoformat(),
        "fin": event.end.isoformat() if event.end is not None else "",
        "lieu": event_text.place(event),
        "a_distance": event.remote,
        "statut": event.status,
        "identifiant": event.key,
        "heure": event_text.UNKNOWN_HOUR if event.hour_unknown else "",
    }
    return {key: value for key, value in facts.items() if value}


EMBED = "assets/js/liste-agenda.js"
PATH = "agenda/evenements.csv"
COLUMNS = (
    "identifiant", "genre", "titre", "debut", "fin", "journee_entiere", "statut", "ancien_debut", "lieu", "ville",
    "adresse", "publics", "organisateurs", "page", "inscription", "a_distance", "resume", "donnees_illustration",
    "heure_a_preciser", "fuseau", "code_postal", "intervenants", "deroule",
)  # fmt: skip


@sees("announced", "cycles", "register", on_disk=True)
def open_data_files(community: Community) -> Iterator[File]:
    """Yield the table of all events, past and cancelled ones included."""
    around = seen(community)
    yield File.of(PATH, table(COLUMNS, (_row(around, event) for event in events(community))))


@by_event
def _row(community: Community, event: Event) -> list[str]:
    return printed(_cells(community, event))  # type: ignore[no-any-return]  # a row is a list of texts


def _cells(community: Community, event: Event) -> tuple[str, ...]:
    return (
        event.key,
        event.kind_facts.label,
        event_text.title(event),
        event.start.isoformat(),
        event.end.isoformat() if event.end is not None else "",
        "non" if isinstance(event.start, datetime) else "oui",
        event.state_facts.label,
        event.moved_from.isoformat() if event.moved_from is not None else "",
        event_text.place(event),
        event.city,
        event.address,
        ", ".join(community.audiences.get(key, key) for key in event.audiences),
        ", ".join(event_text.partners(event)),
        event_text.url(community, event),
        event_text.registration(community, event) or "",
        event.remote,
        event.summary,
        "oui" if event.illustrative else "non",
        "oui" if event.hour_unknown else "non",
        str(event.start.tzinfo) if isinstance(event.start, datetime) else "",
        event_text.postcode(event),
        " ; ".join(event_text.speakers(event)),
        " ; ".join(event_text.programme_words(event)),
    )


FAMILIES: Mapping[Family, tuple[str, str]] = {
    "public": ("Votre public", "publics"),
    "croisement": ("Votre public", "publics"),
    "tout": ("Tout l'agenda", "tout"),
    "genre": ("Par genre de rendez-vous", "genres"),
    "ligne": ("À suivre à distance", "a-distance"),
    "ville": ("Par ville", "villes"),
}
"""The title and the anchor of each, in the order of the page; those of CARDS stand on the card of their audience."""
CARDS: tuple[Family, ...] = ("public", "croisement")


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A feed to follow."""

    title: str
    file: str
    address: str
    coming: int
    links: tuple[CalendarLink, ...]
    readers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class AudienceCard:
    """What an audience can follow: all that is for it, then each kind alone."""

    title: str
    page: str
    whole: Subscription
    kinds: tuple[Subscription, ...]


@sees("announced", "cycles", "register", "issues", on_disk=True)
def subscription_page(community: Community) -> Iterator[File]:
    """Yield the page, from the site's root."""
    ways = facets(community, events(community))
    families = [
        (
            title,
            anchor,
            [_subscription(community, facet) for facet in ways if facet.family == family],
        )
        for family, (title, anchor) in FAMILIES.items()
        if family not in CARDS
    ]
    body = body_of(
        community,
        "agenda_calendars.md",
        addresses.CALENDARS,
        audiences=_cards(community, ways),
        families=[family for family in families if family[2]],
        embed=addresses.absolute(community, EMBED),
        feed=addresses.absolute(community, path(ways[0], "json")),
        openagenda=structured_data.OPENAGENDA,
        letters=addresses.LETTERS_FEED,
    )
    milestones = f"les jalons {of(community.governance.name)}"
    description = f"Suivre les webinaires, les rencontres et {milestones} dans son propre agenda."
    yield page(
        addresses.CALENDARS,
        "S'abonner aux calendriers",
        body,
        description=description,
        styles=("agenda.css",),
        hide=("toc",),
    )


def _cards(community: Community, ways: Sequence[Facet]) -> list[AudienceCard]:
    return [
        AudienceCard(
            title=phrases.typography(facet.title),
            page=addresses.href(facet.page, addresses.CALENDARS),
            whole=_subscription(community, facet),
            kinds=tuple(
                _subscription(community, one)
                for one in ways
                if one.family == "croisement" and one.value.split(" ")[1] == facet.value
            ),
        )
        for facet in ways
        if facet.family == "public"
    ]


def _subscription(community: Community, facet: Facet) -> Subscription:
    address = addresses.absolute(community, feed_path(facet))
    readers: tuple[tuple[str, str], ...] = ()
    if facet.family in ("tout", "public"):
        readers = tuple(
            (name, addresses.href(path(facet, suffix), addresses.CALENDARS))
            for name, suffix in (("Atom", "xml"), ("JSON Feed", "json"))
        )
    return Subscription(
        title=phrases.typography(facet.title),
        file=addresses.href(feed_path(facet), addresses.CALENDARS),
        address=address,
        coming=sum(not event.over(community.today) for event in facet.events),
        links=subscribe(address, f"{community.name} – {facet.title}"),
        readers=readers,
    )
