"""Preview of a mail of the service: its words, saved or as typed, an example in place of each name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chorale.atelier.sheets import Sheet
from chorale.content.mail_model import MailModel, MailWording
from chorale.content.mail_models import MODELS
from chorale.content.mail_texts import MailText, worded

EXAMPLES: Mapping[str, str] = {
    "seance": "séance",
    "Seance": "Séance",
    "titre": "Bien démarrer",
    "quand": "jeudi 4 mars à 10 h",
    "lieu": "salle des fêtes, Brest",
    "limite": "mardi 2 mars à 18 h",
    "places": "4 places",
    "ancienne": "ada@ancienne.example",
    "par": "ada@exemple.fr",
    "place": "Une place vous est gardée jusqu'au mardi 2 mars à 18 h : confirmez avant, elle sera à vous.",
    "connexion": ", avec son adresse de connexion",
    "rang": "2e",
    "mot": "La salle est réservée aux collectivités ; une autre séance suivra en juin.",
    "attente": "votre demande n'a pas reçu de réponse",
    "moment": "demain",
    "debut": "demain à 10 h",
    "sujet": "Nouvelle date",
    "changements": "La séance change de date ou d'heure : elle était prévue le mercredi 3 mars à 10 h.",
    "note": "La salle reste la même.",
    "autres": "Voir les autres séances",
    "sujets": "les nouveautés",
    "numero": "7F3A-91C2",
    "formulaire": "Demander une visite",
    "merci": "Merci, votre réponse est enregistrée.",
    "cycle": "cycle 9 du Conseil",
    "Cycle": "Cycle 9",
    "groupe": "Nord",
    "role": "référente",
    "perdu": "https://exemple.fr/participer/mes-donnees/",
    "tache": "notez les demandes, ajustez la proposition du groupe ; la déposer vous revient.",
    "etat": "Le groupe Nord n'a encore rien déposé.",
    "depot": "1",
    "communaute": "la communauté",
    "duree": "une heure",
    "cle": "Téléphone",
    "qui": "Anne",
    "bilan": "2 commentaires ouverts",
    "deplacee": "reportée",
    "entree": "12",
    "fonction": "Secours",
    "instant": "2026-03-04 10:00:00 UTC",
    "suite": "elles peuvent encore être remplacées.",
}
"""What stands for each name in the preview of a mail."""


@dataclass(frozen=True, kw_only=True)
class MailExample:
    """A mail with the words that it would have."""

    model: MailModel
    words: MailWording


def example(name: str, own: Iterable[MailText]) -> MailExample:
    """Return a mail as it would arrive."""
    return MailExample(model=MODELS[name], words=worded(name, own, EXAMPLES))


def of_sheet(sheet: Sheet) -> MailExample | None:
    """Return a mail as its form has it at this instant; nothing for what is no mail."""
    known = sheet.kind.files.match(sheet.path) or {}
    name, shown = known.get("slug", ""), sheet.shown
    if sheet.kind.type is not MailText or name not in MODELS or not isinstance(shown, dict):
        return None
    said = shown.get("said")
    own = MailText(
        path=sheet.path,
        slug=name,
        said=tuple(map(str, said)) if isinstance(said, list) else (),
        **{key: str(shown.get(key) or "") for key in ("subject", "button", "after")},
    )
    return example(name, (own,))
