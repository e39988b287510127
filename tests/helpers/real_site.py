"""What the journeys read: the real community as of one day, its kinds of page, and the accessibility engine."""

from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 21)
AXE = Path(__file__).parent / "vendor/axe.min.js"

KINDS = {
    "accueil": "",
    "documentation": "documentation/",
    "fiche": "documentation/recycler-une-facture/",
    "fiche avec calcul": "documentation/frais-de-deplacement/",
    "public": "publics/travaux/",
    "recherche": "recherche/?q=facture",
    "agenda": "agenda/",
    "mois": "agenda/mois/2018-12/",
    "calendriers": "calendriers/",
    "webinaire": "agenda/webinaires/rejets-comprendre-et-corriger/",
    "webinaire passé": "agenda/webinaires/fournisseurs-bien-demarrer/",
    "rencontre": "agenda/rencontres/2026-12-10-lyon/",
    "lettres": "lettres/",
    "numéro": "lettres/2018-12/",
    "article": "lettres/2022-07/frais-de-deplacement/",
    "gouvernance": "ipm/",
    "cycle arbitré": "ipm/cycle-5/",
    "groupes": "ipm/cycle-5/groupe/",
    "votre groupe": "ipm/cycle-5/groupe/ministeres/",
    "demandes": "ipm/cycle-5/demande/",
    "demande": "ipm/cycle-5/demande/DE-07/",
    "calcul": "ipm/cycle-5/calcul/",
    "preuves": "ipm/cycle-5/preuves/",
    "et si": "ipm/cycle-5/et-si/",
    "en salle": "ipm/cycle-5/en-salle/",
    "cycle ouvert": "ipm/cycle-9/",
    "aide": "aide/",
    "à propos": "a-propos/",
    "accessibilité": "a-propos/accessibilite/",
    "formulaires": "formulaires/",
    "formulaire ouvert": "formulaires/demande-presentation/",
    "formulaire clos": "formulaires/satisfaction-documentation/",
    "page absente": "jamais-vue/",
}
"""A page of every kind: what it is, its address."""
