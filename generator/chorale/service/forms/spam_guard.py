"""Spam guard of public forms: a signed time stamp, a honeypot and limits, without a puzzle."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from chorale.service import signed_links
from chorale.service.http_errors import too_many
from chorale.service.web.request import Service, ServiceRequest
from chorale.service.web.security import Limit

TOKEN, HONEYPOT = "jeton", "site_web"
HIDDEN = (TOKEN, HONEYPOT)
LEAST, MOST = timedelta(seconds=3), timedelta(hours=2)
GLOBAL = Limit(name="formulaires-tous", count=6000, within=timedelta(minutes=10))
PER_ADDRESS = Limit(name="formulaires-adresse", count=10, within=timedelta(hours=1))

Passage = Literal["through", "again", "robot"]


@dataclass(frozen=True, kw_only=True)
class SpamVerdict:
    """What the guard says; key is the same each time the same page is sent."""

    passage: Passage
    key: str = ""


def token(service: Service, form: str, now: datetime) -> str:
    """Return what a page carries to prove when it was shown: instant, chance, seal."""
    shown = f"{int(now.timestamp())}.{secrets.token_hex(8)}"
    return f"{shown}.{signed_links.mac(service.outbox.secret, f'page:{form}', shown)}"


def judge_submission(request: ServiceRequest, form: str) -> SpamVerdict:
    """Judge a sending: through; again (page not ours, too old, or sent within three seconds); robot (honeypot).

    Raises Refusal 429 above the limits.
    """
    limits = request.service.limits
    per_source = Limit(
        name="formulaires", count=request.service.settings.forms_per_source, within=timedelta(minutes=10)
    )
    wait = limits.take(per_source, request.source, request.now) or limits.take(GLOBAL, "*", request.now)
    if wait:
        raise too_many(wait)
    if request.one(HONEYPOT):
        return SpamVerdict(passage="robot")
    written = request.one(TOKEN)
    shown, _, seal = written.rpartition(".")
    expected = signed_links.mac(request.service.outbox.secret, f"page:{form}", shown)
    if not (written.isascii() and hmac.compare_digest(seal, expected)):
        return SpamVerdict(passage="again")
    age = request.now - datetime.fromtimestamp(int(shown.partition(".")[0]), UTC)
    return SpamVerdict(passage="through" if LEAST <= age <= MOST else "again", key=shown)


def addressed(request: ServiceRequest, email: str) -> None:
    """Count a letter about to be written to an address, known or not; raises Refusal 429 when it has had enough."""
    about = signed_links.mac(request.service.outbox.secret, "address", email.casefold())
    if wait := request.service.limits.take(PER_ADDRESS, about, request.now):
        raise too_many(wait)
