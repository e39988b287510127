"""Import of a letter written elsewhere: a file or pasted words, what begins an article confirmed, drafts made."""

from starlette.responses import Response

from chorale.atelier import creation, importing, letter_reader, letters
from chorale.atelier.creation import Unmakeable
from chorale.atelier.importing import SetAside
from chorale.atelier.rights import Roles
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.content.text_rules import line
from chorale.text import html_tree, markdown
from chorale.text.letter_parts import UnreadableSource

WRITERS: Roles = frozenset({"editing"})
ADDRESS = HOME + "importer"
LIMIT = 26_000_000
NEW = "nouvelle"
OPENING = 140


def show(request: AtelierRequest) -> Response:
    """Ask for a file or for words; or show what was read of them."""
    name = request.query.get("lu", "")
    found = importing.taken_up(request.desk, request.worker, name) if name else None
    if name and found is None:
        return _asked(request, "Cet import n'est plus gardé : donner de nouveau le fichier.")
    if found is None:
        return page(request, "import.html", found=None, refused="", words="")
    return _read(request, found)


def _read(request: AtelierRequest, found: SetAside, refused: str = "") -> Response:
    """Show what was read, and ask which articles it makes, in which letter."""
    return page(
        request,
        "import.html",
        status=422 if refused else 200,
        found=found,
        letters=_letters(request),
        new=NEW,
        issue=request.one("lettre"),
        month=request.one("mois") or f"{creation.next_month(request.desk):%Y-%m}",
        begin=_ticked(request) if refused else _guessed(found),
        opening=_opening,
        refused=refused,
    )


def _opening(text: str) -> str:
    """Return the first words of a text, without its marks."""
    said = html_tree.parse(markdown.markdown(text[:2000]).replace("<br", " <br")).words
    return said if len(said) <= OPENING else f"{said[:OPENING].rpartition(' ')[0]}…"


def _guessed(found: SetAside) -> set[int]:
    return {rank for rank, part in enumerate(found.letter.parts) if part.begins}


def _ticked(request: AtelierRequest) -> set[int]:
    return {int(one) for one in request.form.get("commence", ()) if one.isdigit()}


def _letters(request: AtelierRequest) -> dict[str, str]:
    issues = request.desk.project().community.issues
    latest = sorted(issues, key=lambda one: one.date, reverse=True)
    return letters.to_join(request.desk, {one.slug: one.title for one in latest})


def _asked(request: AtelierRequest, refused: str) -> Response:
    words = request.one("texte")
    return page(request, "import.html", status=422, found=None, refused=refused, words=words)


def read(request: AtelierRequest) -> Response:
    """Read what was given, and set it aside until its person says what becomes of it."""
    data, words = request.files.get("fichier", b""), request.one("texte").replace("\r\n", "\n")
    try:
        if data:
            letter = letter_reader.read(_file_name(request), data)
        elif words.strip():
            letter = letter_reader.read("texte.txt", words.encode("utf-8", "replace"))
        else:
            return _asked(request, "Choisir un fichier, ou coller le texte de la lettre.")
    except UnreadableSource as why:
        return _asked(request, str(why))
    made = importing.set_aside(request.desk, request.worker, letter)
    return see(f"{ADDRESS}?lu={made.name}")


def _file_name(request: AtelierRequest) -> str:
    return line(request.file_names.get("fichier", "")[-120:], 120)


def make(request: AtelierRequest) -> Response:
    """Make the drafts."""
    found = importing.taken_up(request.desk, request.worker, request.one("lu"))
    if found is None:
        return _asked(request, "Cet import n'est plus gardé : donner de nouveau le fichier.")
    issue = request.one("lettre")
    try:
        if issue == NEW:
            issue = importing.new_letter(request.desk, request.worker, request.one("mois"))
    except Unmakeable as why:
        return _read(request, found, str(why))
    if issue not in _letters(request):
        return _read(request, found, "Choisir une lettre.")
    made = importing.articles(request.desk, request.worker, found, issue, _ticked(request))
    return page(request, "imported.html", made=made, doubts=found.letter.doubts, issue=issue)


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=show, roles=WRITERS),
    AtelierRoute(
        path=ADDRESS,
        handler=read,
        roles=WRITERS,
        methods=("POST",),
        apart=True,
        files=1,
        limit=LIMIT,
    ),
    AtelierRoute(path=ADDRESS + "/articles", handler=make, roles=WRITERS, methods=("POST",)),
)
MENU = (MenuLine(label="Importer", address=ADDRESS, roles=WRITERS, rank=50),)
