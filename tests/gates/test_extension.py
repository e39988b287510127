"""What is added by halves is told: words of a closed list, sections and blocks of a letter, kinds and states of events.

Kinds of content have their own tests, in tests/content/test_kinds.py.
"""

import importlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from golden_tree import TODAY
from house import GOLDEN, TEMPLATES

from chorale import publish
from chorale.content import addresses, event_kinds, model
from chorale.content.agenda import events
from chorale.content.event import Dated
from chorale.content.event_kinds import KIND_FACTS, STATE_FACTS, EventKind
from chorale.content.model import ArticleKind
from chorale.newsletter import blocks

PACKAGE = Path(publish.__file__).parent
CSS = (TEMPLATES / "site/theme/assets/css/text.css").read_text(encoding="utf-8")
MODULES = [
    importlib.import_module(".".join(("chorale", *path.relative_to(PACKAGE).with_suffix("").parts)))
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py"
]
CLOSED = [
    hint
    for home in (model, addresses, event_kinds, blocks)
    for hint in vars(home).values()
    if get_origin(hint) is Literal
]
"""The closed lists of words of the content, and of what is said of it."""
TABLES = [
    (f"{module.__name__}.{name}", hint, vars(module)[name])
    for module in MODULES
    for name, hint in get_type_hints(module).items()
    if isinstance(vars(module).get(name), Mapping)
]


def keyed(hint):
    """Return the closed list that a table is keyed by, if it is."""
    return next((one for one in get_args(hint)[:1] if one in CLOSED), None)


TOTAL = [(name, keyed(hint), table) for name, hint, table in TABLES if keyed(hint)]


@pytest.mark.parametrize(("name", "words", "table"), TOTAL, ids=[row[0] for row in TOTAL])
def test_a_table_keyed_by_a_closed_list_speaks_of_each_word(name, words, table):
    assert set(table) == set(get_args(words))


def test_no_table_over_a_closed_list_hides_behind_a_looser_type():
    told = [id(table) for _, _, table in TOTAL]
    loose = {
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, Mapping) and set(value) in [set(get_args(words)) for words in CLOSED]
        if id(value) not in told
    }

    assert loose == set()


@pytest.fixture(scope="module")
def edition():
    return publish.edition(GOLDEN, TODAY)


def test_every_section_of_the_model_may_be_written_in_an_issue():
    sections = {
        kind
        for name, kind in vars(model).items()
        if name.endswith("Section") and inspect.isclass(kind)
    }

    assert set(get_args(model.Section)) == sections


def stems(folder, suffix):
    return {path.stem for path in folder.glob(f"*{suffix}")}


def test_every_layout_of_a_block_has_its_template_in_the_email():
    assert stems(TEMPLATES / "email/blocks", ".mjml") == set(get_args(blocks.Layout))


def test_every_block_has_one_template_in_the_text_and_one_on_the_site():
    plain = set(get_args(blocks.Layout)) - {"hero", *get_args(ArticleKind)} | {"article"}

    assert stems(TEMPLATES / "email/text", ".txt") == plain
    assert stems(TEMPLATES / "site/letter", ".html") == plain


def test_every_kind_of_event_comes_from_content_and_all_that_is_dated_makes_events(edition):
    found = events(edition.community)

    assert {event.kind for event in found} == set(get_args(EventKind))
    assert {type(event.item) for event in found} == set(get_args(Dated))


@pytest.mark.parametrize("kind", KIND_FACTS)
def test_a_kind_of_event_has_its_colours(kind):
    assert f".tag--{kind} {{" in CSS


@pytest.mark.parametrize("status", [status for status, facts in STATE_FACTS.items() if facts.badge])
def test_a_state_that_readers_must_see_has_its_colours(status):
    assert f".badge--{status}" in CSS
