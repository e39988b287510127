"""Checks on Markdown bodies: links that lead somewhere, pictures that exist, true weekdays."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from chorale.content.kinds import KINDS, items
from chorale.content.load import Loaded
from chorale.content.model import (
    Article,
    ArticleSection,
    CycleSection,
    EditoSection,
    Image,
    Issue,
    Item,
    MeetingsSection,
    Page,
    ReadingsSection,
    Section,
    TextSection,
    WebinarsSection,
)
from chorale.content.picture_files import resolved
from chorale.content.pictures import SUFFIXES
from chorale.content.problems import Problem, Source
from chorale.french.phrases import MONTHS, WEEKDAYS
from chorale.french.suggestions import did_you_mean, nearest

LINK = re.compile(
    r"\[(?<!\\\[)((?:[^\[\]\\]+|\\.|\[[^\[\]]*\])*+)\]"
    r"\(\s*<?((?:[^()\s<>]+|\([^()\s<>]*\))*+)>?(?:\s+\"[^\"]*\")?\s*\)"
)
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
DAY = re.compile(
    rf"\b({'|'.join(WEEKDAYS)})[ \u00a0](\d{{1,2}})(?:er)?[ \u00a0]({'|'.join(MONTHS)})(?:[ \u00a0](\d{{4}}))?\b",
    re.IGNORECASE,
)


def bodies(loaded: Loaded) -> Iterator[Item]:
    """Yield every item that has a Markdown body."""
    home = loaded.community
    if home is None:
        return
    for kind in KINDS:
        if kind.files.suffix == ".md":
            yield from items(home, kind)


def links(loaded: Loaded) -> Iterator[Problem]:
    """Every link of a body has words and leads to a page or a picture that exists."""
    for item in bodies(loaded):
        if "](" not in item.body:
            continue
        prose = CODE.sub(_blank, item.body)
        origin = loaded.origins[item.path]
        for match in LINK.finditer(prose):
            start = match.start()
            if prose[start - 1 : start] == "!" and prose[start - 2 : start - 1] != "\\":
                yield from _picture(
                    loaded, item, origin.in_body(item.body, start - 1), match[1], match[2]
                )
            else:
                yield from _link(loaded, item, origin.in_body(item.body, start), match[1], match[2])


def _blank(code: re.Match[str]) -> str:
    return "\n".join(" " * len(line) for line in code[0].split("\n"))


def field_links(loaded: Loaded) -> Iterator[Problem]:
    """Every link written outside a body leads somewhere too: documents, actions, readings, words between blocks."""
    home = loaded.community
    if home is None:
        return
    for item in bodies(loaded):
        for index, link in enumerate(getattr(item, "documents", ())):
            yield from _target(
                loaded, item, loaded.at(item.path, "documents", index, "url"), link.url
            )
    for issue in home.issues:
        for article in issue.articles:
            if article.link:
                yield from _target(
                    loaded, article, loaded.at(article.path, "link", "url"), article.link.url
                )
        for index, section in enumerate(issue.sections):
            yield from _section_links(loaded, issue, index, section)


def _section_links(loaded: Loaded, issue: Issue, index: int, section: Section) -> Iterator[Problem]:
    match section:
        case ReadingsSection(readings=readings):
            for number, link in enumerate(readings):
                place = loaded.at(issue.path, "sections", index, "readings", number, "url")
                yield from _target(loaded, issue, place, link.url)
        case EditoSection(edito=text) | TextSection(text=text):
            for match in LINK.finditer(text):
                yield from _link(
                    loaded, issue, loaded.at(issue.path, "sections", index), match[1], match[2]
                )
        case ArticleSection() | CycleSection() | MeetingsSection() | WebinarsSection():
            return
        case _:
            assert_never(section)


def _link(loaded: Loaded, item: Item, place: Source, words: str, target: str) -> Iterator[Problem]:
    if not words.strip():
        yield Problem(place, "lien sans texte", "écrire entre crochets où mène le lien", "lien")
    if target:
        yield from _target(loaded, item, place, target)
    else:
        yield Problem(
            place,
            f"lien « {words} » sans adresse",
            "écrire l'adresse entre parenthèses",
            "lien",
        )


def _target(loaded: Loaded, item: Item, place: Source, target: str) -> Iterator[Problem]:
    if re.match(r"(?i)(javascript|data|vbscript|file):", target):
        yield Problem(
            place,
            f"adresse interdite « {target[:40]} »",
            "une adresse « https://… » est attendue",
            "lien",
        )
    elif target.startswith("http://"):
        advice = "écrire « https:// » si le site le permet"
        yield Problem(place, f"lien non chiffré « {target} »", advice, "lien", "warning")
    elif target.startswith("/"):
        yield Problem(
            place, f"adresse absolue « {target} »", f"écrire « {target.strip('/')}.md »", "lien"
        )
    elif target.partition("#")[0].endswith(".md"):
        path = page_path(item, target)
        if path not in loaded.pages:
            yield Problem(
                place, f"page inconnue « {target} »", _nearest(item, path, loaded), "lien"
            )


def page_path(item: Item, target: str) -> str:
    """Return the site path that a link of an item means: from the page itself, or from the root in content/."""
    path = target.partition("#")[0]
    if isinstance(item, Page):
        return posixpath.normpath(posixpath.join(posixpath.dirname(item.slug), path))
    return posixpath.normpath(path)


def _nearest(item: Item, path: str, loaded: Loaded) -> str:
    near = nearest(path, loaded.pages)
    if not near:
        return "donner le chemin d'une page du site"
    if isinstance(item, Page):
        near = posixpath.relpath(near, posixpath.dirname(item.slug) or ".")
    return f"vouliez-vous dire « {near} » ?"


def _picture(loaded: Loaded, item: Item, place: Source, alt: str, target: str) -> Iterator[Problem]:
    if not alt.strip():
        yield Problem(
            place,
            f"image « {target} » sans texte",
            "dire entre crochets ce qu'elle montre",
            "image",
        )
    yield from _file(loaded, item, place, target)


def _file(loaded: Loaded, item: Item, place: Source, target: str) -> Iterator[Problem]:
    folder = posixpath.dirname(item.path)
    path = resolved(folder, target)
    if target.startswith(("http:", "https:", "//", "data:")):
        yield Problem(
            place,
            f"image d'un autre site « {target[:60]} »",
            "la copier dans le projet",
            "image",
        )
    elif not path.startswith(("site/", "content/")):
        yield Problem(
            place, f"image hors du projet « {target} »", "la copier à côté du texte", "image"
        )
    elif not (loaded.root / path).is_file():
        beside = loaded.root / folder
        names = (
            [file.name for file in beside.iterdir() if file.suffix.lower() in SUFFIXES]
            if beside.is_dir()
            else []
        )
        yield Problem(place, f"image absente « {target} »", did_you_mean(target, names), "image")


def covers(item: Item) -> Iterator[tuple[str, Image]]:
    """Yield the picture that an item carries outside its text, with its key."""
    for key in ("image", "cover"):
        if image := getattr(item, key, None):
            yield key, image


def images(loaded: Loaded) -> Iterator[Problem]:
    """A picture that an item carries exists and says what it shows."""
    for item in bodies(loaded):
        for key, image in covers(item):
            yield from _file(loaded, item, loaded.at(item.path, key, "src"), image.src)
            if not image.alt:
                place = loaded.at(item.path, key, "alt")
                yield Problem(place, "texte de l'image vide", "dire ce qu'elle montre", "image")


def dates(text: str) -> Iterator[re.Match[str]]:
    """Yield every weekday written beside a day and a month."""
    plain = text.lower()
    return (
        DAY.finditer(text) if any(word in plain for word in WEEKDAYS) else iter(())
    )  # most texts have none


def weekdays(loaded: Loaded) -> Iterator[Problem]:
    """A weekday written beside a date is that date's."""
    for item in bodies(loaded):
        origin = loaded.origins[item.path]
        years = _years(loaded, item)
        for match in dates(item.body):
            yield from _weekday(origin.in_body(item.body, match.start()), match, years)
        for key in ("title", "summary", "description"):
            for match in dates(getattr(item, key, "")):
                yield from _weekday(loaded.at(item.path, key), match, years)
    for issue in loaded.community.issues if loaded.community else ():
        for match in (*DAY.finditer(issue.title), *DAY.finditer(issue.preheader)):
            yield from _weekday(Source(issue.path), match, (issue.date.year, issue.date.year + 1))


def _years(loaded: Loaded, item: Item) -> tuple[int, ...]:
    """Return the years that a date without year may mean: that of the issue or of the meeting, and the next."""
    when = getattr(item, "date", None)
    if isinstance(item, Article) and loaded.community:
        issues: dict[str, Issue] = {issue.slug: issue for issue in loaded.community.issues}
        when = issues[item.issue].date if item.issue in issues else None
    return (when.year, when.year + 1) if isinstance(when, date) else ()


def _weekday(place: Source, match: re.Match[str], years: Sequence[int]) -> Iterator[Problem]:
    if fault := misdated(match, years):
        yield Problem(place, *fault, "jour")


def misdated(match: re.Match[str], years: Sequence[int]) -> tuple[str, str] | None:
    """Return what is wrong with a weekday beside a date, and what to write; the likeliest year stands first."""
    years = (int(match[4]),) if match[4] else years
    try:
        days = [date(year, MONTHS.index(match[3].lower()) + 1, int(match[2])) for year in years]
    except ValueError:
        return f"date impossible « {match[0]} »", "vérifier le calendrier"
    real = [WEEKDAYS[day.weekday()] for day in days]
    if not real or match[1].lower() in real:
        return None
    return (
        f"« {match[0]} » : le {match[2]} {match[3]} {years[0]} est un {real[0]}",
        f"écrire « {real[0]} »",
    )


CHECKS = (links, field_links, images, weekdays)
