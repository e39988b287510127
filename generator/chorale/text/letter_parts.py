"""A letter cut into articles: at the highest titles of its Markdown, or where a plain text seems to have one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import zip_longest

from chorale.text import pasted
from chorale.text.pasted import Pasted

_NOISE = re.compile(r"(?i)(loading\.*|back to top|haut de page|voir dans le navigateur)$")
"""Lines that a web page adds around a letter."""
_BULLET = re.compile(r"^\s*(?:[•▪●◦‣·–—*-])\s+(?P<words>.*)$")
_NUMBER = re.compile(r"^\s*(?P<rank>\d{1,3})[.)]\s+(?P<words>.*)$")
_STEP = re.compile(r"(?i)^(?:[ée]tape|pr[ée]requis|question|r[ée]ponse)\b.{0,90}$")
"""A short line that opens a part: a step, a question, an answer."""
_CAPTION = re.compile(
    r"(?i)^(?:visuel|sch[ée]ma|fen[êe]tre|boutons?|capture|image|photo|logo|illustration)\b|^[\w-]+-[\w-]+$"
)
"""The words of a picture that tell nothing: its kind, or the name of its file."""
_SENTENCE = re.compile(
    r"(?i)^(?:il|elle|ils|nous|vous|on|merci|disponible|n['’]hésitez|le comité)\b|^\d{1,2}(?:er)? \w+ \d{4}$"
    r"|^[\w.]{2,12}(?: \w+)? ?: .*\?$"
)
"""What stands alone on its line and is no title: a sentence, a date, a question of an interview."""
_TITLE_MOST, _PARAGRAPH_LEAST = 110, 55
_HEADING = re.compile(r"^(#{1,6}) (.+)$")
_BLOCK = re.compile(r"- |\d+[.)] |[>|!`]")
"""What begins a list, a quotation, a table, a picture, code: no title."""


@dataclass(frozen=True, kw_only=True)
class ImportedPart:
    """A title and what follows it, up to the next; whether it looks like the beginning of an article.

    titled says whether its author called it so, or its first words stand for a title.
    """

    title: str
    markdown: str
    begins: bool = True
    titled: bool = True
    summary: str = ""


class UnreadableSource(Exception):
    """A file that is none of those that can be read; the text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class ImportedLetter:
    """What was read: parts in order, pictures by their name in the Markdown, and what a person should look at."""

    parts: tuple[ImportedPart, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def doubts(made: Pasted) -> tuple[str, ...]:
    """Return what to look at, each picture that stayed elsewhere named: it is never fetched."""
    said = [one for one in made.doubts if one != pasted.LEFT_OUT]
    for alt, source in made.elsewhere:
        where = source[:200] if not source.startswith(("data:", "cid:")) else ""
        stayed = f"restée à l'adresse {where}" if where else "pas dans le fichier"
        said.append(f"Image {f'« {alt} » ' if alt else ''}{stayed} : l'ajouter à la main.")
    return tuple(dict.fromkeys(said))


def parts(markdown: str) -> tuple[ImportedPart, ...]:
    """Cut Markdown at its highest titles; a single one is that of the whole, and the next ones down are cut at.

    A single one with words of its own may be an article's or a letter's with its greeting: several titles below it are
    offered, and begin nothing until a person says so.
    """
    lines = markdown.split("\n")
    levels = sorted({len(found[1]) for line in _outside(lines) if (found := _HEADING.match(line))})
    if not levels:
        return _whole(markdown)
    count = sum(line.startswith("#" * levels[0] + " ") for line in _outside(lines))
    alone = count == 1 and len(levels) > 1
    leads = alone and _leads(lines, levels[0])
    below = sum(line.startswith("#" * levels[1] + " ") for line in _outside(lines)) if leads else 0
    level = levels[1] if alone and (not leads or below > 1) else levels[0]
    made: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for line in lines:
        fenced ^= line.startswith("```")
        found = _HEADING.match(line)
        if found and not fenced and len(found[1]) <= level:
            made.append((found[2].strip(), []))
        else:
            made[-1][1].append(line)
    cut = _kept(made)
    if below < 2:
        return cut
    rank = next(rank for rank, one in enumerate(cut) if one.begins)
    return (*cut[: rank + 1], *(replace(one, begins=False) for one in cut[rank + 1 :]))


def _outside(lines: list[str]) -> Iterator[str]:
    """Yield the lines that no fence holds."""
    fenced = False
    for line in lines:
        fenced ^= line.startswith("```")
        if not fenced:
            yield line


def _leads(lines: list[str], level: int) -> bool:
    """Return whether the only high title has words of its own before the next title: then it is an article's."""
    rank = next(rank for rank, line in enumerate(lines) if line.startswith("#" * level + " "))
    after = (line for line in lines[rank + 1 :] if line.strip())
    return not (following := next(after, "")) or not following.startswith("#")


def _kept(made: list[tuple[str, list[str]]]) -> tuple[ImportedPart, ...]:
    """Return the parts that say something; a title without words goes before the words that follow it."""
    found: list[ImportedPart] = []
    before: list[str] = []
    for title, lines in made:
        words = "\n".join(lines).strip()
        if title and not words:
            before.append(title)
            continue
        if not title and not words:
            continue
        body = "\n\n".join([*before, words])
        begins = bool(title)
        found.append(
            ImportedPart(
                title=title or first_words(words),
                markdown=f"{body}\n",
                begins=begins,
                titled=begins,
            )
        )
        before = []
    if len(found) > 1 and not found[0].begins and found[0].title == found[0].markdown.strip():
        head, first, *others = found  # the letter's own title, alone above its first article
        found = [replace(first, markdown=f"{head.title}\n\n{first.markdown}"), *others]
    if before:
        found.append(ImportedPart(title=before[0], markdown="\n\n".join(before[1:]) + "\n"))
    return tuple(found)


def _whole(markdown: str) -> tuple[ImportedPart, ...]:
    words = markdown.strip()
    if not words:
        return ()
    first, _, rest = words.partition("\n")
    if rest.strip() and len(first) <= _TITLE_MOST and not _BLOCK.match(first):
        title = first.strip("*_ ")
        return (ImportedPart(title=title, markdown=f"{rest.strip()}\n", titled=False),)
    return (ImportedPart(title=first_words(words), markdown=f"{words}\n", titled=False),)


def first_words(words: str) -> str:
    """Return the beginning of a text, for want of a title."""
    first = re.sub(r"[*_`#>\[\]!]|\(\S+\)", "", words.strip().partition("\n")[0]).strip()
    return first if len(first) <= 70 else f"{first[:70].rpartition(' ')[0]}…"


@dataclass(frozen=True)
class PlainBlock:
    """Lines of a plain text between two blank ones."""

    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the lines as one."""
        return " ".join(line.strip() for line in self.lines)

    @property
    def listed(self) -> bool:
        """Return whether it is a list: bullets, or numbers of which there are two; one alone may be a title's."""
        if _BULLET.match(self.lines[0]):
            return True
        numbered = sum(_NUMBER.match(line) is not None for line in self.lines)
        return numbered > 1 and _NUMBER.match(self.lines[0]) is not None


def text_blocks(text: str) -> list[PlainBlock]:
    """Return the blocks of a plain text; blank lines part them, a no-break space is blank too."""
    lines = text.replace("\r\n", "\n").replace("\u00a0", " ").replace("\t", " ").split("\n")
    made: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            made.append([])
        elif not _NOISE.match(line.strip()):
            made[-1].append(line.rstrip())
    return [PlainBlock(tuple(one)) for one in made if one]


def parts_of_blocks(blocks: list[PlainBlock]) -> tuple[ImportedPart, ...]:
    """Make parts of blocks: what may be a title begins one, ticked when a paragraph follows it."""
    made: list[tuple[str, list[str]]] = [("", [])]
    begins: dict[str, bool] = {}
    for block, following in zip_longest(blocks, blocks[1:]):
        if following is None or not _may_be_title(block):
            made[-1][1].extend([*_markdown(block), ""])
            continue
        if (
            made[-1][0] and not made[-1][1]
        ):  # a title after a title: the first one was a caption of what came before
            caption = made.pop()[0]
            begins.pop(caption, None)
            made[-1][1].extend([*_markdown(PlainBlock((caption,))), ""])
        made.append((block.words, []))
        long_enough = not following.listed and len(following.words) >= _PARAGRAPH_LEAST
        begins[block.words] = long_enough and len(block.words.split()) > 1
    return tuple(replace(one, begins=begins.get(one.title, False)) for one in _kept(made))


def _may_be_title(block: PlainBlock) -> bool:
    words = block.words
    return (
        len(block.lines) == 1
        and not block.listed
        and len(words) <= _TITLE_MOST
        and words[-1] not in '.:;,)»"'
        and not words.startswith(">")
        and not words[0].islower()
        and not _STEP.match(words)
        and not _CAPTION.match(words)
        and not _SENTENCE.match(words)
    )


def _list(block: PlainBlock) -> str:
    """Return a list as HTML; a line without a mark goes on with the item above."""
    number = _NUMBER.match(block.lines[0])
    mark = _NUMBER if number else _BULLET
    items: list[str] = []
    for line in block.lines:
        if found := mark.match(line):
            items.append(found["words"])
        else:
            items[-1] += f" {line.strip()}"
    inside = "".join(f"<li>{escape(one)}</li>" for one in items)
    return f'<ol start="{number["rank"]}">{inside}</ol>' if number else f"<ul>{inside}</ul>"


def _markdown(block: PlainBlock) -> list[str]:
    if block.listed:
        return pasted.markdown_of(_list(block)).text.strip().split("\n")
    if _STEP.match(block.words) and len(block.lines) == 1:
        return [f"### {pasted.markdown_of(f'<p>{escape(block.words)}</p>').text.strip()}"]
    if all(line.startswith(">") for line in block.lines):
        said = "".join(f"<p>{escape(line.lstrip('> '))}</p>" for line in block.lines)
        return pasted.markdown_of(f"<blockquote>{said}</blockquote>").text.strip().split("\n")
    made: list[str] = []
    for line in block.lines:
        made += [*pasted.markdown_of(f"<p>{escape(line)}</p>").text.strip().split("\n"), ""]
    return made[:-1]
