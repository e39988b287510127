"""What a page shows to people, what in it is not printed French (keyboards' apostrophes, English), names of links."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

VERBATIM = {"code", "pre", "kbd", "samp", "script", "style", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}  # fmt: skip
TOLD = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-confirmer")
"""The attributes that are read out or shown."""

_TYPED = re.compile(r"(?:(?<=[^\W\d_])|(?<=\u2019))'(?=[^\W\d_]|[«“\u00a0])")
_ADDRESS = re.compile(r"\S*[/@]\S*|«[ \u00a0]\w+[ \u00a0]»")
"""An address, a path, or the quoted name of a key: « from »."""
_ENGLISH = re.compile(
    r"\b(?:the|and|with|this|that|these|your|you|from|is|was|been|were|has|have|will|should|please|click|here|"
    r"next|previous|loading|submit|cancel|back to|sign in|log in|not found|toggle|skip to)\b",
    re.IGNORECASE,
)


class _Reader(HTMLParser):
    """Collects the texts and the attributes that a page shows, but for what is quoted as it is or said in English."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        hidden = self._quoted or tag in VERBATIM or (given.get("lang") or "fr") != "fr"
        if not hidden:
            self.kept += [given[name] or "" for name in TOLD if name in given]
        if tag not in VOID:
            self.open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self.open and any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._quoted and data.strip():
            self.kept.append(data)

    @property
    def _quoted(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def shown(html: str) -> list[str]:
    """Return the texts of a page, attributes that are read included."""
    reader = _Reader()
    reader.feed(html)
    return reader.kept


def typed(texts: list[str]) -> list[str]:
    """Return the texts that hold the apostrophe of keyboards, addresses aside."""
    return [text.strip() for text in texts if _TYPED.search(_ADDRESS.sub(" ", text))]


def english(texts: list[str]) -> list[str]:
    """Return the texts that hold a word of English."""
    return [text.strip() for text in texts if _ENGLISH.search(_ADDRESS.sub(" ", text))]


_LINK = re.compile(r"<a\b([^>]*\bhref=[^>]*)>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_PICTURE = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>')


def targets(html: str, address: str) -> dict[str, set[str]]:
    """Return where the links of a page lead, by their names."""
    told: dict[str, set[str]] = {}
    for attributes, inside in _LINK.findall(html):
        given = dict(_ATTRIBUTE.findall(attributes))
        words = re.sub("<[^>]*>", " ", _PICTURE.sub(r"\1", inside))
        if given.get("aria-hidden") != "true":
            name = given.get("aria-label") or " ".join(words.split())
            told.setdefault(name, set()).add(urljoin(address, given["href"]))
    return told


def doubled(html: str, address: str) -> dict[str, set[str]]:
    """Return the names that several links of a page have, or none, with where they lead."""
    found = targets(html, address)
    return {name: places for name, places in found.items() if len(places) > 1 or not name}
