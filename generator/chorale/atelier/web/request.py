"""A request to the atelier with its form and its person; its routes, answers and pages."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from chorale.atelier.desk import Desk, NoContent, Writer
from chorale.atelier.page_preview import Frames
from chorale.atelier.publication import Press
from chorale.french import dates
from chorale.overrides import TemplateFolders, of_project
from chorale.service.web.request import FormData
from chorale.text import markdown, templates

HOME = "/atelier/"
LARGE = 4_000_000
"""Bytes of the largest form: a long letter with the raw text of a paste."""
_TYPES = {".woff2": "font/woff2", ".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What all the answers share."""

    desk: Desk
    frames: Frames
    press: Press

    @property
    def looks(self) -> TemplateFolders:
        """Return the templates of the pages."""
        return of_project(self.desk.root)


@dataclass(frozen=True, kw_only=True)
class AtelierRequest:
    """One request, guarded and parsed."""

    workshop: Workshop
    worker: Writer
    method: str
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    form: FormData = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    wants_json: bool = False

    @property
    def desk(self) -> Desk:
        """Return the desk."""
        return self.workshop.desk

    def one(self, name: str) -> str:
        """Return the first value of a field, or nothing."""
        return next(iter(self.form.get(name, ())), "")


AtelierHandler = Callable[[AtelierRequest], Response]


@dataclass(frozen=True, kw_only=True)
class AtelierRoute:
    """One path of the atelier."""

    path: str
    handler: AtelierHandler
    methods: tuple[str, ...] = ("GET",)
    files: int = 0
    limit: int = LARGE


def page(request: AtelierRequest, name: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with a template of templates/atelier."""
    looks, desk = request.workshop.looks, request.desk
    html = templates.template(
        looks,
        f"atelier/{name}",
        visit=request,
        site_name=_site_name(desk),
        asset=lambda one: asset_address(looks, one),
        moment=lambda when: dates.instant(when.astimezone(desk.clock().tzinfo)),
        **values,
    )
    return HTMLResponse(markdown.html_typography(html), status_code=status)


def _site_name(desk: Desk) -> str:
    try:
        return desk.project().community.name
    except NoContent:
        return "Communauté"


def see(path: str) -> Response:
    """Send the browser to another page after a POST."""
    return RedirectResponse(path, status_code=303)


def told(values: Mapping[str, Any], status: int = 200) -> Response:
    """Answer a script of ours."""
    return JSONResponse(dict(values), status_code=status)


@cache
def assets(looks: TemplateFolders) -> Mapping[str, bytes]:
    """Return scripts, letters and one style sheet: the site's colours, the forms of the service, its own looks."""
    names = {**looks.files("atelier/assets"), **looks.files("site/theme/assets/fonts")}
    found = {name: file.read_bytes() for name, file in names.items() if file.suffix in _TYPES}
    sheets = (
        "site/theme/assets/css/tokens.css",
        "site/theme/assets/css/forms.css",
        "service/assets/service.css",
    )
    css = "".join(looks.file(name).read_text(encoding="utf-8") for name in sheets)
    found["atelier.css"] = css.replace("../fonts/", "").encode() + found["atelier.css"]
    return found


@cache
def asset_address(looks: TemplateFolders, name: str) -> str:
    """Return the address of an asset, with a digest so that a new version is fetched at once."""
    return f"{HOME}assets/{name}?v={hashlib.sha256(assets(looks)[name]).hexdigest()[:12]}"


def asset(request: AtelierRequest) -> Response:
    """Serve an asset."""
    name = request.parameters["name"]
    known = assets(request.workshop.looks)
    if name not in known:
        return page(request, "absent.html", status=404)
    return Response(
        known[name],
        media_type=_TYPES[Path(name).suffix],
        headers={"Cache-Control": "public, max-age=604800, immutable"},
    )


def as_json(value: Any) -> str:
    """Return a value as a script reads it from the page."""
    return json.dumps(value, ensure_ascii=False)
