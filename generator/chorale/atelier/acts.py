"""The audit journal of staff: each act in a hash-chained row, who by an identifier, told in French."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from chorale.service import journal
from chorale.service.journal import JournalEntry

CHAIN = "atelier"
TURN = f"journal:{CHAIN}"
"""The lock that a transaction holds to write an act."""

ActKind = Literal[
    "entered",
    "entered-key",
    "entered-account",
    "left",
    "key-added",
    "key-removed",
    "bound",
    "unbound",
    "invited",
    "roles",
    "removed",
    "saved",
    "pictured",
    "renamed",
    "deleted",
    "published",
    "put-back",
    "approved",
    "rehearsed",
    "planned",
    "cancelled",
    "paused",
    "resumed",
    "subscribed",
    "settled",
    "commented",
    "asked-review",
    "reviewed",
    "settled-comment",
    "suggested",
    "took-back",
    "took-suggestion",
    "review-closed",
    "forge-opened",
    "forge-closed",
    "joined",
    "registered",
    "corrected",
    "moved",
    "unregistered",
    "seated",
    "refused",
    "reminded",
    "attendance",
    "settings",
    "wrote",
    "exported",
    "sorted",
    "replied",
    "drafted",
    "took-answers",
    "cycle-invited",
    "cycle-replaced",
    "cycle-corrected",
    "cycle-revoked",
    "cycle-renewed",
    "cycle-reminded",
    "cycle-extended",
    "cycle-closed",
    "cycle-amended",
    "cycle-questionnaire",
    "cycle-collected",
    "cycle-opened",
    "cycle-key",
    "cycle-keeper",
    "cycle-keeper-closed",
    "cycle-frozen",
    "cycle-corrected-record",
    "cycle-head",
]
ACTS: Mapping[ActKind, str] = {
    "entered": "a ouvert une session",
    "entered-key": "a ouvert une session par une clé d'accès",
    "entered-account": "a ouvert une session par son compte {what}",
    "left": "a fermé sa session",
    "key-added": "a ajouté une clé d'accès",
    "key-removed": "a retiré une clé d'accès",
    "bound": "a lié son compte {what}",
    "unbound": "a délié son compte {what}",
    "invited": "a envoyé un lien à {whom}",
    "roles": "a donné à {whom} : {what}",
    "removed": "a retiré de l'équipe {whom}",
    "saved": "a enregistré {file}",
    "pictured": "a ajouté l'image {name}",
    "renamed": "a renommé {file}",
    "deleted": "a supprimé {what}",
    "published": "a mis en ligne une publication",
    "put-back": "a remis en ligne la publication {version}",
    "approved": "a approuvé la lettre {letter}",
    "rehearsed": "a envoyé un essai de la lettre {letter}",
    "planned": "a décidé l'envoi de la lettre {letter}",
    "cancelled": "a annulé l'envoi de la lettre {letter}",
    "paused": "a suspendu l'envoi de la lettre {letter}",
    "resumed": "a repris l'envoi de la lettre {letter}",
    "subscribed": "a importé des abonnés : {what}",
    "commented": "a commenté {file}",
    "asked-review": "a demandé à {whom} de relire {file}",
    "reviewed": "a relu {file}",
    "settled-comment": "a clos un commentaire de {file}",
    "suggested": "a suggéré d'autres mots pour {file}",
    "took-back": "a retiré son commentaire de {file}",
    "took-suggestion": "a repris une suggestion dans {file}",
    "review-closed": "a fermé le lien de relecture de {whom} sur {file}",
    "forge-opened": "a ouvert les échanges avec la forge {what}",
    "forge-closed": "a fermé les échanges avec la forge {what}",
    "joined": "a choisi entre ce qui était écrit ici et à la forge {what}",
    "settled": "a tranché les envois en doute de la lettre {letter}",
    "registered": "a inscrit une personne : {what}",
    "corrected": "a corrigé une inscription : {what}",
    "moved": "a déplacé une inscription : {what}",
    "unregistered": "a annulé une inscription : {what}",
    "seated": "a donné une place à une personne : {what}",
    "refused": "a refusé une demande de place : {what}",
    "reminded": "a renvoyé sa confirmation à une personne : {what}",
    "settings": "a changé les places ou l'adresse de connexion : {what}",
    "attendance": "a noté les présences : {what}",
    "wrote": "a écrit à des inscrits : {what}",
    "exported": "a pris la liste des inscrits : {what}",
    "sorted": "a classé la réponse {what}",
    "replied": "a répondu par courriel à la réponse {what}",
    "drafted": "a fait un brouillon de la réponse {what}",
    "took-answers": "a pris les réponses du formulaire {what}",
    "cycle-invited": "a invité ou changé des personnes : {what}",
    "cycle-replaced": "a remplacé une personne : {what}",
    "cycle-corrected": "a changé une personne : {what}",
    "cycle-revoked": "a fermé un lien : {what}",
    "cycle-renewed": "a refait un lien : {what}",
    "cycle-reminded": "a relancé : {what}",
    "cycle-extended": "a reporté la clôture : {what}",
    "cycle-closed": "a avancé la clôture : {what}",
    "cycle-amended": "a annoncé un changement à tous : {what}",
    "cycle-questionnaire": "a pris le questionnaire d'un groupe : {what}",
    "cycle-collected": "a déposé un tableur reçu : {what}",
    "cycle-opened": "a ouvert les réponses : {what}",
    "cycle-frozen": "a figé : {what}",
    "cycle-corrected-record": "a daté une correction : {what}",
    "cycle-head": "a gardé la tête du journal : {what}",
    "cycle-key": "a prouvé une clé : {what}",
    "cycle-keeper": "a confié une clé à {whom} : {what}",
    "cycle-keeper-closed": "a fermé le lien de {whom} : {what}",
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that someone did: its instant, and in words who did what."""

    number: int
    at: datetime
    who: str
    words: str


def note(connection: Connection, who: str, at: datetime, kind: ActKind, **facts: str) -> None:
    """Write an act at the end of the journal; the caller's transaction holds TURN. Never a name nor an address."""
    journal.append(connection, CHAIN, at, kind, {"who": who, **facts})


@dataclass(frozen=True, kw_only=True)
class JournalWords:
    """How the journal calls what it keeps by an identifier: people, files by their paths, letters."""

    people: Mapping[str, str]
    file: Callable[[str], str] = str
    letter: Callable[[str], str] = str
    version: Callable[[str], str] = str


def latest(connection: Connection, words: JournalWords, most: int) -> tuple[list[Act], list[str]]:
    """Return the last acts, the latest first, and a sentence for each place where the chain does not hold."""
    chain = journal.entries(connection, CHAIN)
    return [_told(one, words) for one in reversed(chain[-most:])], journal.faults(chain)


def _told(entry: JournalEntry, called: JournalWords) -> Act:
    facts, names = json.loads(entry.facts), called.people
    what = facts.get("what", "")
    calls = {"file": called.file, "letter": called.letter, "version": called.version}
    whom = names.get(facts.get("whom", ""), "une personne effacée")
    words = next((said for kind, said in ACTS.items() if kind == entry.kind), entry.kind)
    return Act(
        number=entry.number,
        at=entry.instant,
        who=names.get(facts["who"], BY_HAND.get(facts["who"], "une personne effacée")),
        words=words.format(
            whom=whom,
            what=what,
            name=what.rpartition("/")[2],
            **{field: call(what) for field, call in calls.items() if f"{{{field}}}" in words},
        ),
    )


CONSOLE, OWNER = "console", "local"
BY_HAND: Mapping[str, str] = {
    CONSOLE: "L'exploitant, en ligne de commande",
    OWNER: "La personne de cette machine",
}
"""Who acts without an account: the command line, and one's own machine."""
