"""Security middleware: headers, CSRF and origin guards, rate limits."""

import ipaddress
import re
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chorale.service.http_errors import HttpError, not_allowed, wrong_type
from chorale.service.logs import log

_SOURCES = 20_000
RawHeaders = list[tuple[bytes, bytes]]
"""Headers as ASGI holds them: names in small letters."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most count attempts of a name within a time; under several limits, those of a lower level are asked first."""

    name: str
    count: int
    within: timedelta
    level: int = 0


class Limits:
    """Remembers recent attempts; the oldest sources are forgotten first when there are too many."""

    def __init__(self) -> None:
        self.attempts: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()
        self.lock = threading.Lock()

    def take(self, limit: Limit, source: str, now: datetime) -> int:
        """Count an attempt; return 0 when it is allowed, else the seconds to wait."""
        return self.take_all([(limit, source)], now)

    def take_all(self, asked: Sequence[tuple[Limit, str]], now: datetime) -> int:
        """Count an attempt under several limits in turn; return 0 when all allow it, else the seconds to wait.

        What one refuses is not counted under those that follow: a refused sender uses up nothing of what others may do.
        """
        return next(
            (wait for limit, source in asked if (wait := self._taken(limit, source, now))), 0
        )

    def _taken(self, limit: Limit, source: str, now: datetime) -> int:
        with self.lock:
            recent = self.attempts.setdefault((limit.name, source), deque())
            self.attempts.move_to_end((limit.name, source))
            while len(self.attempts) > _SOURCES:
                self.attempts.popitem(last=False)
            while recent and recent[0] <= now - limit.within:
                recent.popleft()
            if len(recent) >= limit.count:
                return max(1, int((recent[0] + limit.within - now).total_seconds()) + 1)
            recent.append(now)
            return 0


@lru_cache(maxsize=4096)
def prefix(address: str) -> str:
    """Return what stands for a visitor: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(_WITH_PORT.sub(r"\1\2", address.strip()).partition("%")[0])
    except ValueError:
        return "?"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


_WITH_PORT = re.compile(r"^(?:\[([^\]]*)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$")
"""An address as some proxies forward it: « 192.0.2.1:443 », « [2001:db8::1]:443 »."""


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"strict-transport-security": b"max-age=63072000; includeSubDomains",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"cache-control": b"no-store",
}
_OWN = frozenset({b"content-security-policy", b"cache-control"})
"""What an answer may say otherwise by itself."""
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def guard(headers: Mapping[str, str], own_origin: str) -> HttpError | None:
    """Return why a POST is refused, or None.

    Our own pages send « Origin: null », as their referrer policy is no-referrer: Fetch Metadata then decides alone.
    A browser's POST must say that it comes from our own pages (Fetch Metadata, else Origin). Without either header, it
    is accepted only without a cookie: mail providers' one-click requests (RFC 8058) look like that.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return not_allowed()
    hidden = origin == "null" and site == "same-origin"
    if origin is not None and origin != own_origin and not hidden:
        return not_allowed()
    if site is None and origin is None and "cookie" in headers:
        return not_allowed()
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return None if kind in FORM_TYPES else wrong_type()


class SecurityMiddleware:
    """Adds the security headers to every answer and logs it, without who asked nor what was said."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI event."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, identifier = time.perf_counter(), secrets.token_hex(6)

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _settle(message["headers"], identifier)
                spent = round((time.perf_counter() - start) * 1000, 1)
                route = scope.get("chorale.way", "-")
                log(
                    "answer",
                    id=identifier,
                    method=_method(scope),
                    route=route,
                    status=message["status"],
                    ms=spent,
                )
            await send(message)

        await self.app(scope, receive, shielded)


def _settle(headers: RawHeaders, identifier: str) -> RawHeaders:
    """Return the headers of an answer with ours, which replace all but those that are its own."""
    ours = {**HEADERS, b"x-request-id": identifier.encode()}
    kept = [pair for pair in headers if pair[0] in _OWN or pair[0] not in ours]
    said = {name for name, _ in kept}
    return [*kept, *(pair for pair in ours.items() if pair[0] not in said)]


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "?"
