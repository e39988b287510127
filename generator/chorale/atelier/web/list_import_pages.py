"""The import of a list of subscribers: given, looked at line by line with what is refused and why, then added."""

from urllib.parse import urlencode

from starlette.responses import Response

from chorale.atelier import list_importing, set_asides
from chorale.atelier.list_importing import GivenList, UnusableList
from chorale.atelier.rights import PUBLISHERS, Roles
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, page, see
from chorale.content.text_rules import Invalid, line
from chorale.service.http_errors import unknown_action, unknown_page
from chorale.service.subscriptions.imports import SubscriberImport
from chorale.text import csv_files

ADDRESS = HOME + "abonnes/importer"
IMPORTERS: Roles = PUBLISHERS
LIMIT = 26_000_000
SHOWN, LONGEST = 100, 300
GONE = "Cette liste n'est plus gardée : la donner de nouveau. Ce qui en a été ajouté le reste."


def show(request: AtelierRequest) -> Response:
    """Ask for a list and its proof of consent; or show what adding it would do."""
    set_asides.forget_old(request.desk)
    name = request.query.get("lu", "")
    found = _taken(request, name) if name else None
    if found is None:
        return _asked(request, GONE if name else "")
    done = request.query.get("fait", "")
    added = int(done) if done.isdecimal() else None
    told = list_importing.foreseen(request.service, found)
    lines = _lines(told)
    return page(
        request,
        "subscribers_import.html",
        found=found,
        told=told,
        lines=lines[:SHOWN],
        more=max(0, len(lines) - SHOWN),
        added=added,
        known=max(0, told.known - (added or 0)),  # those just added are known now
        refused="",
        erased=False,
    )


def _taken(request: AtelierRequest, name: str) -> GivenList | None:
    return list_importing.taken_up(request.desk, request.worker, name)


def _lines(told: SubscriberImport) -> list[tuple[int, str, str]]:
    return sorted((*told.refused, *told.doubtful))


def _asked(request: AtelierRequest, refused: str = "") -> Response:
    return page(
        request,
        "subscribers_import.html",
        status=422 if refused else 200,
        found=None,
        refused=refused,
        erased=request.query.get("fait", "") == "effacer",
        words=request.one("texte"),
        source=request.one("accord"),
        audiences=request.service.community.audiences,
        longest=LONGEST,
    )


def act(request: AtelierRequest) -> Response:
    """Read a list, add its people, or forget it."""
    operation = request.one("op")
    if operation == "lire":
        return _read(request)
    found = _taken(request, request.one("lu"))
    if found is None:
        return _asked(request, GONE)
    if operation == "effacer":
        set_asides.forget(request.desk, found.name)
        return see(f"{ADDRESS}?fait=effacer")
    if operation != "ajouter":
        raise unknown_action()
    done = list_importing.add(request.service, request.worker, found)
    return see(f"{ADDRESS}?{urlencode({'lu': found.name, 'fait': done.added})}")


def _read(request: AtelierRequest) -> Response:
    data, words = request.files.get("fichier", b""), request.one("texte").strip()
    try:
        source = line(request.one("accord"), LONGEST)
    except Invalid:
        return _asked(request, f"D'où vient l'accord : une ligne de {LONGEST} signes au plus.")
    if not source:
        return _asked(request, "Dire d'où vient l'accord des personnes.")
    if not data and not words:
        return _asked(request, "Choisir un fichier, ou coller les adresses.")
    given = data or words.encode("utf-8", "replace")
    try:
        name = list_importing.set_aside(request.desk, request.worker, given, source)
    except UnusableList as why:
        return _asked(request, str(why))
    return see(f"{ADDRESS}?lu={name}")


def refusals(request: AtelierRequest) -> Response:
    """Give the lines that are refused or to be read again, with the reason of each, as a French Excel opens them."""
    found = _taken(request, request.query.get("lu", ""))
    if found is None:
        raise unknown_page()
    told = _lines(list_importing.foreseen(request.service, found))
    rows = [(str(rank), address, reason) for rank, address, reason in told]
    content = "\ufeff" + csv_files.for_excel(("ligne", "adresse", "raison"), rows)
    headers = {"Content-Disposition": 'attachment; filename="lignes-refusees.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=show, roles=IMPORTERS, online=True),
    AtelierRoute(
        path=ADDRESS,
        handler=act,
        roles=IMPORTERS,
        methods=("POST",),
        online=True,
        files=1,
        limit=LIMIT,
    ),
    AtelierRoute(path=ADDRESS + "/refus.csv", handler=refusals, roles=IMPORTERS, online=True),
)
