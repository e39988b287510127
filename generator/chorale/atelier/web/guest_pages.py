"""A draft read by someone without account: the link sent, its page, their comments, the link closed."""

from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.responses import HTMLResponse, Response

from chorale.atelier import acts, page_preview, reviews, sheets, team
from chorale.atelier.page_preview import NotShown
from chorale.atelier.reviews import BadComment, GuestReader
from chorale.atelier.rights import spoken, writers
from chorale.atelier.sheets import Sheet
from chorale.atelier.web import outside_links, preview_pages, staff_emails
from chorale.atelier.web.doors import NOBODY
from chorale.atelier.web.outside_links import BadPerson
from chorale.atelier.web.request import (
    HOME,
    OPEN,
    AtelierRequest,
    AtelierRoute,
    page,
    see,
)
from chorale.atelier.web.staff_emails import Outsider
from chorale.french import dates
from chorale.french.phrases import plural
from chorale.service.http_errors import forbidden, too_many, unknown_action
from chorale.service.mail.message import OutgoingEmail
from chorale.service.timestamps import stamp
from chorale.service.web.security import Limit

DOOR = HOME + "relire/"
USE = "relecture"
TYPED = "invite."
"""What begins the names of what is typed for someone from outside: a sheet's form has names and words of its own."""
SAID = Limit(name="relecture-lien", count=60, within=timedelta(minutes=10))
CLOSED = (
    "Ce lien est fermé, son temps est passé, ou il n'est pas entier. Demandez-en un autre à la personne qui "
    "vous l'a envoyé."
)


class ClosedLink(Exception):
    """The link opens nothing, or nothing any more."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Who reads, by which link, what: the sheet as the person who asked them sees it."""

    guest: GuestReader
    address: str
    sheet: Sheet


def steered(request: AtelierRequest, sheet: Sheet, operation: str) -> None:
    """Open a sheet to someone from outside, or close a link; raises BadComment, HttpError for who may not."""
    if not request.worker.may_edit(sheet.kind.name):
        raise forbidden(
            f"Montrer cette fiche au dehors demande le rôle {spoken(writers(sheet.kind.name), 'ou')}."
        )
    if operation == "inviter":
        _invited(request, sheet)
        return
    now = request.service.clock()
    with request.service.store.write("atelier", acts.TURN) as connection:
        found = reviews.guest(connection, request.one("fermer"), now)
        if found and found.path == sheet.path:
            reviews.send_away(connection, found, now)
            facts = {"whom": found.id, "what": sheet.path}
            acts.note(connection, request.worker.key, now, "review-closed", **facts)


def _invited(request: AtelierRequest, sheet: Sheet) -> None:
    service, now, by = request.service, request.service.clock(), request.worker.key
    if not page_preview.address_of(sheet):
        raise BadComment("Cette fiche n'a pas de page à montrer.")
    try:
        name, address = outside_links.asked(request, "il accompagne ses commentaires", TYPED)
    except BadPerson as why:
        raise BadComment(str(why)) from None
    with service.store.write("atelier", acts.TURN) as connection:
        guest = reviews.invite(connection, sheet.path, name, by, now)
        service.outbox.put(connection, _invitation(request, sheet, guest, address), now)
        acts.note(connection, by, now, "asked-review", whom=guest.id, what=sheet.path)
    service.worker.bell.set()


def _invitation(
    request: AtelierRequest, sheet: Sheet, guest: GuestReader, address: str
) -> OutgoingEmail:
    asked = request.one(f"{TYPED}mots").strip()[: reviews.LONGEST]
    until = _spoken(request, guest)
    return staff_emails.letter(
        request.service,
        "invite-relecture",
        {"qui": request.worker.name, "titre": sheet.title, "limite": until},
        Outsider(id=guest.id, name=guest.name, email=address),
        facts=f"{outside_links.address(request, DOOR, USE, guest.id)}\n\n{asked}",
        key=f"atelier-guest:{guest.id}",
        kind="atelier-review",
        about=sheet.path,
        not_after=stamp(guest.until),
    )


def _spoken(request: AtelierRequest, guest: GuestReader) -> str:
    return dates.instant(guest.until.astimezone(request.desk.clock().tzinfo))


def _reading(request: AtelierRequest) -> Reading:
    """Return what a link opens; raises ClosedLink."""
    service, word = request.service, request.parameters["word"]
    identifier = outside_links.identifier(request, USE)
    with service.store.read() as connection:
        guest = reviews.guest(connection, identifier, service.clock()) if identifier else None
    if guest is None:
        raise ClosedLink
    sheet = sheets.sheet(request.desk, replace(NOBODY, key=guest.asked_by), guest.path)
    return Reading(guest=guest, address=DOOR + word, sheet=sheet)


def read(request: AtelierRequest) -> Response:
    """Show the draft, and what the person said of it."""
    try:
        return _shown(request, _reading(request))
    except ClosedLink:
        return _closed(request)


def _closed(request: AtelierRequest) -> Response:
    return outside_links.closed(request, CLOSED)


def _shown(request: AtelierRequest, reading: Reading, refused: str = "") -> Response:
    guest = reading.guest
    with request.service.store.read() as connection:
        found = reviews.comments(connection, guest.path)
        asker = team.names(connection).get(guest.asked_by, "")
    typed = {one: request.one(one) if refused else "" for one in ("passage", "mots", "suggestion")}
    return page(
        request,
        "guest.html",
        status=422 if refused else 200,
        reading=reading,
        shown_at=f"{reading.address}/page/{page_preview.address_of(reading.sheet)}",
        until=_spoken(request, guest),
        asker=asker,
        views=preview_pages.VIEWS if reading.sheet.kind.name == "issue" else {},
        comments=[one for one in found if one.person == guest.id],
        refused=refused,
        typed=typed,
        done=request.query.get("fait", ""),
    )


def say(request: AtelierRequest) -> Response:
    """Keep a comment of the person, take one back, or tell who asked that they have read."""
    service, operation = request.service, request.one("op")
    if wait := service.limits.take(SAID, request.source, service.clock()):
        raise too_many(wait)
    if operation not in ("commenter", "retirer", "lu"):
        raise unknown_action()
    try:
        reading = _reading(request)
    except ClosedLink:
        return _closed(request)
    try:
        _kept(request, reading, operation)
    except BadComment as why:
        return _shown(request, reading, str(why))
    service.worker.bell.set()
    return see(f"{reading.address}?fait={operation}#relecture")


def _kept(request: AtelierRequest, reading: Reading, operation: str) -> None:
    service, guest, now = request.service, reading.guest, request.service.clock()
    said = {name: request.one(name) for name in ("passage", "mots", "suggestion")}
    with service.store.write("atelier", acts.TURN) as connection:
        mine = [one for one in reviews.comments(connection, guest.path) if one.person == guest.id]
        if operation == "commenter":
            reviews.comment(connection, guest.path, guest.id, said, now)
            acts.note(connection, guest.id, now, reviews.named(said), what=guest.path)
        elif operation == "retirer":
            for one in mine:
                if one.id == request.one("commentaire"):
                    reviews.settle(connection, one.id, guest.id, now)
                    acts.note(connection, guest.id, now, "took-back", what=guest.path)
        else:
            reviews.done(connection, guest.path, guest.id)
            acts.note(connection, guest.id, now, "reviewed", what=guest.path)
            asker = {one.person.id: one for one in team.members(connection)}.get(guest.asked_by)
            if asker:
                letter = _told(request, reading, len(mine), asker)
                service.outbox.put(connection, letter, now)


def _told(
    request: AtelierRequest, reading: Reading, count: int, asker: team.Member
) -> OutgoingEmail:
    guest, service = reading.guest, request.service
    said = plural(count, "commentaire ouvert", "commentaires ouverts") if count else "rien à redire"
    return staff_emails.letter(
        service,
        "relecture-faite",
        {"qui": guest.name, "titre": reading.sheet.title, "bilan": said},
        asker.person,
        facts=f"{service.absolute(HOME)}fiche/{guest.path}#relecture",
        key=f"atelier-guest-read:{guest.id}",
        kind="atelier-review",
        about=guest.path,
    )


def shown(request: AtelierRequest) -> Response:
    """Show the page of the draft, and no other; or a file that it shows."""
    path = request.parameters["path"]
    try:
        sheet = _reading(request).sheet
    except ClosedLink:
        return _closed(request)
    if path and not path.endswith("/") and not path.endswith(".html"):
        ours = f"lettres/{page_preview.folder(sheet) or '-'}/"
        if path.startswith("lettres/") and not path.startswith(ours):
            return page(request, "absent.html", status=404)
        return preview_pages.asset(request, path)
    if path != page_preview.address_of(sheet):
        return preview_pages.waiting(request, "Seule la page à relire est montrée ici.")
    try:
        html = page_preview.page(request.workshop.frames, sheet)
    except NotShown as told:
        return preview_pages.waiting(request, str(told))
    return HTMLResponse(html, headers=preview_pages.FRAMED)


def mailed(request: AtelierRequest) -> Response:
    """Show the email of a letter as it is written; that of an article would show the others of its letter."""
    try:
        reading = _reading(request)
    except ClosedLink:
        return _closed(request)
    if reading.sheet.kind.name != "issue":
        return preview_pages.waiting(request, "Seule la page à relire est montrée ici.")
    beside = f"{reading.address}/courriel"
    return preview_pages.email_of(request, reading.sheet, request.parameters["view"], beside)


ROUTES = (
    AtelierRoute(path=DOOR + "{word}", handler=read, roles=OPEN, online=True),
    AtelierRoute(path=DOOR + "{word}", handler=say, roles=OPEN, methods=("POST",), online=True),
    AtelierRoute(path=DOOR + "{word}/courriel/{view}", handler=mailed, roles=OPEN, online=True),
    AtelierRoute(path=DOOR + "{word}/page/{path:path}", handler=shown, roles=OPEN, online=True),
)
