"""The gate of public forms: people pass without a puzzle, hurried programs do not, and one sending counts once."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from generator.service.public import tickets
from generator.service.refusals import too_many
from generator.service.web.limits import Limit
from generator.service.web.visits import Service, Visit

TOKEN, HONEYPOT = "jeton", "site_web"
HIDDEN = (TOKEN, HONEYPOT)
LEAST, MOST = timedelta(seconds=3), timedelta(hours=2)
PER_SOURCE = Limit(name="formulaires", count=40, within=timedelta(minutes=10))
GLOBAL = Limit(name="formulaires-tous", count=6000, within=timedelta(minutes=10))

Passage = Literal["through", "again", "robot"]


@dataclass(frozen=True, kw_only=True)
class Passed:
    """What the gate says; key is the same each time the same page is sent."""

    passage: Passage
    key: str = ""


def token(service: Service, form: str, now: datetime) -> str:
    """Return what a page carries to prove when it was shown: instant, chance, seal."""
    shown = f"{int(now.timestamp())}.{secrets.token_hex(8)}"
    return f"{shown}.{tickets.mac(service.outbox.secret, f'page:{form}', shown)}"


def passed(visit: Visit, form: str) -> Passed:
    """Judge a sending: through; again (page not ours, too old, or sent within three seconds); robot (honeypot).

    Raises Refusal 429 above the limits.
    """
    limits = visit.service.limits
    wait = limits.take(PER_SOURCE, visit.source, visit.now) or limits.take(GLOBAL, "*", visit.now)
    if wait:
        raise too_many(wait)
    if visit.one(HONEYPOT):
        return Passed(passage="robot")
    written = visit.one(TOKEN)
    shown, _, seal = written.rpartition(".")
    expected = tickets.mac(visit.service.outbox.secret, f"page:{form}", shown)
    if not (written.isascii() and hmac.compare_digest(seal, expected)):
        return Passed(passage="again")
    age = visit.now - datetime.fromtimestamp(int(shown.partition(".")[0]), UTC)
    return Passed(passage="through" if LEAST <= age <= MOST else "again", key=shown)
