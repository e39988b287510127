"""Tables of accounts, journal, outbox and questionnaire; text and integers only, for both databases."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, UniqueConstraint

metadata = MetaData()


def text(
    name: str, *, key: bool = False, empty: bool = False, unique: bool = False, refers: str = ""
) -> Column[str]:
    """Declare a text column; refers names the « table.column » that must hold its value."""
    links = (ForeignKey(refers, ondelete="CASCADE"),) if refers else ()
    return Column(name, String, *links, primary_key=key, nullable=empty, unique=unique)


def whole(name: str, *, key: bool = False, empty: bool = False) -> Column[int]:
    """Declare a whole-number column."""
    return Column(name, Integer, primary_key=key, nullable=empty, autoincrement=False)


service_identity = Table("service_identity", metadata, whole("number", key=True), text("recipient"))
"""The public part of the service's key, once: what it sealed and signed here belongs to that key."""

access = Table(
    "access",
    metadata,
    text("id", key=True),
    text("scope"),
    text("group_key"),
    text("role"),
    text("name"),
    text("email"),
    text("recipient"),
    text("token_digest", unique=True),
    text("invited_at"),
    text("revoked_at", empty=True),
    text("role_word"),
    text("opened_at", empty=True),
    text("returned_at", empty=True),
)
"""One secret link per person: scope is a cycle's slug or « gestion », role is member, referent or operator.

role_word is the role as the file of people writes it (« référente »), opened_at when the link was
first followed, returned_at when a mail last came back from the address.
"""

login = Table(
    "login",
    metadata,
    text("digest", key=True),
    text("access_id", refers="access.id"),
    text("opened_at"),
    text("seen_at"),
    text("sealed_key"),
)
"""An open browser session; digest is the SHA-256 of the cookie, sealed_key opens only with the cookie itself."""

outbox = Table(
    "outbox",
    metadata,
    text("id", key=True),
    text("key", unique=True),
    text("kind"),
    text("about"),
    text("addressee"),
    text("payload", empty=True),
    text("state"),
    whole("attempts"),
    text("due_at"),
    text("lease_until", empty=True),
    text("sent_at", empty=True),
    text("last_error", empty=True),
    text("created_at"),
    whole("priority"),
    text("not_after", empty=True),
)
"""A mail to send; key makes it unique, payload is sealed and erased once sent, addressee is an id, never an address.

The lowest priority leaves first; after not_after the mail would not be true any more, and is cancelled.
"""

journal = Table(
    "journal",
    metadata,
    text("chain", key=True),
    whole("number", key=True),
    text("at"),
    text("kind"),
    text("facts"),
    text("previous"),
    text("digest"),
    UniqueConstraint("chain", "digest"),
)
"""What happened, in order, without personal data; each row's digest covers the one before."""

attempt = Table(
    "attempt",
    metadata,
    text("name", key=True),
    text("source", key=True),
    whole("slot", key=True),
    whole("count"),
)
"""Attempts of a limit within one slot of time, for processes that share a database; source is a digest."""

group_seal = Table(
    "group_seal",
    metadata,
    text("scope", key=True),
    text("group_key", key=True),
    text("recipient"),
)
"""The public key of a group for a cycle: whoever holds a share of it reads the group's drafts."""

key_share = Table(
    "key_share", metadata, text("access_id", key=True, refers="access.id"), text("sealed")
)
"""The group's secret key, sealed to one person's link."""

member_scores = Table(
    "member_scores",
    metadata,
    text("access_id", key=True, refers="access.id"),
    text("scope"),
    text("group_key"),
    whole("version"),
    text("sealed"),
    text("saved_at"),
)

draft = Table(
    "draft",
    metadata,
    text("scope", key=True),
    text("group_key", key=True),
    whole("version"),
    text("sealed"),
    text("saved_at"),
    text("saved_by"),
)

deposit = Table(
    "deposit",
    metadata,
    text("id", key=True),
    text("scope"),
    text("group_key"),
    whole("number"),
    text("idempotency", unique=True),
    text("received_at"),
    text("channel"),
    whole("late"),
    text("form_digest"),
    text("fingerprint", unique=True),
    text("journal_digest"),
    text("sealed"),
    text("answer"),
    UniqueConstraint("scope", "group_key", "number"),
)
"""Append-only: an amendment is a new row, and the last one before the close counts.

answer is the same for the same answer of a group, and says nothing to whoever lacks the group's key.
"""
