"""The first page: what waits for its person, the next events, the current cycle, the publication; and the lists."""

from collections import defaultdict
from collections.abc import Iterable

from starlette.responses import Response

from chorale.atelier import (
    approving,
    copies,
    creation,
    drafts,
    importing,
    letters,
    reviews,
    shelves,
    team,
)
from chorale.atelier.forms.choices import Choices
from chorale.atelier.project_files import NotEditable, kind_of_path
from chorale.atelier.rights import APPROVERS, EVERY_ROLE, PUBLISHERS
from chorale.atelier.sheets import titled
from chorale.atelier.web import cycle_pages, forge_pages, session_pages
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.calendars import event_text
from chorale.content.kind_row import Kind
from chorale.content.kinds import KINDS
from chorale.content.mail_models import MODELS
from chorale.content.problems import Problem
from chorale.content.writing.file_text import opened
from chorale.service.delivery import hours
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import instant

MANY = 200
"""Lines of a list; the search finds the others."""
UNSAVED = "Cette lettre n'est pas encore enregistrée : l'enregistrer d'abord, ou choisir une autre lettre."


def home(request: AtelierRequest) -> Response:
    """Show what waits."""
    desk = request.desk
    project = desk.project()
    with desk.store.read() as connection:
        waiting = drafts.all_of(connection, request.worker.key)
        asked = reviews.asked_of(connection, request.worker.key)
        said = reviews.open_counts(connection)
        people = team.names(connection)
        sendings = hours.every(connection)
        subscribed = subscription_records.anyone(connection)
    called = shelves.titles(project)
    community = project.community
    return page(
        request,
        "home.html",
        waiting=[(one, titled(one.writing.data, called(one.path))) for one in waiting],
        asked=[(one.path, people.get(one.asked_by, "")) for one in asked],
        said=[(path, many) for path, many in said if _mine(request, path)],
        keeping=cycle_pages.awaited(request),
        to_answer=session_pages.to_answer(request),
        planned=[(one.issue, instant(one.due_at)) for one in sendings if one.state == "planned"],
        to_approve=approving.awaited(desk, {one.issue for one in sendings})
        if request.worker.roles & APPROVERS
        else [],
        problems=_by_file(request.heard(project.problems)),
        called=called,
        words=event_text,
        agenda=shelves.agenda(project),
        cycle=max(community.cycles, key=lambda one: one.number, default=None),
        letters=shelves.rows(project, _kind("issue"))[:3],
        unsubscribed=request.live is not None and not subscribed,
        shelves=[(kind, shelves.shelf(kind)) for kind in shelves.edited()],
        publishes=bool(request.worker.roles & PUBLISHERS),
        published=request.workshop.press.published_at,
        repository=desk.trouble,
        forge=forge_pages.summary(request),
    )


def _by_file(problems: Iterable[Problem]) -> list[tuple[str, bool, list[Problem]]]:
    """Return the problems of each file, with whether the atelier edits it."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        found[problem.source.path].append(problem)
    return [(path, _editable(path), told) for path, told in found.items()]


def _mine(request: AtelierRequest, path: str) -> bool:
    return _editable(path) and request.worker.may_edit(kind_of_path(path).name)


def _editable(path: str) -> bool:
    try:
        kind_of_path(path)
    except NotEditable:
        return False
    return True


def _kind(name: str) -> Kind:
    found = next((kind for kind in shelves.edited() if kind.name == name), None)
    if found is None:
        raise NotEditable(name)
    return found


def listing(request: AtelierRequest) -> Response:
    """Show the files of a kind, those that a search names."""
    kind, query = _kind(request.parameters["kind"]), request.query.get("q", "")
    if shelves.alone(kind):
        return see(f"{HOME}fiche/{kind.files.text}")
    found = shelves.rows(request.desk.project(), kind, query)
    return page(
        request,
        "list.html",
        kind=kind,
        shelf=shelves.shelf(kind),
        rows=found[:MANY],
        count=len(found),
        query=query,
        removed=request.query.get("fait") == "supprime",
    )


def new(request: AtelierRequest) -> Response:
    """Ask for what a new file needs, or begin its draft."""
    kind = _kind(request.parameters["kind"])
    asked = {name: values[0] for name, values in (request.form or {}).items()} or dict(
        request.query
    )
    refused = ""
    if request.method == "POST":
        try:
            return see(_begun(request, kind, asked))
        except creation.Unmakeable as told:
            refused = str(told)
    if kind.name == "issue":
        asked.setdefault("month", f"{creation.next_month(request.desk):%Y-%m}")
    offered = {name: _offered(request, other) for name, _, other in shelves.shelf(kind).asked}
    if kind.name == "article" and asked.get("issue", "") not in {"", *offered["issue"]}:
        refused = UNSAVED
    return page(
        request,
        "new.html",
        status=422 if refused else 200,
        kind=kind,
        shelf=shelves.shelf(kind),
        asked=asked,
        refused=refused,
        fresh=kind.name in creation.FRESH,
        models=shelves.rows(request.desk.project(), kind)[:MANY],
        offered=offered,
        last=creation.last(request.desk) if kind.name == "issue" else None,
    )


def _offered(request: AtelierRequest, kind_name: str) -> Choices:
    if kind_name == "mail":
        return {name: model.title for name, model in MODELS.items()}
    if all(kind.name != kind_name for kind in KINDS):
        return {}
    names = {
        row.path.split("/")[-2]: row.title
        for row in shelves.rows(request.desk.project(), _kind(kind_name))
    }
    return letters.to_join(request.desk, names) if kind_name == "issue" else names


def _begun(request: AtelierRequest, kind: Kind, asked: dict[str, str]) -> str:
    """Begin the draft of a file to be made; return where it is written."""
    path, text = creation.made(request.desk, kind, asked)
    if _of_another(request, path, asked.get("title", "").strip()):
        path = importing.free(request.desk, request.worker, path)
    if model := asked.get("model", ""):
        text = copies.with_pictures(request.desk, request.worker, model, path, text)
    writing = opened(path, text)
    draft = drafts.begun(request.worker.key, path, text, writing, request.desk.clock())
    with request.desk.store.write("atelier") as connection:
        if drafts.find(connection, request.worker.key, path) is None:
            drafts.keep(connection, draft)
    return f"{HOME}fiche/{path}"


def _of_another(request: AtelierRequest, path: str, title: str) -> bool:
    """Return whether a person's draft at a path has another title than what they begin."""
    with request.desk.store.read() as connection:
        known = drafts.find(connection, request.worker.key, path)
    return known is not None and bool(title) and titled(known.writing.data, "") != title


ROUTES = (
    AtelierRoute(
        path=HOME,
        handler=home,
        roles=EVERY_ROLE,
    ),
    AtelierRoute(
        path=HOME + "contenus/{kind}",
        handler=listing,
        roles=EVERY_ROLE,
    ),
    AtelierRoute(
        path=HOME + "contenus/{kind}/nouveau",
        handler=new,
        roles=EVERY_ROLE,
        edits=True,
        methods=("GET", "POST"),
    ),
)
MENU = (
    MenuLine(label="Lettres", address=HOME + "contenus/issue", roles=EVERY_ROLE, rank=10),
    MenuLine(label="Webinaires", address=HOME + "contenus/webinar", roles=EVERY_ROLE, rank=20),
    MenuLine(label="Rencontres", address=HOME + "contenus/meeting", roles=EVERY_ROLE, rank=30),
)
