"""« Vouliez-vous dire »: the nearest known word, slugs, and the keys and values that authors think of in French."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from heapq import nlargest

MANY = 100


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return « vouliez-vous dire … ? » for the nearest choice, else the list of what is accepted."""
    known = sorted(choices)
    if near := nearest(word, known):
        return f"vouliez-vous dire « {near} » ?"
    return "attendu : " + ", ".join(known) if 0 < len(known) <= 12 else ""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that was most likely meant, or nothing; a choice in capitals is never guessed."""
    known = sorted(choices)
    if len(known) > MANY:  # difflib alone would take half a second for each slip among 10,000 pages
        known = nlargest(MANY, known, key=lambda choice: len(_pairs(choice) & _pairs(word.lower())))
    return next(iter(get_close_matches(word.lower(), known, n=1, cutoff=0.6)), "")


@lru_cache(20_000)
def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[index : index + 2] for index in range(len(word) - 1))


WORDS: dict[str, tuple[str, ...]] = {
    "adresse": ("address", "url"),
    "annule": ("cancelled",),
    "arbitrage": ("arbitration",),
    "auteur": ("author",),
    "capacite": ("capacity",),
    "cloture": ("closes",),
    "commentaires": ("comments",),
    "confirme": ("confirmed",),
    "cout": ("cost", "estimate"),
    "date de fin": ("until", "end"),
    "debut": ("start", "from"),
    "deplace": ("moved",),
    "departage": ("tie_break",),
    "duree": ("duration",),
    "ecartee": ("rejected",),
    "ecarts": ("deviations",),
    "en ligne": ("online",),
    "enveloppe": ("envelope",),
    "etat": ("status",),
    "exclut": ("excludes",),
    "fin": ("end", "until", "to"),
    "fuseau": ("timezone",),
    "genre": ("kind",),
    "gouvernance": ("governance",),
    "groupe": ("group",),
    "heure": ("start",),
    "horaires": ("hours",),
    "image": ("image", "src"),
    "inscription": ("registration",),
    "intervenants": ("speakers",),
    "intitule": ("title", "label"),
    "jalons": ("milestones",),
    "jusqu'au": ("until",),
    "libelle": ("label",),
    "lien": ("url", "link", "registration"),
    "lieu": ("place", "city", "address"),
    "maintenu": ("confirmed",),
    "montant": ("amount",),
    "motif": ("reason", "note"),
    "nom": ("name", "title"),
    "numero": ("number",),
    "obligatoire": ("mandatory", "required"),
    "organisateurs": ("partners",),
    "ouverture": ("opens",),
    "parts egales": ("equal-shares",),
    "partenaires": ("partners",),
    "pays": ("country",),
    "places": ("capacity",),
    "plafond": ("cap", "high"),
    "plancher": ("floor", "low"),
    "poids": ("weight",),
    "portes": ("doors",),
    "prealables": ("requires",),
    "public": ("audiences",),
    "publics": ("audiences",),
    "raison": ("reason",),
    "regle": ("rule",),
    "remarque": ("note",),
    "reportee": ("deferred",),
    "resume": ("summary",),
    "retenue": ("retained",),
    "retenues": ("retained",),
    "rubriques": ("sections",),
    "seances": ("sessions",),
    "signataires": ("signatories",),
    "statut": ("status",),
    "titre": ("title",),
    "unite": ("unit",),
    "ville": ("city",),
    "visio": ("join", "online"),
}
"""Plain words, without accents or capitals, each with our words for it, nearest first."""


def meant(word: str, accepted: Iterable[str]) -> str:
    """Return « vouliez-vous dire … ? » for a French or a misspelt word, else the list of what is accepted."""
    known = tuple(accepted)
    ours = next((name for name in WORDS.get(_plain(word), ()) if name in known), None)
    return f"vouliez-vous dire « {ours} » ?" if ours else did_you_mean(word, known)


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.lower().replace("_", " ").replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


@lru_cache(20_000)
def slug(words: str) -> str:
    """Return « saint-lo » for « Saint-Lô », and nothing for what has no letter of ours."""
    whole = words.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
