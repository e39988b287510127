"""Habits that only the tree of a text shows: rows that are none, numbers of a list that are read anew."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from chorale.text.inline_links import prose
from chorale.text.leftovers import Oddity

Blocks = Sequence[SyntaxTreeNode]
"""The blocks of a text that hold lines of it, in reading order, those inside others after them."""
_NUMBER = re.compile(r"[ >]*([0-9]{1,9})[.)] ")

_ASTRAY = re.compile(r" {0,3}(?:[-+*>] ?(?=[\d€(])|[-+*] +(?=[a-zà-ÿ]))")
_QUOTES = re.compile(r"[ >]*")
_PRODUCT = re.compile(r"(?<![\w*\\])\d+\*\d+\*\d+(?![\w*])")
_PAPER_NOTE = re.compile(
    r"^ {0,3}\[(?:([1-9]\d?)\][ \u00a0]|([a-z])\](?![(:\[])[ \u00a0]?)(?=\S)", re.MULTILINE
)
"""A note of a paper, « [1] its words », or a comment that Google Docs copied under the text, « [a]its words »."""
_TITLE = re.compile(r"((?:!!!|\?\?\?\+?)[ \t]*[\w-]+)[ \t]+([^\"]+)$")
_TAB = re.compile(
    r"^ *(===[!+]?)[ \t]*([^\"=\n“«][^\"=\n]*?)[ \t]*\n(?:[ \t]*\n)* {4}", re.MULTILINE
)
"""A tab whose title lacks its quotation marks, with its indented words."""
_LOOKS = {"inline", "end", "annotate"}
"""Words after the kind of a frame that are no title."""
_HALF_STRUCK = re.compile(r"(?<![\w~\\{.,)])~~(?=[^\s~])[^~\n]+(?<![\s\\])~(?![~>\w])")
_STARRED = re.compile(r"(?<![\s*\\])\*(?![\w*])")
_PAIRED = re.compile(r"(\*{1,3})(?=\S)[^*\n]+(?<=\S)\1")
"""A star after a word, once the words between two stars are taken away."""
_SMALL = re.compile(r"[a-zà-ÿ][^.?!…]{1,43}[;,.]?$")
"""A line of a quotation that a list would hold: short, and no more than part of a sentence."""
_OPEN = re.compile(r"[\w,)%€][ \u00a0]*$")
"""How a line ends that its sentence goes on after."""


def line_start(text: str, node: SyntaxTreeNode, after: int = 0) -> int:
    """Return the place of the first sign of a block, or of a line after it."""
    line = (node.map or (0, 0))[0] + after
    place = 0
    for _ in range(line):
        place = text.find("\n", place) + 1
    return place + len(text[place:]) - len(text[place:].lstrip(" "))


def numbers(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the lists whose numbers jump: they are read one after the other."""
    lines = text.split("\n")
    for node in blocks:
        if node.type != "ordered_list":
            continue
        marks = [_NUMBER.match(lines[item.map[0]]) for item in node.children if item.map]
        written = [int(mark[1]) for mark in marks if mark]
        if len(written) == 1 and 1900 <= written[0] < 2100:
            said = f"année lue comme le numéro d'une liste « {written[0]}. »"
            advice = f"écrire « {written[0]}\\. », ou ne pas commencer la ligne par elle"
            yield Oddity(line_start(text, node), said, advice, "warning")
        if len(written) < len(node.children) or len(set(written)) == 1:
            continue
        read = [written[0] + rank for rank in range(len(written))]
        if written != read:
            said = f"numéros {_said(written)}, qui se liraient {_said(read)}"
            advice = "numéroter à la suite, ou couper la liste par une phrase"
            yield Oddity(line_start(text, node), said, advice, "warning")


def empty_items(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the bullets that nothing follows."""
    for node in blocks:
        if node.type == "list_item" and not node.children and node.map:
            said, advice = "point vide dans une liste", "écrire ses mots, ou retirer son signe"
            yield Oddity(line_start(text, node), said, advice, "warning")


def quoted_items(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the short lines in small letters that « > » begins each: a list for their author, one sentence for us."""
    lines = text.split("\n") if ">" in text else []
    for node in blocks if lines else ():
        if node.type != "paragraph" or not node.map or not _quoted(node):
            continue
        mine = [lines[at].lstrip("> ") for at in range(*node.map)]
        if len(mine) > 1 and all(_SMALL.match(line) for line in mine):
            said = f"{len(mine)} lignes après « > », qui se suivraient sans retour à la ligne"
            advice = "commencer chacune par « - » pour une liste, ou finir chacune par « \\ »"
            yield Oddity(line_start(text, node), said, advice, "warning")


def _quoted(node: SyntaxTreeNode) -> bool:
    return node.parent is not None and node.parent.type == "blockquote"


def astray(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the lines of a sentence that a sign at their beginning makes an item or a quotation of."""
    lines = text.split("\n")
    for node in blocks:
        before = node.previous_sibling if node.parent and node.parent.type == "root" else None
        if before is None or before.type != "paragraph" or not (before.map and node.map):
            continue
        alone = node.type == "blockquote" or (
            node.type == "bullet_list" and len(node.children) == 1
        )
        first, above = lines[node.map[0]], lines[before.map[1] - 1]
        if alone and _ASTRAY.match(first) and _OPEN.search(above):
            said = f"fin de phrase lue à part « {first.strip()[:40]} »"
            advice = "la recoller à la ligne du dessus, ou finir celle-ci par « : »"
            yield Oddity(line_start(text, node), said, advice, "warning")


def fewer_quotes(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the lines of a quotation that go back to it from one inside it: they are read as its words."""
    lines = text.split("\n")
    for node in blocks:
        if (
            node.type == "paragraph"
            and node.map
            and node.parent
            and node.parent.type == "blockquote"
        ):
            depths = [_QUOTES.match(lines[at])[0].count(">") for at in range(*node.map)]  # type: ignore[index]
            for after, depth in enumerate(depths[1:], 1):
                if 0 < depth < depths[after - 1]:
                    place = line_start(text, node, after)
                    said = f"ligne lue avec la citation du dessus « {lines[node.map[0] + after].strip()[:40]} »"
                    yield Oddity(place, said, "laisser une ligne « > » entre les deux", "warning")
                    break


def multiplied(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the products whose stars would be lost: « 2*3*4 » reads as a 3 in italics."""
    for found in _PRODUCT.finditer(prose(text)):
        said = f"« {found[0]} » perdrait ses étoiles"
        yield Oddity(found.start(), said, "écrire « × », ou « \\* » pour une étoile", "warning")


def numbered_notes(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the notes and comments put under a text, « [1] » or « [a] » after a word: nothing ties them to it."""
    if "[1]" in text or "[a]" in text:
        plain = prose(text)
        for found in _PAPER_NOTE.finditer(plain):
            mark = found[1] or found[2]
            if not re.search(rf"[\w.,»)][ \u00a0]?\[{mark}\](?![(:\[])", plain):
                continue
            if found[2]:
                said = f"remarque de Google Docs « [{mark}] » restée dans le texte"
                yield Oddity(found.start(), said, f"le retirer, et « [{mark}] » dans la phrase")
            else:
                said = f"note « [{mark}] » que rien ne relie à son renvoi"
                advice = f"écrire « [^{mark}] » dans la phrase, et « [^{mark}]: » devant la note"
                yield Oddity(found.start(), said, advice, "warning")


def starred_notes(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the notes that a star announces, « un prix* », and that another begins: a list would be read."""
    lines = text.split("\n")
    for node in blocks:
        before = node.previous_sibling if node.parent and node.parent.type == "root" else None
        if (
            node.type == "bullet_list"
            and node.markup == "*"
            and len(node.children) == 1
            and before is not None
            and before.type == "paragraph"
            and before.map
            and node.map
            and _STARRED.search(_PAIRED.sub("", "\n".join(lines[slice(*before.map)])))
        ):
            said = f"note lue comme une liste « {lines[node.map[0]].strip()[:40]} »"
            advice = "écrire « [^1] » dans la phrase, et « [^1]: » devant la note"
            yield Oddity(line_start(text, node), said, advice, "warning")


def untitled(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the frames whose title lacks its quotation marks: it is taken for a look, and lost."""
    for node in blocks:
        found = _TITLE.match(node.info) if node.type == "container" else None
        if found and not {*found[2].split()} <= _LOOKS:
            said = f"titre sans guillemets « {node.info.strip()[:40]} », qui ne paraîtrait pas"
            yield Oddity(
                line_start(text, node), said, f'écrire « {found[1]} "{found[2].strip()}" »'
            )


def untitled_tabs(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the tabs whose title lacks its quotation marks: they are read as words."""
    for found in _TAB.finditer(prose(text)):
        said = f"onglet sans guillemets « {found[1]} {found[2]} »"
        yield Oddity(found.start(1), said, f'écrire « {found[1]} "{found[2]}" »')


def half_struck(text: str, _: Blocks) -> Iterator[Oddity]:
    """Yield the words that two waves open and one closes."""
    for found in _HALF_STRUCK.finditer(prose(text)):
        said = f"texte barré resté visible « {found[0][:40]} »"
        yield Oddity(found.start(), said, "le retirer, ou fermer par « ~~ »")


BLOCK_HABITS = (
    empty_items,
    quoted_items,
    numbers,
    astray,
    fewer_quotes,
    multiplied,
    numbered_notes,
    half_struck,
    starred_notes,
    untitled,
    untitled_tabs,
)


def _said(found: Sequence[int]) -> str:
    return ", ".join(map(str, found[:6])) + "…" * (len(found) > 6)
