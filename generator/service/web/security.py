"""What a browser may do with our pages, and which forms we accept: headers on each answer, guards before each POST."""

import time
import uuid
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from generator.service.logs import log
from generator.service.refusals import Refusal, not_allowed, wrong_type

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def guard(headers: Mapping[str, str], own_origin: str) -> Refusal | None:
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


class Shield:
    """Adds the security headers to every answer and logs it, without who asked nor what was said."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI event."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, identifier = time.perf_counter(), uuid.uuid4().hex[:12]

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _settle(MutableHeaders(scope=message), identifier)
                spent = round((time.perf_counter() - start) * 1000, 1)
                route = scope.get("chorale.way", "-")
                log("answer", id=identifier, method=_method(scope), route=route, status=message["status"], ms=spent)
            await send(message)

        await self.app(scope, receive, shielded)


def _settle(headers: MutableHeaders, identifier: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    headers["X-Request-Id"] = identifier
    headers.setdefault("Cache-Control", "no-store")


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "?"
