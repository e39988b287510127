"""Habits of HTML in a text: programs, forms, frames and sounds, hidden words, tags that are none, colours."""

import re
from collections.abc import Iterator

from chorale.text import sanitise
from chorale.text.inline_links import prose, uncommented
from chorale.text.leftovers import Oddity

_UNSEEN = "qui ne paraîtrait pas"
_FORM = (
    "poser ces questions dans un formulaire de « content/forms », et mettre un lien vers sa page"
)
_BARRED: tuple[tuple[frozenset[str], str, str], ...] = (
    (
        frozenset(["iframe", "object", "embed", "applet", "frame", "frameset", "portal", "canvas"]),
        _UNSEEN,
        "mettre un lien vers la page ou le document",
    ),
    (
        frozenset(("video", "audio")),
        _UNSEEN,
        "mettre un lien vers l'enregistrement, et dire ce qu'il contient",
    ),
    (
        frozenset(("script", "noscript", "template")),
        _UNSEEN,
        "la retirer : un texte ne porte pas de programme, mkdocs.yml nomme ceux du site (« extra_javascript »)",
    ),
    (
        frozenset(("style",)),
        _UNSEEN,
        "la retirer : mkdocs.yml nomme les feuilles de style du site (« extra_css »)",
    ),
    (
        frozenset(("meta", "link", "base", "title", "head", "html", "body")),
        _UNSEEN,
        "la retirer : elle règle une page entière, pas un texte",
    ),
    (frozenset(("form", "select", "textarea", "fieldset", "datalist")), _UNSEEN, _FORM),
    (
        frozenset(("math",)),
        _UNSEEN,
        "écrire la formule en mots, ou en faire une image",
    ),
    (
        frozenset(("button",)),
        _UNSEEN,
        "écrire « [ce qu'il ouvre](adresse){ .md-button } »",
    ),
    (
        frozenset(
            [
                "marquee",
                "blink",
                "dialog",
                "progress",
                "meter",
                "map",
                "area",
                "ruby",
                "legend",
                "menu",
                "bdo",
                "nobr",
            ]
        ),
        "que rien ne montrerait",
        "garder ses mots et la retirer",
    ),
)
"""Elements that run, embed, ask or style something: which, what becomes of them, what to write instead."""
_IN_LETTERS = (
    frozenset(("svg",)),
    _UNSEEN,
    "garder le dessin dans un fichier « .svg », et écrire « ![ce qu'il montre](dessin.svg) »",
)
_CHECKBOX = re.compile(r"\btype=[\"']?checkbox", re.IGNORECASE)
_TAG = re.compile(r"(?<!\]\()</?([a-zA-Z][\w-]*)(?:\s[^<>\n]*)?/?>")
_FILE = re.compile(r"(?<!\]\()<([\w./-]+\.[a-z]{2,4}(?:#[\w-]*)?)>")
_OPENED = re.compile(r"<([a-zA-Z]\w*)\b[^<>]*>?")
_KNOWN_TAGS = sanitise.TAGS | sanitise.DROPPED | frozenset(
    ["address", "article", "aside", "big", "center", "cite", "col", "colgroup", "dfn", "font", "footer", "header",
     "main", "nav", "option", "picture", "q", "section", "small", "source", "strike", "tfoot", "time", "track", "tt",
     "u", "var", "wbr", "optgroup", "output", "param", "rp", "rt", "bdi", "data", "hgroup", "search",
     "path", "g", "rect", "circle", "ellipse", "text", "defs", "marker", "desc", "line", "polyline", "polygon", "use",
     "tspan", "symbol", "mi", "mo", "mn", "mrow", "msup", "msub", "mfrac", "msqrt"]
) | frozenset(name for names, _, _ in _BARRED for name in names)  # fmt: skip
_ACTS = re.compile(
    r"<[a-zA-Z][^<>]*?\s(on[a-z]{3,}) ?=|<[a-zA-Z][^<>]*?[\"'=](javascript:)", re.IGNORECASE
)
"""An attribute that runs a program."""
_HIDDEN = re.compile(
    r"<[a-z]\w*(?=[^<>]*?(?:\sstyle=[\"'][^\"'<>]*(?:display: ?none|visibility: ?hidden|font-size: ?0(?![.\d]))"
    r"|\shidden(?=[\s>=])))[^<>]*>([^<>]*)",
    re.IGNORECASE,
)
_COLOURED = re.compile(r"<\w+\b[^<>]*\sstyle=[\"'][^\"'<>]*?\b((?:background-)?color: ?[^;\"'<>]+)")
"""Words set in a colour."""
_PAIRED = frozenset(
    ["a", "b", "big", "center", "code", "del", "details", "div", "em", "figure", "i", "ins", "mark", "s", "section",
     "small", "span", "strong", "sub", "summary", "sup", "table", "u"]
)  # fmt: skip
"""Elements that go on to the end of the page when nothing closes them."""
_TABLE = re.compile(r"<table\b(?:(?!<table\b).)*?</table>", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(r"<th\b[^<>]*>(?!\s*</th)", re.IGNORECASE)
_EMPTY = re.compile(r"<(h[1-6])\b[^<>]*>\s*</\1>", re.IGNORECASE)
_LINK_TAG = re.compile(r"<a(?![^<>]*\b(?:href|id|name)\s*=)(?:\s[^<>]*)?>", re.IGNORECASE)
_UNDERLINED = re.compile(r"<u\b[^<>]*>([^<>]*)", re.IGNORECASE)


def html_habits(text: str, *, letter: bool) -> Iterator[Oddity]:
    """Yield what the HTML of a text holds that its author should look at; letter says that it is sent by mail."""
    if "<" not in text:
        return
    written = uncommented(prose(text))
    yield from _barred(written, letter=letter)
    yield from _acting(written, letter=letter)
    yield from _strangers(written)
    yield from _unclosed(written)
    for found in _EMPTY.finditer(written):
        yield Oddity(found.start(), "titre vide", "écrire le titre, ou retirer la balise")
    yield from _unaddressed(written)
    yield from _headless(written, letter=letter)
    yield from _seen_otherwise(written, letter=letter)


def _barred(text: str, *, letter: bool) -> Iterator[Oddity]:
    rows = (*_BARRED, _IN_LETTERS) if letter else _BARRED
    for found in _OPENED.finditer(text):
        name = found[1].lower()
        if name == "input":
            box = _CHECKBOX.search(found[0])
            advice = "écrire « - [ ] à faire », au début d'une ligne" if box else _FORM
            yield Oddity(found.start(), f"balise <input> {_UNSEEN}", advice)
        for _, fate, advice in (row for row in rows if name in row[0]):
            yield Oddity(found.start(), f"balise <{name}> {fate}", advice)


def _acting(text: str, *, letter: bool) -> Iterator[Oddity]:
    """Yield what would run; an address that would is told by the check of links, where it looks at HTML."""
    for found in _ACTS.finditer(text):
        if letter and found[2]:
            continue
        said = f"programme « {found[1] or found[2]} » dans une balise"
        yield Oddity(found.start(), said, "le retirer : un texte ne porte pas de programme")


def _strangers(text: str) -> Iterator[Oddity]:
    """A word between « < » and « > » is no tag: browsers would hide it."""
    for found in _FILE.finditer(text):
        said = f"« {found[0][:60]} » serait pris pour une balise et disparaîtrait"
        yield Oddity(found.start(), said, f"écrire « [texte]({found[1]}) »")
    for found in _TAG.finditer(text):
        if found[1].lower() not in _KNOWN_TAGS:
            said = f"« {found[0][:40]} » serait pris pour une balise et disparaîtrait"
            yield Oddity(
                found.start(), said, "écrire « &lt; » au lieu de « < », ou des guillemets français"
            )


def _unclosed(text: str) -> Iterator[Oddity]:
    """Yield each tag that nothing closes: browsers would go on to the end of the page."""
    waiting: dict[str, list[int]] = {}
    for found in _TAG.finditer(text):
        name = found[1].lower()
        if name not in _PAIRED or found[0].endswith("/>"):
            continue
        if found[0][1] != "/":
            waiting.setdefault(name, []).append(found.start())
        elif waiting.get(name):
            waiting[name].pop()
    for name, places in waiting.items():
        for place in places:
            said = f"balise <{name}> jamais fermée"
            yield Oddity(place, said, f"ajouter « </{name}> » après ses mots")


def _unaddressed(text: str) -> Iterator[Oddity]:
    """Yield each link of HTML without its address."""
    for found in _LINK_TAG.finditer(text):
        advice = "écrire « [texte](adresse) »"
        yield Oddity(found.start(), "balise <a> sans adresse", advice)


def _headless(text: str, *, letter: bool) -> Iterator[Oddity]:
    """Yield each table of HTML whose columns nothing names."""
    for found in _TABLE.finditer(text):
        if not _NAMED.search(found[0]):
            advice = "écrire les cellules de la première ligne « <th>mots</th> »"
            yield Oddity(
                found.start(), "tableau sans en-tête", advice, "error" if letter else "warning"
            )


def _seen_otherwise(text: str, *, letter: bool) -> Iterator[Oddity]:
    """Words that a page and a message would not show alike, or that readers would take for something else."""
    for found in _HIDDEN.finditer(text):
        said = f"texte caché « {' '.join(found[1].split())[:40]} », que les messages montreraient"
        yield Oddity(found.start(), said, "le retirer, ou le montrer")
    for found in _COLOURED.finditer(text) if letter else ():
        said = f"couleur « {found[1]} » qui ne paraîtrait pas dans les messages"
        yield Oddity(found.start(), said, "dire avec des mots, ou écrire « **mots** »", "warning")
    for found in _UNDERLINED.finditer(text):
        said = f"souligné « {' '.join(found[1].split())[:40]} », qui se prendrait pour un lien"
        yield Oddity(found.start(), said, "écrire « **mots** »", "warning")
