"""What no longer moves in a cycle: parts frozen, what is typed of them a dated correction, the journal's head kept."""

import re
from collections.abc import Mapping
from functools import partial

from starlette.responses import Response

from chorale.atelier import drafts, project_files, saving, sheets
from chorale.atelier.forms.screen_words import in_words
from chorale.atelier.rights import PUBLISHERS
from chorale.atelier.saving import Refused
from chorale.atelier.web.cycle_pages import ADDRESS, ONE, SECRETARIAT, cycle_of, note, written
from chorale.atelier.web.request import AtelierRequest, AtelierRoute, page, see
from chorale.content import fingerprints
from chorale.content.kinds import kind_of
from chorale.content.project import inspect
from chorale.content.text_rules import Invalid, email
from chorale.content.writing import cycle_files
from chorale.content.writing.cycle_files import FreezeRefused
from chorale.french import phrases
from chorale.ipm.model import ChangeRequest, Cycle
from chorale.service.http_errors import unknown_action
from chorale.service.questionnaire import secretariat
from chorale.service.questionnaire.secretariat import SecretariatError


def show(request: AtelierRequest) -> Response:
    """Show each part of a cycle: free, to be frozen, frozen or moved since."""
    return _shown(request, written(request))


def _shown(request: AtelierRequest, cycle: Cycle, refused: tuple[str, ...] = ()) -> Response:
    held, moved = fingerprints.held(cycle), fingerprints.moved(cycle)
    due = fingerprints.expected(cycle, request.desk.today)
    states = {
        part: "moved" if part in moved else "held" if part in held else "due"
        for part in fingerprints.PARTS
        if part in held or (part in due and fingerprints.opened(cycle, request.desk.today))
    }
    later = {"corrections"} | states.keys()
    return page(
        request,
        "cycle_record.html",
        status=422 if refused else 200,
        cycle=cycle,
        parts={**states, **{one: "later" for one in fingerprints.PARTS if one not in later}},
        names=fingerprints.PARTS,
        due="due" in states.values(),
        ends_today=fingerprints.met(cycle, request.desk.today) and "arbitration" not in states,
        typed_of=_typed(request, cycle),
        moved=moved,
        typed=request.one,
        refused=[phrases.capital(one) for one in refused],
        done=request.query.get("fait", ""),
        publishes=bool(request.worker.roles & PUBLISHERS),
    )


def _typed(request: AtelierRequest, cycle: Cycle) -> list[str]:
    """Return the files of what is frozen of which the person has a draft."""
    with request.desk.store.read() as connection:
        mine = {one.path for one in drafts.all_of(connection, request.worker.key)}
    return [one for one in _paths(cycle) if one in mine]


def _paths(cycle: Cycle) -> tuple[str, str]:
    return cycle.path, kind_of(ChangeRequest).files.path(cycle=cycle.slug)


def change(request: AtelierRequest) -> Response:
    """Freeze what no longer moves, date a correction, or keep the head of the journal."""
    cycle, operation = written(request), request.one("op")
    acts = {"figer": _freeze, "corriger": _correct, "tete": _keep_head}
    if operation not in acts:
        raise unknown_action()
    if refused := acts[operation](request, cycle):
        return _shown(request, written(request), refused)
    return see(f"{ADDRESS}/{cycle.slug}/figer?fait={operation}")


def _freeze(request: AtelierRequest, cycle: Cycle) -> tuple[str, ...]:
    text = project_files.read(request.desk.root, cycle.path) or ""
    try:
        over = request.one("tenue") == "oui"
        made, added = cycle_files.frozen(cycle, text, request.desk.today, meeting_over=over)
    except FreezeRefused as refused:
        return (str(refused),)
    seen = project_files.digest(text)
    done = saving.save_text(request.desk, request.worker, cycle.path, made, seen)
    if isinstance(done, Refused):
        return _why(done)
    if added:
        note(request, cycle, "cycle-frozen", cycle_files.named(added))
    return ()


def _why(refused: Refused) -> tuple[str, ...]:
    told = tuple(f"{one.source.path} : {in_words(one)}" for one in refused.problems)
    return told or (refused.sentence,)


def _correct(request: AtelierRequest, cycle: Cycle) -> tuple[str, ...]:
    """Save what the person typed of the cycle's frozen files, with a correction that says who and why."""
    desk = request.desk
    made = partial(_corrected, request, cycle)
    done = saving.save_together(desk, request.worker, made, f"Corriger {cycle.slug}")
    if isinstance(done, Refused):
        return _why(done)
    with desk.store.write("atelier") as connection:
        for path in _paths(cycle):
            drafts.forget(connection, request.worker.key, path)
    note(request, cycle, "cycle-corrected-record", request.one("raison"))
    return ()


def _corrected(request: AtelierRequest, cycle: Cycle) -> Mapping[str, str] | Refused:
    desk, texts = request.desk, dict[str, str]()
    for path in _typed(request, cycle):
        sheet = sheets.sheet(desk, request.worker, path)
        if sheet.outdated:
            return Refused(sentence=f"« {path} » a changé entre-temps : reprendre votre brouillon.")
        texts[path] = sheets.typed(sheet)
    loaded, _ = inspect(desk.root, desk.today, texts)
    known = loaded.community.cycles if loaded.community else ()
    after = next((one for one in known if one.slug == cycle.slug), None)
    if after is None:
        return Refused(sentence="Ce qui est tapé ne se lit pas : reprendre la fiche.")
    text = texts.get(cycle.path) or project_files.read(desk.root, cycle.path) or ""
    said = {"author": request.one("auteur"), "reason": request.one("raison")}
    try:
        text, _ = cycle_files.corrected(after, text, desk.today, **said)
    except FreezeRefused as refused:
        return Refused(sentence=str(refused))
    return {**texts, cycle.path: text}


def _keep_head(request: AtelierRequest, _: Cycle) -> tuple[str, ...]:
    """Put the head of the journal in heads.yml, for the next publication, and write it to who keeps it."""
    cycle, path = cycle_of(request), cycle_files.heads_path(cycle_of(request))
    try:
        addresses = [email(one) for one in re.split(r"[\s,;]+", request.one("adresses")) if one]
        head = secretariat.head(request.service, cycle)
    except Invalid as invalid:
        return (f"{invalid}",)
    except SecretariatError as error:
        return (f"{error}.",)
    text = project_files.read(request.desk.root, path, project_files.ANY) or ""
    if head not in written(request).heads:
        made, seen = cycle_files.with_head(text, head), project_files.digest(text or None)
        done = saving.save_text(request.desk, request.worker, path, made, seen)
        if isinstance(done, Refused):
            return _why(done)
    secretariat.send_head(request.service, cycle, head, addresses)
    note(request, cycle, "cycle-head", f"entrée n° {head.number}")
    return ()


ROUTES = (
    AtelierRoute(path=ONE + "/figer", handler=show, roles=SECRETARIAT, online=True),
    AtelierRoute(
        path=ONE + "/figer", handler=change, roles=SECRETARIAT, methods=("POST",), online=True
    ),
)
