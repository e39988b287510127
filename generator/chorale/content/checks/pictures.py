"""Checks on pictures: each that a text shows can be read, whatever its format."""

import posixpath
from collections.abc import Callable, Iterator

from chorale.content import pictures
from chorale.content.checks.bodies import bodies
from chorale.content.checks.links import covers
from chorale.content.load import Loaded
from chorale.content.model import Article
from chorale.content.picture_files import inside, resolved
from chorale.content.pictures import UnreadablePicture
from chorale.content.problems import Problem, Source
from chorale.text.inline_links import inline_links


def readable(loaded: Loaded) -> Iterator[Problem]:
    """Every picture that stands in the project is one, and is not too large to be resized."""
    for item in bodies(loaded):
        folder = posixpath.dirname(item.path)
        named = [
            (loaded.origins[item.path].in_body(item.body, link.start), link.target)
            for link in inline_links(item.body)
            if link.picture
        ]
        for key, image in covers(item):
            named.append((loaded.at(item.path, key, "src"), image.src))
        prepare = pictures.for_message if isinstance(item, Article) else pictures.verify
        for place, target in named:
            yield from _readable(loaded, place, resolved(folder, target), target, prepare)


def _readable(
    loaded: Loaded, place: Source, path: str, target: str, prepare: Callable[[bytes], object]
) -> Iterator[Problem]:
    if not path.startswith(("content/", "site/")) or not (loaded.root / path).is_file():
        return  # the checks of links say so
    try:
        prepare(inside(loaded.root, path))
    except UnreadablePicture as fault:
        yield Problem(place, f"« {target} » : {fault}", fault.advice, "image")


CHECKS = (readable,)
