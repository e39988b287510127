"""Spam guard of public forms: a signed time stamp, a honeypot and limits, without a puzzle."""

import difflib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from chorale.service import signed_links
from chorale.service.http_errors import too_many
from chorale.service.web.request import Service, ServiceRequest
from chorale.service.web.security import Limit

TOKEN, HONEYPOT, READ_AGAIN = "jeton", "site_web", "adresse_relue"
HIDDEN = (TOKEN, HONEYPOT, READ_AGAIN)
PROVIDERS = (
    "gmail.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "live.fr", "yahoo.fr", "yahoo.com",
    "orange.fr", "wanadoo.fr", "laposte.net", "icloud.com", "bbox.fr", "sfr.fr", "free.fr", "mail.com", "ymail.com",
)  # fmt: skip
LIKENESS = 0.88
"""How alike a domain and a provider's must be for a slip of the hand: « gmial.com » is, « hotmail.de » is not."""
LEAST, MOST = timedelta(seconds=3), timedelta(hours=2)
PER_FORM = Limit(name="formulaires-un", count=6000, within=timedelta(minutes=10), level=1)
PER_ADDRESS = Limit(name="formulaires-adresse", count=10, within=timedelta(hours=1), level=2)

Passage = Literal["through", "again", "robot"]


@dataclass(frozen=True, kw_only=True)
class SpamVerdict:
    """What the guard says; key is the same each time the same page is sent."""

    passage: Passage
    key: str = ""


def token(service: Service, form: str, now: datetime) -> str:
    """Return what a page carries to prove when it was shown, and to be counted once."""
    return signed_links.draw(service.outbox.secret, f"page:{form}", now)


def judge_submission(request: ServiceRequest, form: str) -> SpamVerdict:
    """Judge a sending: through; again (page not ours, too old, or sent within three seconds); robot (honeypot)."""
    if request.one(HONEYPOT):
        return SpamVerdict(passage="robot")
    found = signed_links.drawn(request.service.outbox.secret, f"page:{form}", request.one(TOKEN))
    if found is None:
        return SpamVerdict(passage="again")
    number, shown_at = found
    return SpamVerdict(
        passage="through" if LEAST <= request.now - shown_at <= MOST else "again", key=number
    )


def counted(request: ServiceRequest, form: str, email: str = "") -> None:
    """Count a sending, and the letter that it has written at once to an address; raises Refusal 429 above a limit."""
    per_source = Limit(
        name="formulaires",
        count=request.service.settings.forms_per_source,
        within=timedelta(minutes=10),
    )
    limits = [(per_source, request.source), (PER_FORM, form)]
    if email:
        limits.append((PER_ADDRESS, _about(request, email)))
    if wait := request.service.limits.take_all(limits, request.now):
        raise too_many(wait)


def likely_address(written: str) -> str:
    """Return the address that somebody may have meant, nothing when the one they wrote is likely enough."""
    local, _, domain = written.rpartition("@")
    near = _near(domain)
    return f"{local}@{near}" if near else ""


@lru_cache(maxsize=1024)
def _near(domain: str) -> str:
    """Return the provider that a domain is one slip of the hand from."""
    near = difflib.get_close_matches(domain, PROVIDERS, 1, LIKENESS)
    return near[0] if near and domain not in PROVIDERS else ""


def addressed(request: ServiceRequest, email: str) -> None:
    """Count a letter about to be written to an address, known or not; raises Refusal 429 when it has had enough."""
    if wait := _wait(request, email):
        raise too_many(wait)


def may_write(request: ServiceRequest, email: str) -> bool:
    """Count a letter about to be written to an address; False when it has had enough."""
    return not _wait(request, email)


def _wait(request: ServiceRequest, email: str) -> int:
    return request.service.limits.take(PER_ADDRESS, _about(request, email), request.now)


def _about(request: ServiceRequest, email: str) -> str:
    return signed_links.mac(request.service.outbox.secret, "address", email.casefold())
