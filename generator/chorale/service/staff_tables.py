"""Tables of those who write: what they typed and did not save yet."""

from sqlalchemy import Table

from chorale.service.tables import metadata, text, whole

atelier_draft = Table(
    "atelier_draft",
    metadata,
    text("person", key=True),
    text("path", key=True),
    whole("version"),
    text("base"),
    text("on_disk"),
    text("writing"),
    text("saved_at"),
)
"""One for each person and file; base is the text that it started from, on_disk the digest of that file, or nothing."""
