"""A list of subscribers given in a browser: read, set aside, looked at, then added with the proof of consent."""

from dataclasses import dataclass

from chorale.atelier import acts, set_asides
from chorale.atelier.desk import Desk, Writer
from chorale.french.phrases import number, plural
from chorale.service.questionnaire.spreadsheets import grids
from chorale.service.subscriptions import imports
from chorale.service.subscriptions.imports import Consent, SubscriberImport
from chorale.service.web.request import Service
from chorale.text import csv_files

KIND, FILE = "subscribers", "liste.csv"
MOST = 100_000
"""Addresses of one import from a page; more go by the command, which shows how far it is."""


class UnusableList(Exception):
    """Why a list is not taken, in French."""


@dataclass(frozen=True, kw_only=True)
class GivenList:
    """A list set aside, and where its people's consent comes from."""

    name: str
    raw: bytes
    source: str


def set_aside(desk: Desk, worker: Writer, data: bytes, source: str) -> str:
    """Keep a list for its person, and return its name; raises UnusableList."""
    try:
        raw = _as_csv(data)
        count = csv_files.counted(raw)
    except csv_files.UnreadableTable as why:
        raise UnusableList(f"{str(why)[0].upper()}{str(why)[1:]}.") from None
    if count > MOST:
        raise UnusableList(
            f"{number(count)} adresses : {number(MOST)} au plus d'ici. La partager, ou la donner à qui exploite le"
            " service, qui a une commande pour cela."
        )
    return set_asides.keep(desk, worker, KIND, {FILE: raw}, {"source": source})


def _as_csv(data: bytes) -> bytes:
    """Return a workbook's first sheet as CSV, any other file as it is."""
    if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return data
    rows = grids.table(data).to_numpy().tolist()
    return csv_files.data(rows[0], rows[1:]).encode() if rows else b""


def taken_up(desk: Desk, worker: Writer, name: str) -> GivenList | None:
    """Return a list that this person set aside; None when it is gone."""
    told = set_asides.taken_up(desk, worker, KIND, name)
    if told is None:
        return None
    raw = (set_asides.folder(desk, name) / FILE).read_bytes()
    return GivenList(name=name, raw=raw, source=told["source"])


def foreseen(service: Service, found: GivenList) -> SubscriberImport:
    """Say what adding it now would do."""
    audiences = service.community.audiences
    return imports.foreseen(service.store, service.outbox.secret, found.raw, audiences)


def add(service: Service, worker: Writer, found: GivenList) -> SubscriberImport:
    """Add its people; noted before, so that one cut short is told too. Asked again, it goes on with who is left."""
    wanted, now = foreseen(service, found).added, service.clock()
    with service.store.write(acts.TURN) as connection:
        what = plural(wanted, "adresse")
        acts.note(connection, worker.key, now, "subscribed", what=what)
    consent = Consent(source=found.source, audiences=service.community.audiences)
    return imports.imported(service.store, service.outbox.secret, found.raw, consent, now)
