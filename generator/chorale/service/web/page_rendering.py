"""Rendering of the service's HTML pages from templates/service, escaped, with French spacing."""

import hashlib
import json
from functools import cache, partial
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, Response

from chorale.content.text_rules import RULES
from chorale.french import dates
from chorale.overrides import TemplateFolders
from chorale.service.http_errors import HttpError, unknown_page
from chorale.service.web.request import ServiceRequest
from chorale.text import markdown, templates

_TYPES = {
    ".woff2": "font/woff2",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def page(request: ServiceRequest, name: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with a template of templates/service, extending _layout.html."""
    community = request.service.community
    zone = community.timezone
    html = templates.template(
        community.templates,
        f"service/{name}",
        web_request=request,
        community=community,
        asset=partial(asset_address, community.templates),
        spoken=lambda when: dates.spoken(when, zone),
        exact=lambda when: dates.exact(when, zone),
        local_hour=lambda when: dates.local_hour(when, zone),
        **values,
    )
    return HTMLResponse(markdown.html_typography(html), status_code=status)


RESENT = frozenset({401, 403, 404, 409, 429, 500, 503})
"""The refusals that say nothing against what was sent, which may be taken later: a lost session, a right or a state
that changes, what a colleague took away or renamed meanwhile, a crowd, a fault or a full disk of ours. What was sent
from another site is never read."""


def refusal_page(request: ServiceRequest, refusal: HttpError) -> Response:
    """Show a refusal; what was typed stays in the page, ready to be sent again, when that can help."""
    kept = dict(request.form) if refusal.status in RESENT and request.method == "POST" else {}
    response = page(request, "refusal.html", status=refusal.status, refusal=refusal, kept=kept)
    response.headers.update(refusal.headers)
    return response


@cache
def assets(looks: TemplateFolders) -> dict[str, bytes]:
    """Return style sheet, scripts and fonts by name: the site's colours, letters, forms and memory, our rules."""
    letters = {
        name: file
        for name, file in looks.files("site/theme/assets/fonts").items()
        if name.endswith(".woff2")
    }
    files = {**looks.files("service/assets"), **letters}
    found = {name: file.read_bytes() for name, file in files.items() if file.suffix in _TYPES}
    tokens = looks.file("site/theme/assets/css/tokens.css").read_text(encoding="utf-8")
    questions = looks.file("site/theme/assets/css/forms.css").read_bytes()
    for name in ("calm.js", "typed.js"):
        found[name] = looks.file(f"site/theme/assets/js/{name}").read_bytes()
    rules = json.dumps(RULES, ensure_ascii=True, sort_keys=True)
    found["service.css"] = (
        tokens.replace("../fonts/", "").encode() + questions + found["service.css"]
    )
    found["rules.js"] = f"const RULES = {rules};\n".encode() + found["rules.js"]
    return found


@cache
def asset_address(looks: TemplateFolders, name: str) -> str:
    """Return the address of an asset, with a digest so that a new version is fetched at once."""
    return f"/participer/assets/{name}?v={hashlib.sha256(assets(looks)[name]).hexdigest()[:12]}"


def asset(request: ServiceRequest) -> Response:
    """Serve an asset; it holds nothing personal, so it may be kept."""
    name = request.parameters["name"]
    known = assets(request.service.community.templates)
    if name not in known:
        raise unknown_page()
    kind = _TYPES[Path(name).suffix]
    return Response(
        known[name],
        media_type=kind,
        headers={"Cache-Control": "public, max-age=604800, immutable"},
    )
