"""Checks on diagrams written as text: each can be drawn, has a title, and a phone can show it."""

from collections.abc import Iterator

from chorale.content.checks.bodies import bodies
from chorale.content.load import Loaded
from chorale.content.model import EditoSection, Section, TextSection
from chorale.content.problems import Problem, Source
from chorale.text.diagram_faults import DiagramFault, faults
from chorale.text.diagrams import LANGUAGE
from chorale.text.fences import fences


def diagrams(loaded: Loaded) -> Iterator[Problem]:
    """Every diagram of a body, or of the words between two blocks of an issue, can be drawn and has a title."""
    for item in bodies(loaded):
        for fence in fences(item.body, LANGUAGE):
            for fault in faults(fence.text):
                index = fence.place(item.body, fault.line, fault.column)
                yield _problem(loaded.origins[item.path].in_body(item.body, index), fault)
    for issue in loaded.community.issues if loaded.community else ():
        for index, section in enumerate(issue.sections):
            place = loaded.at(issue.path, "sections", index)
            for fence in fences(_words(section), LANGUAGE):
                yield from (_problem(place, fault) for fault in faults(fence.text))


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


CHECKS = (diagrams,)
