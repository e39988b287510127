"""The journeys of docs/architecture.md are true: each stop exists, and imports the next one or is imported by it."""

import ast
import importlib.util
import re
from itertools import pairwise

import pytest
from house import ROOT

specification = importlib.util.spec_from_file_location("picture", ROOT / "docs/picture.py")
picture = importlib.util.module_from_spec(specification)
specification.loader.exec_module(picture)

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
KNOWN = picture.modules()
IMPORTS = picture.imports(KNOWN)
JOURNEYS = {
    part.partition("\n")[0]: re.findall(r"^\d+\. `([\w/]+)\.(\w+)`: ", part, re.MULTILINE)
    for part in PAGE.split("\n### ")[1:]
}


def test_the_page_tells_the_five_journeys():
    assert list(JOURNEYS) == [
        "A date becomes a line of a calendar",
        "A change request becomes the page of a decision",
        "An article becomes an email",
        "A deposit becomes a row of the database",
        "What a person types becomes bytes of a file",
    ]
    assert [len(stops) for stops in JOURNEYS.values() if not 2 <= len(stops) <= 8] == []
    assert len(re.findall(r"^\d+\. ", PAGE, re.MULTILINE)) == sum(map(len, JOURNEYS.values()))


@pytest.mark.parametrize("journey", JOURNEYS)
def test_each_stop_is_a_module_with_its_function(journey):
    for path, name in JOURNEYS[journey]:
        tree = KNOWN[path.replace("/", ".")]
        written = {
            node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        }
        written |= {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert name in written, f"{path}.{name}"


@pytest.mark.parametrize("journey", JOURNEYS)
def test_each_stop_imports_the_next_or_is_imported_by_it(journey):
    stops = [path.replace("/", ".") for path, _ in JOURNEYS[journey]]

    assert [
        (one, other)
        for one, other in pairwise(stops)
        if other not in IMPORTS[one] and one not in IMPORTS[other]
    ] == []


def test_every_module_that_the_page_names_exists():
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)+)`", PAGE)

    assert [path for path in named if path.replace("/", ".") not in KNOWN] == []
