"""Marks at the beginning of a line that people type or paste where Markdown has its own: bullets, numbers, letters."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NOTHING = re.compile(rf"[ \t{_BLANKS}\u200b]*")
_LEAD = re.compile(rf"[ \t]*[{_BLANKS}][ \t{_BLANKS}]*(?=\S)")
_OWN = re.compile(
    rf"( *)([-*+]|[0-9]{{1,9}}[.)]|#{{1,6}})([ \t{_BLANKS}]*[\t{_BLANKS}][ \t{_BLANKS}]*)(?=\S)"
)
"""A mark of Markdown itself, whatever blank follows it."""
_TASK = re.compile(r"( *(?:[-*+]|[0-9]{1,9}[.)]) +)\[( {0,3}|[xX])\][ \t]*(?=[^\s(\[:])")
"""A box to tick at the head of an item."""
_TICKED = re.compile(r"( *(?:[-*+]|[0-9]{1,9}[.)]) +\[)[vV✓✔✗☑](?=\] )")
"""A box ticked as by hand, beside others of the list."""
_SHORT_FORM = re.compile(r"(\*\[[^\]\n]+\])[ \u00a0\u202f]:")
"""An abbreviation with a blank before its colon, as French has it."""
_NOTED = re.compile(r"(\[\^[^\]\s]+\])[ \u00a0\u202f]?:?(?=[ \u00a0\u202f])")
"""A note whose colon lacks, or has a blank before it."""
_HELD = re.compile(
    r" {0,3}<(div|details|section|figure|article|aside)\b(?![^<>]*\bmarkdown\b)[^<>]*"
    r"(?=>\s*(?:<summary>[^<>]*</summary>\s*)?$)"
)
"""A tag alone on its line or with its summary, which holds Markdown unread for want of a word."""
_HELD_SHORT = re.compile(
    r"( {0,3}<(div|center|p)\b(?![^<>]*\bmarkdown\b)[^<>]*)(>[^<>]*?\*\*[^*<>]+\*\*[^<>]*</\2>\s*)"
)
"""An element on one line, whose words have signs of Markdown."""
_GLUED_TITLE = re.compile(r"(#{2,6})(?=[^\W\d_])")
FONT_BULLETS = "\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf076"
"""Word's bullets, in the signs that its fonts alone show."""
_WORD_BULLETS = f"•‣⁃∙●○◦▪■□▫◾➢►▶❖➤⮚⮞{FONT_BULLETS}"
_LETTERS = "§ØüÞvqn"
"""What Word's bullets become where their font, Wingdings, is lost: a bullet where several lines begin so."""
_BULLET = re.compile(
    rf"([ \t{_BLANKS}]*)(?:[{_WORD_BULLETS}][ \t{_BLANKS}]*|([–·o−{_LETTERS}])[ \t{_BLANKS}]+)(\S.*)"
)
_ITEM = re.compile(r" *(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_NUMBERED = re.compile(
    r"( *)(?:\(([0-9]{1,2}|[a-zA-Z])\) *"
    r"|([0-9]{1,2})(?:([.)])(?=[^\W\d_«])|(?:°\)|°|/|\.?[-–]| [-–])(?: +(?=[^\d\s])|(?=[^\W\d_«])))"
    r"|([a-zA-Z])(?:\) *|\.[ \t]+)|([\u2460-\u2473\u2776-\u2793]|[1-9]\ufe0f?\u20e3)[ \u00a0]*)(\S.*)"
)
"""A number as people write one: « 1) », « (a) », « 1° », « 1/ », « 1 - », « 1.- »."""
_TITLED = re.compile(
    r"( *(?:!!!|\?\?\?\+?|===[!+]?)(?: +[\w-]+)*?) *"
    r"(?:[«“][ \u00a0\u202f]?|'(?=\w))([^\"\n]+?)(?:[ \u00a0\u202f]?[»”]|')\s*"
)
"""A frame or a tab whose title stands between other quotation marks than its own."""
_DIAGRAM = re.compile(r"(?i)^([ >]*(?:`{3,}|~{3,}) *)\{?\.?mermaid\}?(?= *$)")
_FENCE = re.compile(r" *(?:>[ >]*)?(?:[-*+] +|[0-9]+[.)] +)?(`{3,}|~{3,})")
_HIGHLIGHTED = re.compile(r"( *(?:`{3,}|~{3,})[\w+#-]+) ?\{([0-9]+(?:[,-][0-9]+)*)\}")
_VERBATIM = re.compile(r"<(pre|script|style|svg|textarea)\b|<!--")


def verbatim(lines: Sequence[str], *, html: bool = True) -> frozenset[int]:
    """Return the numbers of the lines in a fence or, as HTML, preformatted or in a comment: nobody's list."""
    found, until = set(), ""
    for number, line in enumerate(lines):
        if until:
            found.add(number)
            closed = line.strip().strip(until[0]) == "" and line.strip().startswith(until)
            until = "" if (closed if until[0] in "`~" else until in line) else until
        elif fence := _FENCE.match(line):
            found.add(number)
            until = "" if "`" in line[fence.end() :] and fence[1][0] == "`" else fence[1]
        elif html and (opened := _VERBATIM.search(line)):
            found.add(number)
            end = "-->" if opened[0] == "<!--" else f"</{opened[1]}>"
            until = "" if end in line[opened.end() :] else end
    return frozenset(found)


def marked(lines: Sequence[str]) -> list[str]:
    """Return the same lines, as many, with Markdown's own marks."""
    kept = verbatim(lines)
    made = [
        _fenced(line, number - 1 in kept) if number in kept else _own(line)
        for number, line in enumerate(lines)
    ]
    for number in range(len(made)):
        if number not in kept and made[number].lstrip(" ")[:1] in ("<", "["):
            made[number] = _told_apart(made, number)
    for number, line in _chains(made, kept):
        made[number] = line
    return _bulleted(made, kept)


def _told_apart(lines: Sequence[str], number: int) -> str:
    """Return a line that begins a note or holds Markdown in HTML, with the sign that says so."""
    line = lines[number]
    if (note := _NOTED.match(line)) and any(note[1] in one.removeprefix(note[1]) for one in lines):
        return f"{note[1]}:{line[note.end() :]}"
    if (held := _HELD.match(line)) and _holds_markdown(lines[number + 1 :], held[1]):
        return f"{held[0]} markdown{line[held.end() :]}"
    if short := _HELD_SHORT.fullmatch(line):
        return f"{short[1]} markdown{short[3]}"
    return line


def _holds_markdown(after: Sequence[str], tag: str) -> bool:
    """Return whether a blank line stands inside an element, whose words every other reader takes for Markdown."""
    depth = 1
    for number, line in enumerate(after):
        depth += line.count(f"<{tag}") - line.count(f"</{tag}>")
        if depth <= 0:
            inside = after[:number]
            if any(one.lstrip().startswith("<") and one.startswith(" " * 4) for one in inside):
                return False  # tags to the right of others would be code
            pictured = tag == "figure" and any("![" in one for one in inside)
            return pictured or any(not one.strip() for one in inside[:-1])
    return False


def _fenced(line: str, inside: bool) -> str:
    """Name the lines to highlight, which others write « ```js{1,3-5} », and diagrams, as our reader asks."""
    if not inside and "mermaid" in line.lower():
        line = _DIAGRAM.sub(r"\1mermaid", line)
    found = None if inside else _HIGHLIGHTED.match(line)
    if found is None:
        return line
    return f'{found[1]} hl_lines="{found[2].replace(",", " ")}"{line[found.end() :]}'


def _own(line: str) -> str:
    """Write Markdown's own marks as Markdown asks: an ordinary space after them, nothing invisible before."""
    if "[" in line:
        line = _SHORT_FORM.sub(r"\1:", line) if line.startswith("*[") else _TICKED.sub(r"\1x", line)
    if task := _TASK.match(line):
        line = f"{task[1]}[{task[2].strip() or ' '}] {line[task.end() :]}"
    if titled := _TITLED.fullmatch(line):
        return f'{titled[1]} "{titled[2]}"'
    if line and _NOTHING.fullmatch(line):
        return line if line.strip(" \t") == "" else ""
    if (lead := _LEAD.match(line)) and not _BULLET.match(line):
        inside = _ITEM.match(line[lead.end() :])
        line = " " * min(len(lead[0]), 3) * bool(inside) + line[lead.end() :]
    if own := _OWN.match(line):
        line = f"{own[1]}{own[2]} {line[own.end() :]}"
    return _GLUED_TITLE.sub(r"\1 ", line, count=1) if _GLUED_TITLE.match(line) else line


def _chains(lines: Sequence[str], kept: Iterable[int]) -> list[tuple[int, str]]:
    """Return the lines of « 1- 2- 3- », « (1) (2) » or « a) b) »: one alone is no list."""
    open_: dict[str, list[tuple[int, int, str]]] = {}
    found: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        match = None if number in kept else _NUMBERED.match(line)
        if match is None or (len(match[1]) > 3 and not _in_list(lines, number)):
            continue
        value = match[2] or match[3] or match[5] or _circled(match[6])
        rank = int(value) if value.isdigit() else ord(value.lower()) - ord("a") + 1
        style = "①" if match[6] else _style(match, value)
        chain = open_.get(style, [])
        if chain and rank == chain[-1][1] + 1:
            chain.append((number, rank, _numbered(match, value)))
        elif rank == 1:
            chain = open_[style] = [(number, rank, _numbered(match, value))]
        else:
            continue
        if len(chain) > 1:
            # the second line proves the first: both are rewritten then, each later one alone
            found += [
                (at, written) for at, _, written in (chain if len(chain) == 2 else chain[-1:])
            ]
    return found


def _in_list(lines: Sequence[str], number: int) -> bool:
    """Return whether a line to the right stands under an item, and is no code."""
    above = (one for one in reversed(lines[:number]) if one.strip() and not one.startswith("    "))
    return bool(_ITEM.match(next(above, "")))


def _circled(sign: str) -> str:
    """Return the number that a circle or a key of a telephone holds."""
    return str(int(unicodedata.numeric(sign[0])))


def _style(match: re.Match[str], value: str) -> str:
    """Return how a number is written: those of one list are written alike."""
    written = match[0][len(match[1]) :].replace(value, "1" if value.isdigit() else "a", 1)
    return match[1] + written[:3].rstrip(match[7][0])


def _numbered(match: re.Match[str], value: str) -> str:
    mark = ")" if not value.isdigit() else match[4] or "."
    return f"{match[1]}{value}{mark} {match[7]}"


def _bulleted(lines: Sequence[str], kept: frozenset[int]) -> list[str]:
    """Write Word's bullets as dashes; how far each stands to the right says its level, wherever the first stands."""
    made, base = list(lines), ""
    levels: list[int] = []
    for number, line in enumerate(lines):
        before = made[number - 1] if number else ""
        match = None if number in kept else _BULLET.match(line)
        if match and _is_bullet(match, lines, number, before, inside=bool(levels)):
            column = len(match[1].expandtabs(4))
            if not levels:
                least = 2 * (match[2] == "o")  # Word's second level
                base = " " * max(column, least) * bool(_ITEM.match(before))
            while levels and column < levels[-1]:
                levels.pop()
            if not levels or column > levels[-1]:
                levels.append(column)
            made[number] = base + "    " * (len(levels) - 1) + "- " + match[3]
        elif levels and line.strip():
            column = len(line) - len(line.lstrip())
            if before.strip() and column:
                made[number] = base + "    " * (len(levels) - 1) + "  " + line.lstrip()
            elif not before.strip() and column > levels[-1]:
                made[number] = base + "    " * len(levels) + line.lstrip()
            elif not before.strip():
                levels = []
    return made


def _is_bullet(
    match: re.Match[str], lines: Sequence[str], number: int, before: str, *, inside: bool
) -> bool:
    """A dash or a lone letter may be a word of the sentence: it is a bullet where a list begins or goes on."""
    if match[2] is None:
        return True
    beside = (*lines[number - 1 : number], *lines[number + 1 : number + 2])
    twins = [_BULLET.match(line) for line in beside]
    repeated = any(twin and twin[2] == match[2] for twin in twins)
    if match[2] in _LETTERS:
        return repeated
    if match[2] == "o":
        return repeated or inside or bool(_ITEM.match(before) and match[1])
    return inside or repeated or not before.strip() or before.rstrip().endswith(":")
