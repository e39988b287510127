"""YAML nodes converted to frozen dataclasses by their type hints; every mistake is a problem at its node."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, assert_never
from zoneinfo import ZoneInfo

import yaml

from chorale.content import value_hints
from chorale.content.problems import Problem
from chorale.content.scalars import SCALARS, BadValue, Convert
from chorale.content.shape_hints import (
    UNREAD,
    alone,
    as_keys,
    as_list,
    as_record,
    cut_numbers,
    glued,
    text_cut,
)
from chorale.content.shapes import (
    Key,
    Many,
    Named,
    One,
    OneOf,
    Record,
    Shape,
    Word,
    keys,
    outline,
)
from chorale.content.sources import Origin
from chorale.french.suggestions import meant

T = TypeVar("T")
NOTHING = ("null", "Null", "NULL", "~")
"""How YAML says that a key has no value."""


@dataclass
class SchemaReader:
    """Reads one file's nodes; problems gather as it goes, and amounts, whose point is perhaps that of thousands."""

    origin: Origin
    zone: ZoneInfo
    problems: list[Problem] = field(default_factory=list)
    amounts: list[tuple[yaml.ScalarNode, str]] = field(default_factory=list)

    def refuse(
        self, node: yaml.Node, message: str, suggestion: str = "", code: str = "valeur"
    ) -> Any:
        """Note a problem at a node and return MISSING."""
        self.problems.append(Problem(self.origin.place(node), message, suggestion, code))
        return MISSING

    def told(self) -> list[Problem]:
        """Return the problems, and the amounts that may be read in two ways unless another shows what a point is."""
        texts = [node.value for node, _ in self.amounts]
        doubted = (
            Problem(
                self.origin.place(node), *value_hints.doubt(name, node.value), "valeur", "warning"
            )
            for node, name in self.amounts
            if value_hints.doubtful(node.value, texts)
        )
        return [*self.problems, *doubted]


NodeConverter = Callable[[SchemaReader, yaml.Node, str], Any]
"""Reads one shape at a node; the text is the field's name."""


def read(
    kind: type[T], origin: Origin, zone: ZoneInfo, **given: Any
) -> tuple[T | None, list[Problem]]:
    """Build a dataclass from a file's root node, or say everything that forbids it; warnings come with a value."""
    reader = SchemaReader(origin, zone)
    if origin.node is None:
        return None, [Problem(origin.at(), "fichier vide", "l'écrire, ou le retirer", "fichier")]
    value = _record(reader, kind, origin.node, given)
    return (None if value is MISSING else value), reader.told()


def read_list(kind: type[T], origin: Origin, zone: ZoneInfo) -> tuple[tuple[T, ...], list[Problem]]:
    """Build the dataclasses of a file whose root is a list."""
    reader = SchemaReader(origin, zone)
    if origin.node is None:
        return (), [Problem(origin.at(), "fichier vide", "l'écrire, ou le retirer", "fichier")]
    value = _sequence(reader, _converter(Record(kind)), origin.node)
    return (() if value is MISSING else value), reader.told()


@cache
def _plan(kind: type) -> Mapping[str, tuple[Key, NodeConverter]]:
    """Return each key of a dataclass with the way to read it; found once."""
    return {name: (key, _converter(key.shape)) for name, key in keys(kind).items()}


def _converter(shape: Shape) -> NodeConverter:
    match shape:
        case One(kind):
            convert = SCALARS[kind].read
            return lambda reader, node, name: _scalar(reader, convert, node, name)
        case Word(words):
            return lambda reader, node, name: _scalar(
                reader, lambda text: _word(text, words), node, name
            )
        case Many(item):
            one = _converter(item)
            return lambda reader, node, _: _sequence(reader, one, node)
        case Named(value):
            one = _converter(value)
            return lambda reader, node, _: _mapping(reader, one, node)
        case Record(kind):
            return lambda reader, node, _: _record(reader, kind, node, {})
        case OneOf(kinds):
            return lambda reader, node, _: _variant(reader, kinds, node)
    assert_never(shape)


def _record(reader: SchemaReader, kind: type, node: yaml.Node, given: Mapping[str, Any]) -> Any:
    node = _spelled_out(kind, node)
    if not isinstance(node, yaml.MappingNode):
        said = "des clés sont attendues ici (« clé : valeur »)"
        hint = "" if node is reader.origin.node else as_record(kind, node)
        return reader.refuse(node, said, hint, "forme")
    outer = reader.zone
    reader.zone = _own_zone(kind, node) or outer
    value = _keys(reader, kind, node, given)
    reader.zone = outer
    return value


def _spelled_out(kind: type, node: yaml.Node) -> yaml.Node:
    """Return the keys that one text stands for, in a class that says how (from_text), each at the place of the text."""
    read_text = getattr(kind, "from_text", None)
    if read_text is None or not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        return node

    def scalar(word: str) -> yaml.ScalarNode:
        return yaml.ScalarNode(node.tag, word, node.start_mark, node.end_mark, node.style)

    pairs = [(scalar(key), scalar(value)) for key, value in read_text(node.value).items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, node.start_mark, node.end_mark)


def _own_zone(kind: type, node: yaml.MappingNode) -> ZoneInfo | None:
    """Return the time zone that a record gives to all its hours, wherever it is written in it."""
    if "timezone" not in keys(kind) or keys(kind)["timezone"].shape != One(ZoneInfo):
        return None
    written = next((value.value for key, value in node.value if key.value == "timezone"), None)
    if written is None:
        return None
    try:
        zone: ZoneInfo | None = SCALARS[ZoneInfo].read(str(written))
    except BadValue:
        return None  # said where it is written
    return zone


def _keys(
    reader: SchemaReader, kind: type, node: yaml.MappingNode, given: Mapping[str, Any]
) -> Any:
    plan, values = _plan(kind), dict(given)
    seen: dict[str, yaml.Node] = {}
    before = len(reader.problems)
    cut = cut_numbers(node)
    for rank, (key_node, value_node) in enumerate(node.value):
        name = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if rank in cut or rank + 1 in cut:
            if rank in cut:
                reader.refuse(key_node, *cut[rank])
        elif name in seen:
            line = reader.origin.place(seen[name]).line
            reader.refuse(
                key_node,
                f"clé « {name} » écrite deux fois (déjà ligne {line})",
                "n'en garder qu'une",
                "cle-double",
            )
        elif wrong := glued(name, plan):
            seen.setdefault(re.split("[:=]", name)[0].strip(), key_node)
            reader.refuse(key_node, *wrong)
        elif name not in plan:
            meaning = text_cut(node, name, value_node) or meant(name, plan) or UNREAD
            reader.refuse(key_node, f"clé inconnue « {name} »", meaning, "cle-inconnue")
        else:
            key, convert = plan[name]
            value = _value(reader, convert, value_node, name, key.required)
            if value is not MISSING:
                values[key.field] = value
        seen.setdefault(name, key_node)
    for name in sorted(
        name for name, (key, _) in plan.items() if key.required and name not in seen
    ):
        reader.refuse(node, f"clé « {name} » absente", f"ajouter « {name}: … »", "cle-absente")
    return kind(**values) if len(reader.problems) == before else MISSING


def _value(
    reader: SchemaReader,
    convert: NodeConverter,
    node: yaml.Node,
    name: str,
    required: bool = True,
) -> Any:
    if (
        isinstance(node, yaml.ScalarNode)
        and (not node.value.strip() or (not node.style and node.value in NOTHING))
        and (required or not node.style)
    ):
        return (
            reader.refuse(node, f"« {name} » est vide", "écrire une valeur", "valeur-vide")
            if required
            else MISSING
        )
    return convert(reader, node, name)


def _scalar(reader: SchemaReader, convert: Convert, node: yaml.Node, name: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        said = f"« {name} » : une valeur simple est attendue"
        return reader.refuse(node, said, alone(node, name), "forme")
    try:
        value = convert(node.value)
    except BadValue as refused:
        found = f"« {name} » : trouvé « {node.value[:60]} », attendu {refused.expected}"
        return reader.refuse(node, found, refused.suggestion)
    if isinstance(value, Fraction):
        reader.amounts.append((node, name))
    return value.replace(tzinfo=reader.zone) if isinstance(value, datetime) else value


def _sequence(reader: SchemaReader, convert: NodeConverter, node: yaml.Node) -> Any:
    if not isinstance(node, yaml.SequenceNode):
        scalar = isinstance(node, yaml.ScalarNode)
        shown = as_list(node.value) if scalar else "commencer par « - »"
        return reader.refuse(node, "une liste est attendue", shown, "forme")
    before = len(reader.problems)
    items = tuple(_value(reader, convert, item, "élément") for item in node.value)
    return items if len(reader.problems) == before else MISSING


def _mapping(reader: SchemaReader, convert: NodeConverter, node: yaml.Node) -> Any:
    if not isinstance(node, yaml.MappingNode):
        said = "des clés sont attendues ici (« clé : valeur »)"
        return reader.refuse(node, said, as_keys(node), "forme")
    found: dict[str, Any] = {}
    before = len(reader.problems)
    for key_node, value_node in node.value:
        name = str(key_node.value)
        if name in found:
            said = f"clé « {name} » écrite deux fois"
            reader.refuse(key_node, said, "n'en garder qu'une", "cle-double")
        elif not value_node.value and (wrong := glued(name)):
            reader.refuse(key_node, *wrong)
            continue
        found[name] = _value(reader, convert, value_node, name)
    return found if len(reader.problems) == before else MISSING


def _variant(reader: SchemaReader, kinds: tuple[type, ...], node: yaml.Node) -> Any:
    names = {next(iter(keys(kind))): kind for kind in kinds}
    written = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    chosen = next((names[name] for name in written if name in names), None)
    if chosen is not None:
        return _record(reader, chosen, node, {})
    word = str(written[0]) if written else str(node.value)[:40]
    if word in names:
        example = next(key.shape for key in keys(names[word]).values())
        rest = outline(example.type) if isinstance(example, Record) else "…"
        said = f"rubrique « {word} » sans rien après elle"
        return reader.refuse(node, said, f"écrire « - {word}: {rest} »", "forme")
    return reader.refuse(node, f"rubrique inconnue « {word} »", meant(word, names), "cle-inconnue")


def _word(text: str, words: tuple[str, ...]) -> str:
    if text in words:
        return text
    raise BadValue("une valeur de la liste", meant(text, words))
