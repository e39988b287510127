"""Reading again: who is asked, comments and suggestions on a sheet, its history, an old version taken."""

from starlette.responses import Response

from chorale.atelier import acts, history, reviews, sheets, team
from chorale.atelier.acts import ActKind
from chorale.atelier.history import SideBySide
from chorale.atelier.reviews import BadComment, NoPassage, ReviewRequest
from chorale.atelier.rights import EVERY_ROLE
from chorale.atelier.sheets import Sheet
from chorale.atelier.team import LINK_BY_HAND, Member
from chorale.atelier.web import guest_pages, sheet_form, sheet_pages, staff_emails
from chorale.atelier.web.request import (
    ENTRY,
    HOME,
    AtelierRequest,
    AtelierRoute,
    page,
    refused_page,
    see,
)
from chorale.content.source_files import UnreadableFile
from chorale.content.writing.file_text import opened
from chorale.service.accounts import encryption
from chorale.service.http_errors import unknown_action, unknown_page
from chorale.service.mail.message import OutgoingEmail


def _sheet(request: AtelierRequest) -> Sheet:
    return sheets.sheet(request.desk, request.worker, request.parameters["path"])


_FIELDS = {"commenter": "r-mots", "demander": "r-qui", "inviter": "r-nom"}
"""Where one goes on after a refusal: the first field of what was pressed."""


def _back(sheet: Sheet) -> str:
    return f"{HOME}fiche/{sheet.path}?fait=relecture#relecture"


def comment(request: AtelierRequest) -> Response:
    """Keep a comment, close one, say that one has read, or ask a colleague to read."""
    sheet, clash = sheet_pages.beside(request, _sheet(request))
    asked = [one for one in ("clore", "fermer") if request.one(one)]
    operation = asked[0] if asked else request.one("op")
    try:
        if operation == "demander":
            _asked(request, sheet)
        elif operation in ("inviter", "fermer"):
            guest_pages.steered(request, sheet, operation)
        elif operation in ("commenter", "clore", "lu"):
            _kept(request, sheet, operation)
        else:
            raise unknown_action()
    except BadComment as why:
        field = _FIELDS.get(operation, "relecture")
        return sheet_form.undone(request, sheet, "Rien n'est gardé", str(why), field)
    return clash or see(_back(sheet))


def _kept(request: AtelierRequest, sheet: Sheet, operation: str) -> None:
    said = {name: request.one(name) for name in ("passage", "mots", "suggestion")}
    who, now = request.worker.key, request.desk.clock()
    with request.desk.store.write("atelier", acts.TURN) as connection:
        if operation == "commenter":
            reviews.comment(connection, sheet.path, who, said, now)
            acts.note(connection, who, now, reviews.named(said), what=sheet.path)
        elif operation == "clore":
            known = {one.id: one for one in reviews.comments(connection, sheet.path)}
            found = known.get(request.one("clore"))
            if found and (found.person == who or request.worker.may_edit(sheet.kind.name)):
                reviews.settle(connection, found.id, who, now)
                kind: ActKind = "took-back" if found.person == who else "settled-comment"
                acts.note(connection, who, now, kind, what=sheet.path)
        else:
            reviews.done(connection, sheet.path, who)
            acts.note(connection, who, now, "reviewed", what=sheet.path)


def _asked(request: AtelierRequest, sheet: Sheet) -> None:
    service, now = request.service, request.desk.clock()
    with service.store.write("access", "atelier", acts.TURN) as connection:
        known = {one.person.id: one for one in team.members(connection)}
        chosen = [known[who] for who in request.form.get("qui", ()) if who in known]
        if not chosen:
            raise BadComment("Choisir au moins une personne.")
        for member in chosen:
            who = member.person.id
            wanted = ReviewRequest(
                path=sheet.path, person=who, asked_by=request.worker.key, asked_at=now
            )
            reviews.ask(connection, wanted)
            code = team.link(connection, who, now, LINK_BY_HAND)
            service.outbox.put(connection, _letter(request, sheet, member, code), now)
            acts.note(
                connection, request.worker.key, now, "asked-review", whom=who, what=sheet.path
            )
    service.worker.bell.set()


def _letter(request: AtelierRequest, sheet: Sheet, member: Member, code: str) -> OutgoingEmail:
    service = request.service
    asked = request.one("mot").strip()[: reviews.LONGEST]
    return staff_emails.letter(
        service,
        "equipe-relecture",
        {"qui": request.worker.name, "titre": sheet.title},
        member.person,
        facts=f"{service.absolute(ENTRY)}?suite={HOME}fiche/{sheet.path}#{code}\n\n{asked}",
        key=f"atelier-review:{encryption.digest(code)}",
        kind="atelier-review",
        about=sheet.path,
    )


def suggestion(request: AtelierRequest) -> Response:
    """Put a suggestion in the draft, in place of its passage, and close it."""
    (sheet, clash), who = sheet_pages.beside(request, _sheet(request)), request.worker.key
    if clash:
        return clash
    with request.desk.store.read() as connection:
        known = {one.id: one for one in reviews.comments(connection, sheet.path)}
    found = known.get(request.one("commentaire"))
    if found is None:
        return see(_back(sheet))
    try:
        writing = reviews.applied(sheet.writing, found)
    except NoPassage:
        back = f"{HOME}fiche/{sheet.path}#relecture"
        sentence = (
            "Le passage n'est plus dans le texte, ou y est plusieurs fois : le changer à la main."
        )
        return refused_page(request, "Suggestion non reprise", sentence, back)
    sheets.kept(request.desk, request.worker, sheet, writing)
    with request.desk.store.write("atelier", acts.TURN) as connection:
        reviews.settle(connection, found.id, who, request.desk.clock())
        acts.note(connection, who, request.desk.clock(), "took-suggestion", what=sheet.path)
    return see(f"{HOME}fiche/{sheet.path}?fait=repris")


def past(request: AtelierRequest) -> Response:
    """Show who changed what, and one version beside the file as it is."""
    sheet = _sheet(request)
    found = history.entries(request.desk, sheet.path)
    chosen = next(
        (one for one in found if one.version.commit == request.query.get("version")), None
    )
    old = request.desk.repository.text_at(chosen.version.commit, sheet.path) if chosen else None
    return page(
        request,
        "history.html",
        sheet=sheet,
        entries=found,
        chosen=chosen,
        rows=_rows(sheet, old) if old is not None else (),
        trouble=request.desk.repository.trouble,
        mine=request.worker.may_edit(sheet.kind.name),
    )


def _rows(sheet: Sheet, old: str) -> list[SideBySide]:
    before, after = (history.told(sheet.path, text) for text in (old, sheet.current or ""))
    return history.side_by_side(before, after)


def revert(request: AtelierRequest) -> Response:
    """Take an old version as one's draft: it is read again and saved like anything typed."""
    sheet = _sheet(request)
    old = request.desk.repository.text_at(request.one("version"), sheet.path)
    if old is None or sheet.current is None:
        raise unknown_page()
    try:
        writing = opened(sheet.path, old)
    except UnreadableFile:
        sentence = "Cette version ne se lit pas : la reprendre dans un éditeur de texte."
        return refused_page(
            request, "Version illisible", sentence, f"{HOME}historique/{sheet.path}"
        )
    sheets.kept(request.desk, request.worker, sheet, writing)
    return see(f"{HOME}fiche/{sheet.path}?fait=ancien")


ROUTES = (
    AtelierRoute(
        path=HOME + "relecture/{path:path}", handler=comment, roles=EVERY_ROLE, methods=("POST",)
    ),
    AtelierRoute(
        path=HOME + "suggestion/{path:path}",
        handler=suggestion,
        roles=EVERY_ROLE,
        methods=("POST",),
        edits=True,
    ),
    AtelierRoute(path=HOME + "historique/{path:path}", handler=past, roles=EVERY_ROLE),
    AtelierRoute(
        path=HOME + "historique/{path:path}",
        handler=revert,
        roles=EVERY_ROLE,
        methods=("POST",),
        edits=True,
    ),
)
