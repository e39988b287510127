"""The atelier as an ASGI application: every route, who is let in, refusals in words."""

import contextlib
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from chorale.atelier.desk import Desk, NoContent, Writer
from chorale.atelier.page_preview import Frames
from chorale.atelier.project_files import NotEditable
from chorale.atelier.publication import Press
from chorale.atelier.web import home_pages, press_pages, preview_pages, sheet_pages, writing_pages
from chorale.atelier.web.request import (
    HOME,
    AtelierRequest,
    AtelierRoute,
    Workshop,
    asset,
    page,
    see,
)
from chorale.content.sources import UnreadableFile
from chorale.service.http_errors import HttpError, fault, not_allowed, unknown_page
from chorale.service.logs import log
from chorale.service.web.form_reading import SentForm, read_form
from chorale.service.web.security import SecurityMiddleware

ROUTES: tuple[AtelierRoute, ...] = (
    *home_pages.ROUTES,
    *sheet_pages.ROUTES,
    *preview_pages.ROUTES,
    *press_pages.ROUTES,
    *writing_pages.ROUTES,
    AtelierRoute(path=HOME + "assets/{name}", handler=asset),
)
FIELDS_MOST = 6000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
Doorkeeper = Callable[[Request], Writer | None]
"""Says who is at the door; None lets nobody in."""


def application(desk: Desk, doorkeeper: Doorkeeper) -> ASGIApp:
    """Make the application over a desk."""
    workshop = Workshop(desk=desk, frames=Frames(desk), press=Press(desk))
    routes = [
        Route(one.path, _endpoint(workshop, doorkeeper, one), methods=list(one.methods))
        for one in ROUTES
    ]
    routes.append(Route("/", _to_home))
    strange = _endpoint(workshop, doorkeeper, AtelierRoute(path="-", handler=_unknown))

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


def _elsewhere(request: Request, address: str) -> Response | None:
    """Answer whoever asks under another name: a stranger's name may be a trap, this machine's number is a habit."""
    given, ours = request.headers.get("host", ""), urlsplit(address)
    if given == ours.netloc:
        return None
    if request.method == "GET" and given == f"127.0.0.1:{ours.port}":
        return RedirectResponse(address + request.scope["path"])
    return PlainTextResponse(f"Ouvrez l'atelier à l'adresse {address}{HOME}", status_code=421)


async def _to_home(_: Request) -> Response:
    return see(HOME)


def _endpoint(
    workshop: Workshop, doorkeeper: Doorkeeper, route: AtelierRoute
) -> Callable[[Request], Awaitable[Response]]:
    """Turn a route into what Starlette calls; handlers run in threads."""

    async def answer(request: Request) -> Response:
        request.scope["chorale.way"] = route.path
        if elsewhere := _elsewhere(request, workshop.desk.address):
            return elsewhere
        worker = doorkeeper(request)
        if worker is None:
            return PlainTextResponse("L'atelier est réservé à l'équipe.", status_code=403)
        sent, refused = SentForm({}), None
        if request.method == "POST":
            try:
                sent = await _form(request, workshop, route)
            except HttpError as refusal:
                refused = refusal
        visit = AtelierRequest(
            workshop=workshop,
            worker=worker,
            method=request.method,
            path=request.url.path,
            parameters=request.path_params,
            query=dict(request.query_params),
            form=sent.fields,
            files=sent.files,
            wants_json="application/json" in request.headers.get("accept", ""),
        )
        return await run_in_threadpool(_answer, visit, route, refused)

    return answer


async def _form(request: Request, workshop: Workshop, route: AtelierRoute) -> SentForm:
    """Read a form that says that it comes from our own pages: no cookie tells them from others on one's own machine."""
    if not {"origin", "sec-fetch-site"} & set(request.headers.keys()):
        raise not_allowed()
    return await read_form(
        request, workshop.desk.address, route.limit, fields=FIELDS_MOST, files=route.files
    )


def _answer(request: AtelierRequest, route: AtelierRoute, refused: HttpError | None) -> Response:
    try:
        made = _refusal(request, refused) if refused else route.handler(request)
    except NotEditable:
        made = _refusal(request, unknown_page())
    except UnreadableFile as broken:
        sentence = f"{broken.problem.source} : {broken.problem.sentence}. À corriger dans un éditeur de texte."
        made = page(
            request,
            "refusal.html",
            status=422,
            title="Fichier illisible",
            sentence=sentence,
            back=HOME,
        )
    except NoContent as told:
        made = page(request, "broken.html", status=422, problems=told.problems)
    except HttpError as refusal:
        made = _refusal(request, refusal)
    except Exception as error:  # noqa: BLE001 - told to the operator by its place, to the person by a page
        frames = traceback.extract_tb(error.__traceback__)
        where = " > ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames[-6:])
        log("fault", way=route.path, error=type(error).__name__, where=where)
        made = _refusal(request, fault())
    made.headers.setdefault("Content-Security-Policy", POLICY)
    return made


def _refusal(request: AtelierRequest, refusal: HttpError) -> Response:
    return page(
        request,
        "refusal.html",
        status=refusal.status,
        title=refusal.title,
        sentence=refusal.sentence,
        back=HOME,
    )


def _unknown(_: AtelierRequest) -> Response:
    raise unknown_page()
