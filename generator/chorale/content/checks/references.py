"""Checks on references between items: audiences, sections, file names."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import assert_never

from chorale.content.addresses import address, former, page
from chorale.content.checks.names import CalledThing, same_names
from chorale.content.kinds import HOME, kind_of, with_pages
from chorale.content.load import SLUG, Loaded
from chorale.content.model import (
    Article,
    ArticleSection,
    Community,
    CycleSection,
    EditoSection,
    Issue,
    MeetingsSection,
    Period,
    ReadingsSection,
    Section,
    TextSection,
    WebinarsSection,
)
from chorale.content.problems import Problem, Source
from chorale.content.text_rules import email_advice, is_email
from chorale.french.suggestions import did_you_mean, slug
from chorale.ipm.model import Cycle

ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~/-]*")
OWN_ADDRESS = "adresse-locale"
"""The code of what a trial does on purpose."""
UNCITED = "article qu'aucune rubrique du numéro ne cite"
OWN_MACHINE = re.compile(r"http://localhost(:\d+)?/")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")

_SITE = re.compile(r"https://[^/\s:]+(:(?!0)[0-5]?\d{1,4})?(/[^\s?#]*)?/")
"""The address of a site."""


def community(loaded: Loaded) -> Iterator[Problem]:
    """The community's own file: address, sender, names of audiences."""
    home = loaded.community
    if home is None:
        return
    if OWN_MACHINE.fullmatch(home.url):
        yield Problem(
            loaded.at(HOME, "url"),
            f"« {home.url} » : ce qui est publié ne s'ouvre que sur cette machine",
            "écrire « https://…/ » avant de mettre en ligne",
            OWN_ADDRESS,
            severity="warning",
        )
    elif not home.url.isascii() and _SITE.fullmatch(home.url):
        host = home.url.split("/")[2]
        yield Problem(
            loaded.at(HOME, "url"),
            f"adresse « {home.url} », dont les messages ne portent pas les accents",
            f"écrire « https://{host.encode('idna').decode()}/ »",
            "adresse",
        )
    elif not _SITE.fullmatch(home.url):
        yield Problem(
            loaded.at(HOME, "url"),
            f"adresse « {home.url} »",
            "écrire « https://…/ », avec « / » final",
            "adresse",
        )
    if home.calendar_domain and not DOMAIN.fullmatch(home.calendar_domain):
        place = loaded.at(HOME, "calendar_domain")
        yield Problem(
            place,
            f"domaine « {home.calendar_domain} »",
            "par exemple « communaute.example »",
            "adresse",
        )
    if not is_email(home.sender.address):
        yield Problem(
            loaded.at(HOME, "sender", "address"),
            f"adresse électronique « {home.sender.address} » illisible",
            email_advice(home.sender.address),
            "adresse",
        )
    yield from _named_audiences(loaded, home)
    for rank, way in enumerate(home.support):
        if way.url is not None and not way.url.startswith("https://"):
            place = loaded.at(HOME, "support", rank, "url")
            advice = "une adresse « https://… » est attendue"
            yield Problem(place, f"canal d'aide à l'adresse « {way.url} »", advice, "adresse")


def _named_audiences(loaded: Loaded, home: Community) -> Iterator[Problem]:
    for key in home.audiences:
        if not SLUG.fullmatch(key):
            said = f"public « {key} » : minuscules, chiffres et tirets seulement"
            advice = f"écrire « {slug(key) or 'public'} »"
            yield Problem(loaded.at_key(HOME, "audiences", key), said, advice, "nom")
    known = [CalledThing(*one) for one in home.audiences.items()]
    why = "menus, filtres et étiquettes les distinguent par leur nom"
    yield from same_names(
        "public", known, lambda rank: loaded.at(HOME, "audiences", known[rank].key), why
    )


def _known_audiences(home: Community) -> frozenset[str]:
    """Return the keys of audiences, those that are told to be badly written as they will be."""
    return frozenset((*home.audiences, *map(slug, home.audiences)))


def _audience(key: str, known: Collection[str]) -> str:
    """Return what to write instead of an unknown audience: those that it names at once, or the nearest one."""
    parts = [part for part in re.split(r"[\s,;/&+]+|\bet\b", key.strip("()")) if part]
    several = len(parts) > 1 and all(part in known for part in parts)
    return f"écrire « {', '.join(parts)} »" if several else did_you_mean(key, known)


def audiences(loaded: Loaded) -> Iterator[Problem]:
    """Every audience named anywhere is one of the community's."""
    home = loaded.community
    if home is None:
        return
    known = _known_audiences(home)
    for index, door in enumerate(home.doors):
        if door.audience not in known:
            place = loaded.at(HOME, "doors", index, "audience")
            message, advice = (
                f"public inconnu « {door.audience} »",
                did_you_mean(door.audience, home.audiences),
            )
            yield Problem(place, message, advice, "public")
    for item in with_pages(home):
        named = getattr(item, "audiences", ())
        for index, key in enumerate(named):
            if key not in known:
                said, advice = f"public inconnu « {key} »", _audience(key, home.audiences)
            elif key in named[:index]:
                said, advice = f"public « {key} » cité deux fois", "en retirer un"
            else:
                continue
            place = loaded.at(item.path, "audiences", index)
            yield Problem(place, said, advice, "public")


def sections(loaded: Loaded) -> Iterator[Problem]:
    """An issue's sections name articles of its folder and cycles that exist, over periods that make sense."""
    home = loaded.community
    if home is None:
        return
    cycles = {said["slug"] for said in _written(loaded, Cycle)}
    articles: dict[str, set[str]] = defaultdict(set)
    for said in _written(loaded, Article):
        articles[said["issue"]].add(said["slug"])
    yield from _copies(loaded)
    for issue in home.issues:
        yield from _articles(loaded, issue, articles[issue.slug])
        for index, section in enumerate(issue.sections):
            yield from _section(section, partial(loaded.at, issue.path, "sections", index), cycles)


def _section(
    section: Section, at: Callable[..., Source], cycles: Collection[str]
) -> Iterator[Problem]:
    """A section names a cycle that exists, or a period that makes sense; at gives the place of its keys."""
    match section:
        case CycleSection(ipm=name):
            if name not in cycles:
                yield Problem(
                    at("ipm"),
                    f"cycle inconnu « {name} »",
                    did_you_mean(name, cycles),
                    "reference",
                )
        case MeetingsSection(meetings=period):
            yield from _period(at("meetings", "to"), period)
        case WebinarsSection(webinars=period):
            yield from _period(at("webinars", "to"), period)
        case ArticleSection() | EditoSection() | ReadingsSection() | TextSection():
            return
        case _:
            assert_never(section)


def _period(place: Source, period: Period) -> Iterator[Problem]:
    if period.to < period.from_:
        yield Problem(
            place,
            f"la période finit le {period.to} avant son début le {period.from_}",
            "échanger les deux dates",
            "periode",
        )


def _written(loaded: Loaded, type_: type) -> Iterator[Mapping[str, str]]:
    """Yield what the path of each file of a kind says, those that cannot be read included."""
    files = kind_of(type_).files
    yield from filter(None, map(files.match, (*loaded.origins, *loaded.broken)))


def _articles(loaded: Loaded, issue: Issue, files: Collection[str]) -> Iterator[Problem]:
    cited: set[str] = set()
    for index, section in enumerate(issue.sections):
        if not isinstance(section, ArticleSection):
            continue
        place = loaded.at(issue.path, "sections", index, "article")
        if section.article not in files:
            yield Problem(
                place,
                f"article inconnu « {section.article} »",
                did_you_mean(section.article, files),
                "reference",
            )
        elif section.article in cited:
            yield Problem(
                place,
                f"article « {section.article} » cité deux fois",
                "en retirer un",
                "reference",
            )
        cited.add(section.article)
    titles: dict[str, str] = {}
    for article in issue.articles:
        if (first := titles.setdefault(slug(article.title), article.path)) != article.path:
            told = f"même titre que « {PurePosixPath(first).name} »"
            place = loaded.at(article.path, "title")
            yield Problem(place, told, "les distinguer", "titre", "warning")
        if article.slug not in cited:
            yield Problem(
                Source(article.path),
                UNCITED,
                f"ajouter « - article: {article.slug} » à issue.yml",
                "reference",
                "warning",
            )


def duplicates(loaded: Loaded) -> Iterator[Problem]:
    """Two files never make the same page, wherever they stand, and none makes the page of their list."""
    home = loaded.community
    if home is None:
        return
    held = [(item, page(item)) for item in with_pages(home)]
    count = Counter(path for _, path in held)
    for item, path in held:
        if (same := count[path]) > 1:
            yield Problem(
                Source(item.path),
                f"nom « {item.slug} » porté par {same} fichiers",
                "en renommer un",
                "nom",
            )
        elif kind_of(type(item)).list_page == path:
            told = f"nom « {item.slug} » porté par la page de la liste"
            yield Problem(Source(item.path), told, "renommer ce fichier", "nom")


def _copies(loaded: Loaded) -> Iterator[Problem]:
    """A letter copied for the next one takes a day of its own."""
    known: dict[tuple[str, date], str] = {}
    for issue in loaded.community.issues if loaded.community else ():
        first = known.setdefault((slug(issue.title), issue.date), issue.slug)
        if first != issue.slug:
            told = f"même titre et même jour que le numéro « {first} »"
            yield Problem(
                loaded.at(issue.path, "date"), told, "corriger « date » et « title »", "numero"
            )


def aliases(loaded: Loaded) -> Iterator[Problem]:
    """A former address is an address of this site, that no page has, given to one page only."""
    home = loaded.community
    if home is None:
        return
    taken = {address(one): one for one in loaded.pages}
    for item in with_pages(home):
        for index, alias in enumerate(getattr(item, "aliases", ())):
            path, place = former(home, alias), loaded.at(item.path, "aliases", index)
            if not ALIAS.fullmatch(path):
                said, advice = (
                    f"ancienne adresse « {alias} »",
                    "par exemple « documentation/ancien-nom »",
                )
                yield Problem(place, said, advice, "adresse")
            elif path in taken:
                said = f"ancienne adresse « {alias} », qui est aussi celle de « {taken[path]} »"
                yield Problem(place, said, "en garder une", "adresse")
            taken[path] = page(item)


CHECKS = (community, audiences, sections, duplicates, aliases)
