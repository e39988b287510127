"""The tables of the groups' questionnaire; whatever an answer says is sealed before it gets here."""

from sqlalchemy import Table, UniqueConstraint

from generator.service.tables import metadata, text, whole

group_seal = Table("group_seal", metadata, text("scope", key=True), text("group_key", key=True), text("recipient"))
"""The public key of a group for a cycle: whoever holds a share of it reads the group's drafts."""

key_share = Table("key_share", metadata, text("access_id", key=True, refers="access.id"), text("sealed"))
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
    UniqueConstraint("scope", "group_key", "number"),
)
"""Append-only: an amendment is a new row, and the last one before the close counts."""

frozen_form = Table("frozen_form", metadata, text("scope", key=True), text("digest"), text("frozen_at"))

extension = Table(
    "extension",
    metadata,
    text("scope", key=True),
    whole("number", key=True),
    text("closes"),
    text("reason"),
    text("decided_at"),
)
