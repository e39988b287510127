"""The agenda on the site: lists, months, events, feeds and structured data."""
