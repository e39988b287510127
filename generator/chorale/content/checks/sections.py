"""The sections that a link may name: of the pages written by hand, and of the articles of the letters."""

import re
from functools import lru_cache

from markdown_it.tree import SyntaxTreeNode

from chorale.content.addresses import page
from chorale.content.model import Community
from chorale.french.suggestions import FEW, anchor, nearest
from chorale.text import commonmark
from chorale.text.inline_links import prose

_ID = re.compile(r"""\{[^{}\n]*#([\w.:-]+)[^{}\n]*\}|\s(?:id|name)=["']?([\w.:-]+)""")
_TRAILING = re.compile(r"\{[^{}]*\}\s*$")
_AROUND = frozenset({"contenu", "en-bref", "a-lire-aussi", "recevoir-la-lettre"})
"""What the page of an article has around its words."""


@lru_cache(maxsize=1024)
def sections(body: str) -> tuple[str, ...]:
    """Return the names of the sections of a text, as links may call them."""
    found = [first or second for first, second in _ID.findall(prose(body))]
    for node in commonmark.tree(body).walk():
        if node.type == "heading":
            name = anchor(_TRAILING.sub("", _words(node)))
            copies = sum(one == name or one.startswith(f"{name}_") for one in found)
            found.append(f"{name}_{copies}" if copies else name)
    return tuple(found)


def _words(heading: SyntaxTreeNode) -> str:
    said = (child for child in heading.walk() if child.type in ("text", "code_inline"))
    return "".join(child.content for child in said)


def unknown(home: Community, path: str, target: str, name: str) -> tuple[str, str] | None:
    """Return what is wrong with the section that a link names on a page; nothing of the pages that we make."""
    for one in home.pages:
        if f"{one.slug}.md" == path:
            return fault(one.body, target, name)
    for article in (one for issue in home.issues for one in issue.articles):
        if page(article) == path and name not in _AROUND:
            return fault(article.body, target, name)
    return None


def fault(body: str, target: str, name: str) -> tuple[str, str] | None:
    """Return what is wrong with the section that a link names in a text, and which one was meant."""
    known = sections(body)
    if name in known:
        return None
    if near := nearest(name, known):
        advice = f"vouliez-vous dire « #{near} » ?"
    elif 0 < len(known) <= FEW:
        advice = "attendu : " + ", ".join(f"#{one}" for one in sorted(known))
    elif known:
        advice = "donner le titre d'une section, en minuscules et tirets"
    else:
        advice = f"retirer « #{name} » : cette page n'a pas de section"
    return f"section inconnue « {target} »", advice
