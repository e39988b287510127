"""The floors of the house: who may import whom, types included, and no circle anywhere."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator"

# what a part of the house may import of ours; a longer name is a smaller part and wins
FLOORS = {
    "ipm": (),
    "content": ("ipm.model",),
    "outputs": ("content", "ipm"),
    "service": (
        "content",
        "ipm",
        "outputs.render",
        "outputs.urls",
        "outputs.french",
        "outputs.files",
        "outputs.event_facts",
        "outputs.invitation",
        "outputs.tables",
    ),
    "history": ("content", "outputs.files"),
    "project": ("content", "ipm", "outputs", "history"),
    "scaffold": ("content", "ipm", "outputs"),
    "engine": ("content", "outputs"),
    "stage": ("content", "outputs", "engine"),
    "build": ("content", "outputs", "project", "engine", "stage", "history"),
    "preview": ("content", "outputs", "engine", "build"),
    "mkdocs_hook": ("build", "engine", "project"),
    "commands": ("",),
    "__main__": (),
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


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_below(module):
    floor = next((part for part in sorted(FLOORS, key=len, reverse=True) if within(module, part)), None)
    assert floor is not None, f"{module} n'a pas d'étage"
    strangers = {name for name in ours(MODULES[module]) if not within(name, floor)}

    assert {name for name in strangers if not any(within(name, part) for part in FLOORS[floor])} == set()


def test_no_module_is_part_of_a_circle():
    graph = {module: ours(path) & set(MODULES) for module, path in MODULES.items()}
    while leaves := [module for module, below in graph.items() if not below & set(graph)]:
        for leaf in leaves:
            del graph[leaf]

    assert graph == {}


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
