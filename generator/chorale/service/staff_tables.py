"""Tables of staff: what they typed and did not save yet, their roles, the links that let them in."""

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

staff_role = Table(
    "staff_role",
    metadata,
    text("access_id", key=True, refers="access.id"),
    text("role", key=True),
)
"""What a member of the team may do, one row a role."""

staff_link = Table(
    "staff_link",
    metadata,
    text("digest", key=True),
    text("access_id", refers="access.id"),
    text("expires_at"),
)
"""A link that lets one in once, by the SHA-256 of its code; its row goes when it is used."""
