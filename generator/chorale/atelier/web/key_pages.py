"""Keys of a cycle made in the browser of who keeps them: proven by a trial, their public part goes into keys.yml."""

from starlette.responses import Response

from chorale.atelier import project_files, saving
from chorale.atelier.web.cycle_pages import ADDRESS, ONE, SECRETARIAT, note, written
from chorale.atelier.web.request import AtelierRequest, AtelierRoute, as_json, page, see
from chorale.content.writing import cycle_files
from chorale.content.writing.layout import Unspliceable
from chorale.french import phrases
from chorale.ipm.model import Cycle, SealKey
from chorale.service.accounts import encryption
from chorale.service.http_errors import unknown_action
from chorale.service.questionnaire import seal_keys
from chorale.service.questionnaire.schedule import schedule
from chorale.service.questionnaire.secretariat import SecretariatError

FAILED = (
    "La réponse n'est pas celle de l'essai : le fichier donné n'est pas celui de cette clé. Donner le bon, ou créer"
    " une autre clé."
)


def show(request: AtelierRequest) -> Response:
    """Show the keys of a cycle, and how to make the one that is missing."""
    return _shown(request, written(request))


def _shown(
    request: AtelierRequest,
    cycle: Cycle,
    key: SealKey | None = None,
    *,
    refused: str = "",
    trial: str = "",
) -> Response:
    """Show the cycle's keys, or the trial of a key that is to be proven."""
    with request.service.store.read() as connection:
        closed = schedule(cycle, connection).state(request.desk.clock()) == "closed"
    recipients = [key.recipient for key in cycle.seals]
    told = {
        "sealed": trial or (encryption.seal(_witness(cycle), recipients) if recipients else ""),
        "witness": "" if trial else _witness(cycle),
        "keys": {key.recipient: key.holder for key in cycle.seals},
        "mine": key.recipient if key else "",
    }
    return page(
        request,
        "cycle_keys.html",
        status=422 if refused else 200,
        cycle=cycle,
        key=key or _typed(request),
        instead=request.one("remplace"),
        missing=seal_keys.KEYS - len(cycle.seals),
        closed=closed,
        trial=trial,
        data=as_json(told).replace("<", "\\u003c"),
        refused=refused,
        done=request.query.get("fait", ""),
    )


def _witness(cycle: Cycle) -> str:
    return f"essai {cycle.slug}"


def _typed(request: AtelierRequest) -> SealKey:
    return SealKey(holder=request.one("titulaire"), recipient=request.one("publique"))


def _said(error: SecretariatError) -> str:
    return f"{phrases.capital(str(error))}."


def change(request: AtelierRequest) -> Response:
    """Seal a trial to a key, or take the key of whoever read its own."""
    cycle, operation = written(request), request.one("op")
    if operation not in ("essai", "garder"):
        raise unknown_action()
    try:
        key = seal_keys.checked(request.service, cycle, _typed(request), request.one("remplace"))
    except SecretariatError as error:
        return _shown(request, cycle, refused=_said(error))
    sealed = seal_keys.trial(request.service, cycle, key)
    if operation == "essai":
        return _shown(request, cycle, key, trial=sealed)
    if not seal_keys.proven(request.service, cycle, key, request.one("reponse")):
        return _shown(request, cycle, key, refused=FAILED, trial=sealed)
    if refused := _declared(request, cycle, key):
        return _shown(request, cycle, key, refused=refused, trial=sealed)
    note(request, cycle, "cycle-key", f"clé de « {key.holder} »")
    return see(f"{ADDRESS}/{cycle.slug}/cles?fait=garde")


def _declared(request: AtelierRequest, cycle: Cycle, key: SealKey) -> str:
    """Write the public part; return why it was not."""
    path, desk = cycle_files.keys_path(cycle), request.desk
    current = project_files.read(desk.root, path, project_files.ANY)
    try:
        text = cycle_files.with_key(cycle, current or "", key, request.one("remplace"))
    except Unspliceable:
        return f"« {path} » est écrit d'une façon que l'atelier ne sait pas modifier : il faut un éditeur de texte."
    done = saving.save_text(desk, request.worker, path, text, project_files.digest(current))
    if isinstance(done, saving.Saved):
        return ""
    return " ".join([done.sentence, *(f"{one.message}." for one in done.problems)]).strip()


ROUTES = (
    AtelierRoute(path=ONE + "/cles", handler=show, roles=SECRETARIAT, online=True),
    AtelierRoute(
        path=ONE + "/cles", handler=change, roles=SECRETARIAT, methods=("POST",), online=True
    ),
)
