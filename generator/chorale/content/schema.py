"""YAML nodes converted to frozen dataclasses by their type hints; every mistake is a problem at its node."""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import yaml

from chorale.content.problems import Problem
from chorale.content.sources import Origin
from chorale.french.suggestions import meant

T = TypeVar("T")
Convert = Callable[[str], Any]
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class BadValue(ValueError):
    """A value that cannot be what the field asks for: what is expected, and what to write."""

    def __init__(self, expected: str, suggestion: str = "") -> None:
        super().__init__(expected)
        self.expected, self.suggestion = expected, suggestion


@dataclass
class SchemaReader:
    """Reads one file's nodes; problems gather as it goes."""

    origin: Origin
    zone: ZoneInfo
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, node: yaml.Node, message: str, suggestion: str = "", code: str = "valeur") -> Any:
        """Note a problem at a node and return MISSING."""
        self.problems.append(Problem(self.origin.place(node), message, suggestion, code))
        return MISSING


NodeConverter = Callable[[SchemaReader, yaml.Node, str], Any]
"""Reads one type of value at a node; the text is the field's name."""


def read(kind: type[T], origin: Origin, zone: ZoneInfo, **given: Any) -> tuple[T | None, list[Problem]]:
    """Build a dataclass from a file's root node, or say everything that forbids it."""
    reader = SchemaReader(origin, zone)
    if origin.node is None:
        return None, [Problem(origin.at(), "fichier vide", "", "fichier")]
    value = _record(reader, kind, origin.node, given)
    return (None if value is MISSING else value), reader.problems


def read_list(kind: type[T], origin: Origin, zone: ZoneInfo) -> tuple[tuple[T, ...], list[Problem]]:
    """Build the dataclasses of a file whose root is a list."""
    reader = SchemaReader(origin, zone)
    if origin.node is None:
        return (), [Problem(origin.at(), "fichier vide", "", "fichier")]
    value = _sequence(reader, kind, origin.node)
    return (() if value is MISSING else value), reader.problems


def keys(kind: type) -> dict[str, Any]:
    """Return the keys that a file may write for a dataclass, with their dataclass fields."""
    return {item.name.rstrip("_"): item for item in fields(kind) if not item.metadata.get("given")}


@cache
def hints(kind: type) -> dict[str, Any]:
    """Return the resolved type hints of a dataclass, Annotated kept."""
    return get_type_hints(kind, include_extras=True)


@cache
def _plan(kind: type) -> tuple[dict[str, tuple[str, Any]], frozenset[str]]:
    known = keys(kind)
    required = (name for name, item in known.items() if item.default is MISSING and item.default_factory is MISSING)
    return {name: (item.name, plain(hints(kind)[item.name])) for name, item in known.items()}, frozenset(required)


def plain(hint: Any) -> Any:
    """Strip Annotated and « or none » from a type hint."""
    if get_origin(hint) is Annotated:
        return plain(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [plain(item) for item in get_args(hint) if item is not type(None)]
        return kinds[0] if len(kinds) == 1 else tuple(kinds)
    return hint


def _record(reader: SchemaReader, kind: type, node: yaml.Node, given: Mapping[str, Any]) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return reader.refuse(node, "des clés sont attendues ici (« clé : valeur »)", code="forme")
    plan, required = _plan(kind)
    values = dict(given)
    seen: dict[str, yaml.Node] = {}
    before = len(reader.problems)
    for key_node, value_node in node.value:
        name = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if name in seen:
            line = reader.origin.place(seen[name]).line
            reader.refuse(key_node, f"clé « {name} » écrite deux fois (déjà ligne {line})", code="cle-double")
        elif name not in plan:
            reader.refuse(key_node, f"clé inconnue « {name} »", meant(name, plan), "cle-inconnue")
        else:
            value = _value(reader, plan[name][1], value_node, name, name in required)
            if value is not MISSING:
                values[plan[name][0]] = value
        seen.setdefault(name, key_node)
    for name in sorted(required - seen.keys()):
        reader.refuse(node, f"clé « {name} » absente", f"ajouter « {name}: … »", "cle-absente")
    return kind(**values) if len(reader.problems) == before else MISSING


def _value(reader: SchemaReader, kind: Any, node: yaml.Node, name: str, required: bool) -> Any:
    if isinstance(node, yaml.ScalarNode) and not node.value.strip() and (required or not node.style):
        return reader.refuse(node, f"« {name} » est vide", "écrire une valeur", "valeur-vide") if required else MISSING
    return _form(kind)(reader, node, name)


@cache
def _form(kind: Any) -> NodeConverter:
    """Return how a type hint is read; found once for each."""
    if isinstance(kind, tuple):
        return lambda reader, node, _: _variant(reader, kind, node)
    container, inside = get_origin(kind), get_args(kind)
    if container is tuple:
        item = plain(inside[0])
        return lambda reader, node, _: _sequence(reader, item, node)
    if container is Mapping:
        value = plain(inside[1])
        return lambda reader, node, _: _mapping(reader, value, node)
    if is_dataclass(kind) and isinstance(kind, type):
        return lambda reader, node, _: _record(reader, kind, node, {})
    convert = partial(_choice, choices=inside) if container is Literal else CONVERT[kind]
    return lambda reader, node, name: _scalar(reader, convert, node, name)


def _scalar(reader: SchemaReader, convert: Convert, node: yaml.Node, name: str) -> Any:
    if not isinstance(node, yaml.ScalarNode) or not node.tag.startswith("tag:yaml.org,2002:str"):
        return reader.refuse(node, f"« {name} » : une valeur simple est attendue", code="forme")
    try:
        value = convert(node.value)
    except BadValue as refused:
        found = f"« {name} » : trouvé « {node.value[:60]} », attendu {refused.expected}"
        return reader.refuse(node, found, refused.suggestion)
    return value.replace(tzinfo=reader.zone) if isinstance(value, datetime) else value


def _sequence(reader: SchemaReader, kind: Any, node: yaml.Node) -> Any:
    if not isinstance(node, yaml.SequenceNode):
        shown = f"écrire « [{node.value}] »" if isinstance(node, yaml.ScalarNode) else "commencer par « - »"
        return reader.refuse(node, "une liste est attendue", shown, "forme")
    before = len(reader.problems)
    items = tuple(_value(reader, kind, item, "élément", True) for item in node.value)
    return items if len(reader.problems) == before else MISSING


def _mapping(reader: SchemaReader, kind: Any, node: yaml.Node) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return reader.refuse(node, "des clés sont attendues ici (« clé : valeur »)", code="forme")
    found: dict[str, Any] = {}
    before = len(reader.problems)
    for key_node, value_node in node.value:
        name = str(key_node.value)
        if name in found:
            reader.refuse(key_node, f"clé « {name} » écrite deux fois", code="cle-double")
        found[name] = _value(reader, kind, value_node, name, True)
    return found if len(reader.problems) == before else MISSING


def _variant(reader: SchemaReader, kinds: tuple[type, ...], node: yaml.Node) -> Any:
    names = {next(iter(keys(kind))): kind for kind in kinds}
    written = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    chosen = next((names[name] for name in written if name in names), None)
    if chosen is not None:
        return _record(reader, chosen, node, {})
    word = str(written[0]) if written else str(node.value)[:40]
    return reader.refuse(node, f"rubrique inconnue « {word} »", meant(word, names), "cle-inconnue")


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text in choices:
        return text
    near = meant(text, choices)
    raise BadValue("une valeur de la liste", near)


def _text(text: str) -> str:
    if found := _INVISIBLE.search(text):  # YAML can escape what a file may not hold
        raise BadValue("un texte sans caractère invisible", f"supprimer U+{ord(found[0]):04X}")
    return text.strip()


def _boolean(text: str) -> bool:
    try:
        return {"true": True, "oui": True, "false": False, "non": False}[text.lower()]
    except KeyError:
        raise BadValue("true ou false") from None


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise BadValue("un nombre entier")
    return int(text)


def _decimal(text: str) -> Fraction:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        comma = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
        hint = f"écrire « {comma} »" if re.fullmatch(r"[0-9]+(\.[0-9]+)?", comma) else ""
        raise BadValue("un nombre décimal positif", hint)
    return Fraction(text)


def _date(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        raise BadValue("une date qui existe") from None
    french = re.fullmatch(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})", text)
    hint = f"écrire « {french[3]}-{int(french[2]):02}-{int(french[1]):02} »" if french else ""
    raise BadValue("une date AAAA-MM-JJ", hint)


def _datetime(text: str) -> datetime:
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)", text)
    if not match:
        raise BadValue("un jour et une heure AAAA-MM-JJ HH:MM", "par exemple « 2026-12-06 10:00 »")
    return datetime.combine(_date(match[1]), _time(match[2]))


def _time(text: str) -> time:
    match = re.fullmatch(r"(\d\d?)(:|h|H)(\d\d)?", text)
    if match and int(match[1]) < 24 and int(match[3] or 0) < 60:
        if match[2] == ":" and len(text) == 5:
            return time(int(match[1]), int(match[3]))
        raise BadValue("une heure HH:MM", f"écrire « {int(match[1]):02}:{match[3] or '00'} »")
    raise BadValue("une heure HH:MM")


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(?:(\d{1,2})h)?(?:(\d{1,2})(?:min)?)?", text.replace(" ", ""))
    if not match or not text or (match[1] is None and not text.endswith("min")):
        raise BadValue("une durée", "par exemple « 1h », « 1h30 » ou « 45min »")
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
    if not 0 < minutes <= 24 * 60:
        raise BadValue("une durée de 1 minute à 24 heures")
    return timedelta(minutes=minutes)


CONVERT: dict[Any, Convert] = {
    str: _text,
    bool: _boolean,
    int: _integer,
    Fraction: _decimal,
    date: _date,
    datetime: _datetime,
    time: _time,
    timedelta: _duration,
}
