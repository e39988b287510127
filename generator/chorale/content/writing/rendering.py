"""New values as YAML text: scalars as their neighbours are written, short collections on one line."""

import re
from typing import Any

import yaml

from chorale.content.sources import LOADER
from chorale.content.writing.layout import is_flow
from chorale.content.writing.trees import Tree

_WORD = re.compile(r"[^\W_][\w./-]*|\d{4}-\d\d-\d\d( \d\d:\d\d)?", re.ASCII)
_MISREAD = re.compile(
    r"(?i)(y|n|yes|no|on|off|null|oui|non)|\d+:\d\d(:\d\d)?|0[0-9a-fxo_]+|\d+e\d+|[\d_]+_[\d_]*"
)
"""Words that YAML would take for a boolean, an hour or a number."""
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_UNSAFE_IN_LITERAL = re.compile(
    "(?m)^[ ]+$|^\t|^[ ]*\t|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
)


def key_text(name: str, *, flow: bool) -> str:
    """Return a key as it is written."""
    return name if _WORD.fullmatch(name) and _plain(name, flow=flow) else quoted(name)


def fresh(value: str, *, flow: bool, indent: int = 0) -> str:
    """Return a new value: a word, a number or a date plain, several lines literal, all else between quotes."""
    if _WORD.fullmatch(value) and not _MISREAD.fullmatch(value) and _plain(value, flow=flow):
        return value
    if "\n" in value and not flow and (written := literal(value, indent)):
        return written
    return quoted(value)


def like(value: str, style: str | None, *, flow: bool, indent: int) -> str:
    """Return a value in the style of the one that it replaces, or between quotes where that style cannot hold it."""
    if style in ("|", ">") and not flow and (written := literal(value, indent)):
        return written
    if (
        style == "'"
        and "\n" not in value
        and not _ESCAPED.search(value.replace("\\", "").replace('"', ""))
    ):
        return "'" + value.replace("'", "''") + "'"
    if not style and "\n" not in value and _plain(value, flow=flow):
        return value
    return quoted(value)


def quoted(value: str) -> str:
    """Return a value between double quotes; what a file may not hold raw is escaped."""
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _SHORT.get(found[0]) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def literal(value: str, indent: int) -> str:
    """Return several lines as a literal block under this indentation; nothing where YAML would read them otherwise."""
    lines = value.rstrip("\n").split("\n")
    if not lines[0] or lines[0].startswith(" ") or _UNSAFE_IN_LITERAL.search(value):
        return ""
    ending = len(value) - len(value.rstrip("\n"))
    head = "|" + ("-" if ending == 0 else "" if ending == 1 else "+")
    padded = [" " * indent + line if line else "" for line in lines]
    return "\n".join([head, *padded]) + "\n" * max(0, ending - 1)


def _plain(value: str, *, flow: bool) -> bool:
    """Return whether YAML reads these very letters, here, as this value."""
    if not value or value != value.strip() or re.match(r"[&*!%@`\"'#|>]", value):
        return False
    sample = f"{{a: {value}, b: c}}" if flow else f"a: {value}\nb: c"
    try:
        node: Any = yaml.compose(sample, Loader=LOADER)
        read = [(key.value, item.value) for key, item in node.value]
    except (yaml.YAMLError, TypeError, AttributeError):
        return False
    return read == [("a", value), ("b", "c")]


WIDEST = 100


def value_text(value: Tree, indent: int, *, flow: bool = False, after_key: bool = False) -> str:
    """Return a value; after a key or a dash, what takes several lines begins with a newline under this indentation."""
    if isinstance(value, str):
        return fresh(value, flow=flow, indent=indent)
    line = _one_line(value)
    if flow or not value or (after_key and _is_flat(value) and len(line) + indent < WIDEST):
        return line
    lines = _lines(value, indent)
    return f"\n{' ' * indent}{lines}" if after_key else lines


def pair_text(name: str, value: Tree, indent: int, *, flow: bool) -> str:
    """Return a key with its value, its other lines under an indentation."""
    words = value_text(value, indent + 2, flow=flow, after_key=True)
    return f"{key_text(name, flow=flow)}:{'' if words.startswith(chr(10)) else ' '}{words}"


def item_text(value: Tree, indent: int, model: Any, *, flow: bool) -> str:
    """Return an item of a list, in the style of another one."""
    if flow:
        return value_text(value, indent, flow=True)
    line = _one_line(value) if not isinstance(value, str) else ""
    wanted = is_flow(model) or not isinstance(model, yaml.CollectionNode)
    if line and wanted and _is_flat(value) and len(line) + indent < WIDEST:
        return f"- {line}"
    return "- " + value_text(value, indent + 2)


def _is_flat(value: Tree) -> bool:
    inside = value.values() if isinstance(value, dict) else value
    return all(isinstance(one, str) and "\n" not in one for one in inside)


def _one_line(value: Tree) -> str:
    if isinstance(value, str):
        return fresh(value, flow=True)
    if isinstance(value, list):
        return "[" + ", ".join(map(_one_line, value)) + "]"
    pairs = (f"{key_text(name, flow=True)}: {_one_line(one)}" for name, one in value.items())
    return "{" + ", ".join(pairs) + "}"


def _lines(value: Tree, indent: int) -> str:
    newline = "\n" + " " * indent
    if isinstance(value, list):
        return newline.join(f"- {value_text(item, indent + 2)}" for item in value)
    if isinstance(value, dict):
        return newline.join(pair_text(name, one, indent, flow=False) for name, one in value.items())
    return fresh(value, flow=False, indent=indent)
