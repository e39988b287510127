"""The pictures of a project's letters: those that articles name, wherever they stand, and those of their diagrams."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from chorale.content import pictures
from chorale.content.model import EditoSection, Issue, TextSection
from chorale.content.pictures import UnreadablePicture
from chorale.text import diagrams
from chorale.text.html_tree import parse
from chorale.text.markdown import markdown


def of_issue(root: Path, issue: Issue) -> Issue:
    """Return an issue with its pictures as a message shows them, by the names under which they are published."""
    made: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for path in dict.fromkeys(_named(issue)):
        if prepared := _prepared(root, path):
            name = _unique(_name(issue, path, prepared.suffix), made)
            names[path], made[name] = name, prepared.data
    for text in _texts(issue):
        made |= diagrams.pictures(text)
    return replace(issue, pictures=made, picture_names=names)


def _texts(issue: Issue) -> Iterator[str]:
    yield from (article.body for article in issue.articles)
    for section in issue.sections:
        match section:
            case EditoSection(edito=text) | TextSection(text=text):
                yield text


def _named(issue: Issue) -> Iterator[str]:
    """Yield the paths, from the project, of all that the issue shows."""
    for article in issue.articles:
        folder = posixpath.dirname(article.path)
        if article.image:
            yield resolved(folder, article.image.src)
        yield from (resolved(folder, src) for src in _shown(article.body))
    folder = posixpath.dirname(issue.path)
    for section in issue.sections:
        match section:
            case EditoSection(edito=text) | TextSection(text=text):
                yield from (resolved(folder, src) for src in _shown(text))


@lru_cache(maxsize=4096)
def _shown(text: str) -> tuple[str, ...]:
    if "![" not in text and "<img" not in text:
        return ()
    images = parse(markdown(text)).named("img")
    return tuple(image.attributes.get("src", "") for image in images)


def resolved(folder: str, src: str) -> str:
    """Return the path from the project of a picture named from a folder."""
    return posixpath.normpath(posixpath.join(folder, unquote(src)))


def _prepared(root: Path, path: str) -> pictures.PreparedPicture | None:
    if not path.startswith(("content/", "site/")):
        return None
    try:
        return pictures.for_message(inside(root, path))
    except (OSError, UnreadablePicture):
        return None  # told with its line by the checks


def inside(root: Path, path: str) -> bytes:
    """Return the bytes of a file of the project; a link that leaves it raises UnreadablePicture."""
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):
        advice = "remplacer le lien par l'image elle-même"
        raise UnreadablePicture("lien symbolique qui sort du projet", advice)
    return file.read_bytes()


def _name(issue: Issue, path: str, suffix: str) -> str:
    folder = posixpath.dirname(issue.path) + "/"
    near = path.removeprefix(folder).removeprefix("content/newsletters/").removeprefix("site/")
    return pictures.safe_name(near.replace("/", "-"), suffix)


def _unique(name: str, known: dict[str, bytes]) -> str:
    stem, suffix = posixpath.splitext(name)
    rank, made = 2, name
    while made in known:
        made, rank = f"{stem}-{rank}{suffix}", rank + 1
    return made
