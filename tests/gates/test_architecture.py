"""The floors of the house: who may import whom, types included, and no circle anywhere."""

import ast
from collections import defaultdict
from functools import cache

import pytest
from house import ROOT

PACKAGE = ROOT / "generator" / "chorale"

# the rooms of the house, floor by floor, bottom up: each with the rooms that it may import, "*" after a name for all its
# rooms too; a module belongs to the smallest room that holds it, and a door is one module that stands above its folder
BELOW_SITE = (
    "french",
    "files",
    "overrides",
    "digests",
    "garbage",
    "memoization",
    "memory",
    "former_publication",
    "ipm*",
    "content*",
    "text",
    "calendars",
)
BELOW_SERVICE = (
    "french",
    "files",
    "overrides",
    "memoization",
    "ipm",
    "content",
    "content.project",
    "text",
    "calendars",
)
WEB = (*BELOW_SERVICE, "service", "service.accounts", "service.mail", "service.web")
FLOORS = {
    "french": (),
    "files": (),
    "aside": (),
    "digests": (),
    "garbage": (),
    "memoization": (),
    "disk_memory": (),
    "memory": ("digests", "disk_memory", "memoization"),
    "former_publication": ("files", "memory"),
    "parallel": ("memory",),
    "overrides": ("files",),
    "ipm": (),
    "ipm.rules": ("ipm",),
    "ipm.formats": ("ipm",),
    "ipm.large": ("ipm", "ipm.rules", "ipm.formats"),
    "ipm.decide": ("ipm", "ipm.rules", "ipm.large"),
    "ipm.evidence": ("ipm", "ipm.rules", "ipm.decide"),
    "content": ("french", "files", "overrides", "digests", "memoization", "memory", "ipm", "text"),
    "content.writing": ("french", "ipm", "content"),
    "content.checks": ("french", "memoization", "memory", "ipm", "ipm.decide", "content", "text"),
    "content.project": ("french", "garbage", "content", "content.checks", "text"),
    "text": ("french", "files", "overrides", "memoization", "memory"),
    "calendars": ("french", "files", "ipm", "content", "text"),
    "calendars.partners": ("french", "files", "content", "content.writing", "text", "calendars"),
    "site": (*BELOW_SITE, "site.agenda", "site.cycle"),
    "site.agenda": BELOW_SITE,
    "site.cycle": BELOW_SITE,
    "newsletter": BELOW_SITE,
    "newsletter.email": (*BELOW_SITE, "newsletter"),
    "newsletter.review": (*BELOW_SITE, "newsletter", "newsletter.email"),
    "service": BELOW_SERVICE,
    "service.accounts": (*BELOW_SERVICE, "service"),
    "service.mail": (*BELOW_SERVICE, "service", "service.accounts"),
    "service.web": (*BELOW_SERVICE, "service", "service.accounts", "service.mail"),
    "service.questionnaire": (*WEB, "ipm.decide"),
    "service.questionnaire.spreadsheets": (*WEB, "service.questionnaire"),
    "service.forms": WEB,
    "service.registrations": (*WEB, "service.forms"),
    "service.subscriptions": (*WEB, "service.forms"),
    "service.delivery": (*WEB, "service.subscriptions", "newsletter.email"),
    "service.form_pages": (*WEB, "service.forms", "service.subscriptions"),
    "service.operation": (*BELOW_SERVICE, "service*"),
    "service.app": (*BELOW_SERVICE, "service*", "garbage"),
    "scaffold": ("french", "files", "ipm", "content", "text", "calendars"),
    "starter": (
        "french",
        "files",
        "overrides",
        "content",
        "content.project",
        "text",
        "scaffold",
    ),
    "publish": (*BELOW_SITE, "site*", "newsletter*", "parallel", "aside"),
    "preview": (*BELOW_SITE, "site*", "newsletter*", "publish"),
    "trial": (*BELOW_SITE, "site*", "newsletter*", "service*", "publish", "atelier*"),
    "atelier": (
        *BELOW_SITE,
        "site*",
        "newsletter*",
        "service*",
        "scaffold",
        "publish",
        "atelier.forms",
    ),
    "atelier.forms": (*BELOW_SITE,),
    "atelier.web": (
        *BELOW_SITE,
        "site*",
        "newsletter*",
        "service*",
        "scaffold",
        "publish",
        "atelier",
        "atelier.forms",
    ),
    "mkdocs_plugin": (*BELOW_SITE, "site", "publish"),
    "cli": ("*",),
    "__main__": (
        "french",
        "files",
        "overrides",
        "cli.command_group",
        "cli.commands",
        "cli.options",
    ),
}
# what has one home only: third-party names, and what must not be written twice
HOMES = {
    "yaml": ("content", "service", "site.zensical_adapter"),
    "babel": ("french.dates", "calendars.event_text"),
    "mkdocs": (
        "site.lent_files",
        "site.mkdocs_adapter",
        "site.pages_plugin",
        "site.single_page",
        "mkdocs_plugin",
        "preview",
    ),
    "mjml": ("newsletter.email.mjml",),
    "css_inline": ("newsletter.email.mjml",),
    "tinycss2": ("newsletter.review.client_support",),
    "starlette": ("service", "atelier.web", "cli.service_run", "trial"),
    "sqlalchemy": ("service", "atelier"),
    "icalendar": ("calendars.partners.time_zones",),
    "dateutil": ("calendars.partners.series", "calendars.partners.time_zones"),
    "lxml": ("text.html_tree", "text.word_habits", "text.word_numbers"),
    "hmac": ("service.signed_links",),
    "itsdangerous": ("service.signed_links",),
    "csv": ("text.csv_files", "ipm.formats.pabulib", "ipm.large.pabulib_reader"),
    "pandas": (
        "text.csv_files",
        "site.cycle.tables",
        "service.questionnaire.spreadsheets",
        "service.registrations.files",
        "service.subscriptions.files",
        "service.subscriptions.imports",
    ),
    "numpy": ("ipm.evidence",),
    "pabutools": (),
    "PIL": ("content.pictures", "atelier.photo_reader", "site.social_cards"),
    "pillow_heif": ("content.pictures", "atelier.photo_reader"),
    "quickjs": ("text.mermaid",),
    "mermaid_render": ("text.mermaid", "text.diagrams"),
    "resvg_py": ("text.diagrams", "content.pictures"),
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
    names = {name.removeprefix("chorale.") for name in imports(path) if name.startswith("chorale.")}
    return {name if name in MODULES else name.rpartition(".")[0] for name in names}


def within(name, part):
    return part in ("", name) or name.startswith(f"{part}.")


def room(module):
    return next(
        (part for part in sorted(FLOORS, key=len, reverse=True) if within(module, part)), None
    )


def allowed(name, parts):
    return any(
        part in (name, room(name)) or (part.endswith("*") and within(name, part[:-1]))
        for part in parts
    )


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_below(module):
    home = room(module)
    assert home is not None, f"{module} n'a pas d'étage"

    assert {
        name
        for name in ours(MODULES[module])
        if room(name) != home and not allowed(name, FLOORS[home])
    } == set()


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
        name.partition(".")[0]
        for module, path in MODULES.items()
        if within(module, "ipm") and not within(module, "ipm.evidence")
        for name in imports(path)
    }

    assert foreign - set(sys.stdlib_module_names) == {"chorale"}


def texts(path):
    """Return the text that a file holds outside its docstrings, f-strings included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs
    )
    return [node.value for node in found if isinstance(node.value, str)]


def test_the_decision_holds_no_sentence():
    # the model alone holds words: the help of each field, which editors of text show
    told = {
        f"{module} : {text}"
        for module, path in MODULES.items()
        if within(module, "ipm") and module not in {"ipm.model", "ipm.arbitration"}
        for text in texts(path)
        if " " in text or any(character.isalpha() and not character.isascii() for character in text)
    }

    assert told == set()


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library):
    users = {
        module
        for module, path in MODULES.items()
        if any(within(name, library) for name in imports(path))
    }

    assert {
        user for user in users if not any(within(user, home) for home in HOMES[library])
    } == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_one_sentence_and_stays_short(module):
    text = MODULES[module].read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]

    assert first.endswith(".")
    assert text.count("\n") <= 300


SMALL = {
    "atelier.closing": "the one effect on files of a page of cycles, which knows none",
    "atelier.photo_reader": "what another process runs, under limits",
    "atelier.paste_reader": "what another process runs, under limits",
    "atelier.web.outside_links": "what the pages of a reader and of a key holder share, below both",
    "atelier.web.mail_pages": "one page; what it shows is also that of a mail's sheet",
    "cli.listening": "the socket of two commands",
    "content.age_keys": "asked by a check of the content and by the service",
    "garbage": "asked by a reading of the content, by a publication, a preview and the service",
    "service.questionnaire.spreadsheets.sheet_code": "written by one side, read by the other",
    "service.web.shared_pages": "held by what a request knows, below what renders pages",
    "service.timestamps": "the service's one form of an instant, below all its rooms",
    "text.alike_code": "asked by what reads such a text and by what writes it",
    "text.lists": "one extension of Python-Markdown",
}
"""The modules under 40 lines, each with its reason."""


def test_a_module_has_forty_lines_or_a_reason():
    small = {
        module
        for module, path in MODULES.items()
        if path.name != "__init__.py" and path.read_text(encoding="utf-8").count("\n") < 40
    }

    assert small == set(SMALL)


def test_a_public_name_of_a_class_or_type_stands_for_one_thing():
    homes = defaultdict(list)
    for module, path in MODULES.items():
        for name in types(ast.parse(path.read_text(encoding="utf-8"))):
            homes[name].append(module)

    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def types(tree):
    """Yield the public classes and type aliases of a module: what is in CapWords and not imported."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = (
            [node.name]
            if isinstance(node, ast.ClassDef)
            else [one.id for one in targets if isinstance(one, ast.Name)]
        )
        yield from (name for name in names if name[0].isupper() and not name.isupper())


def test_functions_are_short():
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )

    assert lengths[int(len(lengths) * 0.9)] <= 25
    assert lengths[-1] <= 50


def test_the_engine_of_a_cycle_stays_small():
    """Crowds and file formats apart, blank lines and comments left out (docs/engine.md)."""
    lines = [
        line.strip()
        for path in (PACKAGE / "ipm").rglob("*.py")
        if not {"large", "formats"} & set(path.parts)
        for line in path.read_text(encoding="utf-8").splitlines()
    ]

    assert sum(bool(line) and not line.startswith("#") for line in lines) <= 3000
