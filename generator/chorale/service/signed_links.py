"""Signed links: whatever leaves the service and comes back is sealed and checked here, and cannot be forged."""

import hashlib
import hmac
import secrets
from base64 import b32encode
from datetime import datetime
from functools import lru_cache

from itsdangerous import BadSignature, TimestampSigner

_ID_BYTES, _ID_LENGTH, _MAC_LENGTH = 10, 16, 26


def new_id() -> str:
    """Return a fresh identifier: 16 letters and digits, 80 bits."""
    return b32encode(secrets.token_bytes(_ID_BYTES)).decode().lower()


def ticket(secret: str, kind: str, identifier: str) -> str:
    """Return the ticket of an identifier for one use (« inscription »): 42 characters, 130 bits of seal."""
    return identifier + mac(secret, kind, identifier)


def holder(secret: str, kind: str, written: str) -> str | None:
    """Return whose ticket this is, None when it is not one of ours."""
    identifier = written[:_ID_LENGTH]
    good = written.isascii() and same(written, ticket(secret, kind, identifier))
    return identifier if good else None


def mac(secret: str, kind: str, content: str) -> str:
    """Return a keyed digest of some content for one use: 26 letters and digits."""
    return letters(_key(secret), f"{kind}\n{content}").lower()[:_MAC_LENGTH]


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"tickets:{secret}".encode()).digest()


def letters(key: bytes, content: str) -> str:
    """Return the HMAC-SHA256 of some content in capitals and digits that can be read aloud (RFC 4648, base 32)."""
    sealing = _keyed(key).copy()
    sealing.update(content.encode())
    return b32encode(sealing.digest()).decode()


@lru_cache(maxsize=64)
def _keyed(key: bytes) -> hmac.HMAC:
    """Return the seal's beginning: hmac.digest() lets another thread have its turn, a crowd's at each of them."""
    return hmac.new(key, digestmod=hashlib.sha256)


def same(written: str, expected: str) -> bool:
    """Compare in a time that says nothing of where they differ."""
    return hmac.compare_digest(written.encode(), expected.encode())


class _Dated(TimestampSigner):
    """A signer that goes by the instant of the request, as everything else in an answer does."""

    def __init__(self, secret: str, kind: str, now: datetime | None = None) -> None:
        super().__init__(secret, salt=kind, digest_method=hashlib.sha256)
        self.now = now

    def get_timestamp(self) -> int:
        return super().get_timestamp() if self.now is None else int(self.now.timestamp())


def draw(secret: str, kind: str, now: datetime) -> str:
    """Return a number drawn by chance with the instant of its drawing, sealed for one use."""
    return dated(secret, kind, secrets.token_hex(8), now)


def dated(secret: str, kind: str, content: str, now: datetime) -> str:
    """Return some content, in the open, with this instant, both sealed for one use."""
    return _Dated(secret, kind, now).sign(content).decode()


def drawn(secret: str, kind: str, written: str) -> tuple[str, datetime] | None:
    """Return what was sealed, number or content, and when; None when it is not ours."""
    if not written.isascii():
        return None
    try:
        number, at = _Dated(secret, kind).unsign(written, return_timestamp=True)
    except BadSignature:
        return None
    return number.decode(), at
