"""One French word for one English word: every type of the model has its row, every row its identifier."""

import dataclasses
import inspect
import re
from pathlib import Path

from house import ROOT

from chorale.content import agenda as content_agenda
from chorale.content import model as content_model
from chorale.content import problems
from chorale.ipm import arbitration, decision
from chorale.ipm import model as ipm_model

GLOSSARY = (ROOT / "docs/glossaire.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!on dit|---)(.+?) \| (`.+?`) \| (.+?) \|$", GLOSSARY, re.MULTILINE)
NAMES = [name for _, names, _ in ROWS for name in re.findall(r"`(\w+)`", names)]
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(content_model.__file__).parents[1].rglob("*.py")
)


def types_of(module):
    return {
        name
        for name, kind in vars(module).items()
        if inspect.isclass(kind)
        and dataclasses.is_dataclass(kind)
        and kind.__module__ == module.__name__
    }


def test_every_type_of_the_model_has_its_row():
    missing = (types_of(content_model) | types_of(ipm_model) | types_of(arbitration)) - set(NAMES)

    assert missing == set()


def test_every_identifier_of_the_glossary_exists():
    known = {
        name
        for module in (content_model, ipm_model, content_agenda, problems, decision)
        for name in vars(module)
    }
    absent = {
        name for name in NAMES if name not in known and not re.search(rf"\b{name}\b", SOURCES)
    }

    assert absent == set()


def test_a_word_stands_for_one_thing_only():
    french = [words for words, _, _ in ROWS]

    assert (len(set(french)), len(set(NAMES))) == (len(french), len(NAMES))
