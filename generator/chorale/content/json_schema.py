"""JSON Schemas of every kind of file, drawn from the dataclasses, so that text editors complete and check."""

import json
from typing import Any, assert_never

from chorale.content.kind_row import Kind
from chorale.content.kinds import KINDS
from chorale.content.scalars import SCALARS
from chorale.content.shapes import Key, Many, Named, One, OneOf, Record, Shape, Word, keys

SCHEMAS = "docs/schemas"
"""Where text editors find them, in a project."""


def schemas() -> dict[str, str]:
    """Return the text of each schema file by its name."""
    return {f"{kind.name}.json": _document(kind) for kind in KINDS}


def _document(kind: Kind) -> str:
    body = _record(kind.type)
    if kind.listed:
        body = {"type": "array", "items": body}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": kind.name}
    return json.dumps({**head, **body}, ensure_ascii=False, indent=2) + "\n"


def _record(kind: type) -> dict[str, Any]:
    known = keys(kind)
    required = [name for name, key in known.items() if key.required]
    properties = {name: _property(key) for name, key in known.items()}
    shape = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**shape, "required": required} if required else shape


def _property(key: Key) -> dict[str, Any]:
    shape = _shape(key.shape)
    return {**shape, "description": key.words} if key.words else shape


def _shape(shape: Shape) -> dict[str, Any]:
    match shape:
        case One(kind):
            return dict(SCALARS[kind].schema)
        case Word(words):
            return {"enum": list(words)}
        case Many(item):
            return {"type": "array", "items": _shape(item)}
        case Named(value):
            return {"type": "object", "additionalProperties": _shape(value)}
        case Record(kind):
            texts = {"oneOf": [{"type": "string"}, _record(kind)]}
            return texts if hasattr(kind, "from_text") else _record(kind)
        case OneOf(kinds):
            return {"oneOf": [_record(kind) for kind in kinds]}
    assert_never(shape)
