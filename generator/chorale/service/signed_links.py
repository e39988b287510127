"""Signed links: an identifier with its keyed seal, one use each, that nobody can forge."""

import hashlib
import hmac
import secrets
from base64 import b32encode

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH, _MAC_LENGTH = 16, 26


def new_id() -> str:
    """Return a fresh identifier: 16 letters and digits, 80 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def ticket(secret: str, kind: str, identifier: str) -> str:
    """Return the ticket of an identifier for one use (« inscription »): 42 characters, 130 bits of seal."""
    return identifier + mac(secret, kind, identifier)


def holder(secret: str, kind: str, written: str) -> str | None:
    """Return whose ticket this is, None when it is not one of ours."""
    identifier = written[:_ID_LENGTH]
    good = written.isascii() and hmac.compare_digest(written, ticket(secret, kind, identifier))
    return identifier if good else None


def mac(secret: str, kind: str, content: str) -> str:
    """Return a keyed digest of some content for one use: 26 letters and digits."""
    key = hashlib.sha256(f"tickets:{secret}".encode()).digest()
    digest = hmac.new(key, f"{kind}\n{content}".encode(), hashlib.sha256).digest()
    return b32encode(digest).decode().lower()[:_MAC_LENGTH]
