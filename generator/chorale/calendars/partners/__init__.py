"""iCalendar in: a partner's calendar parsed, linted and imported as content."""
