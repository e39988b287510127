"""What a community's mkdocs.yml asks for and does not get: each key, plugin and extension is refused by its name."""

import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chorale.content import mkdocs_keys as keys
from chorale.content import site_settings
from chorale.content.problems import Problem, Severity
from chorale.content.site_settings import MkdocsFile, SiteSettings
from chorale.content.source_folder import stands
from chorale.files import data
from chorale.french.suggestions import did_you_mean
from chorale.overrides import FOLDER

GENERATED = ("agenda/", "lettres/", "ipm/", "publics/", "formulaires/", "index.md", "recherche.md")
"""Beginnings of the pages that nobody writes by hand, which « nav » may name too."""


@dataclass(frozen=True)
class NameTable:
    """A list of mkdocs.yml: its key, what it may name, why not the others, and what such a name is."""

    key: str
    known: frozenset[str]
    refused: Mapping[str, str]
    what: str


TABLES = (
    NameTable("plugins", keys.PLUGINS, keys.PLUGINS_REFUSED, "le plugin"),
    NameTable("markdown_extensions", keys.READ, keys.EXTENSIONS_REFUSED, "l'extension"),
)


def of_project(root: Path) -> tuple[SiteSettings, tuple[Problem, ...]]:
    """Return the settings of a project, with what is wrong or refused in its mkdocs.yml."""
    file, problems = site_settings.read(root)
    made = _kept(site_settings.settings(file))
    return made, (*problems, *(refusals(root, file, made) if file is not None else ()))


@lru_cache(maxsize=8)
def _kept(settings: SiteSettings) -> SiteSettings:
    """Return the very settings of the last reading while they are the same."""
    return settings


def refusals(root: Path, file: MkdocsFile, settings: SiteSettings) -> Iterator[Problem]:
    """Yield what has no effect (warnings), and what would lose something of the pages (errors)."""
    yield from _twice(file)
    for key in file.said:
        if key not in keys.HONOURED:
            near = did_you_mean(key, keys.HONOURED)
            advice = keys.REFUSED.get(key) or near or "retirer cette ligne : rien ici ne la lit"
            yield _refused(file, f"« {key} » n'est pas lu", advice, key)
    if file.said.get("docs_dir", "site") != "site":
        message = "« docs_dir » : les pages sont dans site/"
        yield _refused(file, message, "les y mettre", "docs_dir", severity="error")
    yield from _shapes(file)
    yield from _theme(file)
    yield from _features(file)
    yield from _palette(file)
    for table in TABLES:
        yield from _names(file, table)
    yield from _files(root, file, settings)
    yield from _pages(root, file, settings)


def _twice(file: MkdocsFile) -> Iterator[Problem]:
    """Yield the keys that are written again: MkDocs reads the last one, and loses what the first said."""
    seen: dict[str, int] = {}
    for key, _ in file.origin.node.value if file.origin.node else ():
        place = file.origin.place(key)
        if key.value in seen:
            message = f"clé « {key.value} » écrite deux fois (déjà ligne {seen[key.value]})"
            yield Problem(place, message, "réunir les deux sous la première", "mkdocs")
        seen.setdefault(key.value, place.line)


LISTS = ("extra_css", "extra_javascript", "markdown_extensions", "nav", "plugins")
_KEYED = ("markdown_extensions", "plugins")
"""Lists that MkDocs takes as keys too, each with its settings."""


def _shapes(file: MkdocsFile) -> Iterator[Problem]:
    """Yield what is no list where one is read, and the address of a forge without its beginning."""
    for key in LISTS:
        said = file.said.get(key)
        if isinstance(said, str) and said:
            yield _refused(
                file, f"« {key} » est une liste", f"écrire « [{said}] »", key, severity="error"
            )
        elif isinstance(said, dict) and key not in _KEYED:
            advice = "commencer chaque ligne par « - »"
            yield _refused(file, f"« {key} » est une liste", advice, key, severity="error")
    forge = file.said.get("repo_url")
    if isinstance(forge, str) and forge and not forge.startswith(("https://", "http://")):
        message = f"adresse sans « https:// » : « {forge} »"
        yield _refused(file, message, f"écrire « https://{forge} »", "repo_url", severity="error")


def _theme(file: MkdocsFile) -> Iterator[Problem]:
    name = file.theme.get("name") or file.said.get("theme")
    if isinstance(name, str) and name not in ("", "material"):
        advice = "le site a le sien : écrire « material », ou retirer cette ligne"
        yield _refused(file, f"thème « {name} »", advice, "theme")
    if file.theme.get("language", "fr") != "fr":
        message = "« theme.language » : le site est en français"
        yield _refused(file, message, "écrire « fr »", "theme", "language")
    for key, value in file.theme.items():
        if key not in keys.THEME and (key, value) != ("font", "false"):
            advice = keys.THEME_REFUSED.get(key) or did_you_mean(key, keys.THEME)
            yield _refused(file, f"« theme.{key} » n'est pas lu", advice, "theme", key)


def _features(file: MkdocsFile) -> Iterator[Problem]:
    listed = file.theme.get("features")
    for rank, feature in enumerate(listed if isinstance(listed, list) else ()):
        if feature not in keys.FEATURES:
            message = f"« {feature} » n'existe pas ici"
            yield _refused(file, message, "retirer cette ligne", "theme", "features", rank)


def _palette(file: MkdocsFile) -> Iterator[Problem]:
    listed = file.theme.get("palette")
    for rank, one in enumerate(listed if isinstance(listed, list) else [listed]):
        for key in ("primary", "accent"):
            if isinstance(one, dict) and key in one:
                place = ("palette", rank, key) if isinstance(listed, list) else ("palette", key)
                message = f"« theme.palette.{key} » n'est pas lu"
                yield _refused(file, message, keys.PALETTE_REFUSED, "theme", *place)


def _names(file: MkdocsFile, table: NameTable) -> Iterator[Problem]:
    for name, place, options in _named(file.said.get(table.key)):
        if name not in table.known:
            why = (
                table.refused.get(name) or did_you_mean(name, table.known) or "retirer cette ligne"
            )
            message = f"{table.what} « {name} » n'existe pas ici"
            yield _refused(file, message, why, table.key, *place[:1], severity="error")
        else:
            yield from _options(file, name, options, (table.key, *place))


def _named(listed: Any) -> Iterator[tuple[str, tuple[str | int, ...], Mapping[str, Any]]]:
    """Yield the names of a list, each with the keys that lead to it and its options."""
    if isinstance(listed, dict):
        yield from ((name, (name,), _settings(said)) for name, said in listed.items())
    for rank, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict):
            name = next(iter(one), "")
            yield name, (rank, name), _settings(one.get(name))
        else:
            yield str(one), (rank,), {}


def _settings(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}


def _options(
    file: MkdocsFile, name: str, options: Mapping[str, Any], place: tuple[str | int, ...]
) -> Iterator[Problem]:
    for option in sorted(options.keys() - keys.OPTIONS.get(name, frozenset())):
        why = keys.OPTIONS_REFUSED.get((name, option), "retirer cette ligne")
        yield _refused(file, f"« {option} » de « {name} » n'est pas lu", why, *place, option)


_THEME = data(FOLDER) / "site/theme"
"""The theme's own files may be named too: settings of version 0.2 name its icon."""


def _files(root: Path, file: MkdocsFile, settings: SiteSettings) -> Iterator[Problem]:
    named: list[tuple[str, tuple[str, ...]]] = [
        *((path, ("extra_css",)) for path in settings.styles),
        *((path, ("extra_javascript",)) for path in settings.scripts),
        (settings.logo, ("theme", "logo")),
        (settings.favicon, ("theme", "favicon")),
    ]
    for path, place in named:
        if "//" in path:
            message = f"« {path} » vient d'un autre site"
            advice = "le copier dans site/ : aucune page n'appelle un autre site"
            yield _refused(file, message, advice, *place, severity="error")
        elif path and not any(stands(folder / path) for folder in (root / "site", _THEME)):
            message = f"fichier absent « {path} »"
            yield _refused(file, message, "le poser dans site/", *place, severity="error")


def _pages(root: Path, file: MkdocsFile, settings: SiteSettings) -> Iterator[Problem]:
    if not isinstance(file.said.get("nav"), list):
        return
    pages = {page.relative_to(root / "site").as_posix() for page in (root / "site").rglob("*.md")}
    named: set[str] = set()
    for target, place in _targets(file.said.get("nav"), ("nav",)):
        path = posixpath.normpath(target)
        if not target:
            message = f"« {place[-1]} » sans page dans « nav »"
            advice = "écrire sa page après « : », ou décaler ses pages sous cette ligne"
            yield _refused(file, message, advice, *place)
        elif not target.endswith(".md"):
            message = f"« {target} » n'est pas lu dans « nav »"
            yield _refused(file, message, _in_nav(path, pages), *place)
        elif path in named:
            message = f"page « {path} » citée deux fois dans « nav »"
            yield _refused(
                file, message, "n'en garder qu'une : sa place serait la première", *place
            )
        elif path not in pages and not path.startswith(GENERATED):
            advice = did_you_mean(path, pages)
            yield _refused(file, f"page absente « {path} »", advice, *place, severity="error")
        named.add(path)
    opened = {page.partition("/")[0] for page in pages if page.endswith("/index.md")}
    for folder in dict.fromkeys(
        page.path.partition("/")[0]
        for page in settings.nav
        if "/" in page.path and (page.path in pages or page.path.startswith(GENERATED))
    ):
        if (
            folder not in opened
            and not f"{folder}/".startswith(GENERATED)
            and folder != "documentation"
        ):
            message = f"« {folder} » n'a pas de page d'accueil, donc pas de place au menu"
            yield _refused(file, message, f"écrire « site/{folder}/index.md »", "nav")


def _in_nav(path: str, pages: Collection[str]) -> str:
    """Return what to name instead of a page without its suffix, of a folder, of another site."""
    meant = next((page for page in (f"{path}.md", f"{path}/index.md") if page in pages), "")
    if meant:
        return f"écrire « {meant} »"
    if any(page.startswith(f"{path}/") for page in pages):
        return "nommer les pages de ce dossier, une par ligne"
    return "y nommer une page de site/, en « .md » ; un autre lien se met dans une page"


def _targets(
    listed: Any, place: tuple[str | int, ...]
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield what each line of a menu leads to, with the keys that lead to it."""
    entries = enumerate(listed) if isinstance(listed, list) else listed.items()
    for key, entry in entries:
        if isinstance(entry, list | dict):
            yield from _targets(entry, (*place, key))
        elif isinstance(entry, str):
            yield entry, (*place, key)


def _refused(
    file: MkdocsFile, message: str, advice: str, *place: str | int, severity: Severity = "warning"
) -> Problem:
    at = file.origin.at_key if isinstance(place[-1], str) else file.origin.at
    return Problem(at(*place), message, advice, "mkdocs", severity)
