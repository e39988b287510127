"""A small agenda: every state, both kinds of hours, awkward words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from chorale.content import register
from chorale.content.event_model import Meeting, Session, Speaker, Webinar
from chorale.content.item_model import Link
from chorale.content.model import Community, Sender
from chorale.ipm.model import Cycle, Envelope, Milestones

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 21)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


WEBINAR = Webinar(
    path="content/webinars/bien-demarrer.md",
    slug="bien-demarrer",
    title="Bien démarrer : compte, facture; « suite » & <fin> *de* l'année",
    audiences=("fournisseurs",),
    summary="Les premiers pas, d'un compte à une facture, en une heure.",
    speakers=(Speaker(role="Équipe de support"),),
    documents=(Link(url="https://documents.example/guide.pdf", label="Guide du fournisseur"),),
    body="Au programme : **tout**.\n",
    sessions=(
        Session(start=at(2018, 12, 6, 10), duration=timedelta(hours=1), replay="https://video.example/1"),
        Session(
            start=at(2026, 12, 8, 10), duration=timedelta(hours=1), registration="interne", capacity=300,
        ),
        Session(
            start=at(2026, 12, 15, 14), duration=timedelta(minutes=90), registration="https://inscription.example/?a=1,2",
            status="cancelled", note="Intervenant empêché.",
        ),
        Session(
            start=at(2027, 2, 4, 11), duration=timedelta(minutes=45), status="moved",
            moved_from=at(2027, 1, 21, 11), note="Salle occupée.",
        ),
    ),
)  # fmt: skip
LYON = Meeting(
    path="content/meetings/2026-12-10-lyon.md",
    slug="2026-12-10-lyon",
    title="Rencontre à Lyon",
    date=date(2026, 12, 10),
    city="Lyon",
    start=time(14),
    end=time(16, 30),
    place="Salle des Canuts",
    address="1 place de l'Exemple, 69000 Lyon",
    coordinates="45.7640, 4.8357",
    partners=("Fédération, partenaire",),
    contact="https://federation.example/contact",
    audiences=("fournisseurs", "entites-publiques"),
    illustrative=True,
)
ORLEANS = Meeting(
    path="content/meetings/2018-12-04-orleans.md",
    slug="2018-12-04-orleans",
    title="Rencontre à Orléans",
    date=date(2018, 12, 4),
    city="Orléans",
    summary="L'agence répond aux questions.",
)
DAYS = Meeting(
    path="content/meetings/2027-03-30-saint-denis.md",
    slug="2027-03-30-saint-denis",
    title="Trois jours à Saint-Denis",
    date=date(2027, 3, 30),
    until=date(2027, 4, 1),
    city="Saint-Denis",
    audiences=("entites-publiques",),
)
HALL = Meeting(
    path="content/meetings/2026-12-30-brest.md",
    slug="2026-12-30-brest",
    title="Salon de Brest",
    date=date(2026, 12, 30),
    until=date(2027, 1, 2),
    start=time(9, 30),
    end=time(12),
    city="Brest",
    place="Halle",
    online="https://direct.example/salon",
)
CYCLE = Cycle(
    path="content/ipm/cycle-9/cycle.yml",
    slug="cycle-9",
    number=9,
    themes={},
    envelope=Envelope(amount=Fraction(10), unit="jours"),
    milestones=Milestones(
        synthesis=date(2026, 11, 9),
        opens=at(2026, 11, 9, 18),
        closes=at(2026, 12, 11, 18),
        arbitration=date(2026, 12, 17),
    ),
)
COMMUNITY = Community(
    name="Communauté d'essai",
    url="https://communaute.example/",
    timezone="Europe/Paris",
    audiences={"fournisseurs": "Fournisseurs", "entites-publiques": "Entités publiques"},
    sender=Sender(name='Communauté "Essai"', address="lettre@communaute.example", identity="Essai"),
    today=TODAY,
    webinars=(WEBINAR,),
    meetings=(LYON, ORLEANS),
    cycles=(CYCLE,),
)


def told(
    community: Community, at: datetime, changes: int = 0, paths: Iterable[str] = ()
) -> Community:
    """Return a community whose events (of some files, or all) were last told at an instant, after some changes."""
    lines = {one.key: one for one in community.register} | {
        one.key: replace(one, changed=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", changes=changes)
        for one in register.published(community)
        if not paths or one.file in paths
    }
    return replace(community, register=tuple(lines.values()))


COMMUNITY = told(COMMUNITY, datetime(2026, 10, 1, 8, 30, tzinfo=UTC), 2, (WEBINAR.path,))
