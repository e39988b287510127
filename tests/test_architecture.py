"""The floors of the house: who may import whom, types included, and no circle anywhere."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator"

PRINTING = (
    "outputs.render",
    "outputs.urls",
    "outputs.french",
    "outputs.files",
    "outputs.event_facts",
    "outputs.tables",
)
BELOW_SERVICE = ("content", "ipm", *PRINTING)

# what a room of the house may import of ours: a room (a folder's own modules), one module, or a whole part ("outputs.*");
# a module belongs to the smallest room that holds it
FLOORS = {
    "ipm": (),
    "content": ("ipm.model",),
    "outputs": ("content", "ipm"),
    "outputs.calendar": ("content", "ipm", "outputs"),
    "outputs.agenda": ("content", "ipm", "outputs", "outputs.calendar"),
    "outputs.cycle": ("content", "ipm", "outputs"),
    "outputs.letter": ("content", "ipm", "outputs"),
    "outputs.mjml": ("content", "outputs"),
    "outputs.email": ("content", "ipm", "outputs", "outputs.letter", "outputs.mjml"),
    "outputs.review": ("content", "ipm", "outputs", "outputs.letter", "outputs.mjml", "outputs.email"),
    "outputs.site": ("content", "ipm", "outputs", "outputs.agenda", "outputs.cycle"),
    "service": BELOW_SERVICE,
    "service.access": (*BELOW_SERVICE, "service"),
    "service.mail": (*BELOW_SERVICE, "service", "service.access"),
    "service.web": (*BELOW_SERVICE, "service", "service.access", "service.mail"),
    "service.cycle": (*BELOW_SERVICE, "service", "service.access", "service.mail", "service.web"),
    "service.sheets": (*BELOW_SERVICE, "service", "service.access", "service.web", "service.cycle"),
    "service.public": (*BELOW_SERVICE, "outputs.calendar.invitation", "service", "service.mail", "service.web"),
    "service.delivery": (*BELOW_SERVICE, "service", "service.mail", "service.public"),
    "service.operation": (*BELOW_SERVICE, "service.*"),
    "history": ("content", "outputs.files"),
    "project": ("content", "ipm", "outputs.*", "history"),
    "scaffold": ("content", "ipm", "outputs.*"),
    "engine": ("content", "outputs.*"),
    "stage": ("content", "outputs.*", "engine"),
    "build": ("content", "outputs.*", "project", "engine", "stage", "history"),
    "preview": ("content", "outputs.*", "engine", "build"),
    "mkdocs_hook": ("build", "engine", "project"),
    "commands": ("*",),
    "__main__": ("commands",),
}
# third-party names with one home only
HOMES = {
    "yaml": ("content", "service", "stage"),
    "mkdocs": ("engine", "mkdocs_hook", "preview"),
    "mjml": ("outputs.mjml",),
    "starlette": ("service", "commands.service"),
    "sqlalchemy": ("service",),
    "icalendar": ("content.calendar_import",),
    "recurring_ical_events": ("content.calendar_import",),
    "pabutools": (),
}

MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py"
}


@cache
def imports(path):
    """Return the modules that a file imports, at any depth, those for types only included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} : import relatif"
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def ours(path):
    """Return the imported modules of ours, without the names taken from them."""
    names = {name.removeprefix("generator.") for name in imports(path) if name.startswith("generator.")}
    return {name if name in MODULES else name.rpartition(".")[0] for name in names}


def within(name, part):
    return part in ("", name) or name.startswith(f"{part}.")


def room(module):
    return next((part for part in sorted(FLOORS, key=len, reverse=True) if within(module, part)), None)


def allowed(name, parts):
    return any(part in ("*", name, room(name)) or (part.endswith(".*") and within(name, part[:-2])) for part in parts)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_below(module):
    home = room(module)
    assert home is not None, f"{module} n'a pas d'étage"

    assert {name for name in ours(MODULES[module]) if room(name) != home and not allowed(name, FLOORS[home])} == set()


def test_no_room_is_part_of_a_circle():
    graph = {home: set() for home in FLOORS}
    for module, path in MODULES.items():
        graph[room(module)] |= {room(name) for name in ours(path)} - {room(module), None}

    assert circles(graph) == {}


def test_no_module_is_part_of_a_circle():
    assert circles({module: ours(path) & set(MODULES) for module, path in MODULES.items()}) == {}


def circles(graph):
    """Return what is left of a graph when whatever imports nothing more has been taken away, again and again."""
    while leaves := [node for node, below in graph.items() if not below & set(graph)]:
        graph = {node: below for node, below in graph.items() if node not in leaves}
    return graph


def test_the_decision_needs_nothing_but_the_standard_library():
    import sys

    foreign = {
        name.partition(".")[0] for module, path in MODULES.items() if within(module, "ipm") for name in imports(path)
    }

    assert foreign - set(sys.stdlib_module_names) == {"generator"}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library):
    users = {module for module, path in MODULES.items() if any(within(name, library) for name in imports(path))}

    assert {user for user in users if not any(within(user, home) for home in HOMES[library])} == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_one_sentence_and_stays_short(module):
    text = MODULES[module].read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]

    assert first.endswith(".")
    assert text.count("\n") <= 300


def test_functions_are_short():
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )

    assert lengths[int(len(lengths) * 0.9)] <= 25
    assert lengths[-1] <= 50
