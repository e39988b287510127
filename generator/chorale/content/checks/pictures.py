"""Checks on pictures: each that a text shows can be read, whatever its format."""

import posixpath
from collections.abc import Callable, Iterator

from chorale.content import pictures
from chorale.content.checks.bodies import bodies
from chorale.content.checks.links import covers
from chorale.content.item_model import Item
from chorale.content.load import Loaded
from chorale.content.model import Article
from chorale.content.picture_files import inside, resolved
from chorale.content.pictures import UnreadablePicture
from chorale.content.problems import Problem
from chorale.text.inline_links import inline_links


def readable(loaded: Loaded) -> Iterator[Problem]:
    """Every picture that stands in the project is one, and is not too large to be resized."""
    verdicts: dict[tuple[str, object], UnreadablePicture | None] = {}
    for item in bodies(loaded):
        folder = posixpath.dirname(item.path)
        prepare = pictures.for_message if isinstance(item, Article) else pictures.verify
        for key, target in _named(item):
            asked = resolved(folder, target), prepare
            if asked not in verdicts:
                verdicts[asked] = _fault(loaded, *asked)
            if fault := verdicts[asked]:
                place = (
                    loaded.at(item.path, key, "src")
                    if isinstance(key, str)
                    else loaded.origins[item.path].in_body(item.body, key)
                )
                yield Problem(place, f"« {target} » : {fault}", fault.advice, "image")


def _named(item: Item) -> Iterator[tuple[str | int, str]]:
    """Yield the pictures of an item, each with its key or its place in the body."""
    yield from ((link.start, link.target) for link in inline_links(item.body) if link.picture)
    yield from ((key, image.src) for key, image in covers(item))


def _fault(
    loaded: Loaded, path: str, prepare: Callable[[bytes], object]
) -> UnreadablePicture | None:
    if not path.startswith(("content/", "site/")) or not (loaded.root / path).is_file():
        return None  # the checks of links say so
    try:
        prepare(inside(loaded.root, path))
    except UnreadablePicture as fault:
        return fault
    return None


CHECKS = (readable,)
