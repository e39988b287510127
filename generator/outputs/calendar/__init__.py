"""The agenda in people's calendars: iCalendar written byte by byte, links to add it, invitations."""
