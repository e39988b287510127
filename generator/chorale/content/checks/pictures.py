"""Checks on pictures and on diagrams written as text: each can be read or drawn, and a phone can show it."""

import posixpath
from collections.abc import Iterator

from chorale.content.checks.bodies import bodies
from chorale.content.checks.kept import each_body
from chorale.content.checks.links import covers
from chorale.content.item_model import Item
from chorale.content.load import Loaded
from chorale.content.model import Article, EditoSection, Section, TextSection
from chorale.content.picture_files import resolved
from chorale.content.picture_memory import PictureUse, prepared
from chorale.content.pictures import UnreadablePicture
from chorale.content.problems import Problem, Source
from chorale.content.source_folder import stands
from chorale.content.sources import Origin
from chorale.text.diagram_faults import DiagramFault, faults
from chorale.text.diagrams import LANGUAGE
from chorale.text.fences import fences
from chorale.text.references import written_links


def diagrams(loaded: Loaded) -> Iterator[Problem]:
    """Every diagram of a body, or of the words between two blocks of an issue, can be drawn and has a title."""
    yield from _drawn(loaded)
    for issue in loaded.community.issues if loaded.community else ():
        for index, section in enumerate(issue.sections):
            for fence in fences(_words(section), LANGUAGE):
                place = loaded.at(issue.path, "sections", index)
                yield from (_problem(place, fault) for fault in faults(fence.text))


@each_body
def _drawn(item: Item, origin: Origin) -> Iterator[Problem]:
    for fence in fences(item.body, LANGUAGE):
        for fault in faults(fence.text):
            index = fence.place(item.body, fault.line, fault.column)
            yield _problem(origin.in_body(item.body, index), fault)


def _words(section: Section) -> str:
    match section:
        case EditoSection(edito=text) | TextSection(text=text):
            return text
        case _:
            return ""


def _problem(place: Source, fault: DiagramFault) -> Problem:
    return Problem(
        place, fault.message, fault.remedy, "schéma", "warning" if fault.slight else "error"
    )


def readable(loaded: Loaded) -> Iterator[Problem]:
    """Every picture that stands in the project is one, and is not too large to be resized."""
    verdicts: dict[tuple[str, PictureUse], UnreadablePicture | None] = {}
    for item in bodies(loaded):
        folder = posixpath.dirname(item.path)
        use: PictureUse = "message" if isinstance(item, Article) else "none"
        for key, target in _named(item):
            asked = resolved(folder, target), use
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
    yield from ((link.start, link.target) for link in written_links(item.body) if link.picture)
    yield from ((key, image.src) for key, image in covers(item))


def _fault(loaded: Loaded, path: str, use: PictureUse) -> UnreadablePicture | None:
    if not path.startswith(("content/", "site/")) or not stands(loaded.root / path):
        return None  # the checks of links say so
    try:
        prepared(loaded.root, path, use)
    except UnreadablePicture as fault:
        return fault
    return None


CHECKS = (readable, diagrams)
