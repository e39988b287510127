"""Passkeys (WebAuthn): keys that a person's devices keep, registered, listed, removed, and let in by."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import Connection, delete, insert, select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chorale.service import signed_links
from chorale.service.accounts import people
from chorale.service.accounts.people import Person
from chorale.service.staff_tables import staff_passkey
from chorale.service.timestamps import instant, stamp

LASTS = timedelta(minutes=5)
MOST = 10
"""Keys of one person."""
_ENTRY = "passe"
_VERIFIED = UserVerificationRequirement.REQUIRED
"""A finger, a face or a code besides the device: a key alone lets in, so a stolen device must not."""


class NotThisKey(Exception):
    """The key is not one that lets in, or its answer is not to what was asked; the text is for the logs."""


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """A key as its owner sees it."""

    id: str
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PasskeySite:
    """Where keys are good: the service's address, under its name; the secret seals what is asked of them now."""

    origin: str
    name: str
    secret: str
    now: datetime

    @property
    def domain(self) -> str:
        """Return the domain that browsers bind keys to."""
        return urlsplit(self.origin).hostname or ""


def of(connection: Connection, person: str) -> list[Passkey]:
    """Return someone's keys, in the order in which they were added."""
    wanted = select(staff_passkey).where(staff_passkey.c.access_id == person)
    order = (staff_passkey.c.added_at, staff_passkey.c.id)
    return [
        Passkey(
            id=row.id,
            name=row.name,
            added_at=instant(row.added_at),
            used_at=instant(row.used_at) if row.used_at else None,
        )
        for row in connection.execute(wanted.order_by(*order))
    ]


def to_register(site: PasskeySite, person: Person, held: list[Passkey]) -> str:
    """Return what the browser must ask for to make a key for someone; devices that hold one refuse another."""
    options = webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name=site.name,
        user_id=person.id.encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=_challenge(site, _of_person(person)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id)) for one in held
        ],
    )
    return webauthn.options_to_json(options)


def register(
    connection: Connection, site: PasskeySite, person: Person, name: str, answer: str
) -> None:
    """Keep the key that a browser made for someone. Raises NotThisKey."""
    read = _read(answer)
    challenge = _answered(connection, site, _of_person(person), read)
    try:
        made = webauthn.verify_registration_response(
            credential=read,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, LookupError, TypeError) as error:
        raise NotThisKey(type(error).__name__) from error
    identifier = bytes_to_base64url(made.credential_id)
    taken = connection.execute(select(staff_passkey.c.id).where(staff_passkey.c.id == identifier))
    if taken.first():
        raise NotThisKey("taken")
    values = {
        "id": identifier,
        "access_id": person.id,
        "public_key": bytes_to_base64url(made.credential_public_key),
        "uses": made.sign_count,
        "name": name,
        "added_at": stamp(site.now),
    }
    connection.execute(insert(staff_passkey).values(**values))


def to_enter(site: PasskeySite) -> str:
    """Return what the browser must ask a key; which key is the person's choice, no address is needed."""
    options = webauthn.generate_authentication_options(
        rp_id=site.domain, challenge=_challenge(site, _ENTRY), user_verification=_VERIFIED
    )
    return webauthn.options_to_json(options)


def entered(connection: Connection, site: PasskeySite, answer: str) -> Person:
    """Return whom a key lets in; what was asked of it is burnt. Raises NotThisKey."""
    read = _read(answer)
    challenge = _answered(connection, site, _ENTRY, read)
    mine = staff_passkey.c.id == str(read.get("id"))
    row = connection.execute(select(staff_passkey).where(mine)).first()
    person = people.by_id(connection, row.access_id) if row else None
    if row is None or person is None or person.scope != people.STAFF_SCOPE:
        raise NotThisKey("unknown")
    try:
        proof = webauthn.verify_authentication_response(
            credential=read,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        owner = base64url_to_bytes(read["response"].get("userHandle") or "")
    except (WebAuthnException, ValueError, LookupError, TypeError) as error:
        raise NotThisKey(type(error).__name__) from error
    if owner and owner != person.id.encode():
        raise NotThisKey("owner")
    # A key that several devices share counts on none of them; for the others a count that stands still is a copy's.
    if not proof.credential_backed_up and 0 < row.uses >= proof.new_sign_count:
        raise NotThisKey("copy")
    uses = {"uses": proof.new_sign_count, "used_at": stamp(site.now)}
    connection.execute(update(staff_passkey).where(mine).values(**uses))
    return person


def remove(connection: Connection, person: str, identifier: str) -> bool:
    """Forget one of someone's own keys; False when it is not theirs."""
    theirs = (staff_passkey.c.access_id == person) & (staff_passkey.c.id == identifier)
    return connection.execute(delete(staff_passkey).where(theirs)).rowcount == 1


def _of_person(person: Person) -> str:
    return f"{_ENTRY}:{person.id}"


def _challenge(site: PasskeySite, kind: str) -> bytes:
    """Draw what a key must answer; sealed with its instant, it need not be kept until it comes back."""
    return signed_links.draw(site.secret, kind, site.now).encode()


def _read(answer: str) -> dict[str, Any]:
    try:
        read = json.loads(answer)
    except ValueError as error:
        raise NotThisKey("json") from error
    if not isinstance(read, dict) or not isinstance(read.get("response"), dict):
        raise NotThisKey("json")
    return read


def _answered(connection: Connection, site: PasskeySite, kind: str, read: dict[str, Any]) -> bytes:
    """Return the challenge that a key answered, once, when it is one of ours and still fresh."""
    try:
        said = json.loads(base64url_to_bytes(read["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(said["challenge"])
        found = signed_links.drawn(site.secret, kind, challenge.decode())
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise NotThisKey("challenge") from error
    if found is None or site.now - found[1] > LASTS:
        raise NotThisKey("challenge")
    if not people.spend(connection, challenge.decode(), site.now, LASTS):
        raise NotThisKey("spent")
    return challenge
