"""Open data: the agenda as a CSV that a spreadsheet opens without running anything."""

from collections.abc import Iterator
from datetime import datetime

from generator.content.agenda import Event, events
from generator.content.model import Community
from generator.outputs import event_facts
from generator.outputs.files import File
from generator.outputs.tables import table

PATH = "agenda/evenements.csv"
COLUMNS = (
    "identifiant", "genre", "titre", "debut", "fin", "journee_entiere", "statut", "ancien_debut", "lieu", "ville",
    "adresse", "publics", "organisateurs", "page", "inscription", "resume", "donnees_illustration",
)  # fmt: skip


def files(community: Community) -> Iterator[File]:
    """Yield the table of all events, past and cancelled ones included."""
    rows = (_row(community, event) for event in events(community))
    yield File.of(PATH, table(COLUMNS, rows))


def _row(community: Community, event: Event) -> tuple[str, ...]:
    return (
        event.key,
        event_facts.KINDS[event.kind],
        event_facts.title(event),
        event.start.isoformat(),
        event.end.isoformat() if event.end is not None else "",
        "non" if isinstance(event.start, datetime) else "oui",
        event_facts.STATES[event.status],
        event.moved_from.isoformat() if event.moved_from is not None else "",
        event_facts.place(event),
        event.city,
        event.address,
        ", ".join(community.audiences.get(key, key) for key in event.audiences),
        ", ".join(event_facts.partners(event)),
        event_facts.url(community, event),
        event_facts.registration(community, event) or "",
        event.summary,
        "oui" if event.illustrative else "non",
    )
