"""What is closed is told whole: a kind without its words, its rule or its output turns one of these red."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import EnumMeta
from fractions import Fraction
from inspect import Parameter, isfunction, signature
from itertools import chain
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import click
import pytest
from golden_tree import TODAY
from house import GOLDEN

from chorale import publish as chorale_publish
from chorale.__main__ import chorale
from chorale.atelier.web import app as atelier_app
from chorale.cli.command_group import command
from chorale.cli.commands import COMMANDS
from chorale.content import form_model, project
from chorale.content import model as content_model
from chorale.content.load import Loaded
from chorale.content.model import Community
from chorale.content.problems import Problem
from chorale.content.project import inspect
from chorale.files import File
from chorale.ipm import model as ipm_model
from chorale.ipm.decide import RULES
from chorale.ipm.formats.record import rule_data
from chorale.ipm.formats.scenario import rule_of
from chorale.ipm.model import Method, Rule, ThemeBounds
from chorale.newsletter.review import checks
from chorale.newsletter.review.built_email import BuiltEmail, Finding
from chorale.service import app
from chorale.site import redirects

UNREADABLE = (
    "chorale.__main__",
    "chorale.service.questionnaire.spreadsheets.subprocess_reader",
)
"""What starts something when it is imported."""

PACKAGE = importlib.import_module(chorale_publish.__name__.partition(".")[0])
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(PACKAGE.__path__, f"{PACKAGE.__name__}.")
    if found.name not in UNREADABLE
]


def members(kind: Any) -> set[Any] | None:
    """Return the members of a closed kind: a Literal, an enumeration, or several together; None for what is open."""
    if isinstance(kind, EnumMeta):
        return set(kind)
    if get_origin(kind) is Literal:
        return set(get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        parts = [members(part) for part in get_args(kind)]
        return None if None in parts else set().union(*parts)
    return None


def tables() -> Iterator[tuple[str, Any, set[Any]]]:
    """Yield each table of the program whose keys are annotated as a closed kind: name, table, what it must hold."""
    for module in MODULES:
        annotated = getattr(module, "__annotations__", {})
        hints = get_type_hints(module) if annotated else {}
        for name in annotated:
            if get_origin(hints[name]) in (Mapping, dict):
                expected = members(get_args(hints[name])[0])
                if expected is not None:
                    yield f"{module.__name__}.{name}", getattr(module, name), expected


TABLES = list(tables())


@pytest.mark.parametrize(
    ("table", "expected"),
    [(table, expected) for _, table, expected in TABLES],
    ids=[name for name, _, _ in TABLES],
)
def test_a_table_keyed_by_a_closed_kind_holds_all_of_it(table, expected):
    assert set(table) == expected


def test_the_tables_of_words_are_among_them():
    assert {"RULE_NAMES", "METHODS", "FAULTS", "PHASES"} <= {
        name.rpartition(".")[2] for name, _, _ in TABLES
    }


OTHERWISE = Rule(
    method="optimum",
    completion="add1",
    tie_break=("more-groups",),
    absent_group="frozen",
    bounds={"t": ThemeBounds(floor=Fraction(1), cap=Fraction(2))},
    utility="cost",
    overflow="stop",
    comparison=True,
)


def test_every_choice_of_a_rule_is_published_and_read_back():
    kept = {
        field.name
        for field in fields(Rule)
        if getattr(OTHERWISE, field.name) == getattr(Rule(), field.name)
    }
    assert kept == set(), "say above another value than the default"
    assert rule_of(rule_data(OTHERWISE)) == OTHERWISE


def helped() -> Iterator[tuple[str, str, set[Any]]]:
    """Yield each field of the content whose values are closed: its name, its help, its values."""
    for module in (content_model, form_model, ipm_model):
        for name, kind in vars(module).items():
            if is_dataclass(kind) and kind.__module__ == module.__name__:
                for field, hint in get_type_hints(kind, include_extras=True).items():
                    if get_origin(hint) is Annotated and (values := members(get_args(hint)[0])):
                        yield f"{name}.{field}", get_args(hint)[1], values


@pytest.mark.parametrize(
    ("words", "values"), [one[1:] for one in helped()], ids=[one[0] for one in helped()]
)
def test_the_help_of_a_field_names_all_its_values_or_none(words, values):
    assert {value for value in values if re.search(rf"(?<![\w-]){value}(?![\w-])", words)} in (
        set(),
        values,
    )


def of_shape(given: type, result: type) -> set[str]:
    """Return the public functions that need one thing only, and yield another."""
    found = set()
    for module in MODULES:
        for name, function in vars(module).items():
            if (
                isfunction(function)
                and function.__module__ == module.__name__
                and not name.startswith("_")
            ):
                hints = get_type_hints(function)
                needed = [
                    one
                    for one, detail in signature(function).parameters.items()
                    if detail.default is Parameter.empty
                ]
                if hints.get("return") == Iterator[result] and [
                    hints.get(one) for one in needed
                ] == [given]:
                    found.add(called(function))
    return found


def called(function: Any) -> str:
    return f"{function.__module__}.{function.__name__}"


@pytest.mark.parametrize(
    ("declared", "given", "result"),
    [
        ((*chorale_publish.OUTPUTS, redirects.nginx_map), Community, File),
        (project.CHECKS, Loaded, Problem),
        (checks.THOROUGH, BuiltEmail, Finding),
    ],
    ids=["OUTPUTS", "CHECKS", "THOROUGH"],
)
def test_whatever_has_the_shape_of_an_output_or_of_a_check_is_declared(declared, given, result):
    assert of_shape(given, result) == set(map(called, declared))


def test_the_golden_community_has_files_of_every_output_and_no_two_of_one_path():
    community = inspect(GOLDEN, TODAY)[0].community
    found = {
        called(output): [file.path for file in output(community)]
        for output in chorale_publish.OUTPUTS
    }

    assert [name for name, paths in found.items() if not paths] == []
    assert [path for path, count in Counter(chain(*found.values())).items() if count > 1] == []


@pytest.mark.parametrize(
    ("door", "rooms"),
    [(app, "chorale.service."), (atelier_app, "chorale.atelier.")],
    ids=["service", "atelier"],
)
def test_every_route_is_answered(door, rooms):
    pages = [one for one in MODULES if one is not door and one.__name__.startswith(rooms)]
    routed = {route.path for module in pages for route in getattr(module, "ROUTES", ())}

    assert routed - {route.path for route in door.ROUTES} == set()


def test_every_command_is_reached_from_the_first_one():
    waiting, reached = list(COMMANDS.items()), []
    for name, listed in waiting:
        reached.append(id(command(name, listed)))
        waiting.extend({} if isinstance(listed[1], str) else listed[1].items())

    assert [
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, found in vars(module).items()
        if isinstance(found, click.Command) and found is not chorale and id(found) not in reached
    ] == []


def test_every_voting_rule_is_computed():
    assert [method for method, _ in RULES] == list(get_args(Method))
