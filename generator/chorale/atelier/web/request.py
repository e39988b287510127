"""A request to the atelier with its form and its person; its routes, answers and pages.

To add a desk: a module of pages beside this one, with a handler for each page (AtelierRequest -> Response, through
page() and a template that extends templates/atelier/_layout.html), its ROUTES that say who may ask, and its MENU lines;
both names are joined to ROUTES and MENU in pages.py. What it does to people or content goes into the journal by note(),
in words of acts.py. tests/atelier/web/test_app.py then tries each route as each role.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from chorale.atelier import shelves
from chorale.atelier.acts import ActKind
from chorale.atelier.desk import Desk, NoContent, Writer
from chorale.atelier.forms import screen_words
from chorale.atelier.mailing import Postman
from chorale.atelier.page_preview import Frames
from chorale.atelier.publication import Press
from chorale.atelier.rights import Roles
from chorale.content.checks.references import OWN_ADDRESS
from chorale.content.problems import Problem
from chorale.french import dates
from chorale.french.phrases import typography
from chorale.overrides import TemplateFolders, of_project
from chorale.service.accounts.openid import OpenidProvider
from chorale.service.accounts.people import Login
from chorale.service.http_errors import unknown_page
from chorale.service.web.page_rendering import RESENT
from chorale.service.web.request import FormData, Service
from chorale.text import markdown, templates

HOME = "/atelier/"
ENTRY = f"{HOME}entrer"
"""Where one signs in, and where the links of mails lead."""
BACK = f"{ENTRY}/retour"
"""Where the identity provider sends people back."""
LARGE = 4_000_000
"""Bytes of the largest form: a long letter with the raw text of a paste."""
_TYPES = {".woff2": "font/woff2", ".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What all the answers share; on one's own machine there is no service behind."""

    desk: Desk
    frames: Frames
    press: Press
    serving: Callable[[], Service] | None = None
    postman: Postman | None = None

    @property
    def looks(self) -> TemplateFolders:
        """Return the templates of the pages."""
        return of_project(self.desk.root)

    @cached_property
    def provider(self) -> OpenidProvider | None:
        """Return where people of the team have an account already, if the settings name a place."""
        settings = self.serving().settings if self.serving else None
        if settings is None or settings.provider is None:
            return None
        address = settings.base_url
        return OpenidProvider(settings.provider, address + BACK, address + ENTRY)


@dataclass(frozen=True, kw_only=True)
class AtelierRequest:
    """One request, guarded and parsed; live is the service that its whole answer goes by."""

    workshop: Workshop
    worker: Writer
    live: Service | None = None
    menu: Sequence["MenuLine"] = ()
    login: Login | None = None
    source: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    method: str
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    form: FormData = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    file_names: Mapping[str, str] = field(default_factory=dict)
    wants_json: bool = False

    @property
    def desk(self) -> Desk:
        """Return the desk."""
        return self.workshop.desk

    @property
    def service(self) -> Service:
        """Return the service; a route that is « online » is only there with one."""
        if self.live is None:
            raise unknown_page()
        return self.live

    def heard(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems without what a trial does on purpose: its address is its own machine's."""
        trial = self.live is not None and self.live.settings.notice
        return [one for one in problems if not trial or one.code != OWN_ADDRESS]

    def note(self, kind: ActKind, **facts: str) -> None:
        """Write what the person did in the journal."""
        self.desk.note(self.worker, kind, **facts)

    def one(self, name: str) -> str:
        """Return the first value of a field, or nothing."""
        return next(iter(self.form.get(name, ())), "")


AtelierHandler = Callable[[AtelierRequest], Response]


@dataclass(frozen=True, kw_only=True)
class AtelierRoute:
    """One path of the atelier: who may ask is said at each, and nobody is let in by default.

    roles are those of which one is needed, OPEN lets in those without a session; edits asks besides that the file or
    kind of its path be theirs to change; online is for what only the service has (mails, registrations, people);
    apart is for what reads others' files, a few at once: the threads that pages need are never all theirs.
    """

    path: str
    handler: AtelierHandler
    roles: Roles
    methods: tuple[str, ...] = ("GET",)
    edits: bool = False
    online: bool = False
    apart: bool = False
    files: int = 0
    limit: int = LARGE


OPEN: Roles = frozenset()
"""The roles of a route that even strangers may ask for."""


@dataclass(frozen=True, kw_only=True)
class MenuLine:
    """A line of the menu, for who has one of these roles; rank is its place, from the left."""

    label: str
    address: str
    roles: Roles
    rank: int
    online: bool = False


def page(request: AtelierRequest, name: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with a template of templates/atelier."""
    looks, desk = request.workshop.looks, request.desk
    html = templates.template(
        looks,
        f"atelier/{name}",
        web_request=request,
        site_name=_site_name(desk),
        asset=lambda one: asset_address(looks, one),
        in_words=screen_words.in_words,
        moment=lambda when: dates.instant(when.astimezone(desk.clock().tzinfo)),
        file_words=_file_words(desk),
        **values,
    )
    return HTMLResponse(markdown.html_typography(html), status_code=status)


def _file_words(desk: Desk) -> Callable[[str], str]:
    """Return how a page calls a file: by its title; the content is read when one is called."""

    @cache
    def said(path: str) -> str:
        return shelves.spoken(desk.project())(path)

    return said


def refused_page(
    request: AtelierRequest, title: str, sentence: str, back: str, status: int = 422
) -> Response:
    """Say that nothing was done, why, and where to go on; what was typed can be sent again from there."""
    if request.wants_json:
        return told({"refus": sentence}, status)
    kept = status in RESENT and typed(request)
    values = {"title": title, "sentence": sentence, "back": back, "typed": kept}
    return page(request, "refusal.html", status=status, **values)


def typed(request: AtelierRequest) -> bool:
    """Tell whether a form was sent with something else than its button."""
    return any("".join(values) for name, values in request.form.items() if name != "op")


def _site_name(desk: Desk) -> str:
    try:
        return desk.project().community.name
    except NoContent:
        return "Communauté"


def see(path: str) -> Response:
    """Send the browser to another page after a POST."""
    return RedirectResponse(path, status_code=303)


def told(values: Mapping[str, Any], status: int = 200) -> Response:
    """Answer a script of ours; the sentences that it shows are in printed French, as in a page."""
    said = {name: _printed(one) if name in _SHOWN else one for name, one in values.items()}
    return JSONResponse(said, status_code=status)


_SHOWN = frozenset({"refus", "doutes", "problemes"})


def _printed(said: Any) -> Any:
    match said:
        case str():
            return typography(said)
        case Mapping():
            return {name: _printed(one) for name, one in said.items()}
        case _:
            return [_printed(one) for one in said]


@cache
def assets(looks: TemplateFolders) -> Mapping[str, bytes]:
    """Return scripts, letters and one style sheet: the site's colours, the forms of the service, its own looks."""
    folders = ("atelier/assets", "atelier/assets/vendor", "site/theme/assets/fonts")
    names = {name: file for one in folders for name, file in looks.files(one).items()}
    found = {name: file.read_bytes() for name, file in names.items() if file.suffix in _TYPES}
    for name in ("calm.js", "typed.js"):
        found[name] = looks.file(f"site/theme/assets/js/{name}").read_bytes()
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
