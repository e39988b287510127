"""The exports of WordPress and Ghost, text by text; what their site drew when it was read is told."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from chorale.french.phrases import plural
from chorale.text import letter_parts, pasted
from chorale.text.html_tree import repaired
from chorale.text.letter_parts import (
    ImportedLetter,
    ImportedPart,
    UnreadableSource,
    first_words,
)

_SHORTCODE = re.compile(r"\[/?(?:caption|embed|vc_\w+|et_pb_\w+)[^\]]*\]")
"""What WordPress and its page builders put around words, between brackets."""
_PAGE_BUILDER = re.compile(r"\[(?:vc|et_pb)_")
_DRAWN_THERE = re.compile(r"\[(?!/)([a-z][\w-]*)(?:\s[^\]]*=[^\]]*)\]|<!-- wp:([\w/-]+)[^>]*/-->")
"""What WordPress draws when a page is read: a gallery, a form, a block that is said once for several pages."""
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML does not hold, and texts pasted into WordPress do."""
_SAYS = re.compile(r"\b\w*(?:text|title|url|link|content|src|href)=[\"']?[^\s\"'\]]")
"""A mark of a page builder that holds words or an address of its own."""
_BLOCK_BESIDE = re.compile(
    r"\n*(</?(?:p|h\d|div|ul|ol|li|blockquote|pre|table|thead|tbody|tr|figure|hr|section)\b[^>]*>)\n*"
)


def wordpress(data: bytes) -> ImportedLetter:
    """Read an export of WordPress (WXR); raises UnreadableSource."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        items = fromstring(_FORBIDDEN.sub(b" ", data)).iter("item")
    except (ParseError, DefusedXmlException, ValueError):
        raise UnreadableSource("Ce fichier XML n'est pas un export de WordPress.") from None
    posts, others = [], Counter[str]()
    for item in items:
        told = {child.tag.rpartition("}")[2]: child.text or "" for child in item if child.text}
        content, excerpt = (
            next((one.text or "" for one in item if one.tag.endswith(f"{name}/}}encoded")), "")
            for name in ("content", "excerpt")
        )
        kind = told.get("post_type", "")
        if kind in ("post", "page"):
            html = content if "<!-- wp:" in content else _paragraphed(content)
            title = _plain_words(item.findtext("title") or "")
            state = "protected" if told.get("post_password") else told.get("status", "")
            posts.append(_Post(title, html, state, _plain_words(excerpt)))
        elif content.strip() and kind not in _OF_THE_SITE:
            others[kind] += 1
    found = _posts(posts)
    left = [
        f"{plural(many, 'contenu')} d'un autre genre (« {kind} ») : laissé."
        for kind, many in others.items()
    ]
    return replace(found, doubts=(*found.doubts, *left))


_OF_THE_SITE = frozenset(
    {"attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles", "wp_navigation"}
)
"""What WordPress keeps of a site's looks and files among its texts."""


def _paragraphed(html: str) -> str:
    """Return the old bare text of WordPress as it shows it: a blank line parts paragraphs, a single one is a line."""
    parts = _BLOCK_BESIDE.split(html.replace("\r\n", "\n"))
    return "".join(
        part if rank % 2 else _paragraphs(part) if _loose(parts[:rank]) else part
        for rank, part in enumerate(parts)
    )


def _loose(before: list[str]) -> bool:
    """Return whether words stand in no block of their own."""
    tags = [one for one in before[1::2] if not one.startswith("<hr")]
    return sum(-1 if one.startswith("</") else 1 for one in tags) == 0


def ghost(data: bytes) -> ImportedLetter:
    """Read an export of Ghost; raises UnreadableSource."""
    try:
        told = json.loads(data.replace(b"__GHOST_URL__", b""))
        found = told.get("db", [told])[0].get("data", told)["posts"]
        posts = [
            _Post(
                str(one.get("title") or ""),
                _cover(one) + (str(one.get("html") or "") or _plain(one)),
                _ghost_state(one),
                _plain_words(str(one.get("custom_excerpt") or "")),
            )
            for one in found
        ]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError):
        raise UnreadableSource("Ce fichier JSON n'est pas un export de Ghost.") from None
    return _posts(posts)


def _ghost_state(post: Mapping[str, Any]) -> str:
    """Return the state of a post; one that few could read counts more than that it was published."""
    seen, state = str(post.get("visibility") or "public"), str(post.get("status") or "")
    return "members" if state == "published" and seen != "public" else state


def _plain_words(html: str) -> str:
    """Return the words of a title or of a summary, which are HTML there and plain text here."""
    if "<" not in html and "&" not in html:
        return html.strip()
    return " ".join(repaired(html).text.split())


def _cover(post: Mapping[str, Any]) -> str:
    """Return the picture above a post as the first of its text, to be told like the others."""
    source = post.get("feature_image")
    return f'<img src="{escape(source)}" alt="">' if isinstance(source, str) and source else ""


class _Post(NamedTuple):
    """What an export says of one text."""

    title: str
    html: str
    state: str
    summary: str = ""


_STATES = {
    "future": "était prévu pour plus tard",
    "scheduled": "était prévu pour plus tard",
    "draft": "était un brouillon",
    "private": "était privé",
    "pending": "attendait une relecture",
    "protected": "était protégé par un mot de passe",
    "members": "était réservé à des membres",
}
_THROWN = frozenset({"trash", "auto-draft", "inherit"})


def _posts(posts: list[_Post]) -> ImportedLetter:
    """Return each text that an export has; what is left, and what was not published there, is told."""
    made, doubts = [], list[str]()
    for title, html, state, summary in posts:
        drawn = sorted(
            {one[1] or one[2] for one in _DRAWN_THERE.finditer(html) if not _only_around(one)}
        )
        closed = "|".join(map(re.escape, drawn))
        shown = _SHORTCODE.sub("", _DRAWN_THERE.sub(_said_there, html))
        text = pasted.markdown_of(re.sub(rf"\[/(?:{closed})\]", "", shown) if drawn else shown)
        doubts += [f"« {title} » : {doubt}" for doubt in letter_parts.doubts(text)]
        doubts += [
            f"« {title} » : « {one} » se faisait sur l'autre site, et n'est pas repris."
            for one in drawn
        ]
        if state in _THROWN or not text.text.strip():
            why = "était à la corbeille" if state in _THROWN else "n'a pas de texte dans cet export"
            doubts.append(f"« {title} » {why} : laissé.")
            continue
        if state in _STATES:
            doubts.append(f"« {title} » {_STATES[state]}.")
        named = title.strip() or first_words(text.text)
        made.append(ImportedPart(title=named, markdown=text.text, summary=summary))
    return ImportedLetter(parts=tuple(made), doubts=tuple(dict.fromkeys(doubts)))


def _plain(post: Mapping[str, Any]) -> str:
    return _paragraphs(escape(str(post.get("plaintext") or "")))


def _paragraphs(html: str) -> str:
    """Return bare text as paragraphs: a blank line parts them, a single one is a line."""
    found = (one.strip() for one in re.split(r"\n\s*\n", html))
    return "".join(f"<p>{one.replace(chr(10), '<br>')}</p>" for one in found if one)


def _said_there(found: re.Match[str]) -> str:
    """Return the words that a mark of WordPress stands around; a gallery, a form, a video has none here."""
    return found[0] if _SHORTCODE.match(found[0]) else ""


def _only_around(found: re.Match[str]) -> bool:
    """Return whether a mark stands around words and holds none itself, nor an address."""
    return bool(_said_there(found)) and not (
        _PAGE_BUILDER.match(found[0]) and _SAYS.search(found[0])
    )
