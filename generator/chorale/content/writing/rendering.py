"""New values as YAML text: short ones on one line, between brackets or braces, longer ones on lines of their own."""

from typing import Any

import yaml

from chorale.content.writing import scalar_text
from chorale.content.writing.layout import is_flow
from chorale.content.writing.trees import Tree

WIDEST = 100


def value_text(value: Tree, indent: int, *, flow: bool = False, after_key: bool = False) -> str:
    """Return a value; after a key or a dash, what takes several lines begins with a newline under this indentation."""
    if isinstance(value, str):
        return scalar_text.fresh(value, flow=flow, indent=indent)
    line = _one_line(value)
    if flow or not value or (after_key and _is_flat(value) and len(line) + indent < WIDEST):
        return line
    lines = _lines(value, indent)
    return f"\n{' ' * indent}{lines}" if after_key else lines


def pair_text(name: str, value: Tree, indent: int, *, flow: bool) -> str:
    """Return a key with its value, its other lines under an indentation."""
    words = value_text(value, indent + 2, flow=flow, after_key=True)
    return (
        f"{scalar_text.key_text(name, flow=flow)}:{'' if words.startswith(chr(10)) else ' '}{words}"
    )


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
        return scalar_text.fresh(value, flow=True)
    if isinstance(value, list):
        return "[" + ", ".join(map(_one_line, value)) + "]"
    pairs = (
        f"{scalar_text.key_text(name, flow=True)}: {_one_line(one)}" for name, one in value.items()
    )
    return "{" + ", ".join(pairs) + "}"


def _lines(value: Tree, indent: int) -> str:
    newline = "\n" + " " * indent
    if isinstance(value, list):
        return newline.join(f"- {value_text(item, indent + 2)}" for item in value)
    if isinstance(value, dict):
        return newline.join(pair_text(name, one, indent, flow=False) for name, one in value.items())
    return scalar_text.fresh(value, flow=False, indent=indent)
