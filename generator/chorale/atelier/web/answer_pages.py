"""Answers to forms: requests and suggestions with states, reply by mail, draft of an answer, live results."""

from starlette.responses import Response

from chorale.atelier import answer_drafts, sendings, team
from chorale.atelier.acts import ActKind
from chorale.atelier.creation import Unmakeable
from chorale.atelier.rights import Roles, writers
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.content.form_model import Form
from chorale.content.model import Community
from chorale.service.fields import Question
from chorale.service.forms import answers, definitions, inbox, sent_messages
from chorale.service.forms.emails import TypedEmail
from chorale.service.forms.inbox import ANSWER_STATES, STATE_NAMES, KeptAnswer
from chorale.service.http_errors import forbidden, unknown_action, unknown_page
from chorale.service.registrations import files

READERS: Roles = frozenset({"editing", "events"})
SORTERS = READERS | writers("collected")
"""Those who read answers: the secretariat, of the forms whose answers become requests."""
ADDRESS = HOME + "reponses"
ONE = ADDRESS + "/{form}"
WISHES = ("title", "city", "date", "issue")
"""What may be asked for a new file."""
MOST = 200
"""Answers on one page: a search finds the others, and the files have them all."""


def listing(request: AtelierRequest) -> Response:
    """Show each form with its answers, how many wait, and whether it is open."""
    service = request.service
    with service.store.read() as connection:
        totals, waiting = answers.totals(connection), inbox.waiting(connection)
    rows = [
        (form, totals.get(form.slug, 0), waiting.get(form.slug, 0), _open(request, form))
        for form in service.community.forms
        if _reads(request, form)
    ]
    return page(request, "forms.html", rows=rows)


def _open(request: AtelierRequest, form: Form) -> bool:
    return definitions.state(form, request.service.community, request.desk.clock()) == "open"


def show(request: AtelierRequest) -> Response:
    """Show the counts of a form as they stand now, then its answers, those of a state or of some words."""
    form, service = _form(request), request.service
    state, query = request.query.get("etat", ""), request.query.get("q", "")
    with service.store.read() as connection:
        known = inbox.listed(connection, form)
        contents = answers.contents(connection, form)
    fields = definitions.fields(form, service.community)
    found = [
        one
        for one in known
        if state in ("", one.state) and query.strip().casefold() in _words(one).casefold()
    ]
    return page(
        request,
        "answers.html",
        form=form,
        open=_open(request, form),
        tallies=answers.tallies(fields, contents),
        total=len(known),
        found=[(one, _summary(form, one)) for one in found[:MOST]],
        hidden=max(0, len(found) - MOST),
        counts={one: sum(kept.state == one for kept in known) for one in ANSWER_STATES},
        names=STATE_NAMES,
        state=state,
        query=query,
    )


def _words(kept: KeptAnswer) -> str:
    return " ".join([kept.number, *map(str, kept.content.values())])


def _summary(form: Form, kept: KeptAnswer) -> str:
    """Return the first text that an answer says, to tell it from the others."""
    told = (kept.content.get(one.name) for one in form.fields if one.kind in ("text", "paragraph"))
    return " ".join(str(next(filter(None, told), "")).split())[:120]


def one(request: AtelierRequest) -> Response:
    """Show one answer, and what can be done of it."""
    form = _form(request)
    return _shown(request, form, _answer(request, form))


def _shown(  # noqa: PLR0913 - what was typed of a reply, or refused of a draft
    request: AtelierRequest,
    form: Form,
    kept: KeptAnswer,
    *,
    reply: TypedEmail | None = None,
    faults: tuple[str, ...] | None = None,
    refused: str = "",
) -> Response:
    project = request.desk.project()
    subject = f"{form.title} (envoi n° {kept.number})"
    with request.service.store.read() as connection:
        written, called = sent_messages.to_author(connection, kept.id), team.names(connection)
    said = answer_drafts.wishes(form, kept.content)
    asked = {name: request.one(name) or said.get(name, "") for name in WISHES}
    return page(
        request,
        "answer.html",
        status=422 if faults or refused else 200,
        form=form,
        kept=kept,
        told=[
            (field.label, files.words(field, kept.content.get(field.name)))
            for field in _fields(request, form)
        ],
        names=STATE_NAMES,
        reply=reply or TypedEmail(subject=subject[:120], body=""),
        faults=faults,
        ready=faults == (),
        refused=refused,
        asked=asked,
        issues=_writable(request, project.community),
        written=[(one, ()) for one in written],
        called=called,
        makes=form.becomes if form.becomes and request.worker.roles & writers(form.becomes) else "",
        done=request.query.get("fait", ""),
    )


def _writable(request: AtelierRequest, community: Community) -> list[tuple[str, str]]:
    """Return the letters that an article may still join, the last one first: to come, or current and not sent."""
    with request.service.store.read() as connection:
        sent = sendings.gone(connection)
    known = sorted(community.issues, key=lambda one: one.date, reverse=True)
    over = [one for one in known if one.date < request.desk.today][1:]
    return [(one.slug, one.title) for one in known if one not in over and one.slug not in sent]


def _fields(request: AtelierRequest, form: Form) -> tuple[Question, ...]:
    return definitions.fields(form, request.service.community)


def act(request: AtelierRequest) -> Response:
    """Sort an answer, show a reply as it will arrive, send it, or begin a draft."""
    form = _form(request)
    kept = _answer(request, form)
    match request.one("op"):
        case "classer":
            return _sort(request, form, kept)
        case "apercu" | "envoyer":
            return _reply(request, form, kept)
        case "brouillon":
            return _draft(request, form, kept)
    raise unknown_action()


def _sort(request: AtelierRequest, form: Form, kept: KeptAnswer) -> Response:
    state = next((one for one in ANSWER_STATES if one == request.one("etat")), None)
    if state is None:
        raise unknown_action()
    with request.service.store.write(f"form:{form.slug}") as connection:
        inbox.mark(connection, kept.id, state, request.worker.key, request.desk.clock())
    _note(request, "sorted", kept, f" : {STATE_NAMES[state]}")
    return see(f"{_address(form, kept)}?fait=classer")


def _reply(request: AtelierRequest, form: Form, kept: KeptAnswer) -> Response:
    reply = TypedEmail(subject=request.one("objet"), body=request.one("texte"))
    faults = reply.faults if kept.email else ("Cette réponse n'a pas d'adresse.",)
    if faults or request.one("op") == "apercu":
        return _shown(request, form, kept, reply=reply, faults=faults)
    now, by = request.desk.clock(), request.worker.key
    if not inbox.send(request.service, form, kept, reply, by, now):
        again = ("Ce message est déjà parti : rien n'est envoyé deux fois.",)
        return _shown(request, form, kept, reply=reply, faults=again)
    _note(request, "replied", kept)
    return see(f"{_address(form, kept)}?fait=envoyer")


def _draft(request: AtelierRequest, form: Form, kept: KeptAnswer) -> Response:
    """Begin the draft of what the form's answers become, and say that the answer is in hand."""
    if not form.becomes:
        raise unknown_action()
    if not request.worker.roles & writers(form.becomes):
        raise forbidden("Ce brouillon demande un autre rôle.")
    asked = {name: request.one(name) for name in WISHES}
    try:
        path = answer_drafts.begin(request.desk, request.worker, form, kept.content, asked)
    except Unmakeable as told:
        return _shown(request, form, kept, refused=str(told))
    with request.service.store.write(f"form:{form.slug}") as connection:
        now = request.desk.clock()
        state = "going" if kept.state == "new" else kept.state
        inbox.mark(connection, kept.id, state, request.worker.key, now, path)
    _note(request, "drafted", kept)
    return see(f"{HOME}fiche/{path}")


def exported(request: AtelierRequest) -> Response:
    """Give the answers to a form as a file."""
    form, kind, service = _form(request), request.parameters["name"], request.service
    if kind not in files.TYPES:
        raise unknown_page()
    with service.store.read() as connection:
        table = files.answer_rows(answers.contents(connection, form), _fields(request, form))
    content = files.encoded(table, kind, "réponses", service.community.timezone)
    request.note("took-answers", what=form.slug)
    headers = {
        "Content-Disposition": f'attachment; filename="reponses-{form.slug}{files.ENDINGS[kind]}"'
    }
    return Response(content, media_type=files.TYPES[kind], headers=headers)


def _form(request: AtelierRequest) -> Form:
    form = definitions.named(request.service.community, request.parameters["form"])
    if not _reads(request, form):
        raise unknown_page()
    return form


def _reads(request: AtelierRequest, form: Form) -> bool:
    readers = SORTERS if form.becomes == "collected" else READERS
    return form.serves == "answers" and bool(request.worker.roles & readers)


def _answer(request: AtelierRequest, form: Form) -> KeptAnswer:
    with request.service.store.read() as connection:
        found = inbox.find(connection, form, request.parameters["answer"])
    if found is None:
        raise unknown_page()
    return found


def _address(form: Form, kept: KeptAnswer) -> str:
    return f"{ADDRESS}/{form.slug}/{kept.id}"


def _note(request: AtelierRequest, kind: ActKind, kept: KeptAnswer, more: str = "") -> None:
    request.note(kind, what=f"n° {kept.number}{more}")


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=listing, roles=SORTERS, online=True),
    AtelierRoute(path=ONE, handler=show, roles=SORTERS, online=True),
    AtelierRoute(path=ONE + "/reponses.{name}", handler=exported, roles=SORTERS, online=True),
    AtelierRoute(path=ONE + "/{answer}", handler=one, roles=SORTERS, online=True),
    AtelierRoute(
        path=ONE + "/{answer}", handler=act, roles=SORTERS, methods=("POST",), online=True
    ),
)
MENU = (MenuLine(label="Réponses", address=ADDRESS, roles=SORTERS, rank=37, online=True),)
