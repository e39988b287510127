"""Pages are templates/service/*.html on one layout, escaped, with French spacing; a POST needs no JavaScript."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, Response

from chorale.content.text_rules import RULES
from chorale.french import dates
from chorale.service.http_errors import HttpError, unknown_page
from chorale.service.web.request import ServiceRequest
from chorale.text import markdown, templates

DRESS = templates.SITE / "theme" / "assets"
_TYPES = {".woff2": "font/woff2", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page(visit: ServiceRequest, name: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with a template of templates/service, extending _layout.html."""
    zone = visit.service.community.timezone
    html = templates.template(
        templates.SERVICE,
        name,
        visit=visit,
        community=visit.service.community,
        asset=asset_address,
        spoken=lambda when: dates.spoken(when, zone),
        exact=lambda when: dates.exact(when, zone),
        local_hour=lambda when: dates.local_hour(when, zone),
        **values,
    )
    return HTMLResponse(markdown.html_typography(html), status_code=status)


def refusal_page(visit: ServiceRequest, refusal: HttpError) -> Response:
    """Show a refusal; what was typed before a lost session is kept in the page, ready to be sent again."""
    kept = dict(visit.form) if refusal.status == 401 and visit.method == "POST" else {}
    response = page(visit, "refusal.html", status=refusal.status, refusal=refusal, kept=kept)
    response.headers.update(refusal.headers)
    return response


@cache
def assets() -> dict[str, bytes]:
    """Return style sheet, scripts and fonts by name: the site's colours, letters and forms, the rules in rules.js."""
    found = {
        file.name: file.read_bytes()
        for file in sorted((templates.SERVICE / "assets").iterdir())
        if file.suffix in _TYPES
    }
    found |= {file.name: file.read_bytes() for file in sorted((DRESS / "fonts").glob("*.woff2"))}
    tokens = (DRESS / "css" / "chorale.css").read_text(encoding="utf-8").partition("/* Ground */")[0]
    questions = (DRESS / "css" / "forms.css").read_bytes()
    rules = json.dumps(RULES, ensure_ascii=True, sort_keys=True)
    found["service.css"] = tokens.replace("../fonts/", "").encode() + questions + found["service.css"]
    found["rules.js"] = f"const RULES = {rules};\n".encode() + found["rules.js"]
    return found


@cache
def asset_address(name: str) -> str:
    """Return the address of an asset, with a digest so that a new version is fetched at once."""
    return f"/participer/assets/{name}?v={hashlib.sha256(assets()[name]).hexdigest()[:12]}"


def asset(visit: ServiceRequest) -> Response:
    """Serve an asset; it holds nothing personal, so it may be kept."""
    name = visit.parameters["name"]
    if name not in assets():
        raise unknown_page()
    kind = _TYPES[Path(name).suffix]
    return Response(assets()[name], media_type=kind, headers={"Cache-Control": "public, max-age=604800, immutable"})
