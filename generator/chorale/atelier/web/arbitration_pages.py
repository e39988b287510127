"""The arbitration meeting at the desk: each request beside its recommendation, the effect, the file, the minutes."""

from dataclasses import dataclass, field, replace

from starlette.responses import Response

from chorale.atelier import arbitrating, project_files, saving
from chorale.atelier.arbitrating import MeetingSheet
from chorale.atelier.forms.screen_words import sentences
from chorale.atelier.rights import PUBLISHERS
from chorale.atelier.web import cycle_online
from chorale.atelier.web.cycle_pages import ADDRESS, ONE, SECRETARIAT, cycle_of, written
from chorale.atelier.web.request import AtelierRequest, AtelierRoute, page, refused_page, see
from chorale.content import fingerprints
from chorale.content.follow_up import unit_of
from chorale.content.project import inspect_typed
from chorale.content.source_files import UnreadableFile
from chorale.content.writing.layout import Unspliceable
from chorale.french import phrases
from chorale.ipm.amounts import natural
from chorale.ipm.decide import decide
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import Cycle
from chorale.service.http_errors import unknown_page
from chorale.site.cycle import meeting_sentences, minutes_odt, view
from chorale.site.cycle.decision_sentences import infeasible_sentence, names_of

FILE = 300_000
"""Bytes of an arbitration file that are read."""
BY_HAND = "Ce fichier est écrit d'une façon que l'atelier ne sait pas modifier : le changer dans un éditeur de texte."
ELSEWHERE = "Cette page, dans un autre onglet, le montre. Votre saisie reste ci-dessous : l'enregistrer le remplace."


@dataclass(frozen=True, kw_only=True)
class _Meeting:
    """A cycle to arbitrate: what is recommended, what the file says on the disk, and what is on the page."""

    cycle: Cycle
    recommendation: Decision
    current: str | None
    sheet: MeetingSheet
    notices: list[str] = field(default_factory=list)

    @property
    def decided(self) -> Decided:
        """Return what the page decides."""
        return arbitrating.decided(self.cycle, self.recommendation, self.sheet)


def _opened(request: AtelierRequest) -> _Meeting | Response:
    """Return the meeting of the address, with what the file says; or why nothing can be decided yet."""
    cycle = written(request)
    back = f"{ADDRESS}/{cycle.slug}"
    if not cycle.ballots:
        why = "Les réponses des groupes ne sont pas ouvertes : rien n'est encore recommandé."
        return refused_page(request, "Rien à arbitrer", why, back, 409)
    try:
        recommendation = decide(cycle)
    except Infeasible as clash:
        why = infeasible_sentence(clash, names_of(cycle))
        return refused_page(request, "Rien n'est recommandé", why, back, 409)
    path = arbitrating.path_of(cycle)
    current = project_files.read(request.desk.root, path, project_files.ANY)
    sheet = arbitrating.fresh(cycle, recommendation)
    if current is not None:
        sheet, _ = arbitrating.read(sheet, current)
    return _Meeting(cycle=cycle, recommendation=recommendation, current=current, sheet=sheet)


def show(request: AtelierRequest) -> Response:
    """Show what the file says, or the recommendation."""
    cycle_of(request)
    found = _opened(request)
    return found if isinstance(found, Response) else _shown(request, found)


def _shown(request: AtelierRequest, found: _Meeting, refused: tuple[str, ...] = ()) -> Response:
    made, cycle = found.decided, found.cycle
    unit = unit_of(cycle)
    return page(
        request,
        "cycle_arbitration.html",
        status=422 if refused else 200,
        cycle=cycle,
        sheet=found.sheet,
        verdicts=arbitrating.VERDICTS,
        rows=sorted(_rows(found), key=lambda row: natural(row.request.reference)),
        voices=[
            group.name
            for key in view.present(cycle, found.recommendation)
            for group in cycle.groups
            if group.key == key
        ],
        seen=_seen(request, found, refused),
        decided=made,
        unit=unit,
        beside=phrases.listing([one.request.reference for one in made.departures]),
        effects=arbitrating.by_group(made),
        ceiling=meeting_sentences.ceiling(made),
        faults=_faults(request, found),
        notices=found.notices,
        refused=refused,
        done=request.query.get("fait", ""),
        room=cycle_online.room(request, cycle),
        held="arbitration" in fingerprints.held(cycle),
        met=fingerprints.met(cycle, request.desk.today),
        kept=found.current is not None,
        publishes=bool(request.worker.roles & PUBLISHERS),
    )


def _seen(request: AtelierRequest, found: _Meeting, refused: tuple[str, ...]) -> str:
    """Return the digest that the page was typed over: what someone else saved, once its person was told of it."""
    told = any(one.endswith(ELSEWHERE) for one in refused)
    return (not told and request.one("vu")) or project_files.digest(found.current)


def _rows(found: _Meeting) -> tuple[view.RequestRow, ...]:
    recommended = Decided(cycle=found.cycle, recommendation=found.recommendation)
    return view.lines(recommended)


def _faults(request: AtelierRequest, found: _Meeting) -> list[str]:
    """Say what the checks of the content find in what is on the page, as the saving will."""
    faults = found.sheet.faults()
    text = _text(found)
    if text is None:
        return [*faults, BY_HAND]
    path = arbitrating.path_of(found.cycle)
    _, problems = inspect_typed(request.desk.project().loaded, request.desk.today, path, text)
    mine = (one for one in problems if one.source.path == path)
    return [*faults, *sentences(mine, advised=False)]


def _text(found: _Meeting) -> str | None:
    meeting = found.decided.arbitration
    try:
        return arbitrating.as_file(found.current, meeting) if meeting else None
    except (Unspliceable, UnreadableFile):
        return None


def change(request: AtelierRequest) -> Response:
    """Show the effect of what is typed, take the file of the meeting room, or save."""
    cycle_of(request)
    found = _opened(request)
    if isinstance(found, Response):
        return found
    typed = replace(found, sheet=arbitrating.typed(found.sheet, request.form))
    match request.one("op"):
        case "lire":
            return _from_room(request, found, typed)
        case "enregistrer":
            refused = _saved(request, typed)
            if not refused:
                return see(f"{ADDRESS}/{found.cycle.slug}/arbitrage?fait=enregistre")
            return _shown(request, typed, refused)
        case _:
            return _shown(request, typed)


def _saved(request: AtelierRequest, meeting: _Meeting) -> tuple[str, ...]:
    """Write the file; return why nothing was written."""
    if faults := meeting.sheet.faults():
        return tuple(faults)
    text = _text(meeting)
    if text is None:
        return (BY_HAND,)
    path = arbitrating.path_of(meeting.cycle)
    done = saving.save_text(request.desk, request.worker, path, text, request.one("vu"))
    if isinstance(done, saving.Saved):
        return ()
    return sentences(done.problems, advised=False) or (f"{done.sentence} {ELSEWHERE}",)


def _from_room(request: AtelierRequest, found: _Meeting, typed: _Meeting) -> Response:
    """Take what the file of the meeting room says over what was on the page; nothing is saved yet."""
    data = request.files.get("fichier", b"")
    if not data:
        return _shown(request, typed, ("Choisir le fichier arbitration.yml.",))
    start = arbitrating.fresh(found.cycle, found.recommendation)
    try:
        sheet, strangers = arbitrating.read(start, data[:FILE].decode("utf-8"))
    except (UnreadableFile, UnicodeDecodeError):
        return _shown(request, typed, ("Ce fichier n'est pas un arbitrage lisible.",))
    notices = ["Le fichier est lu ; il reste à enregistrer."]
    if strangers:
        notices.append(f"Ce cycle n'a pas {phrases.listing(strangers, 'ni')} : laissé de côté.")
    return _shown(request, replace(found, sheet=sheet, notices=notices))


def minutes(request: AtelierRequest) -> Response:
    """Give the minutes of what is saved, to complete and sign."""
    cycle_of(request)
    found = _opened(request)
    if isinstance(found, Response):
        return found
    cycle = found.cycle
    if cycle.arbitration is None:
        raise unknown_page()
    made = Decided(cycle=cycle, recommendation=found.recommendation, arbitration=cycle.arbitration)
    headers = {"Content-Disposition": f'attachment; filename="releve-{cycle.slug}.odt"'}
    kind = "application/vnd.oasis.opendocument.text"
    return Response(minutes_odt.document(made), media_type=kind, headers=headers)


ROUTES = (
    AtelierRoute(path=ONE + "/arbitrage", handler=show, roles=SECRETARIAT, online=True),
    AtelierRoute(
        path=ONE + "/arbitrage",
        handler=change,
        roles=SECRETARIAT,
        methods=("POST",),
        online=True,
        files=1,
    ),
    AtelierRoute(path=ONE + "/releve.odt", handler=minutes, roles=SECRETARIAT, online=True),
)
