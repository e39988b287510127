"""Previews: the real page with the site's files around it, the email in each view, the plain text."""

import re

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from chorale.atelier import page_preview, sheets
from chorale.atelier.page_preview import NotShown
from chorale.atelier.rights import EVERY_ROLE
from chorale.atelier.sheets import Sheet
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, page
from chorale.files import File

SITE = HOME + "apercu/site/"
POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)
"""What is shown may have styles of its own, and runs nothing."""
FRAMED = {"Content-Security-Policy": POLICY}
VIEWS = {
    "bureau": "Courriel, ordinateur",
    "telephone": "Courriel, téléphone",
    "sombre": "Courriel, mode sombre",
    "sans-images": "Courriel, images bloquées",
    "texte": "Courriel, texte seul",
}
_BESIDE = re.compile(r"""( src=)"(?=[^":/]+")""")
"""Where a view shows a picture that stands beside it."""
_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


def site(request: AtelierRequest) -> Response:
    """Show a page of the site, that of the file named by « fiche » as it is typed; or a file that pages show."""
    path = request.parameters["path"]
    if path and not path.endswith("/") and not path.endswith(".html"):
        return asset(request, path)
    frames = request.workshop.frames
    try:
        if asked := request.query.get("fiche"):
            html = page_preview.page(frames, sheets.sheet(request.desk, request.worker, asked))
        else:
            html = _saved(request, path)
    except NotShown as told:
        return waiting(request, str(told))
    return HTMLResponse(html, headers=FRAMED)


def _saved(request: AtelierRequest, path: str) -> str:
    """Return a page as it is saved, for who follows a link in a preview."""
    frame = request.workshop.frames.frame()
    found = next(
        (file for file in frame.files.documentation_pages() if file.url in (path, path or "./")),
        None,
    )
    if found is None:
        raise NotShown("Cette adresse n'est pas une page du site.")
    return frame.render(File(found.src_uri, found.content_bytes))


def asset(request: AtelierRequest, path: str) -> Response:
    """Return a file that pages show: a picture, a style, letters."""
    frame = request.workshop.frames.frame()
    parts = path.split("/")
    data = frame.asset(path)
    if data is None and parts[0] == "lettres" and len(parts) > 2:
        data = page_preview.picture(request.desk, parts[1], parts[-1])
    kind = _TYPES.get(path.rpartition(".")[2].lower())
    if data is None or kind is None:
        return page(request, "absent.html", status=404)
    return Response(data, media_type=kind, headers=FRAMED)


def email(request: AtelierRequest) -> Response:
    """Show a view of the email that a file is part of."""
    view = request.parameters["view"]
    if view.rpartition(".")[2] in _TYPES:
        return _picture(request, request.parameters.get("issue", ""), view)
    try:
        sheet = sheets.sheet(request.desk, request.worker, request.query.get("fiche", ""))
    except NotShown as told:
        return waiting(request, str(told))
    return email_of(request, sheet, view, f"{HOME}apercu/courriel/{page_preview.folder(sheet)}")


def email_of(request: AtelierRequest, sheet: Sheet, view: str, beside: str) -> Response:
    """Show a view of a file's email, or a picture that stands beside it, at this address."""
    if view.rpartition(".")[2] in _TYPES:
        return _picture(request, page_preview.folder(sheet), view)
    try:
        found = page_preview.email_views(request.desk, sheet)
    except NotShown as told:
        return waiting(request, str(told))
    if view == "texte":
        return PlainTextResponse(found[view], headers=FRAMED)
    if view not in found:
        return page(request, "absent.html", status=404)
    return HTMLResponse(_BESIDE.sub(rf'\1"{beside}/', found[view]), headers=FRAMED)


def _picture(request: AtelierRequest, issue: str, name: str) -> Response:
    data = page_preview.picture(request.desk, issue, name)
    if data is None:
        return page(request, "absent.html", status=404)
    return Response(data, media_type=_TYPES[name.rpartition(".")[2].lower()], headers=FRAMED)


def waiting(request: AtelierRequest, sentence: str) -> Response:
    """Say in the place of a preview why there is none."""
    answer = page(request, "waiting.html", sentence=sentence)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def whole(request: AtelierRequest) -> Response:
    """Show the previews of a file side by side, for who has no script."""
    sheet = sheets.sheet(request.desk, request.worker, request.parameters["path"])
    return page(
        request,
        "previews.html",
        sheet=sheet,
        site_page=page_preview.address_of(sheet),
        views=VIEWS if page_preview.has_email(sheet) else {},
    )


ROUTES = (
    AtelierRoute(
        path=SITE + "{path:path}",
        handler=site,
        roles=EVERY_ROLE,
    ),
    AtelierRoute(
        path=HOME + "apercu/courriel/{view}",
        handler=email,
        roles=EVERY_ROLE,
    ),
    AtelierRoute(
        path=HOME + "apercu/courriel/{issue}/{view}",
        handler=email,
        roles=EVERY_ROLE,
    ),
    AtelierRoute(
        path=HOME + "apercu/fiche/{path:path}",
        handler=whole,
        roles=EVERY_ROLE,
    ),
)
