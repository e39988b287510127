"""Keys of a cycle made in the browser of who keeps them: proven by a trial, their public part goes into keys.yml."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from chorale.atelier import project_files, saving
from chorale.atelier.forms.screen_words import sentences
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
    return _shown(request, written(request), KeyStep())


@dataclass(frozen=True, kw_only=True)
class KeyStep:
    """Where the making of a key stands: typed, sealed in a trial to be read, refused, or taken."""

    key: SealKey | None = None
    trial: str = ""
    refused: str = ""
    taken: bool = False


def _shown(request: AtelierRequest, cycle: Cycle, step: KeyStep) -> Response:
    """Show the cycle's keys, or the trial of a key that is to be proven."""
    values = told(request, cycle, step, f"{ADDRESS}/{cycle.slug}/cles")
    status = 422 if step.refused else 200
    done = request.query.get("fait", "")
    return page(request, "cycle_keys.html", status=status, done=done, **values)


def told(request: AtelierRequest, cycle: Cycle, step: KeyStep, address: str) -> dict[str, Any]:
    """Return what a page of keys shows, its forms sent to an address."""
    recipients = [key.recipient for key in cycle.seals]
    sealed = encryption.seal(_witness(cycle), recipients) if recipients else ""
    data = {
        "sealed": step.trial or sealed,
        "witness": "" if step.trial else _witness(cycle),
        "keys": {key.recipient: key.holder for key in cycle.seals},
        "mine": step.key.recipient if step.key else "",
    }
    return {
        "cycle": cycle,
        "address": address,
        "key": step.key or _typed(request),
        "instead": request.one("remplace"),
        "missing": seal_keys.KEYS - len(cycle.seals),
        "closed": closed(request, cycle),
        "trial": step.trial,
        "data": as_json(data).replace("<", "\\u003c"),
        "refused": step.refused,
        "keeper": None,
    }


def closed(request: AtelierRequest, cycle: Cycle) -> bool:
    """Return whether the questionnaire is closed: its keys do not change any more."""
    with request.service.store.read() as connection:
        return schedule(cycle, connection).state(request.desk.clock()) == "closed"


def _witness(cycle: Cycle) -> str:
    return f"essai {cycle.slug}"


def _typed(request: AtelierRequest) -> SealKey:
    return SealKey(holder=request.one("titulaire"), recipient=request.one("publique"))


def _said(error: SecretariatError) -> str:
    return f"{phrases.capital(str(error))}."


def change(request: AtelierRequest) -> Response:
    """Seal a trial to a key, or take the key of whoever read its own."""
    cycle = written(request)
    step = tried(request, cycle)
    if step.taken:
        return see(f"{ADDRESS}/{cycle.slug}/cles?fait=garde")
    return _shown(request, cycle, step)


def tried(request: AtelierRequest, cycle: Cycle) -> KeyStep:
    """Take one step of the making of a key: its trial, then its proof, on which its public part is written."""
    operation = request.one("op")
    if operation not in ("essai", "garder"):
        raise unknown_action()
    try:
        key = seal_keys.checked(request.service, cycle, _typed(request), request.one("remplace"))
    except SecretariatError as error:
        return KeyStep(refused=_said(error))
    sealed = seal_keys.trial(request.service, cycle, key)
    if operation == "essai":
        return KeyStep(key=key, trial=sealed)
    if not seal_keys.proven(request.service, cycle, key, request.one("reponse")):
        return KeyStep(key=key, trial=sealed, refused=FAILED)
    if refused := _declared(request, cycle, key):
        return KeyStep(key=key, trial=sealed, refused=refused)
    note(request, cycle, "cycle-key", f"clé de « {key.holder} »")
    return KeyStep(key=key, taken=True)


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
    return " ".join((done.sentence, *sentences(done.problems))).strip()


ROUTES = (
    AtelierRoute(path=ONE + "/cles", handler=show, roles=SECRETARIAT, online=True),
    AtelierRoute(
        path=ONE + "/cles", handler=change, roles=SECRETARIAT, methods=("POST",), online=True
    ),
)
