"""What the atelier shows of each kind of content: its name, its items, how a new one is asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from chorale.atelier.desk import Project
from chorale.atelier.project_files import ANY, CLOSED, NotEditable, kind_of_path
from chorale.content.agenda import events, upcoming
from chorale.content.kind_row import Kind
from chorale.content.kinds import KINDS, items
from chorale.content.mail_models import MODELS
from chorale.content.model import Issue
from chorale.french.suggestions import slug


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A kind on the screen; asked are the fields of the page that makes a new one."""

    title: str
    one: str
    new: str = ""
    asked: tuple[tuple[str, str, str], ...] = ()
    """Name, label, what is typed: text, date, month, or the kind whose items are chosen from."""
    copied: bool = False
    """A new one may be made after an older one."""


SHELVES: Mapping[str, Shelf] = {
    "issue": Shelf(
        title="Lettres",
        one="lettre",
        new="Nouvelle lettre",
        asked=(("month", "Mois de parution", "month"),),
        copied=True,
    ),
    "article": Shelf(
        title="Articles",
        one="article",
        new="Nouvel article",
        asked=(("issue", "Lettre", "issue"), ("title", "Titre", "text")),
        copied=True,
    ),
    "webinar": Shelf(
        title="Webinaires",
        one="webinaire",
        new="Nouveau webinaire",
        asked=(("title", "Titre", "text"),),
        copied=True,
    ),
    "meeting": Shelf(
        title="Rencontres",
        one="rencontre",
        new="Nouvelle rencontre",
        asked=(("date", "Jour", "date"), ("city", "Ville", "text")),
        copied=True,
    ),
    "page": Shelf(
        title="Pages",
        one="page",
        new="Nouvelle page",
        asked=(("folder", "Dossier (vide pour la racine)", "text"), ("title", "Titre", "text")),
        copied=True,
    ),
    "form": Shelf(
        title="Formulaires",
        one="formulaire",
        new="Nouveau formulaire",
        asked=(("title", "Titre", "text"),),
        copied=True,
    ),
    "mail": Shelf(
        title="Textes des courriels",
        one="courriel",
        new="Écrire un courriel avec d'autres mots",
        asked=(("mail", "Courriel", "mail"),),
    ),
    "cycle": Shelf(title="Textes des cycles", one="cycle"),
    "requests": Shelf(title="Demandes d'évolution", one="demandes d'un cycle"),
    "collected": Shelf(
        title="Demandes recueillies",
        one="demande recueillie",
        new="Nouvelle demande recueillie",
        asked=(("title", "Titre", "text"),),
    ),
    "groups": Shelf(title="Groupes", one="groupes"),
    "search": Shelf(title="Recherche", one="synonymes et réponses"),
    "search-queries": Shelf(title="Essais de la recherche", one="essais de la recherche"),
    "accessibility": Shelf(title="Accessibilité", one="déclaration d'accessibilité"),
    "community": Shelf(title="Communauté", one="réglages de la communauté"),
}
"""Every kind that is edited here; one that is not in the table goes by its own French name."""


@dataclass(frozen=True, kw_only=True)
class ShelfRow:
    """A line of a list."""

    path: str
    title: str
    detail: str = ""
    when: date | None = None
    state: str = ""
    words: str = field(default="", repr=False)


def shelf(kind: Kind) -> Shelf:
    """Return how a kind is shown."""
    return SHELVES.get(kind.name) or Shelf(title=kind.french.capitalize(), one=kind.french)


def edited() -> tuple[Kind, ...]:
    """Return the kinds that are edited here, in the order of the screen."""
    known = [kind for kind in KINDS if kind.name not in CLOSED]
    order = list(SHELVES)
    return tuple(
        sorted(known, key=lambda kind: order.index(kind.name) if kind.name in order else len(order))
    )


def rows(project: Project, kind: Kind, query: str = "") -> list[ShelfRow]:
    """Return the files of a kind, the latest first where they have a date; those that cannot be read too."""
    broken = [
        path
        for path in sorted(project.loaded.broken)
        if kind.files.holds(path) and _is_first(kind, path)
    ]
    found = [ShelfRow(path=path, title=path, state="à corriger", words=path) for path in broken]
    found += list(_listed(project, kind) if kind.listed else _items(project, kind))
    wanted = slug(query).split("-") if slug(query) else []
    return [
        row
        for row in found
        if all(word in slug(f"{row.title} {row.detail} {row.words}") for word in wanted)
    ]


def titles(project: Project) -> Callable[[str], str]:
    """Return what gives a file the name that people call it by: its title, its shelf's where it stands alone there."""
    known: dict[str, dict[str, str]] = {}

    def called(path: str) -> str:
        try:
            kind = kind_of_path(path, ANY)
        except NotEditable:
            return path
        if alone(kind):
            return shelf(kind).title
        if kind.name in CLOSED:
            return _by_names(kind, path)
        if kind.name not in known:
            known[kind.name] = {row.path: row.title for row in rows(project, kind)}
        return known[kind.name].get(path) or _to_come(kind, path)

    return called


def _to_come(kind: Kind, path: str) -> str:
    """Return the name of a file that is not made yet: that of its mail, else its path."""
    name = (kind.files.match(path) or {}).get("slug", "")
    return MODELS[name].title if kind.name == "mail" and name in MODELS else path


def spoken(project: Project) -> Callable[[str], str]:
    """Return what says in words which file a path is: its title, and of what kind it is."""
    called = titles(project)

    def said(path: str) -> str:
        title = called(path)
        if title == path:
            return path
        kind = kind_of_path(path, ANY)
        known = alone(kind) or kind.listed or kind.name in CLOSED
        return f"« {title} »" if known else f"« {title} » ({shelf(kind).one})"

    return said


def alone(kind: Kind) -> bool:
    """Return whether a kind has one file and no more: its list is of no use to anyone."""
    return not kind.files.names


def _by_names(kind: Kind, path: str) -> str:
    return " ".join([shelf(kind).title, *(kind.files.match(path) or {}).values()])


def _is_first(kind: Kind, path: str) -> bool:
    return next(one for one in KINDS if one.files.holds(path)) is kind


def _listed(project: Project, kind: Kind) -> Iterator[ShelfRow]:
    for path in sorted(project.loaded.origins):
        if kind.files.holds(path) and path not in project.loaded.broken:
            yield ShelfRow(path=path, title=_by_names(kind, path), words=path)


def _items(project: Project, kind: Kind) -> Iterator[ShelfRow]:
    today = project.community.today
    found = items(project.community, kind)
    if any(
        isinstance(getattr(item, "date", None), date) or hasattr(item, "sessions") for item in found
    ):
        found = tuple(sorted(found, key=_last_day, reverse=True))
    for item in found:
        path = getattr(item, "path", None) or kind.files.text
        yield ShelfRow(
            path=path,
            title=getattr(item, "title", "")
            or getattr(item, "name", "")
            or f"Cycle {getattr(item, 'number', '')}",
            detail=" ".join(filter(None, (getattr(item, "city", ""), getattr(item, "issue", "")))),
            when=_when(item, today),
            state=_state(item),
            words=f"{path} {getattr(item, 'summary', '')}",
        )


def _last_day(item: object) -> date:
    days = [session.start for session in getattr(item, "sessions", ())] or [
        getattr(item, "date", None)
    ]
    known = [
        day.date() if isinstance(day, datetime) else day for day in days if isinstance(day, date)
    ]
    return max(known, default=date.min)


def _when(item: object, today: date) -> date | None:
    days = sorted(
        day.date() if isinstance(day, datetime) else day
        for day in (session.start for session in getattr(item, "sessions", ()))
    )
    found = getattr(item, "date", None) or next(
        (day for day in days if day >= today), days[-1] if days else None
    )
    return found if isinstance(found, date) else None


def _state(item: object) -> str:
    if isinstance(item, Issue) and item.draft:
        return "brouillon"
    return {"cancelled": "annulé", "moved": "déplacé"}.get(str(getattr(item, "status", "")), "")


def agenda(project: Project, count: int = 6) -> list[ShelfRow]:
    """Return the next events."""
    found = upcoming(events(project.community), project.community.today)
    return [
        ShelfRow(path=event.item.path, title=event.title, when=event.day, detail=event.city)
        for event in found[:count]
    ]
