"""A community with one small issue, built in memory, for the tests of the newsletter."""

import struct
import zlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from chorale.content.event_model import Meeting, Session, Webinar
from chorale.content.item_model import Link
from chorale.content.model import (
    Article,
    ArticleSection,
    Community,
    CycleSection,
    EditoSection,
    Image,
    Issue,
    MeetingsSection,
    Page,
    Period,
    Sender,
    TextSection,
    WebinarsSection,  # fmt: skip
)
from chorale.ipm.arbitration import Arbitration
from chorale.ipm.model import ChangeRequest, Cost, Cycle, Envelope, Milestones

PARIS = ZoneInfo("Europe/Paris")


def png(width=1200, height=600):
    """Return a PNG of one colour."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + b"\xff" * (width * 3)) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def article(body="Un texte court.", **more):
    """Return an article of the issue 2026-11."""
    values = {
        "slug": "un-article",
        "title": "Un article utile",
        "kind": "actualite",
        "audiences": ("fournisseurs",),
        "summary": "Ce que l'article apporte.",
    } | more
    slug = values["slug"]
    return Article(
        path=f"content/newsletters/2026-11/{slug}.md", issue="2026-11", body=body, **values
    )


def issue(*articles, **more):
    """Return the issue 2026-11 with these articles, in this order."""
    values = {
        "title": "Lettre de novembre 2026",
        "date": date(2026, 11, 2),
        "preheader": "Une accroche assez longue pour être montrée en entier.",
        "sections": tuple(ArticleSection(article=one.slug) for one in articles),
        "articles": articles,
    } | more
    return Issue(path="content/newsletters/2026-11/issue.yml", slug="2026-11", **values)


def page(slug, title):
    """Return a hand-written page."""
    return Page(path=f"site/{slug}.md", slug=slug, title=title)


def community(*issues, **more):
    """Return a community of the third of November 2026."""
    values = {
        "name": "Communauté d'essai",
        "url": "https://essai.example/",
        "timezone": "Europe/Paris",
        "audiences": {"fournisseurs": "Fournisseurs", "travaux": "Marchés de travaux"},
        "sender": Sender(
            name="Communauté d'essai",
            address="lettre@essai.example",
            identity="Agence d'essai, Paris.",
        ),
        "today": date(2026, 11, 3),
        "issues": issues,
        "pages": (
            page("aide/donner-son-avis", "Donner son avis"),
            page("a-propos/donnees-personnelles", "Données personnelles"),
            page("documentation/guide", "Guide"),
        ),
    } | more
    return Community(**values)


def webinar(*sessions, **more):
    """Return a webinar."""
    values = {
        "slug": "decouverte",
        "title": "Découvrir le service",
        "audiences": ("fournisseurs",),
    } | more
    return Webinar(path="content/webinars/decouverte.md", sessions=sessions, **values)


def session(day, hour=10, **more):
    """Return a session of November 2026 that lasts one hour."""
    return Session(
        start=datetime(2026, 11, day, hour, tzinfo=PARIS), duration=timedelta(hours=1), **more
    )


def meeting(day, **more):
    """Return a meeting of November 2026."""
    values = {
        "slug": f"2026-11-{day:02}-lyon",
        "title": "Rencontre à Lyon",
        "city": "Lyon",
        "audiences": (),
    } | more
    return Meeting(path="content/meetings/lyon.md", date=date(2026, 11, day), **values)


def cycle(**more):
    """Return a cycle of two requests, arbitrated on 20 November 2026."""
    requests = tuple(
        ChangeRequest(
            reference=f"DE-0{rank}",
            title=f"Demande {rank}",
            theme="a",
            cost=Cost(estimate=Fraction(10)),
        )
        for rank in (1, 2)
    )
    values = {
        "themes": {"a": "Thème"},
        "envelope": Envelope(amount=Fraction(10), unit="jours-homme"),
        "milestones": Milestones(
            synthesis=date(2026, 11, 5),
            opens=datetime(2026, 11, 5, 18, tzinfo=PARIS),
            closes=datetime(2026, 11, 12, 18, tzinfo=PARIS),
            arbitration=date(2026, 11, 20),
        ),
        "requests": requests,
        "arbitration": Arbitration(date=date(2026, 11, 20), retained=("DE-02",)),
    } | more
    return Cycle(slug="cycle-7", path="content/ipm/cycle-7/cycle.yml", number=7, **values)


def november():
    return Period(from_=date(2026, 11, 1), to=date(2026, 11, 30))


def full():
    """Return a community whose issue uses every kind of article and section."""
    image = Image(src="vue.png", alt="Une vue : l'écran d'accueil")
    link = Link(url="documentation/guide.md", label="Lire le guide complet")
    kinds = (
        "actualite",
        "pas-a-pas",
        "bonne-pratique",
        "temoignage",
        "enquete",
        "vu-sur-le-web",
    )
    bodies = {
        "pas-a-pas": "1. Ouvrez l'écran.\n2. Cliquez sur **Valider** !",
        "temoignage": "## Pourquoi ?\n\nParce que c'est utile.",
        "bonne-pratique": "| Cas | Geste |\n|---|---|\n| Erreur | Corriger |",
    }
    articles = tuple(
        article(
            bodies.get(kind, "Un texte « court » : voir le [guide](documentation/guide.md)."),
            slug=f"un-{kind}",
            title=f"Titre du genre {kind}",
            kind=kind,
            image=image if kind == "actualite" else None,
            link=link,
            closes=date(2026, 11, 30) if kind == "enquete" else None,
        )
        for kind in kinds
    )
    sections = (
        EditoSection(edito="Bonjour à toutes et à tous."),
        *(ArticleSection(article=one.slug) for one in articles),
        TextSection(text="## Se rencontrer\n\nVenez nombreux."),
        MeetingsSection(meetings=november()),
        WebinarsSection(webinars=november()),
        CycleSection(ipm="cycle-7"),
    )
    made = issue(*articles, sections=sections, pictures={"vue.png": png()})
    events = {
        "webinars": (webinar(session(10), session(17, status="cancelled", note="Salle fermée")),),
        "meetings": (meeting(12, partners=("Fédération d'essai",)),),
        "cycles": (cycle(),),
    }
    return community(made, **events)


def with_body(body, **more):
    """Return a community whose only article has this body."""
    return community(issue(article(body, **more)))


def only(made):
    """Return the single issue of a community."""
    return made.issues[0]


def changed(made, **values):
    """Return a community whose single issue has other values."""
    return replace(made, issues=(replace(only(made), **values),))
