"""What writing asks for: a paste cleaned, a picture beside its article, a page found, a block, another file name."""

from starlette.responses import Response

from chorale.atelier import insertions, paste_reader, photos, removing, renaming, sheets
from chorale.atelier.insertions import NoBlock
from chorale.atelier.removing import NotRemoved
from chorale.atelier.renaming import NotRenamed
from chorale.atelier.rights import EVERY_ROLE
from chorale.atelier.web import sheet_form, sheet_pages
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, see, told

UNREAD = "La mise en forme de ce texte ne se lit pas : il est collé sans elle."


def paste(request: AtelierRequest) -> Response:
    """Answer the Markdown of what was copied from another program."""
    made = paste_reader.read(request.one("html"))
    if made is None:
        return told({"refus": UNREAD}, 422)
    return told({"texte": made.text, "doutes": list(made.doubts)})


def links(request: AtelierRequest) -> Response:
    """Answer the pages of the site whose title or path has these words."""
    found = insertions.found(request.desk.project().community, request.query.get("q", ""))
    sheet = request.query.get("fiche", "")
    pages = ((insertions.from_sheet(sheet, path), title) for path, title in found.items())
    return told({"pages": [{"chemin": path, "titre": title} for path, title in pages]})


def block(request: AtelierRequest) -> Response:
    """Answer a block to put in the text, or why there is none."""
    try:
        made = insertions.block(
            request.desk.project().community,
            insertions.wish(request.query, request.query.get("fiche", "")),
        )
    except NoBlock as why:
        return told({"refus": str(why)}, 422)
    return told({"texte": made})


def picture(request: AtelierRequest) -> Response:
    """Put a picture beside an article, under a name made of its alternative text."""
    sheet = sheets.sheet(request.desk, request.worker, request.parameters["path"])
    try:
        name = photos.kept(
            request.desk,
            request.worker,
            sheet,
            request.files.get("fichier", b""),
            request.one("alt"),
        )
    except photos.BadPicture as refused:
        if request.wants_json:
            return told({"refus": str(refused)}, 422)
        typed = sheet.wanted(sheet.told(request.form), request.form)
        kept = sheets.kept(request.desk, request.worker, sheet, typed)
        return sheet_form.undone(request, kept, "L'image n'est pas ajoutée", str(refused), "i-alt")
    if request.wants_json:
        return told({"nom": name, "alt": request.one("alt").strip()})
    told_keys = sheet.told(request.form)
    if isinstance(told_keys, dict):
        told_keys.setdefault("image", {"src": name, "alt": request.one("alt").strip()})
    sheets.kept(request.desk, request.worker, sheet, sheet.wanted(told_keys, request.form))
    return see(f"{HOME}fiche/{sheet.path}?fait=image")


def rename(request: AtelierRequest) -> Response:
    """Give a file another name."""
    path = request.parameters["path"]
    sheet, clash = sheet_pages.beside(request, sheets.sheet(request.desk, request.worker, path))
    if clash:
        return clash
    try:
        new = renaming.rename(request.desk, request.worker, path, request.one("nom"))
    except NotRenamed as why:
        return sheet_form.undone(request, sheet, "Rien n'est renommé", str(why), "n-nom")
    return see(f"{HOME}fiche/{new}?fait=renomme")


def remove(request: AtelierRequest) -> Response:
    """Remove a file that no reader has seen."""
    path = request.parameters["path"]
    try:
        kind = removing.remove(request.desk, request.worker, path)
    except NotRemoved as why:
        sheet = sheets.sheet(request.desk, request.worker, path)
        return sheet_form.undone(request, sheet, "Rien n'est supprimé", str(why), "supprimer")
    return see(f"{HOME}contenus/{kind.name}?fait=supprime")


ROUTES = (
    AtelierRoute(
        path=HOME + "coller", handler=paste, roles=EVERY_ROLE, methods=("POST",), apart=True
    ),
    AtelierRoute(
        path=HOME + "liens",
        handler=links,
        roles=EVERY_ROLE,
    ),
    AtelierRoute(path=HOME + "bloc", handler=block, roles=EVERY_ROLE),
    AtelierRoute(
        path=HOME + "renommer/{path:path}",
        handler=rename,
        roles=EVERY_ROLE,
        edits=True,
        methods=("POST",),
    ),
    AtelierRoute(
        path=HOME + "supprimer/{path:path}",
        handler=remove,
        roles=EVERY_ROLE,
        edits=True,
        methods=("POST",),
    ),
    AtelierRoute(
        path=HOME + "image/{path:path}",
        handler=picture,
        roles=EVERY_ROLE,
        edits=True,
        methods=("POST",),
        apart=True,
        files=1,
        limit=25_000_000,
    ),
)
