"""iCalendar out: events as ICS, time zones, invitations and links that add an event."""
