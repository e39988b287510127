"""A browser that looks after each form: what was done is in the journal, what was refused is still in the page."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import default
from html import unescape
from urllib.parse import parse_qs, urlsplit

from browsing import Answer, Browser
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from chorale.atelier import acts
from chorale.atelier.acts import ActKind
from chorale.atelier.web.pages import ROUTES
from chorale.atelier.web.request import AtelierRoute
from chorale.service import journal as chain
from chorale.service.app import ROUTES as SERVED
from chorale.service.store import Store, Unwritable
from chorale.service.tables import deposit, journal
from chorale.service.web.request import ServiceRoute

WRITTEN: Mapping[str, frozenset[ActKind]] = {
    path: frozenset(kinds)
    for path, *kinds in (
        ("/atelier/fiche/{path:path}", "saved"),
        ("/atelier/publier", "published", "put-back", "saved"),
        ("/atelier/forge", "forge-opened", "forge-closed", "joined"),
        ("/atelier/renommer/{path:path}", "renamed"),
        ("/atelier/supprimer/{path:path}", "deleted"),
        ("/atelier/contenus/{kind}/nouveau", "pictured"),
        ("/atelier/image/{path:path}", "pictured"),
        ("/atelier/importer", "pictured"),
        ("/atelier/abonnes/importer", "subscribed"),
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
            "suggested",
            "settled-comment",
            "took-back",
            "reviewed",
            "asked-review",
            "review-closed",
        ),
        ("/atelier/suggestion/{path:path}", "took-suggestion"),
        ("/atelier/relire/{word}", "commented", "suggested", "took-back", "reviewed"),
        ("/atelier/equipe", "roles", "invited", "removed"),
        (
            "/atelier/seances/{key}",
            "registered",
            "corrected",
            "moved",
            "unregistered",
            "seated",
            "refused",
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
            "saved",
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
for a link, which tells nobody whether someone has that address. Pictures that come with an import or a copy have theirs at once."""
SHOWN = frozenset(
    {
        ("/atelier/publier", "preparer"),
        ("/atelier/seances/{key}", ""),
        ("/atelier/abonnes/importer", ""),
        ("/atelier/abonnes/importer", "effacer"),
        ("/atelier/seances/{key}/message", ""),
        ("/atelier/seances/{key}/message", "apercu"),
        ("/atelier/reponses/{form}/{answer}", "apercu"),
        ("/atelier/cycles/{slug}/inviter", ""),
        ("/atelier/cycles/{slug}/inviter", "apercu"),
        ("/atelier/cycles/{slug}/cles", "essai"),
        ("/atelier/cle/{word}", "essai"),
        ("/atelier/cycles/{slug}/arbitrage", ""),
        ("/atelier/cycles/{slug}/arbitrage", "effet"),
        ("/atelier/relecture/{path:path}", ""),
        ("/atelier/relire/{word}", "retirer"),
    }
)
"""What is pressed to see before one decides; and another's comment, which only some may close."""
HEARD: Mapping[str, frozenset[str]] = {
    path: frozenset(kinds)
    for path, *kinds in (
        ("/participer/ipm/{cycle}/accord", "acceptance"),
        ("/participer/ipm/{cycle}/depot", "deposit", "receipt-key"),
        ("/participer/mon-inscription/{ticket}/", "effacement"),
        ("/participer/mon-abonnement/{ticket}/", "effacement"),
        ("/participer/mon-dossier/{ticket}/", "effacement", "roster"),
        ("/participer/mon-adresse/{ticket}/", "adresse"),
    )
}
"""What each form of the service writes in a journal, by its route: that of the cycle, or that of what is kept."""
OF_THEMSELVES = frozenset({"binding", "purge", "revocation"})
"""What comes beside any form: the terms of a cycle that has opened, what is too old, a link that is closed meanwhile."""
ROWS = "rows"
"""What counts the deposits themselves, beside what journals tell of them."""
KEPT_ALONE = frozenset(
    {
        "/participer/acces",
        "/participer/sortir",
        "/participer/ipm/{cycle}/notes",
        "/participer/ipm/{cycle}/proposition",
        "/participer/ipm/{cycle}/apercu",
        "/participer/formulaires/{form}/",
        "/participer/inscription/{key}/",
        "/participer/mon-groupe/{ticket}/",
        "/participer/desabonnement/{ticket}",
        "/participer/mes-donnees/",
    }
)
"""The forms of the service that no journal tells: what a person sends there is itself kept, with its instant, until it
is erased; a journal, which nothing erases, would keep for ever that they signed up or subscribed."""
SHEET = "/atelier/fiche/{path:path}"
REFUSED = frozenset({409, 422, 429, 503})
"""The refusals of a form that was read: one from elsewhere, or too large, is not."""
BUTTONS = frozenset({"op", "action", "version", "vu", "jeton", "envoi", "site_web"})
"""What is pressed, and what a page says of itself when it is sent back."""
CARRIED: Mapping[str, frozenset[str]] = {
    path: frozenset(names)
    for path, *names in (
        ("/atelier/acces", "reponse", "cle"),  # what an authenticator says, and which of one's keys
        ("/atelier/lettre/{issue}/approuver", "empreinte"),
        ("/atelier/lettre/{issue}/envoi", "empreinte", "compte", "quand"),
        ("/atelier/suggestion/{path:path}", "commentaire"),
        ("/atelier/relecture/{path:path}", "clore"),
        ("/atelier/forge", "ici", "la-bas"),
        ("/participer/acces", "code"),  # a secret, never written back in a page
        ("/atelier/cycles/{slug}", "qui"),
        ("/atelier/abonnes/importer", "lu"),
        ("/atelier/cycles/{slug}/cles", "reponse"),  # the proof that the browser made of a key
        ("/atelier/cle/{word}", "reponse"),
    )
}
"""What a form carries that nobody typed: digests, numbers, answers made by the browser."""
ELSEWHERE = frozenset(
    {
        (SHEET, 409),
        ("/atelier/forge", 409),
        ("/atelier/cycles/{slug}/ouverture", 409),
        ("/atelier/coller", 422),
    }
)
"""Where a refusal shows something else: both texts of a sheet, whose draft is kept; other places to choose from, since
both sides moved; a day too early for answers that the browser opened; a script, whose page has the text still."""


@dataclass
class Witness(Browser):
    """A browser whose forms leave their line in the atelier's journal, and show again all that they refuse."""

    store: Store | None = None

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        way = route_of(path, ROUTES) if method == "POST" else ""
        before = len(self._kinds()) if way else 0
        heard = "" if way or method != "POST" else route_of(path, SERVED)
        told = self._told() if heard else None
        answer = super().ask(method, path, body, headers)
        after = self._told() if heard else None
        if told is not None and after is not None:
            gained = set(after - told) - OF_THEMSELVES
            assert gained - {ROWS} <= HEARD.get(heard, frozenset()), (heard, gained)
            assert ROWS not in gained or "deposit" in gained, f"{heard}: an untold deposit"
        if way:
            written = set(self._kinds()[before:])
            assert written <= WRITTEN.get(way, frozenset()), (way, written)
            if answer.status < 400 and not written:
                pressed = parse_qs(body.decode(errors="replace")).get("op", [""])[0]
                quiet = asks(path) or silent(way, pressed, answer)
                assert quiet, f"{way}, « {pressed} »: no line in the journal"
        if method == "POST" and answer.status in REFUSED:
            form = way or route_of(path, SERVED)
            gone = (
                []
                if (form, answer.status) in ELSEWHERE
                else lost(answer, sent(body, headers), form)
            )
            assert not gone, f"{form}: typed, refused, and gone: {gone}"
        return answer

    def _told(self) -> Counter[str] | None:
        """Count what every journal but the atelier's tells, by kind, and the deposits; None without a database."""
        assert self.store is not None
        counted = select(journal.c.kind, func.count()).where(journal.c.chain != acts.CHAIN)
        try:
            with self.store.read() as connection:
                rows = connection.execute(counted.group_by(journal.c.kind)).all()
                given = connection.execute(select(func.count()).select_from(deposit)).scalar()
        except Unwritable:
            return None
        return Counter({**dict(map(tuple, rows)), ROWS: given or 0})

    def _kinds(self) -> list[str]:
        assert self.store is not None
        with self.store.read() as connection:
            return [one.kind for one in chain.entries(connection, acts.CHAIN)]


def asks(path: str) -> bool:
    """Tell whether an address asks a question first: nothing is done before it is answered."""
    return "question" in parse_qs(urlsplit(path).query)


def silent(way: str, pressed: str, answer: Answer) -> bool:
    """Tell whether what was pressed changes nothing for anybody else."""
    if way == SHEET:
        return pressed != "enregistrer" or "fait=identique" in answer.headers.get("location", "")
    return way in DRAFTED or (way, pressed) in SHOWN


def route_of(path: str, routes: Iterable[AtelierRoute | ServiceRoute]) -> str:
    """Return the route that a form is sent to, or nothing."""
    asked = urlsplit(path).path
    return next(
        (
            one.path
            for one in routes
            if "POST" in one.methods
            and re.fullmatch(
                re.sub(r"\{\w+\}", "[^/]+", one.path.replace("{path:path}", ".+")), asked
            )
        ),
        "",
    )


def sent(body: bytes, headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the fields of a form as they were sent, without its files, which no page can give back."""
    kind = headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return parse_qs(body.decode(errors="replace"))
    read = BytesParser(policy=default).parsebytes(f"Content-Type: {kind}\n\n".encode() + body)
    return {
        str(part.get_param("name", header="content-disposition")): [
            part.get_payload(decode=True).decode(errors="replace")
        ]
        for part in read.iter_parts()
        if part.get_filename() is None
    }


def lost(answer: Answer, form: Mapping[str, list[str]], route: str) -> list[str]:
    """Return what was typed or chosen in a form that was refused, and is not in the page that says so."""
    shown, page = _plain(unescape(answer.text)), BeautifulSoup(answer.text, "html.parser")
    carried = CARRIED.get(route, frozenset()) | BUTTONS
    return [
        f"{name} : {value}"
        for name, values in form.items()
        if name not in carried
        for value in values
        if not _chosen(page, name, value)
        and (name in _choices(page) or (len(value) > 2 and _plain(value) not in shown))
    ]


def _choices(page: BeautifulSoup) -> set[str]:
    boxes = page.find_all("input", type=["radio", "checkbox"])
    return {one.get("name") for one in [*boxes, *page.find_all("select")]}


def _chosen(page: BeautifulSoup, name: str, value: str) -> bool:
    """Tell whether a choice stands again in a page, or was never offered there."""
    boxes = page.find_all("input", attrs={"name": name, "type": ["radio", "checkbox"]})
    lists = page.find_all("select", attrs={"name": name})
    found = [*boxes, *(one for each in lists for one in each.find_all("option"))]
    mine = [one for one in found if one.get("value", one.text) == value]
    first = [each.find("option") for each in lists if not each.find("option", selected=True)]
    return bool(found) and (
        not mine
        or any(one.has_attr("checked") or one.has_attr("selected") or one in first for one in mine)
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
