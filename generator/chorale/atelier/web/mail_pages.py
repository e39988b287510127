"""Words of the mails that the service writes: each shown with an example, and reworded in its own file."""

from collections.abc import Mapping

from starlette.responses import Response

from chorale.atelier.rights import EVERY_ROLE, writers
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page
from chorale.content.kinds import kind_of
from chorale.content.mail_models import MODELS
from chorale.content.mail_texts import MailText, worded

ADDRESS = HOME + "courriels"
EXAMPLES: Mapping[str, str] = {
    "seance": "séance",
    "Seance": "Séance",
    "titre": "Bien démarrer",
    "quand": "jeudi 4 mars à 10 h",
    "lieu": "salle des fêtes, Brest",
    "limite": "mardi 2 mars à 18 h",
    "connexion": ", avec son adresse de connexion",
    "rang": "2e",
    "moment": "demain",
    "debut": "demain à 10 h",
    "sujet": "Nouvelle date",
    "changements": "La séance change de date ou d'heure : elle était prévue le mercredi 3 mars à 10 h.",
    "note": "La salle reste la même.",
    "autres": "Voir les autres séances",
    "sujets": "fournisseurs",
    "numero": "7F3A-91C2",
    "formulaire": "Demander une visite",
    "merci": "Merci, votre réponse est enregistrée.",
}
"""What stands for each name in the preview of a mail."""


def listing(request: AtelierRequest) -> Response:
    """Show every mail as it would arrive with the words of the files, and which are the community's own."""
    own = request.desk.project().community.mails
    written = {one.slug: one.path for one in own}
    path = kind_of(MailText).files
    rows = [
        (name, model, worded(name, own, EXAMPLES), written.get(name, ""))
        for name, model in MODELS.items()
    ]
    broken = [one for one in sorted(request.desk.project().loaded.broken) if path.holds(one)]
    writes = bool(request.worker.roles & writers("mail"))
    return page(request, "mails.html", rows=rows, broken=broken, writes=writes)


ROUTES = (AtelierRoute(path=ADDRESS, handler=listing, roles=EVERY_ROLE),)
MENU = (MenuLine(label="Courriels", address=ADDRESS, roles=writers("mail"), rank=38),)
