"""A community's own mkdocs.yml: the order of its pages, its style sheets, its logo, its forge."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from chorale.content.problems import Problem
from chorale.content.source_files import UnreadableFile, text
from chorale.content.sources import Origin, yaml_origin

FILE = "mkdocs.yml"


@dataclass(frozen=True)
class NavPage:
    """A page as « nav » names it: its path from site/, its words and those of its section, if given."""

    path: str
    title: str = ""
    section: str = ""


@dataclass(frozen=True)
class SiteSettings:
    """What mkdocs.yml changes to the site of a community; paths are from site/."""

    nav: tuple[NavPage, ...] = ()
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    logo: str = ""
    favicon: str = ""
    copyright: str = ""
    repository: str = ""
    repository_name: str = ""
    edit: str = ""


@dataclass(frozen=True)
class MkdocsFile:
    """What mkdocs.yml says, every value as text, and the place of each."""

    origin: Origin
    said: dict[str, Any]

    @property
    def theme(self) -> dict[str, Any]:
        """Return what it says of the theme, when that is more than a name."""
        theme = self.said.get("theme")
        return theme if isinstance(theme, dict) else {}


def read(root: Path) -> tuple[MkdocsFile | None, tuple[Problem, ...]]:
    """Return the mkdocs.yml of a project, or nothing; one that cannot be read is told."""
    if not (root / FILE).is_file():
        return None, ()
    try:
        origin = yaml_origin(FILE, text(root, FILE))
    except UnreadableFile as error:
        return None, (error.problem,)
    said = _plain(origin.node)
    return (MkdocsFile(origin, said) if isinstance(said, dict) else None), ()


def settings(file: MkdocsFile | None) -> SiteSettings:
    """Return what is honoured of a file; what is not, mkdocs_refusals says."""
    if file is None:
        return SiteSettings()
    said, theme = file.said, file.theme
    nav = said.get("nav")
    return SiteSettings(
        nav=tuple(_nav(nav, "")) if isinstance(nav, list) else (),
        styles=tuple(_paths(said.get("extra_css"))),
        scripts=tuple(_paths(said.get("extra_javascript"))),
        logo=_word(theme, "logo"),
        favicon=_word(theme, "favicon"),
        copyright=unescape(_word(said, "copyright")),
        repository=_word(said, "repo_url"),
        repository_name=_word(said, "repo_name"),
        edit=_word(said, "edit_uri"),
    )


def _plain(node: yaml.Node | None) -> Any:
    """Return a node's value, every scalar as text."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return str(node.value) if node is not None else ""


def _word(said: dict[str, Any], key: str) -> str:
    value = said.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _paths(listed: Any) -> Iterator[str]:
    for one in listed if isinstance(listed, list) else ():
        path = one.get("path", "") if isinstance(one, dict) else one
        if isinstance(path, str) and path:
            yield path


def _nav(entries: list[Any], section: str) -> Iterator[NavPage]:
    """Yield the pages of « nav » in its order; addresses of other sites are left to the page that links to them."""
    for entry in entries:
        pairs = entry.items() if isinstance(entry, dict) else [("", entry)]
        for title, target in pairs:
            if isinstance(target, list):
                yield from _nav(target, title)
            elif isinstance(target, str) and target.endswith(".md"):
                yield NavPage(posixpath.normpath(target), title, section)
