"""Encryption with age: keys per person, per group and for the service; sealing and opening."""

import hashlib
from collections.abc import Iterable

import pyrage

_PREFIX = "AGE-SECRET-KEY-1"


class CannotOpen(Exception):
    """The key does not open the seal, or the seal was altered."""


def new_secret() -> str:
    """Return a fresh secret of 256 bits: 58 capital letters and digits, the last six a checksum."""
    return str(pyrage.x25519.Identity.generate()).removeprefix(_PREFIX)


def recipient(secret: str) -> str:
    """Return the public key (age1…) of a secret; raises CannotOpen when it is mistyped."""
    return str(_identity(secret).to_public())


def digest(secret: str) -> str:
    """Return the SHA-256 under which a secret is looked up; the secret itself is never stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def seal(content: str, recipients: Iterable[str]) -> str:
    """Encrypt text to public keys, in age's armoured format."""
    keys = [pyrage.x25519.Recipient.from_str(key) for key in recipients]
    sealed: bytes = pyrage.encrypt(content.encode(), keys, armored=True)
    return sealed.decode("ascii")


def unseal(sealed: str, secret: str) -> str:
    """Decrypt armoured text; raises CannotOpen."""
    try:
        content: bytes = pyrage.decrypt(sealed.encode("ascii"), [_identity(secret)])
    except pyrage.DecryptError as error:
        raise CannotOpen("this key does not open this seal") from error
    return content.decode()


def _identity(secret: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(
            _PREFIX + secret.strip().upper().removeprefix(_PREFIX)
        )
    except (pyrage.IdentityError, ValueError, UnicodeEncodeError) as error:
        raise CannotOpen("this is not a key") from error
