"""JSON Schemas of every kind of file, drawn from the dataclasses, so that text editors complete and check."""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from chorale.content.form_model import Form
from chorale.content.model import Article, Community, Issue, Meeting, Page, Webinar
from chorale.content.schema import hints, keys
from chorale.ipm.model import Arbitration, Ballot, ChangeRequest, Collection, Cycle, Group, SealKey

KINDS: Mapping[str, type] = {
    "community": Community,
    "issue": Issue,
    "article": Article,
    "webinar": Webinar,
    "meeting": Meeting,
    "page": Page,
    "form": Form,
    "groups": Group,
    "cycle": Cycle,
    "requests": ChangeRequest,
    "ballot": Ballot,
    "arbitration": Arbitration,
    "keys": SealKey,
    "collection": Collection,
}
SCHEMAS = "docs/schemas"
"""Where text editors find them, in a project."""

LISTS = ("groups", "requests", "keys")
SCALARS: Mapping[Any, dict[str, Any]] = {
    str: {"type": ["string", "number", "boolean"]},
    bool: {"enum": [True, False, "oui", "non"]},
    int: {"type": "integer"},
    Fraction: {"type": ["number", "string"], "minimum": 0, "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$"},
    date: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
    datetime: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d$"},
    time: {"type": "string", "pattern": r"^\d\d:\d\d$"},
    timedelta: {"type": "string", "pattern": r"^(\d{1,2}h)?(\d{1,2}(min)?)?$"},
}


def schemas() -> dict[str, str]:
    """Return the text of each schema file by its name."""
    return {f"{name}.json": _document(name, kind) for name, kind in KINDS.items()}


def _document(name: str, kind: type) -> str:
    body = _record(kind)
    if name in LISTS:
        body = {"type": "array", "items": body}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": name}
    return json.dumps({**head, **body}, ensure_ascii=False, indent=2) + "\n"


def _record(kind: type) -> dict[str, Any]:
    known = keys(kind)
    required = [name for name, item in known.items() if item.default is MISSING and item.default_factory is MISSING]
    properties = {name: _shape(hints(kind)[item.name]) for name, item in known.items()}
    shape = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**shape, "required": required} if required else shape


def _shape(hint: Any) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        words = next((item for item in arguments[1:] if isinstance(item, str)), "")
        return {**_shape(arguments[0]), "description": words}
    if origin in (Union, types.UnionType):
        shapes = [_shape(item) for item in arguments if item is not type(None)]
        return shapes[0] if len(shapes) == 1 else {"oneOf": shapes}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _shape(arguments[0])}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _shape(arguments[1])}
    return _record(hint) if is_dataclass(hint) and isinstance(hint, type) else dict(SCALARS[hint])
