"""The schemas that text editors read say what the program reads, and every file points to its own."""

import json
import re

import pytest
import yaml
from house import GOLDEN, ROOT
from jsonschema import Draft7Validator

from chorale.content.json_schema import schemas
from chorale.content.kinds import KINDS

FILES = [
    (kind.name, path)
    for base in (ROOT, GOLDEN)
    for path in sorted((base / "content").rglob("*"))
    for kind in KINDS
    if kind.files.holds(path.relative_to(base).as_posix())
]


def header(path):
    """Return the YAML text of a file or of its front matter."""
    text = path.read_text(encoding="utf-8")
    return text.split("\n---\n", 1)[0].removeprefix("---\n") if path.suffix == ".md" else text


def test_the_committed_schemas_are_those_of_the_program():
    committed = {
        path.name: path.read_text(encoding="utf-8")
        for path in (ROOT / "docs/schemas").glob("*.json")
    }

    assert committed == schemas()


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_a_schema_is_itself_valid(name):
    Draft7Validator.check_schema(json.loads(schemas()[f"{name}.json"]))


@pytest.mark.parametrize(
    ("kind", "path"), FILES, ids=lambda value: str(value).removeprefix(str(ROOT))
)
def test_a_file_satisfies_its_schema_as_an_editor_reads_it(kind, path):
    data = json.loads(json.dumps(yaml.load(header(path), Loader=PlainDates)))

    assert [
        error.message
        for error in Draft7Validator(json.loads(schemas()[f"{kind}.json"])).iter_errors(data)
    ] == []


@pytest.mark.parametrize(
    ("kind", "path"), FILES, ids=lambda value: str(value).removeprefix(str(ROOT))
)
def test_a_file_names_its_schema_on_its_first_line(kind, path):
    first = header(path).partition("\n")[0]

    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.partition("=")[2]).resolve() == ROOT / f"docs/schemas/{kind}.json"


def test_a_schema_refuses_what_the_program_refuses():
    validator = Draft7Validator(json.loads(schemas()["meeting.json"]))
    told = [
        error.message
        for error in validator.iter_errors({"title": "a", "date": "17/03/2026", "ville": "Brest"})
    ]

    assert len(told) == 3


class PlainDates(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: dates and hours stay text."""


PlainDates.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith((":timestamp", ":int", ":float"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainDates.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?\d+$"), list("-0123456789")
)
