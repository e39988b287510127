"""A file's tree and a form's answer brought to one shape, so that what nobody changed keeps its very letters."""

from datetime import datetime
from types import UnionType

from chorale.content.event_model import DayOrInstant
from chorale.content.shapes import YES_OR_NO, Many, Named, One, OneOf, Record, Shape, Word, keys
from chorale.content.writing.trees import Tree, pairing

TRUE, FALSE = ("true", "oui"), ("false", "non")


def normal(shape: Shape, told: Tree) -> Tree:
    """Return a tree as a form gives it back unchanged; what has not the shape that is asked stays as it is."""
    made = told
    match shape:
        case One(kind) if isinstance(told, str):
            made = _one(kind, told)
        case Word() if isinstance(told, str):
            made = told.strip()
        case Many(item) if isinstance(told, list):
            made = [normal(item, one) for one in told]
        case Named(value) if isinstance(told, dict):
            made = {name: normal(value, one) for name, one in told.items()}
        case Record(kind) if isinstance(told, dict):
            made = _record(kind, told)
        case OneOf(kinds) if isinstance(told, dict):
            chosen = variant(kinds, told)
            made = _record(chosen, told) if chosen else told
    return made


def _record(kind: type, told: dict[str, Tree]) -> Tree:
    known = keys(kind)
    made: dict[str, Tree] = {}
    for name, one in told.items():
        key = known.get(name)
        value = one if key is None else normal(key.shape, one)
        stands = key is not None and key.required and (name == next(iter(known)) or value == [])
        if key is None or stands or value not in ("", [], {}):
            made[name] = value
    return made


def _one(kind: type | UnionType, text: str) -> str:
    clean = text.replace("\r\n", "\n").strip()
    if kind in (bool, YES_OR_NO):
        low, no = clean.lower(), "" if kind is bool else "false"
        return "true" if low in TRUE else no if low in FALSE else clean
    if kind in (datetime, DayOrInstant):
        return clean.replace("T", " ", 1)
    return clean


def variant(kinds: tuple[type, ...], told: Tree) -> type | None:
    """Return the class that a record is one of: told by its first key."""
    firsts = {next(iter(keys(kind))): kind for kind in kinds}
    names = told if isinstance(told, dict) else {}
    return next((firsts[name] for name in names if name in firsts), None)


def restored(old: Tree, shown: Tree, answer: Tree) -> Tree:
    """Return a form's answer with the old letters of all that was not changed; shown is the old tree's normal form."""
    if answer == shown:
        return old
    if isinstance(old, dict) and isinstance(shown, dict) and isinstance(answer, dict):
        made: dict[str, Tree] = {}
        for name, value in answer.items():
            made[name] = restored(old[name], shown[name], value) if name in shown else value
        for name, value in old.items():
            if name not in shown and name not in made:
                made[name] = value  # empty in the file, empty in the form
        return made
    if isinstance(old, list) and isinstance(shown, list) and isinstance(answer, list):
        origins = pairing(shown, answer)
        return [
            value if origin is None else restored(old[origin], shown[origin], value)
            for origin, value in zip(origins, answer, strict=True)
        ]
    # a block of text ends with a line feed that no form shows
    if (
        isinstance(old, str)
        and isinstance(answer, str)
        and old.endswith("\n")
        and "\n" in old.strip()
    ):
        return answer + "\n"
    return answer
