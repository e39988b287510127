"""Tables of staff: what they typed and did not save yet, their roles, the links, keys and accounts that let them in."""

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

staff_sending = Table(
    "staff_sending",
    metadata,
    text("delivery", key=True, refers="delivery.id"),
    text("person"),
    whole("paused"),
    text("trouble"),
    text("again_at", empty=True),
)
"""A delivery that the atelier sends by itself: trouble is what stopped its last round, again_at the next one's hour."""

staff_comment = Table(
    "staff_comment",
    metadata,
    text("id", key=True),
    text("path"),
    text("person"),
    text("passage"),
    text("words"),
    text("suggestion", empty=True),
    text("made_at"),
    text("settled_at", empty=True),
    text("settled_by", empty=True),
)
"""What someone says of a file, or of a passage of it, perhaps with other words for that passage; open until settled."""

staff_review = Table(
    "staff_review",
    metadata,
    text("path", key=True),
    text("person", key=True),
    text("asked_by"),
    text("asked_at"),
)
"""Someone is asked to read a file again; the row goes once they did."""

staff_guest = Table(
    "staff_guest",
    metadata,
    text("id", key=True),
    text("path"),
    text("name"),
    text("asked_by"),
    text("until"),
)
"""Someone from outside reads one file by a link that carries a seal of this number; no address is kept."""

staff_keeper = Table(
    "staff_keeper",
    metadata,
    text("id", key=True),
    text("cycle"),
    text("name"),
    text("holder"),
    text("instead"),
    text("recipient"),
    text("asked_by"),
    text("asked_at"),
    text("closed_at", empty=True),
)
"""Someone from outside keeps a key of a cycle: the public part that they proved, the one that it replaces."""

staff_passkey = Table(
    "staff_passkey",
    metadata,
    text("id", key=True),
    text("access_id", refers="access.id"),
    text("public_key"),
    whole("uses"),
    text("name"),
    text("added_at"),
    text("used_at", empty=True),
)
"""A passkey: its public part, what the person calls it, and the count of uses that it told last."""

staff_account = Table(
    "staff_account",
    metadata,
    text("issuer", key=True),
    text("subject", key=True),
    text("access_id", refers="access.id"),
    text("bound_at"),
)
"""Who of the team has which account of an identity provider; known by its number, for addresses move."""

staff_spent = Table("staff_spent", metadata, text("digest", key=True), text("until"))
"""What lets in once and has: nothing is let in by it again; the row goes when it would be too old anyway."""
