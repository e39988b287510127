"""A content file as its author sees it: what its keys say and its body; saved, only what was changed is other bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from yaml.nodes import MappingNode, Node, SequenceNode

from chorale.content.sources import front_matter, yaml_origin
from chorale.content.writing.layout import Unspliceable
from chorale.content.writing.splice import rewritten
from chorale.content.writing.trees import Tree, tree

FENCE = "---\n"


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What a file says: the values of its keys, and the body of a Markdown file."""

    data: Tree
    body: str | None = None


def opened(path: str, text: str) -> Writing:
    """Return what a file says; raises UnreadableFile."""
    if not path.endswith(".md"):
        return Writing(data=tree(yaml_origin(path, text).node))
    origin, body = front_matter(path, text)
    return Writing(data=tree(origin.node), body=body)


def doubled(path: str, text: str) -> bool:
    """Return whether a key is written twice somewhere in a file, so that one of its values is not seen."""
    origin = front_matter(path, text)[0] if path.endswith(".md") else yaml_origin(path, text)
    waiting: list[Node | None] = [origin.node]
    while waiting:
        match waiting.pop():
            case MappingNode(value=pairs):
                if len({key.value for key, _ in pairs}) < len(pairs):
                    return True
                waiting += [value for _, value in pairs]
            case SequenceNode(value=items):
                waiting += items
    return False


def saved(path: str, text: str, wanted: Writing) -> str:
    """Return the file's text saying what is wanted; raises Unspliceable when it must be changed by hand."""
    if not path.endswith(".md"):
        return rewritten(text, wanted.data)
    before = opened(path, text).body or ""
    made = text[: len(text) - len(before)]
    head = made or FENCE + FENCE
    end = head.rfind("---")
    if tree(front_matter(path, text)[0].node) != wanted.data:
        made = FENCE + rewritten(head[len(FENCE) : end], wanted.data) + head[end:]
    body = wanted.body or ""
    if body and made and not made.endswith("\n"):
        made += "\n"
    if replace(wanted, body=body) != opened(path, made + body):
        raise Unspliceable
    return made + body


def written(text: str, blocks: Mapping[str, str]) -> str:
    """Return the file with each block (lines that open with « key: ») in the place of its key, or at the end."""
    for key, block in blocks.items():
        text = _with(text, key, block)
    return text


def _with(text: str, key: str, block: str) -> str:
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if re.match(rf"{key}\s*:", line)), len(lines))
    end = start + 1
    while end < len(lines) and re.match(r"[ \t]+\S|-(\s|$)", lines[end]):
        end += 1
    head = "".join(lines[:start])
    opened = head if head.endswith("\n") or not head else head + "\n"
    return opened + block + "".join(lines[end:])
