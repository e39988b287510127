"""« Vouliez-vous dire »: the nearest known word, slugs, and the keys and values that authors think of in French."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from heapq import nlargest
from zoneinfo import available_timezones

from markdown.extensions.toc import slugify

from chorale.french.phrases import plain

MANY, FEW = 100, 12


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return « vouliez-vous dire … ? » for the nearest choice, else the list of what is accepted."""
    known = sorted(choices)
    if word != word.strip() and word.strip() in known:
        return f"écrire « {word.strip()} » sans blanc autour"
    if near := _same(word, known) or nearest(word, known):
        return f"vouliez-vous dire « {near} » ?"
    return "attendu : " + ", ".join(known) if 0 < len(known) <= FEW else ""


def _same(word: str, known: Iterable[str]) -> str:
    """Return the only choice of the same letters and numbers: « de 1 » is DE-01."""
    same = [choice for choice in known if _bare(choice) == _bare(word) != ""]
    return same[0] if len(same) == 1 else ""


def _bare(word: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", slug(word)).replace("-", "")


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
    "annulee": ("cancelled",),
    "arbitrage": ("arbitration",),
    "au": ("to", "until"),
    "aussi": ("also",),
    "auteur": ("author",),
    "batiment": ("place",),
    "brouillon": ("draft",),
    "byday": ("weekday",),
    "capacite": ("capacity",),
    "case a cocher": ("consent",),
    "chaque": ("every",),
    "chaque semaine": ("interval",),
    "cloture": ("closes",),
    "code postal": ("address",),
    "commentaires": ("comments",),
    "complet": ("whole",),
    "confirme": ("confirmed",),
    "count": ("until",),
    "cout": ("cost", "estimate"),
    "couverture": ("cover",),
    "date de fin": ("until", "end"),
    "dates": ("sessions",),
    "debut": ("start", "from"),
    "decale": ("moved",),
    "decalee": ("moved",),
    "defaut": ("defaults",),
    "departage": ("tie_break",),
    "deplace": ("moved",),
    "deplacee": ("moved",),
    "dernier": ("last",),
    "deroule": ("programme",),
    "deuxieme": ("second",),
    "dimanche": ("sunday",),
    "du": ("from",),
    "duration": ("end",),
    "duree": ("duration", "end"),
    "ecartee": ("rejected",),
    "ecarts": ("deviations",),
    "email": ("contact", "address"),
    "en ligne": ("online",),
    "end": ("duration",),
    "enregistrement": ("replay",),
    "entier": ("whole",),
    "enveloppe": ("envelope",),
    "etat": ("status",),
    "exceptions": ("except",),
    "exclut": ("excludes",),
    "exdate": ("except",),
    "extrait": ("excerpt",),
    "fin": ("end", "until", "to", "duration"),
    "fonction": ("role",),
    "fr": ("friday",),
    "freq": ("interval",),
    "frequence": ("interval",),
    "fuseau": ("timezone",),
    "genre": ("kind",),
    "gouvernance": ("governance",),
    "groupe": ("group",),
    "heure": ("start",),
    "heure de fin": ("end", "duration"),
    "horaires": ("hours",),
    "image": ("image", "src"),
    "inscription": ("registration",),
    "intervalle": ("interval",),
    "intervenants": ("speakers",),
    "intitule": ("title", "label"),
    "jalons": ("milestones",),
    "jeudi": ("thursday",),
    "jour": ("weekday", "day", "date"),
    "jours": ("weekday",),
    "jusqu'au": ("until",),
    "libelle": ("label",),
    "lien": ("url", "link", "registration"),
    "lieu": ("place", "city", "address"),
    "liste": ("choice",),
    "lundi": ("monday",),
    "maintenu": ("confirmed",),
    "mardi": ("tuesday",),
    "mercredi": ("wednesday",),
    "mo": ("monday",),
    "montant": ("amount",),
    "motif": ("reason", "note"),
    "nom": ("name", "title"),
    "nombre": ("whole",),
    "number": ("whole",),
    "numero": ("number",),
    "obligatoire": ("mandatory", "required"),
    "options": ("choices",),
    "orateurs": ("speakers",),
    "ordre": ("order",),
    "organisateurs": ("partners",),
    "organisme": ("organisation",),
    "ouverture": ("opens",),
    "par defaut": ("defaults",),
    "partenaires": ("partners",),
    "parts egales": ("equal-shares",),
    "pays": ("country",),
    "places": ("capacity",),
    "plafond": ("cap", "high"),
    "plancher": ("floor", "low"),
    "poids": ("weight",),
    "portes": ("doors",),
    "prealables": ("requires",),
    "premier": ("first",),
    "public": ("audiences",),
    "publics": ("audiences",),
    "quatrieme": ("fourth",),
    "qui": ("who",),
    "quoi": ("what",),
    "raison": ("reason",),
    "rang": ("rank",),
    "rdate": ("also",),
    "recurrence": ("every",),
    "recurrent": ("every",),
    "ref": ("reference",),
    "regle": ("rule",),
    "remarque": ("note",),
    "repeat": ("every",),
    "repetition": ("every",),
    "reporte": ("moved",),
    "reportee": ("deferred", "moved"),
    "resume": ("summary",),
    "retenue": ("retained",),
    "retenues": ("retained",),
    "rrule": ("every",),
    "rubriques": ("sections",),
    "rue": ("address",),
    "sa": ("saturday",),
    "salle": ("place",),
    "samedi": ("saturday",),
    "sauf": ("except",),
    "seances": ("sessions",),
    "serie": ("every",),
    "signataires": ("signatories",),
    "statut": ("status",),
    "su": ("sunday",),
    "synthese": ("synthesis",),
    "telephone": ("contact",),
    "texte long": ("paragraph",),
    "th": ("thursday",),
    "titre": ("title",),
    "troisieme": ("third",),
    "tu": ("tuesday",),
    "unite": ("unit",),
    "vendredi": ("friday",),
    "ville": ("city",),
    "visio": ("join", "online"),
    "we": ("wednesday",),
}
"""Plain words, without accents or capitals, each with our words for it, nearest first."""


def meant(word: str, accepted: Iterable[str]) -> str:
    """Return « vouliez-vous dire … ? » for a French or a misspelt word, else the list of what is accepted."""
    known = tuple(accepted)
    ours = next((name for name in WORDS.get(_plain(word), ()) if name in known), None)
    return f"vouliez-vous dire « {ours} » ?" if ours else did_you_mean(word, known)


def _plain(word: str) -> str:
    return plain(word.replace("_", " ").replace("’", "'"))


ZONES: dict[str, str] = {
    "antilles": "America/Guadeloupe",
    "corse": "Europe/Paris",
    "france": "Europe/Paris",
    "guadeloupe": "America/Guadeloupe",
    "guyane": "America/Cayenne",
    "la reunion": "Indian/Reunion",
    "martinique": "America/Martinique",
    "mayotte": "Indian/Mayotte",
    "metropole": "Europe/Paris",
    "nouvelle caledonie": "Pacific/Noumea",
    "polynesie": "Pacific/Tahiti",
    "reunion": "Indian/Reunion",
    "saint pierre et miquelon": "America/Miquelon",
    "wallis et futuna": "Pacific/Wallis",
}
"""Territories by their plain names, each with the time zone of its clocks."""


_CLOCKS = re.compile(r"(?i)(?:gmt|utc|cet|cest)(?: ?\+ ?0?[12](?::?00)?)?")
"""How programs call the clocks of Paris: « Etc/GMT+1 », the nearest name, would be two hours away."""


def zone_meant(word: str) -> str:
    """Return « vouliez-vous dire … ? » for a territory, a town or a misspelt time zone."""
    if _CLOCKS.fullmatch(word.strip()):
        return "vouliez-vous dire « Europe/Paris » ?"
    plain = _plain(word).replace("-", " ")
    names = sorted(available_timezones())
    town = plain.rpartition("/")[2].replace(" ", "_")
    known = (name for name in names if name.rpartition("/")[2].lower() == town)
    found = ZONES.get(plain) or next(known, "") or nearest(word, names)
    return f"vouliez-vous dire « {found} » ?" if found else ""


@lru_cache(20_000)
def slug(words: str) -> str:
    """Return « saint-lo » for « Saint-Lô », and nothing for what has no letter of ours."""
    whole = words.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def anchor(words: str, separator: str = "-") -> str:
    """Return the name of a section of a page, as Python-Markdown makes it, but for the letters that it would lose."""
    return slugify(words.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae"), separator)
