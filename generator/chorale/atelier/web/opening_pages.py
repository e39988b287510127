"""The opening of the sealed answers: the browser opens them with a key that stays there, the service verifies them."""

from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from chorale.atelier.web.cycle_pages import ADDRESS, ONE, SECRETARIAT, cycle_of, note, written
from chorale.atelier.web.request import AtelierRequest, AtelierRoute, as_json, page, see
from chorale.files import write
from chorale.french.phrases import plural
from chorale.ipm.model import Cycle
from chorale.service.questionnaire import opening
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.questionnaire.verification import VerificationResult, verify


def show(request: AtelierRequest) -> Response:
    """Give the sealed answers to the browser, once the questionnaire is closed."""
    return _shown(request, written(request))


def _shown(
    request: AtelierRequest, cycle: Cycle, refused: tuple[str, ...] = (), status: int = 200
) -> Response:
    values = told(request, cycle, refused, f"{ADDRESS}/{cycle.slug}/ouverture")
    if values["refused"] and not values["sealed"]:
        status = HTTPStatus.CONFLICT
    done = request.query.get("fait", "")
    return page(request, "cycle_opening.html", status=status, done=done, **values)


def told(
    request: AtelierRequest, cycle: Cycle, refused: tuple[str, ...], address: str
) -> dict[str, Any]:
    """Return what a page of the opening shows, its form sent to an address."""
    try:
        sealed = opening.sealed(request.service, cycle)
    except SecretariatError as error:
        sealed, refused = {}, (str(error),)
    names = {group.key: group.name for group in cycle.groups}
    given = [
        {"group": group, "name": names.get(group, group), "sealed": text, "fingerprint": mark}
        for group, (text, mark) in sealed.items()
    ]
    return {
        "cycle": cycle,
        "address": address,
        "sealed": given,
        "data": as_json(given).replace("<", "\\u003c"),
        "keys": [key.holder for key in cycle.seals],
        "refused": refused,
        "typed": {one["group"]: request.one(f"bulletin.{one['group']}") for one in given},
        "opened": {one.group for one in cycle.ballots},
        "verdict": _verdict(request, cycle) if cycle.collection else None,
    }


def _verdict(request: AtelierRequest, cycle: Cycle) -> VerificationResult:
    """Say what anyone will find in the files once they are published."""
    folder, zone = (
        request.desk.root / "content/ipm" / cycle.slug,
        request.service.community.timezone,
    )
    return verify(cycle, folder, zone=zone)


def take(request: AtelierRequest) -> Response:
    """Take what the browser opened."""
    cycle_of(request)
    cycle = written(request)
    refused, status = taken(request, cycle)
    if refused:
        return _shown(request, written(request), refused, status)
    return see(f"{ADDRESS}/{cycle.slug}/ouverture?fait=ouvert")


def taken(request: AtelierRequest, cycle: Cycle) -> tuple[tuple[str, ...], int]:
    """Take opened answers: verified against the fingerprints, journalled, written, committed; say what was refused."""
    desk = request.desk
    texts = {
        group.key: request.one(f"bulletin.{group.key}").replace("\r\n", "\n")
        for group in cycle.groups
    }
    if not any(texts.values()):
        return ("aucune réponse n'est ouverte : donner d'abord la clé",), 422
    try:
        answers = opening.taken(request.service, cycle, texts)
    except SecretariatError as error:
        return (str(error),), 422
    folder = desk.root / "content/ipm" / cycle.slug
    with desk.writing():
        if wrong := opening.strangers(folder, answers.files):
            return tuple(wrong), 409
        write(folder, answers.files)
        desk.changed()
        paths = [f"content/ipm/{cycle.slug}/{one.path}" for one in answers.files]
        desk.repository.commit(paths, request.worker.author, f"Ouvrir les réponses de {cycle.slug}")
    note(request, cycle, "cycle-opened", plural(len(answers.files) - 2, "bulletin"))
    return answers.failures, 422


ROUTES = (
    AtelierRoute(path=ONE + "/ouverture", handler=show, roles=SECRETARIAT, online=True),
    AtelierRoute(
        path=ONE + "/ouverture", handler=take, roles=SECRETARIAT, methods=("POST",), online=True
    ),
)
