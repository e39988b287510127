"""A content file as its author sees it: what its keys say and its body; saved, only what was changed is other bytes."""

from dataclasses import dataclass, replace

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


def saved(path: str, text: str, wanted: Writing) -> str:
    """Return the file's text saying what is wanted; raises Unspliceable when it must be changed by hand."""
    if not path.endswith(".md"):
        return rewritten(text, wanted.data)
    before = opened(path, text).body or ""
    head = text[: len(text) - len(before)]
    end = head.rfind("---")
    made = head
    if tree(front_matter(path, text)[0].node) != wanted.data:
        made = FENCE + rewritten(head[len(FENCE) : end], wanted.data) + head[end:]
    body = wanted.body or ""
    if body and not made.endswith("\n"):
        made += "\n"
    if replace(wanted, body=body) != opened(path, made + body):
        raise Unspliceable
    return made + body
