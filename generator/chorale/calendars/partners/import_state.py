"""State of an import as it goes: the content as it will be, what is followed, and the table of its events."""

from dataclasses import dataclass, field

from chorale.calendars.partners.content_files import ContentFiles
from chorale.calendars.partners.event_facts import EventFacts, KnownNames
from chorale.calendars.partners.partner_calendar import (
    ImportRow,
    Occurrence,
    PartnerCalendar,
    RowVerdict,
)
from chorale.content.followed import FollowedEvent


@dataclass(kw_only=True)
class Following:
    """An import as it goes: the content as it will be, what is followed, and the table."""

    calendar: PartnerCalendar
    names: KnownNames
    files: ContentFiles
    followed: dict[tuple[str, str, str], FollowedEvent]
    rows: list[ImportRow] = field(default_factory=list)
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    webinars: dict[str, list[tuple[Occurrence, EventFacts]]] = field(default_factory=dict)

    def say(
        self, one: Occurrence, title: str, verdict: RowVerdict, why: str = "", path: str = ""
    ) -> None:
        """Add a line to the table."""
        row = ImportRow(
            line=one.event.line,
            day=f"{one.day}",
            title=title[:60],
            verdict=verdict,
            why=why,
            path=path,
        )
        self.rows.append(row)

    def keep(self, known: FollowedEvent) -> None:
        """Remember what the partner said last of an event."""
        self.followed[known.key] = known
        self.seen.add(known.key)
