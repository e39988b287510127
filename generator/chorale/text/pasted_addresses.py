"""Where a pasted link leads: through the wrappers of mail programs, and without what follows people."""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

_QUOTED = {ord(sign): f"%{ord(sign):02X}" for sign in '()<>"\\`|^{}'}
_WRAPPERS = 5
"""Addresses within one another that are opened; more is nobody's link."""
_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|mc_[ce]id|xtor|_hs\w+)$")


def safe_address(written: str) -> str:
    """Return where a link leads, through the mail programs' wrappers and without what follows people; else nothing."""
    address = written
    for _ in range(_WRAPPERS):
        address = re.sub(r"[\x00-\x20]", "", address)
        try:
            parts, inside = _unwrapped(address)
        except ValueError:
            return ""
        if not inside:
            return _unfollowed(address, parts)
        address = inside
    return ""


def _unwrapped(address: str) -> tuple[SplitResult, str]:
    """Return an address in parts, and the one that it only leads to; raises ValueError."""
    parts = urlsplit(address)
    host, asked = (parts.hostname or "").lower(), parse_qs(parts.query)
    if host.endswith("safelinks.protection.outlook.com"):
        return parts, asked.get("url", [""])[0]
    if host in ("www.google.com", "google.com") and parts.path == "/url":
        return parts, (asked.get("q") or asked.get("url") or [""])[0]
    return parts, ""


def _unfollowed(address: str, parts: SplitResult) -> str:
    if parts.scheme in ("mailto", "tel"):
        return address
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    query = "&".join(
        one for one in parts.query.split("&") if one and not _TRACKING.match(one.partition("=")[0])
    )
    return parts._replace(query=query).geturl().translate(_QUOTED)
