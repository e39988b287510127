"""A browser at the atelier's door that looks in the journal after each form: what was done has its line there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlsplit

from places import Answer, Browser

from chorale.atelier import acts
from chorale.atelier.acts import ActKind
from chorale.atelier.web.pages import ROUTES
from chorale.service import journal as chain
from chorale.service.store import Store

WRITTEN: Mapping[str, frozenset[ActKind]] = {
    path: frozenset(kinds)
    for path, *kinds in (
        ("/atelier/fiche/{path:path}", "saved"),
        ("/atelier/publier", "published", "put-back", "saved"),
        ("/atelier/forge", "forge-opened", "forge-closed", "joined"),
        ("/atelier/renommer/{path:path}", "renamed"),
        ("/atelier/image/{path:path}", "pictured"),
        ("/atelier/importer", "pictured"),
        ("/atelier/importer/articles", "pictured", "saved"),
        ("/atelier/entrer", "entered"),
        ("/atelier/entrer/cle", "entered-key"),
        ("/atelier/sortir", "left"),
        ("/atelier/acces", "key-added", "key-removed", "unbound"),
        ("/atelier/lettre/{issue}/approuver", "approved"),
        ("/atelier/lettre/{issue}/essai", "rehearsed"),
        ("/atelier/lettre/{issue}/envoi", "planned", "cancelled", "paused", "resumed", "settled"),
        (
            "/atelier/relecture/{path:path}",
            "commented",
            "settled-comment",
            "reviewed",
            "asked-review",
            "review-closed",
        ),
        ("/atelier/suggestion/{path:path}", "settled-comment"),
        ("/atelier/relire/{word}", "commented", "settled-comment", "reviewed"),
        ("/atelier/equipe", "roles", "invited", "removed"),
        (
            "/atelier/seances/{key}",
            "registered",
            "corrected",
            "moved",
            "unregistered",
            "seated",
            "reminded",
        ),
        ("/atelier/seances/{key}/reglages", "saved", "settings"),
        ("/atelier/seances/{key}/presences", "attendance"),
        ("/atelier/seances/{key}/message", "wrote"),
        ("/atelier/reponses/{form}/{answer}", "sorted", "replied", "drafted"),
        ("/atelier/cycles/nouveau", "saved"),
        (
            "/atelier/cycles/{slug}",
            "cycle-replaced",
            "cycle-corrected",
            "cycle-revoked",
            "cycle-renewed",
            "cycle-extended",
            "cycle-closed",
            "cycle-amended",
        ),
        ("/atelier/cycles/{slug}/inviter", "cycle-invited"),
        ("/atelier/cycles/{slug}/relancer", "cycle-reminded"),
        ("/atelier/cycles/{slug}/depots", "cycle-collected"),
        ("/atelier/cycles/{slug}/cles", "cycle-key", "saved"),
        ("/atelier/cycles/{slug}/gardiens", "cycle-keeper", "cycle-keeper-closed"),
        ("/atelier/cle/{word}", "cycle-key", "saved", "cycle-opened"),
        (
            "/atelier/cycles/{slug}/figer",
            "cycle-frozen",
            "cycle-corrected-record",
            "cycle-head",
            "saved",
        ),
        ("/atelier/cycles/{slug}/arbitrage", "saved"),
        ("/atelier/cycles/{slug}/ouverture", "cycle-opened", "saved"),
    )
}
"""What each form of the atelier writes in the journal, by its route."""
ASKED: frozenset[ActKind] = frozenset(
    {
        "entered-account",
        "bound",
        "exported",
        "took-answers",
        "cycle-questionnaire",
    }
)
"""What an address that is only asked for writes there: a list taken, a return from the identity provider."""
DRAFTED = frozenset(
    {
        "/atelier/contenus/{kind}/nouveau",
        "/atelier/historique/{path:path}",
        "/atelier/choix/{path:path}",
        "/atelier/coller",
        "/atelier/demandes",
        "/atelier/importer",
        "/atelier/importer/articles",
        "/atelier/entrer/lien",
    }
)
"""The forms whose whole work is a draft of who sends them, whose line is written when it is saved; and the request
for a link, which tells nobody whether someone has that address. Pictures that come with an import have theirs at once."""
SHOWN = frozenset(
    {
        ("/atelier/publier", "preparer"),
        ("/atelier/seances/{key}/message", ""),
        ("/atelier/seances/{key}/message", "apercu"),
        ("/atelier/reponses/{form}/{answer}", "apercu"),
        ("/atelier/cycles/{slug}/inviter", ""),
        ("/atelier/cycles/{slug}/inviter", "apercu"),
        ("/atelier/cycles/{slug}/cles", "essai"),
        ("/atelier/cle/{word}", "essai"),
        ("/atelier/cycles/{slug}/arbitrage", ""),
        ("/atelier/cycles/{slug}/arbitrage", "effet"),
        ("/atelier/relecture/{path:path}", "clore"),
        ("/atelier/relire/{word}", "retirer"),
    }
)
"""What is pressed to see before one decides; and another's comment, which only some may close."""
SHEET = "/atelier/fiche/{path:path}"
TYPED = frozenset(
    {
        "/atelier/equipe",
        "/atelier/seances/{key}",
        "/atelier/seances/{key}/message",
        "/atelier/seances/{key}/presences",
        "/atelier/seances/{key}/reglages",
        "/atelier/reponses/{form}/{answer}",
        "/atelier/cycles/nouveau",
        "/atelier/cycles/{slug}/inviter",
        "/atelier/cycles/{slug}/relancer",
        "/atelier/cycles/{slug}/gardiens",
    }
)
"""The forms that, refused, are shown again with all that was typed; the others carry choices, files or keys, or keep
a draft first."""


@dataclass
class Witness(Browser):
    """A browser whose forms of the atelier leave their line in the journal, and show again all that they refuse."""

    store: Store | None = None

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        way = route_of(path) if method == "POST" else ""
        before = len(self._kinds()) if way else 0
        answer = super().ask(method, path, body, headers)
        if way:
            written = set(self._kinds()[before:])
            assert written <= WRITTEN.get(way, frozenset()), (way, written)
            if answer.status < 400 and not written:
                pressed = parse_qs(body.decode(errors="replace")).get("op", [""])[0]
                assert silent(way, pressed, answer), f"{way}, « {pressed} »: no line in the journal"
            if answer.status in (409, 422) and way in TYPED:
                assert lost(answer, body) == [], f"{way}: typed, refused, and gone"
        return answer

    def _kinds(self) -> list[str]:
        assert self.store is not None
        with self.store.read() as connection:
            return [one.kind for one in chain.entries(connection, acts.CHAIN)]


def silent(way: str, pressed: str, answer: Answer) -> bool:
    """Tell whether what was pressed changes nothing for anybody else."""
    if way == SHEET:
        return pressed != "enregistrer" or "fait=identique" in answer.headers.get("location", "")
    return way in DRAFTED or (way, pressed) in SHOWN


def route_of(path: str) -> str:
    """Return the route of the atelier that a form is sent to, or nothing."""
    asked = urlsplit(path).path
    return next(
        (
            one.path
            for one in ROUTES
            if "POST" in one.methods
            and re.fullmatch(
                re.sub(r"\{\w+\}", "[^/]+", one.path.replace("{path:path}", ".+")), asked
            )
        ),
        "",
    )


def lost(answer: Answer, body: bytes) -> list[str]:
    """Return what was typed in a form that was refused, and is not in the page that says so."""
    shown = _plain(unescape(answer.text))
    return [
        f"{name} : {value}"
        for name, values in parse_qs(body.decode(errors="replace")).items()
        for value in values
        if name != "op" and len(value) > 2 and _plain(value) not in shown
    ]


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
