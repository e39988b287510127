"""Descriptions of a partner's events: HTML or plain text becomes Markdown, without what only attendees may know."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import nh3
from markdownify import MarkdownConverter

from chorale.calendars.partners import locations
from chorale.text.leftovers import LEFTOVERS

LONGEST = 20_000
"""Signs of a description: beyond, it is told and left out."""
HIDDEN = "(adresse donnée aux participants)"
_HTML = re.compile(
    r"<(?:br|p|b|i|a|ul|ol|li|div|span|strong|em|html|body|h[1-6]|table|u|font)\b[^>]*>",
    re.IGNORECASE,
)
_TAGS = {
    "a", "b", "blockquote", "br", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SPECIAL = re.compile(r"([\\`*_{}\[\]#])")
_DOUBLED = re.compile(r"([=+:])(?=\1)|(:)(?=[\w+-]+:)")
_OPENING = re.compile(r"^(\s*)(!!!|\?\?\?|===|---|>|:(?=\s)|[-+](?=\s*$))", re.MULTILINE)
_SIGNS = re.compile(r"[\[\]{}|`~*_<&\t•▪●◦‣·]|[!?=+/]{2}")
_MARKS = "✓✔✅☑☐➡→⇒►✗❌🔹🔸👉📌📅"
_BULLET = re.compile(rf"^\s*(?:[-–—•*·▪●◦‣]\s+(?=\S)|(?=[{_MARKS}]))")
_SECRET = re.compile(
    r"(?:mot de passe|code secret|code d['’ ]acc[èe]s|code de connexion|passcode|password|meeting id|conference id|"
    r"id(?:entifiant)? (?:de (?:la )?)?(?:réunion|conférence)|num[ée]ro de (?:la )?(?:réunion|conférence)|"
    r"\bpin\b|code pin|webinar id|access code|phone conference)(?:[^:=\n]{0,30}[:=]|\s+)\s*\S+(?:[ \u00a0]\d+)*#?",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:code(?! postal)|acc[èe]s|id|identifiant|pin|mdp|passe)\b[^:=\n\d]{0,20}[:=]"
    r"\s*[A-Za-z]{0,4}\d{3,}[\w-]*(?:[ \u00a0]\d{2,})*(?:\\?#)?|\b(?:code|pin)\s+\d{5,}(?:\\?#)?",
    re.IGNORECASE,
)
"""What is a code only beside an address to join."""
_SECRET_WORDS = (
    "passe",
    "code",
    "password",
    " id",
    "id ",
    "pin",
    "conf",
    "réunion",
    ",,",
    "one tap",
)
_DIAL = re.compile(r"(?:tel:)?\+\d[\d ().-]{7,},,[\d,#*]*|one tap mobile", re.IGNORECASE)
_JOIN_WORDS = re.compile(
    r"rejoin|particip|cliqu|lien|visio|teams|zoom|webex|meet|connexion|connect|join|click|here|ici|réunion|ordinateur|"
    r"application|mobile|need help|aide|options|téléphone|phone|dial|download|télécharger|web|microsoft|google",
    re.IGNORECASE,
)
_LINKED = re.compile(r"\[([^\]]*)\]\(<?([^)\s>]*)>?[^)]*\)")


@dataclass(frozen=True, kw_only=True)
class EventDescription:
    """A description in Markdown; joining are the addresses taken out of it, secret tells that codes were."""

    markdown: str
    joining: tuple[str, ...] = ()
    secret: bool = False


class _Converter(MarkdownConverter):
    """Markdownify with the signs of our dialect escaped."""

    def escape(self, text: str, _parents: Any = None) -> str:
        return escaped(text)


def description(text: str, *, remote: bool = False) -> EventDescription:
    """Return the Markdown of a description; remote says that one joins from afar, whatever the text says of it."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    whole = _from_html(text) if _HTML.search(text) else "\n".join(_from_plain(text))
    remote = remote or ("/" in whole and locations.joins(whole))
    secret = _tells_codes(whole) or bool(remote and _CODE.search(whole))
    if not secret and not remote:
        return EventDescription(markdown=_tidy(whole))
    joining: list[str] = []
    lines = (_public(line, joining, remote=remote) for line in whole.split("\n"))
    told = "\n".join(line for line in lines if line is not None)
    return EventDescription(
        markdown=_tidy(told), joining=tuple(dict.fromkeys(joining)), secret=secret
    )


def _tells_codes(text: str) -> bool:
    """Return whether a text gives a code; the words are looked for first, for they are rare and quickly told."""
    small = text.lower()
    if not any(word in small for word in _SECRET_WORDS):
        return False
    return bool(_SECRET.search(text) or _DIAL.search(text))


def _tidy(text: str) -> str:
    """Return a text without blank lines that follow one another, nor a break before one."""
    return re.sub(r" *\n(?: *\n)+", "\n\n", text).strip()


def _from_html(html: str) -> str:
    clean = nh3.clean(
        re.sub(r"(?is)<(script|style|title|head)\b.*?</\1>", " ", html),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    converted = _Converter(heading_style="ATX", bullets="-", strong_em_symbol="*").convert(clean)
    lines = (
        line.replace("\u00a0", " ").rstrip() + "  " * line.endswith("  ")
        for line in converted.split("\n")
    )
    text = "\n".join(lines)
    text = re.sub(r"^#{1,6} ", "## ", text, flags=re.MULTILINE)
    return _LINKED.sub(_absolute, text)


def _absolute(found: re.Match[str]) -> str:
    words = found[1].strip()
    if not re.match(r"(?:https?://|mailto:)\S", found[2]):
        return words
    return f"[{words}]({found[2]})" if words else f"<{found[2]}>"


def _from_plain(text: str) -> Iterator[str]:
    """Yield the lines of plain words: paragraphs and bullets stay, every other end of line too."""
    listed = False
    lines = text.strip().split("\n")
    for index, line in enumerate(lines):
        words = line.strip()
        bullet = _BULLET.match(line)
        if words and bool(bullet) != listed and index:
            yield ""
        listed = bool(bullet) or (listed and not words)
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        wrapped = bool(following) and bool(_BULLET.match(following)) == bool(bullet) and not bullet
        if bullet:
            yield f"- {_linked(line[bullet.end() :])}"
        else:
            yield _linked(words) + ("  " if words and wrapped else "")


def _linked(words: str) -> str:
    """Escape words, but for the addresses that they hold, which become links."""
    found: list[str] = []
    end = 0
    for match in locations.URL.finditer(words):
        address = match[0].rstrip(".,;:!?")
        known = re.match(r"https?://", address)
        found += [
            escaped(words[end : match.start()]),
            f"<{address}>" if known else escaped(address),
        ]
        end = match.start() + len(address)
    return "".join((*found, escaped(words[end:])))


def escaped(words: str) -> str:
    """Return words in which no sign of Markdown or HTML means anything; what reads as a slip is shown as code."""
    made, at = list[str](), 0
    for start, end in _joined(_strange(words)):
        made += [_safe(words[at:start]), _code(words[start:end])]
        at = end
    return "".join((*made, _safe(words[at:])))


def _strange(words: str) -> list[tuple[int, int]]:
    """Return where words hold signs that the check of texts would take for an author's slip."""
    kept: list[tuple[int, int]] = []
    if not _SIGNS.search(words):
        return kept
    for row in LEFTOVERS:
        for found in row.pattern.finditer(words) if row.gravity == "error" and row.linked else ():
            start, end = found.start() + len(found[0]) - len(found[0].lstrip()), found.end()
            if start < end and not any(start < last and first < end for first, last in kept):
                kept.append((start, end))
    return sorted(kept)


def _joined(pieces: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join the pieces that touch: the fences of two codes in a row would be read as one."""
    begin = end = -1
    for start, last in pieces:
        if start != end and end > begin:
            yield begin, end
        begin, end = (begin if start == end else start), last
    if end > begin:
        yield begin, end


def _code(words: str) -> str:
    """Show words as code; its own sign alone is escaped instead, for a fence around it would open a block."""
    if not words.strip("` "):
        return _safe(words)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", words)), default=0))
    gap = " " if "`" in words else ""
    return f"{fence}{gap}{words.rstrip()}{gap}{fence}" + " " * (len(words) - len(words.rstrip()))


def _safe(words: str) -> str:
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = _SPECIAL.sub(r"\\\1", safe)
    for sign in "|^~":
        safe = safe.replace(sign, f"&#{ord(sign)};")
    safe = _DOUBLED.sub(lambda found: f"&#{ord(found[0])};", safe)
    return _OPENING.sub(lambda found: f"{found[1]}&#{ord(found[2][0])};{found[2][1:]}", safe)


def _public(line: str, joining: list[str], *, remote: bool) -> str | None:
    """Return a line without joining addresses and codes; None when nothing else was said there."""
    if re.fullmatch(r"[\s_*=.\\-]{6,}", line) or re.fullmatch(r"(?:\\_){3,}\s*", line):
        return ""
    private = [one for one in locations.links(line.replace("\\_", "_")) if locations.joins(one)]
    bare = _CODE.sub("", line) if remote else line
    if not private and bare == line and not _SECRET.search(line) and not _DIAL.search(line):
        return line
    joining.extend(one for one in private if one.startswith("https://"))
    bare = _LINKED.sub(lambda found: found[1] if locations.joins(found[2]) else found[0], bare)
    bare = re.sub(
        r"<([^<>\s]+)>", lambda found: HIDDEN if locations.joins(found[1]) else found[0], bare
    )
    bare = locations.URL.sub(lambda found: HIDDEN if locations.joins(found[0]) else found[0], bare)
    bare = _DIAL.sub("", _SECRET.sub("", bare))
    rest = re.sub(r"\s+([.,])", r"\1", " ".join(bare.split())).strip(" :-–—|&#124;")
    told = [
        word
        for word in re.findall(r"\w{3,}", rest.replace(HIDDEN, ""))
        if not _JOIN_WORDS.search(word)
    ]
    return rest if len(told) > 3 else None
