"""Personal links of people without account: who is asked, the address of their page, one that opens nothing."""

from starlette.responses import Response

from chorale.atelier.web.request import AtelierRequest, refused_page
from chorale.content.text_rules import Invalid, email, line
from chorale.service import signed_links


class BadPerson(ValueError):
    """Nobody can be written to; the text is a French sentence."""


def asked(request: AtelierRequest, why: str, fields: str = "") -> tuple[str, str]:
    """Return the name and the address that were typed; why says what the name serves for. Raises BadPerson."""
    typed = request.one(f"{fields}adresse")
    try:
        name, address = line(request.one(f"{fields}nom"), 80), email(typed)
    except Invalid as wrong:
        raise BadPerson(f"« {typed.strip()[:80]} » : {wrong}.") from None
    if not name:
        raise BadPerson(f"Écrire le nom de la personne : {why}.")
    return name, address


def address(request: AtelierRequest, door: str, use: str, identifier: str) -> str:
    """Return the whole address of someone's page, which a signature keeps from being guessed."""
    word = signed_links.ticket(request.service.outbox.secret, use, identifier)
    return f"{request.service.absolute(door)}{word}"


def identifier(request: AtelierRequest, use: str) -> str:
    """Return whose link the address of the page is; nothing for one that is not whole."""
    return signed_links.holder(request.service.outbox.secret, use, request.parameters["word"]) or ""


def closed(request: AtelierRequest, why: str) -> Response:
    """Say that a link opens nothing, and whom to ask for another."""
    return refused_page(request, "Ce lien n’ouvre rien", why, "/", 404)
