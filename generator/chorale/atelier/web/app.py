"""The atelier as an ASGI application, or as routes of the service: who is let in, refusals in words."""

import contextlib
import threading
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from chorale.atelier.desk import Desk, NoContent
from chorale.atelier.page_preview import Frames
from chorale.atelier.project_files import NotEditable, kind_of_path
from chorale.atelier.publication import Press
from chorale.atelier.rights import Roles, spoken, writers
from chorale.atelier.web import (
    entry_pages,
    home_pages,
    press_pages,
    preview_pages,
    sheet_pages,
    team_pages,
    writing_pages,
)
from chorale.atelier.web.doors import NOBODY, Caller, Doorkeeper, StaffDoor
from chorale.atelier.web.request import (
    ENTRY,
    HOME,
    OPEN,
    AtelierRequest,
    AtelierRoute,
    MenuLine,
    Workshop,
    asset,
    page,
    see,
    told,
)
from chorale.content.sources import UnreadableFile
from chorale.service.http_errors import (
    HttpError,
    busy,
    fault,
    forbidden,
    not_allowed,
    unknown_page,
    unwritable,
)
from chorale.service.logs import log
from chorale.service.store import Busy, Unwritable
from chorale.service.web.dispatch import Endpoint, address_of
from chorale.service.web.form_reading import SentForm, read_form
from chorale.service.web.request import Service
from chorale.service.web.security import SecurityMiddleware, prefix

ROUTES: tuple[AtelierRoute, ...] = (
    *home_pages.ROUTES,
    *sheet_pages.ROUTES,
    *preview_pages.ROUTES,
    *press_pages.ROUTES,
    *writing_pages.ROUTES,
    *entry_pages.ROUTES,
    *team_pages.ROUTES,
    AtelierRoute(path=HOME + "assets/{name}", handler=asset, roles=OPEN),
)
MENU: tuple[MenuLine, ...] = (*home_pages.MENU, *press_pages.MENU, *team_pages.MENU)
FIELDS_MOST = 6000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def application(desk: Desk, door: Doorkeeper) -> ASGIApp:
    """Make the application over a desk, for one's own machine."""
    workshop = Workshop(desk=desk, frames=Frames(desk), press=Press(desk))
    routes = [*_routes(workshop, door), Route("/", _to_home)]
    strange = _endpoint(workshop, door, AtelierRoute(path="-", handler=_unknown, roles=OPEN))

    async def not_found(request: Request, _: Exception) -> Response:
        return await strange(request)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=workshop.frames.warm, daemon=True).start()
        yield

    return SecurityMiddleware(
        Starlette(
            routes=routes,
            exception_handlers={404: not_found, 405: not_found},
            lifespan=lifespan,
        )
    )


def staff_routes(serving: Callable[[], Service]) -> list[Route]:
    """Return the atelier's routes over a service: its database, its mails, its sessions."""
    service = serving()
    settings = service.settings
    desk = Desk(
        root=settings.root,
        folder=settings.folder,
        store=service.store,
        clock=lambda: service.clock().astimezone(ZoneInfo(service.community.timezone)),
        address=settings.base_url,
    )
    workshop = Workshop(desk=desk, frames=Frames(desk), press=Press(desk), serving=serving)
    return _routes(workshop, StaffDoor(service.store, service.clock))


def _routes(workshop: Workshop, door: Doorkeeper) -> list[Route]:
    return [
        Route(one.path, _endpoint(workshop, door, one), methods=list(one.methods))
        for one in ROUTES
        if workshop.serving or not one.online
    ]


async def _to_home(_: Request) -> Response:
    return see(HOME)


def _endpoint(workshop: Workshop, door: Doorkeeper, route: AtelierRoute) -> Endpoint:
    """Turn a route into what Starlette calls; handlers run in threads."""

    async def answer(request: Request) -> Response:
        request.scope["chorale.way"] = route.path
        service = workshop.serving() if workshop.serving else None
        origin = service.settings.origin if service else workshop.desk.address
        if turned := door.turned_away(request):
            return turned
        sent, refused = SentForm({}), None
        if request.method == "POST":
            try:
                sent = await _form(request, origin, route)
            except HttpError as refusal:
                refused = refusal
        visit = AtelierRequest(
            workshop=workshop,
            live=service,
            worker=NOBODY,
            method=request.method,
            path=request.url.path,
            parameters=request.path_params,
            query=dict(request.query_params),
            form=sent.fields,
            files=sent.files,
            source=prefix(address_of(request, service)) if service else "",
            wants_json="application/json" in request.headers.get("accept", ""),
        )
        return await run_in_threadpool(_answer, visit, route, refused, door, request.cookies)

    return answer


async def _form(request: Request, origin: str, route: AtelierRoute) -> SentForm:
    """Read a form that says that it comes from our own pages: no cookie tells them from others on one's own machine."""
    if not {"origin", "sec-fetch-site"} & set(request.headers.keys()):
        raise not_allowed()
    return await read_form(request, origin, route.limit, fields=FIELDS_MOST, files=route.files)


def _answer(
    request: AtelierRequest,
    route: AtelierRoute,
    refused: HttpError | None,
    door: Doorkeeper,
    cookies: Mapping[str, str],
) -> Response:
    try:
        caller = door.caller(cookies)
        menu = _menu(request, caller)
        known = replace(request, worker=caller.worker, login=caller.login, menu=menu)
        made = _made(known, route, refused)
    except (Busy, Unwritable) as error:
        log("busy", way=route.path, why=str(error))
        made = _refusal(request, busy() if isinstance(error, Busy) else unwritable())
    except Exception as error:  # noqa: BLE001 - told to the operator by its place, to the person by a page
        frames = traceback.extract_tb(error.__traceback__)
        where = " > ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames[-6:])
        log("fault", way=route.path, error=type(error).__name__, where=where)
        made = _refusal(request, fault())
    made.headers.setdefault("Content-Security-Policy", POLICY)
    return made


def _menu(request: AtelierRequest, caller: Caller) -> list[MenuLine]:
    """Return the lines of the menu that lead somewhere for this person."""
    here = [one for one in MENU if request.workshop.serving or not one.online]
    return sorted(
        (one for one in here if caller.worker.roles & one.roles), key=lambda one: one.rank
    )


def _made(request: AtelierRequest, route: AtelierRoute, refused: HttpError | None) -> Response:
    """Return what a route answers, or the refusal in words."""
    try:
        if refused:
            return _refusal(request, refused)
        return _admitted(request, route) or route.handler(request)
    except NotEditable:
        return _refusal(request, unknown_page())
    except UnreadableFile as broken:
        sentence = f"{broken.problem.source} : {broken.problem.sentence}. À corriger dans un éditeur de texte."
        values = {"title": "Fichier illisible", "sentence": sentence, "back": HOME}
        return page(request, "refusal.html", status=422, **values)
    except NoContent as broken_all:
        return page(request, "broken.html", status=422, problems=broken_all.problems)
    except HttpError as refusal:
        return _refusal(request, refusal)


def _admitted(request: AtelierRequest, route: AtelierRoute) -> Response | None:
    """Let in who may ask; return the sign-in page for who has no session. Raises HttpError for who may not."""
    if route.roles == OPEN:
        return None
    if not request.worker.key:
        return _sign_in(request)
    if not request.worker.roles & route.roles:
        raise _reserved(route.roles)
    if route.edits:
        kind = _kind(request)
        if not request.worker.may_edit(kind):
            raise _reserved(writers(kind))
    return None


def _kind(request: AtelierRequest) -> str:
    """Return the kind that the address of a request names, itself or by a file of it."""
    named = request.parameters.get("kind")
    return named or kind_of_path(request.parameters["path"]).name


def _reserved(roles: Roles) -> HttpError:
    return forbidden(
        f"Il y faut le rôle {spoken(roles, 'ou')}. Une personne chargée de l'exploitation peut vous le donner."
    )


def _sign_in(request: AtelierRequest) -> Response:
    """Lead to the door; what was typed in a form waits in the page, to be sent again once inside."""
    if request.wants_json:
        return told({"session": False}, 401)
    if request.method == "POST":
        return page(request, "again.html", status=401, kept=request.form)
    return see(f"{ENTRY}?suite={quote(request.path)}")


def _refusal(request: AtelierRequest, refusal: HttpError) -> Response:
    values = {"title": refusal.title, "sentence": refusal.sentence, "back": HOME}
    made = page(request, "refusal.html", status=refusal.status, **values)
    made.headers.update(refusal.headers)
    return made


def _unknown(_: AtelierRequest) -> Response:
    raise unknown_page()
