"""Chorale: one repository of Markdown and YAML becomes a community's site, newsletter, calendars and priorities."""
