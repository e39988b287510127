"""The page of one file: its form, its draft, saving, conflicts, events put off or cancelled."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response

from chorale.atelier import drafts, insertions, letters, saving, sheets, states
from chorale.atelier.forms.choices import Surroundings
from chorale.atelier.forms.entries import Entry, FormMaker
from chorale.atelier.forms.operations import done
from chorale.atelier.forms.problem_places import BODY
from chorale.atelier.insertions import NoBlock
from chorale.atelier.rights import EVERY_ROLE
from chorale.atelier.saving import Refused, Saved, SavingConflict
from chorale.atelier.sheets import ITEMS, Sheet
from chorale.atelier.web import sheet_form
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, page, see, told
from chorale.content.writing.file_text import Writing
from chorale.content.writing.merge import TextClash
from chorale.content.writing.trees import Tree

CLASHING = 409
SAVE, DROP, STATE, PLACE, INSERT = "enregistrer", "abandonner", "etat", "placer.", "inserer"


def address(path: str) -> str:
    """Return the page of a file."""
    return f"{HOME}fiche/{path}"


def show(request: AtelierRequest) -> Response:
    """Show a file's form."""
    return sheet_form.form(
        request, sheets.sheet(request.desk, request.worker, request.parameters["path"])
    )


def change(request: AtelierRequest) -> Response:
    """Do what a button of the form asks; whatever it is, what is typed is kept first."""
    desk, worker = request.desk, request.worker
    sheet = sheets.sheet(desk, worker, request.parameters["path"])
    if request.one("op") == DROP:
        with desk.store.write("atelier") as connection:
            drafts.forget(connection, worker.key, sheet.path)
        return see(HOME if sheet.new else address(sheet.path) + "?fait=abandonne")
    request, missing = _inserted(request) if request.one("op") == INSERT else (request, "")
    answer, at, refused = _operated(request, sheet)
    if clash := _other_tab(request, sheet, answer):
        return clash
    sheet = _kept(request, _started(request, sheet), answer)
    if refused := refused or missing:
        return sheet_form.form(request, sheet, status=422, refused=refused)
    if request.one("op") == INSERT:
        return see(f"{address(sheet.path)}?fait=bloc#c-{BODY}")
    return _save(request, sheet) if request.one("op") == SAVE else _after(request, sheet, at)


def _inserted(request: AtelierRequest) -> tuple[AtelierRequest, str]:
    """Put a block at the end of the text that was sent, for who has no script; or say why there is none."""
    asked = {name: values[0] for name, values in request.form.items()}
    try:
        made = insertions.block(
            request.desk.project().community,
            insertions.wish(asked, request.parameters["path"]),
        )
    except NoBlock as why:
        return request, str(why)
    body = [asked.get(BODY, "").rstrip() + "\n\n" + made]
    return replace(request, form={**request.form, BODY: body}), ""


def _operated(request: AtelierRequest, sheet: Sheet) -> tuple[Tree, str, str]:
    """Return what the form says once its button did its work, the field to look at, and what is missing."""
    told_keys, operation = sheet.told(request.form), request.one("op")
    if operation == STATE:
        answer, refused = states.changed(told_keys, request.form)
        return answer, "", refused
    if operation.startswith(PLACE):
        return letters.with_article(told_keys, operation.removeprefix(PLACE)), "sections", ""
    answer, at = done(operation, sheet.shape, told_keys, ITEMS if sheet.kind.listed else "")
    return answer, at, ""


def _after(request: AtelierRequest, sheet: Sheet, at: str) -> Response:
    """Answer a draft that is kept: the script, the previews, or the form at the place of the button."""
    if request.wants_json:
        return told({"version": sheet.draft.version if sheet.draft else 0, "new": sheet.new})
    if request.query.get("apres") == "apercu":
        return see(f"{HOME}apercu/fiche/{sheet.path}")
    if beside_it := _typed_beside(request, sheet, ""):
        return beside_it
    if request.one("op") == STATE:
        return see(address(sheet.path) + "?fait=etat")
    if not at:
        return see(address(sheet.path) + "#contenu")
    anchor = Entry(name=at, widget="record").id
    return see(f"{address(sheet.path)}?place={anchor}#{anchor}")


def _kept(request: AtelierRequest, sheet: Sheet, answer: Tree) -> Sheet:
    return sheets.kept(request.desk, request.worker, sheet, sheet.wanted(answer, request.form))


def _started(request: AtelierRequest, sheet: Sheet) -> Sheet:
    """Return a sheet without draft as its page showed it: what others saved since is merged, not undone."""
    return sheet if sheet.draft else sheets.as_shown(request.desk, sheet, request.one("montre"))


def _other_tab(request: AtelierRequest, sheet: Sheet, answer: Tree) -> Response | None:
    """Return what to say when the same person typed in another tab meanwhile; nothing is overwritten."""
    version = sheet.draft.version if sheet.draft else 0
    if request.one("version") in ("", str(version)) or sheet.draft is None:
        return None
    mine, united = _both_tabs(request, sheet, answer)
    if mine == sheet.draft.writing:
        return None
    if request.wants_json:
        return told({"autre_onglet": True, "version": version}, CLASHING)
    if isinstance(united, SavingConflict):
        return _conflict(request, sheet, united, tab=True)
    sheet = sheets.kept(request.desk, request.worker, sheet, united)
    if request.one("op") == SAVE:
        return _save(request, sheet)
    return see(address(sheet.path) + "?fait=reuni")


def _both_tabs(
    request: AtelierRequest, sheet: Sheet, answer: Tree
) -> tuple[Writing, Writing | SavingConflict]:
    """Return what this tab says, and it with what the other one kept."""
    seen = sheets.as_shown(request.desk, sheet, request.one("montre"))
    mine = seen.wanted(answer, request.form)
    return mine, saving.united(seen.started, mine, sheet.writing, "")


def beside(request: AtelierRequest, sheet: Sheet) -> tuple[Sheet, Response | None]:
    """Keep what the form holds when a button beside it is pressed; give what to say of another tab that clashes."""
    if not request.one("version") or not request.worker.may_edit(sheet.kind.name):
        return sheet, None
    answer = sheet.told(request.form)
    clash = _other_tab(request, sheet, answer)
    if clash is None:
        return _kept(request, _started(request, sheet), answer), None
    united = sheets.sheet(request.desk, request.worker, sheet.path)
    return united, clash if clash.status_code == CLASHING else None


def _save(request: AtelierRequest, sheet: Sheet) -> Response:
    if sheet.draft is None:
        return _typed_beside(request, sheet, "identique") or see(
            address(sheet.path) + "?fait=identique"
        )
    outcome = saving.save(request.desk, request.worker, sheet.draft)
    match outcome:
        case Saved():
            if sheet.new:
                letters.placed(request.desk, request.worker, sheet)
            word = _said(outcome)
            return _typed_beside(request, sheet, word) or see(f"{address(sheet.path)}?fait={word}")
        case SavingConflict():
            return _conflict(request, sheet, outcome)
        case Refused():
            return sheet_form.form(request, sheet, status=422, refused=outcome.sentence or "faults", elsewhere=[
                one for one in outcome.problems if one.source.path != sheet.path
            ])  # fmt: skip


def _said(outcome: Saved) -> str:
    """Return the word by which the page tells a save."""
    if outcome.commit == "refused":
        return "seul"
    return "reuni" if outcome.together else "enregistre"


def _typed_beside(request: AtelierRequest, sheet: Sheet, word: str) -> Response | None:
    """Show the form again with what was typed beside it, and for which button it waits; None when nothing was."""
    waiting = sheet_form.left(request, sheet)
    if not waiting:
        return None
    fresh = sheets.sheet(request.desk, request.worker, sheet.path)
    return sheet_form.form(request, fresh, saved=word, left=waiting)


def _conflict(
    request: AtelierRequest, sheet: Sheet, conflict: SavingConflict, *, tab: bool = False
) -> Response:
    around = Surroundings(community=request.desk.project().community, path=sheet.path)
    entries = (
        FormMaker(around, sheet.shown).entries(sheet.kind.type, sheet.shown)
        if not sheet.kind.listed
        else ()
    )
    labels = sheet_form.labels(entries)
    rows = [(rank, _called(clash, labels), clash) for rank, clash in enumerate(conflict.clashes)]
    return page(
        request,
        "conflict.html",
        status=CLASHING,
        sheet=sheet,
        rows=rows,
        tab=tab,
        typed=_pairs(request) if tab else (),
    )


def _pairs(request: AtelierRequest) -> list[tuple[str, str]]:
    """Return what this tab sent: no draft holds it until its person chose."""
    return [
        (name, value)
        for name, values in request.form.items()
        for value in values
        if name != "op" and isinstance(value, str)
    ]


def _called(clash: TextClash, labels: Mapping[str, str]) -> str:
    name = ".".join(map(str, clash.path))
    return labels.get(name, "Texte" if name == "corps" else name or "Liste entière")


def resolve(request: AtelierRequest) -> Response:
    """Go on after a conflict: for each place mine or theirs, all else from both; then the form again, to be saved."""
    desk, worker = request.desk, request.worker
    sheet = sheets.sheet(desk, worker, request.parameters["path"])
    choices = {name: values[0] for name, values in request.form.items()}
    if request.one("onglet"):
        _, both = _both_tabs(request, sheet, sheet.told(request.form))
        if isinstance(both, SavingConflict):
            told_all = [choices.get(f"choix.{rank}", "") for rank in range(len(both.clashes))]
            both = saving.chosen(both, told_all)
        sheets.kept(desk, worker, sheet, both)
        return see(address(sheet.path) + "?fait=choisi")
    if sheet.draft is None or sheet.current is None:
        return see(address(sheet.path))
    writing = saving.resolved(sheet.draft, sheet.current, choices)
    with desk.store.write("atelier") as connection:
        drafts.rebase(connection, worker.key, sheet.path, sheet.current)
    fresh = sheets.sheet(desk, worker, sheet.path)
    sheets.kept(desk, worker, fresh, writing)
    return see(address(sheet.path) + "?fait=choisi")


def faults(request: AtelierRequest) -> Response:
    """Answer the problems of a draft by field, for the script that shows them while one types."""
    sheet = sheets.sheet(request.desk, request.worker, request.parameters["path"])
    _, found = sheets.faults(request.desk, sheet)
    return told({"problemes": dict(found)})


ROUTES = (
    AtelierRoute(
        path=HOME + "fiche/{path:path}",
        handler=show,
        roles=EVERY_ROLE,
    ),
    AtelierRoute(
        path=HOME + "fiche/{path:path}",
        handler=change,
        roles=EVERY_ROLE,
        edits=True,
        methods=("POST",),
    ),
    AtelierRoute(
        path=HOME + "choix/{path:path}",
        handler=resolve,
        roles=EVERY_ROLE,
        edits=True,
        methods=("POST",),
    ),
    AtelierRoute(
        path=HOME + "problemes/{path:path}",
        handler=faults,
        roles=EVERY_ROLE,
    ),
)
