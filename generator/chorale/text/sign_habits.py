"""Signs of Markdown that say something else than their author meant: names between « __ », bold glued to its words."""

import re
from collections.abc import Iterator

from chorale.text.block_habits import Blocks
from chorale.text.inline_links import prose
from chorale.text.leftovers import Oddity

_BLANK_TO_FILL = re.compile(r"__(?<!\w__)([xX]{1,5}|[nN]|\?+|\.{2,}|…)__(?!\w)")
_PROGRAMMED = re.compile(
    r"__(?<!\w__)(init|main|name|file|doc|all|dict|str|repr|call|new|del|len|class|version|future|pycache)__(?!\w)"
)
"""A name of Python, which its own signs would make bold."""
_BOLD = re.compile(r"\*\*(?<![*\\]\*\*)(?=[^\s*])(?:(?!\n[ \t]*\n)[^*])+(?<=\S)\*\*(?!\*)")
_UNEVEN = re.compile(r"(?<![*\\\w])\*(?=[^\s*])[^*\n]*(?<=[^\s\\*])\*\*(?![*\w])")
_STOPPED = re.compile(r"[.,;:!?)»”]\*\*$")
_SPLIT = re.compile(
    r"!?\[[^\[\]\n]+\]\(<?(?:https?:|[\w-]+/)[^()\s]*\n[ \t]*(?=[^()\s]*[/.=-]|[^()\s]+\))[^()\s]+\)"
)


_REVERSED = re.compile(r"\[<?https?://[^\[\]\s]+\]\((?![^()\n]*[./:#])[^()\n]+\)")


def reversed_links(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the links whose address stands where their words do."""
    for found in _REVERSED.finditer(prose(text)) if "[http" in text or "[<http" in text else ():
        said = f"lien à l'envers « {re.sub('[<>]', '', found[0])[:60]} »"
        yield Oddity(found.start(), said, "écrire « [texte](adresse) »")


def named_blanks(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield what « __ » holds and nobody means in bold: a blank to fill in, a name of a program."""
    if "__" not in text:
        return
    plain = prose(text)
    for found in _BLANK_TO_FILL.finditer(plain):
        said = f"« {found[0]} » se lirait « {found[1]} », en gras"
        advice = f"écrire ce qui manque ; ou « **{found[1]}** » pour du gras"
        yield Oddity(found.start(), said, advice, "warning")
    for found in _PROGRAMMED.finditer(plain):
        said = f"« {found[0]} » se lirait « {found[1]} », en gras"
        advice = f"l'écrire entre accents graves : « `{found[0]}` »"
        yield Oddity(found.start(), said, advice, "warning")


def glued_bold(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the bold words that letters touch on both sides, or right after a stop: a blank was forgotten."""
    for found in _BOLD.finditer(prose(text)) if "**" in text else ():
        before, after = (
            text[max(0, found.start() - 1) : found.start()],
            text[found.end() : found.end() + 1],
        )
        if after.isalpha() and (before.isalpha() or _STOPPED.search(found[0])):
            said = f"gras collé aux mots voisins « {before.strip()}{found[0][:40]}{after} »"
            yield Oddity(found.start(), said, "mettre une espace avant et après", "warning")


def split_addresses(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the links whose address goes on on the next line: no reader takes them for links."""
    for found in _SPLIT.finditer(prose(text)) if "](" in text else ():
        first = re.sub("[<>]", "", found[0].partition("\n")[0])[:60]
        said = f"adresse coupée par un retour à la ligne « {first} »"
        yield Oddity(found.start(), said, "l'écrire sur une seule ligne")


def uneven_stars(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the italics that one star opens and two close: one of them would be seen."""
    for found in _UNEVEN.finditer(prose(text)) if "*" in text else ():
        said = f"« {found[0][:40]} » : une étoile ouvre, deux ferment"
        advice = "écrire « *mots* » pour de l'italique, « **mots** » pour du gras"
        yield Oddity(found.start(), said, advice, "warning")


SIGN_HABITS = (uneven_stars, named_blanks, glued_bold, split_addresses, reversed_links)
