"""Where a problem of a file stands in its form: the field under its line and column."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from chorale.atelier.forms import screen_words
from chorale.content.problems import Problem
from chorale.content.source_files import UnreadableFile
from chorale.content.sources import front_matter, yaml_origin
from chorale.content.writing.trees import named_nodes

BODY, WHOLE = "corps", ""
"""The names of the Markdown body, and of the form itself, for what has no field."""
_ABSENT = re.compile(r"clé « (.+?) » absente")
FieldPlaces = dict[tuple[int, int], str]


def placed(
    path: str, text: str, problems: Iterable[Problem], root: str = ""
) -> Mapping[str, list[str]]:
    """Return the sentences of a file's problems under the names of the fields; root is the name of a file's list."""
    places, body_line = _places(path, text, root)
    found: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        place = (problem.source.line, problem.source.column)
        name = places.get(place, BODY if body_line and problem.source.line >= body_line else WHOLE)
        if absent := _ABSENT.search(problem.message):
            name = f"{_holder(places, place)}{absent[1]}"
        found[name].append(screen_words.in_words(problem))
    return found


def _holder(places: FieldPlaces, place: tuple[int, int]) -> str:
    """Return the prefix of the record that begins at a place."""
    first = places.get(place, "")
    return first[: first.rfind(".") + 1] if "." in first else ""


def _places(path: str, text: str, root: str) -> tuple[FieldPlaces, int]:
    try:
        origin = front_matter(path, text)[0] if path.endswith(".md") else yaml_origin(path, text)
    except UnreadableFile:
        return {}, 0
    found: FieldPlaces = {}
    for node, name in named_nodes(origin.node, root):
        found[node.start_mark.line + 1 + origin.offset, node.start_mark.column + 1] = name
    return found, origin.body_line if path.endswith(".md") else 0
