"""Checks on what other builders read and this one does not: each is refused with what to write instead."""

import re
from collections.abc import Iterator

from chorale.content.checks.kept import each_body
from chorale.content.item_model import Item
from chorale.content.load import Loaded
from chorale.content.model import Page
from chorale.content.plain_words import markdown_fields
from chorale.content.problems import Problem
from chorale.content.sources import Origin
from chorale.french.suggestions import nearest
from chorale.text import icons, inline_links


def _formula(opened: str, closed: str) -> str:
    """Return the pattern of a formula between two marks: a sign of mathematics stands in it."""
    return rf"{opened}(?:(?!{closed}|\n\n).)*?(?!{closed})[\\^_{{}}=](?:(?!\n\n).)*?{closed}"


_UNREAD: tuple[tuple[tuple[str, ...], re.Pattern[str], str, str], ...] = (
    (
        ("$", "\\(", "\\["),
        re.compile(
            "|".join(
                (
                    r"\$\$.+?\$\$",
                    _formula(r"\\\(", r"\\\)"),
                    _formula(r"\\\[", r"\\\]"),
                    r"(?<![\w$\\])\$(?=[^\s$])[^$\n]*[\\^_{}=][^$\n]*(?<=\S)\$(?![\w$])",
                )
            ),
            re.DOTALL,
        ),
        "formule mathématique",
        "l'écrire en mots, ou en faire une image",
    ),
    (
        (":::",),
        re.compile(r"^:::+ ?[^\s:].*$", re.MULTILINE),
        "bloc « ::: »",
        "pour un encadré, écrire « !!! note » et décaler le texte de quatre espaces",
    ),
    (
        ("{{", "{%", "<%", "<?"),
        re.compile(r"\{\{.+?\}\}|\{%.+?%\}|<%.+?%>|<\?(?:php|=).+?\?>"),
        "macro",
        "écrire ce qu'elle donnerait : rien n'est calculé dans un texte",
    ),
    (
        ("%%",),
        re.compile(r"(?<![\w%])%%[^%\n]+%%(?!%)"),
        "commentaire d'Obsidian",
        "le retirer : chacun le lirait",
    ),
    (
        ("^[",),
        re.compile(r"\^\[[^\]\n]+\]"),
        "note écrite dans la phrase",
        "écrire « [^1] », et plus bas « [^1]: le texte de la note »",
    ),
    (
        (" ^",),
        re.compile(r"(?<=\S) \^[a-z][\w-]+$", re.MULTILINE),
        "repère d'Obsidian",
        "le retirer",
    ),
    (
        ("\\",),
        re.compile(
            r"(?<![(<:\\\w])\\\\[A-Za-z][\w.-]*\\\w\S*|\b[A-Z]:\\[^\s`]*\\[_*.#\[\](){}!>-]\S*"
        ),
        "chemin dont une barre oblique disparaîtrait",
        "l'écrire entre accents graves : « `\\\\serveur\\dossier` »",
    ),
    (
        ("[[",),
        re.compile(r"(?<!!)\[\[[^\[\]\n]+\]\](?!\()"),
        "lien de wiki",
        "écrire « [texte](chemin/de-la-page.md) »",
    ),
)
"""What it holds, which is seen at once; what is looked for, what it is, what to do."""
_FILLED = ("macro", "commentaire d'Obsidian", "lien de wiki")
"""What mailing programs fill, each with its own signs."""
_BLOG = (
    ("<!--",),
    re.compile(r"^<!--\s*more\s*-->[ \t]*$", re.MULTILINE),
    "coupure d'un billet de blog",
    "la retirer : « summary » ou « description » sert d'accroche dans les listes",
)
_CONTENTS = re.compile(r"^ {0,3}\[TOC\]\s*$", re.MULTILINE)
_ICON = re.compile(rf":(?<![\w:]:)((?:{'|'.join(icons.SETS)})-[\w-]+):(?![\w:])")


@each_body
def unread(item: Item, origin: Origin) -> Iterator[Problem]:
    """Nothing in a body waits for a reader of another builder: formulas, macros, blog posts, wiki links."""
    for found in () if isinstance(item, Page) else _CONTENTS.finditer(item.body):
        place = origin.in_body(item.body, found.start())
        advice = "le retirer : seules les pages du site ont des sections"
        yield Problem(place, "sommaire « [TOC] », que rien ne remplirait", advice, "dialecte")
    for index, message, advice in _waiting(item.body, inline_links.prose(item.body)):
        yield Problem(origin.in_body(item.body, index), message, advice, "dialecte")


def _waiting(body: str, prose: str) -> Iterator[tuple[int, str, str]]:
    """Yield where each such thing stands, what it is, what to do."""
    for text, row in ((body, _BLOG), *((prose, one) for one in _UNREAD)):
        signs, pattern, what, advice = row
        for found in pattern.finditer(text) if any(map(text.__contains__, signs)) else ():
            words = " ".join(found[0].split())[:40]
            yield found.start(), f"{what} « {words} », que rien ne lirait", advice
    for found in _ICON.finditer(prose):
        if not icons.known(found[0]):
            near = nearest(found[1], icons.names(found[1]))
            advice = f"vouliez-vous dire « :{near}: » ?" if near else "la retirer"
            yield found.start(), f"icône inconnue « {found[0]} »", advice


def unread_fields(loaded: Loaded) -> Iterator[Problem]:
    """Nor in the Markdown of a field: the words of a letter between its articles, a cycle, a request."""
    for place, text, _ in markdown_fields(loaded):
        for _, message, advice in _waiting(text, inline_links.prose(text)):
            yield Problem(place, message, advice, "dialecte")


def waiting_in_words(words: str) -> Iterator[tuple[str, str]]:
    """Yield what another program would fill in words without Markdown, as the field of a mailing in a subject."""
    for signs, pattern, what, _ in _UNREAD:
        if what in _FILLED and any(map(words.__contains__, signs)):
            for found in pattern.finditer(words):
                advice = "écrire les mots eux-mêmes : chacun lit le même texte"
                yield f"« {found[0][:40]} », que rien ne remplirait", advice


CHECKS = (unread, unread_fields)
