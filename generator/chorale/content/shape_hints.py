"""What to write instead of a value whose shape is not the one expected: a list, keys, a key glued to its value."""

import re
from collections.abc import Container
from itertools import chain, pairwise

import yaml

from chorale.content.scalars import SCALARS, BadValue
from chorale.content.shapes import One, keys, outline, wanted
from chorale.content.value_hints import amount
from chorale.french.suggestions import slug

_APART = re.compile(r"[ \u00a0]*(?:[,;/]|\bet\b)[ \u00a0]*")
_GLUED = re.compile(r"([^:=]*[^:=\s])\s*([:=])\s*(\S.*)")
_REFERENCE = re.compile(r"[A-Z]+[-_ ]?\d+")
"""What is a key already: a request's reference."""
_LONGEST = 60
UNREAD = "la retirer : rien ne la lit ; ce qu'elle dit va dans le texte, ou sous une autre clé"


def as_list(text: str) -> str:
    """Return the list that a text meant: words alone are parted, sentences stay whole."""
    bare = text.strip().strip("()").strip() or text
    parts = [part for part in _APART.split(bare) if part]
    words = all(" " not in part for part in parts)
    return f"écrire « [{', '.join(parts) if words else text}] »"


def as_keys(node: yaml.Node) -> str:
    """Return the keys that a list or a text meant, each with its words."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    pairs = list(chain.from_iterable(map(_pairs, items)))
    made = ", ".join(f"{key}: {words}" for key, words in pairs)
    shown = (
        made
        if len(made) <= _LONGEST
        else f"{made[:_LONGEST].rpartition(',')[0] or made[:_LONGEST]}, …"
    )
    named = pairs and not any(key.isdigit() for key, _ in pairs)
    return f"écrire « {{{shown}}} »" if named else "par exemple « {clé: valeur} »"


def _pairs(node: yaml.Node) -> list[tuple[str, str]]:
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), str(value.value)) for key, value in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return []
    parts = [part.strip() for part in str(node.value).split(",")]
    return [
        (part, "…") if _REFERENCE.fullmatch(part) else (slug(part) or "cle", part)
        for part in parts
        if part
    ]


def as_record(kind: type, node: yaml.Node) -> str:
    """Return the keys that a record must have, the first with the value that stands in its place if it is one."""
    first = keys(kind)[wanted(kind)[0]].shape
    if isinstance(node, yaml.ScalarNode) and isinstance(first, One) and _reads(first, node):
        return f"écrire « {outline(kind, str(node.value))} »"
    return f"par exemple « {outline(kind)} »"


def _reads(shape: One, node: yaml.ScalarNode) -> bool:
    try:
        SCALARS[shape.type].read(node.value)
    except BadValue:
        return False
    return bool(node.value.strip())


def glued(name: str, known: Container[str] | None = None) -> tuple[str, str] | None:
    """Return what is wrong with a key that a value is glued to, « src:feu.png » or « src=feu.png », and what to write.

    Known are the keys that may be; without them any will do.
    """
    found = _GLUED.fullmatch(name)
    if found is None or (known is not None and found[1] not in known):
        return None
    written = f"écrire « {found[1]}: {found[3]} »"
    if found[2] == "=":
        return f"« = » au lieu de « : » après « {found[1]} »", written
    return f"il manque une espace après « {found[1]}: »", written


def text_cut(node: yaml.MappingNode, name: str, value: yaml.Node) -> str:
    """Return what to write instead of a key that nobody meant: a comma, a colon made it of the end of a text."""
    if name == "<<":
        return _MERGED
    if node.flow_style and " " in name and not value.value:
        return "mettre entre guillemets le texte qui contient une virgule"
    return ""


_MERGED = "recopier ici les clés : rien n'est partagé entre deux endroits d'un fichier"


def cut_numbers(node: yaml.MappingNode) -> dict[int, tuple[str, str]]:
    """Return what « {amount: 12,5} » reads as keys, by rank: its comma parts keys, not a number from its decimals."""
    found = {}
    for rank, ((_, value), (key, empty)) in enumerate(pairwise(node.value), 1):
        whole, rest = str(value.value), str(key.value)
        if whole.isdecimal() and rest[:1].isdecimal() and not empty.value and node.flow_style:
            said = f"« {whole},{rest} » : entre accolades, la virgule sépare deux clés"
            found[rank] = (said, amount(f"{whole},{rest}"))
    return found


def alone(node: yaml.Node, name: str) -> str:
    """Return how what stands in a list is written without its brackets: one word, or the two numbers of a place."""
    one = node.value[0] if isinstance(node, yaml.SequenceNode) and len(node.value) == 1 else None
    if isinstance(one, yaml.ScalarNode):
        return f"écrire « {name}: {one.value} »"
    parts = [str(one.value) for one in node.value] if isinstance(node, yaml.SequenceNode) else []
    numbers = len(parts) == 2 and all(re.fullmatch(r"-?\d+\.\d+", part) for part in parts)
    return f"écrire « {name}: {', '.join(parts)} »" if numbers else "n'en écrire qu'une"
