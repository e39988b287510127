"""The agenda on the site: lists, months, facets, event pages, feeds, open data and marked-up facts."""
