"""Descriptions of a partner's events: HTML or plain text becomes Markdown, without what only attendees may know."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from chorale.calendars.partners import locations
from chorale.text import pasted
from chorale.text.leftovers import concerned
from chorale.text.pasted_lists import BULLET

LONGEST = 20_000
"""Signs of a description: beyond, it is told and left out."""
HIDDEN = "(adresse donnée aux participants)"
_HTML = re.compile(
    r"<(?:a|b|blockquote|body|br|center|code|div|dl|em|font|h[1-6]|hr|html|i|li|ol|p|pre|s|section|small|span|strong|"
    r"su[bp]|table|u|ul)\b[^>]*>",
    re.IGNORECASE,
)
"""A tag that only HTML has: « <Nom> » alone makes no HTML of a plain text."""
_ESCAPED_HTML = re.compile(
    r"&lt;/?(?:br|p|b|a|ul|li|div|span|strong)\b[^&]{0,200}&gt;", re.IGNORECASE
)
_LAID_OUT = re.compile(r"<(?:br|p|div|li|tr|h[1-6]|blockquote|body|pre)\b", re.IGNORECASE)
"""What makes lines by itself: without it, the ends of lines are those of a plain text."""
_NO_ITEM = re.compile(r"^(\s*(?:\d{10,}(?=[.)])|\d+(?=[.)]\s*$)))([.)])", re.MULTILINE)
"""A number that would begin a list, but is too long for one or numbers nothing."""
_SPECIAL = re.compile(r"([\\`*_{}\[#])")
"""What is escaped; not « ] », which means nothing by itself, and would close a formula that « \\[ » opens."""
_HARMLESS = re.compile(r"(?!\s*(?:-|\d+[.)]))(?:[^\W_]|[ ,.;()'’«»%€-])*")
"""Words in which no sign can mean anything, as most are."""
_DOUBLED = re.compile(r"([=+:])(?=\1)|(:)(?=[\w+-]+:)")
_OPENING = re.compile(r"^(\s*)(!!!|\?\?\?|===|---|>|:(?=\s)|[-+](?=\s*$))", re.MULTILINE)
_BLANK_LINES, _HEADING = re.compile(r" *\n(?: *\n)+"), re.compile(r"^#{1,6} ", re.MULTILINE)
_SECRET = re.compile(
    r"(?:mot de passe|code secret|code d['’ ]acc[èe]s|code de connexion|passcode|password|meeting id|conference id|"
    r"id(?:entifiant)? (?:de (?:la )?)?(?:réunion|conférence)|num[ée]ro de (?:la )?(?:réunion|conférence)|"
    r"\bpin\b|code pin|webinar id|access code|phone conference)(?:[^:=\n]{0,30}[:=]|\s+)\s*\S+(?:[ \u00a0]\d+)*#?",
    re.IGNORECASE,
)
"""A code or a number of a meeting after its name, « mot de passe : 1234 »."""
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
_DIAL = re.compile(
    r"(?:tel:)?\+\d[\d ().-]{7,}(?:,,[\d,#*]*|, ?\d{6,}\\?#)|one tap mobile", re.IGNORECASE
)
"""A telephone number followed by the code that it dials."""
_MOBILE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)33[ .]?(?:\(0\))?[ .]?|0)[67](?:[ .\u00a0-]?\d\d){4}(?!\d)"
)
"""The telephone of a person, not of a desk."""
NO_NUMBER = "(numéro retiré)"
_JOIN_WORDS = re.compile(
    r"rejoin|particip|cliqu|lien|visio|teams|zoom|webex|meet|connexion|connect|join|click|here|ici|réunion|ordinateur|"
    r"application|mobile|need help|aide|options|téléphone|phone|dial|download|télécharger|web|microsoft|google|compose|"
    r"saisi|numéro|audio|touche|local|système|vidéo",
    re.IGNORECASE,
)
"""Words that meeting tools write around the address to join."""
_SMALL_WORDS = re.compile(
    r"votre|vos|partir|par|depuis|sur|avec|pour|une|des|les|cette|sinon|puis|uniquement|rechercher|suivant",
    re.IGNORECASE,
)
"""Words that say nothing by themselves."""
_ROOM = r"(?:réunion|visio\w*|webinaire|conférence|séance|session|salle|direct|appel|meeting|webinar|call)"
_INVITES = re.compile(
    r"\b(?:lien|adresse|url|accès|link)s?(?: (?:de|pour|à|to|vers|la|le|se|votre|the)| [dl]['’])*"
    rf"[ '’]?(?:connexion|accès|connecter|rejoindre|join|teams|zoom|meet\b|{_ROOM})"
    rf"|\b(?:rejoindre|rejoignez|connect(?:er|ez-vous))\b(?: *:|[^.:\n]{{0,40}}\b{_ROOM})"
    rf"|\bjoin\b[^.:\n]{{0,40}}\b{_ROOM}|\b(?:visio\w*|connexion) *:",
    re.IGNORECASE,
)
"""Words after which an address is where one joins, whoever keeps the room."""
_SCHEME = re.compile(r"[a-z]+:|[^/]+@", re.IGNORECASE)
_SIGN_UP = re.compile(r"inscri|regist|sign-?up|billet|ticket|^mailto:|^tel:", re.IGNORECASE)
_LINKED = re.compile(r"\[([^\]]*)\]\(<?([^)\s>]*)>?[^)]*\)")


@dataclass(frozen=True, kw_only=True)
class EventDescription:
    """A description in Markdown; joining, secret and mobile tell the addresses, codes and telephones taken out."""

    markdown: str
    joining: tuple[str, ...] = ()
    secret: bool = False
    mobile: bool = False


def description(text: str, *, remote: bool = False) -> EventDescription:
    """Return the Markdown of a description; remote says that one joins from afar, whatever the text says of it."""
    found = _described(text, remote=remote)
    told, count = _MOBILE.subn(NO_NUMBER, found.markdown)
    return replace(found, markdown=told, mobile=True) if count else found


def _described(text: str, *, remote: bool) -> EventDescription:
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if _ESCAPED_HTML.search(text) and not _HTML.search(text):
        text = html.unescape(text)
    whole = _from_html(text) if _HTML.search(text) else "\n".join(_from_plain(text))
    invites = "://" in whole and bool(_INVITES.search(whole))
    remote = remote or invites or any(map(locations.joins, locations.links(whole)))
    secret = _tells_codes(whole) or bool(remote and _CODE.search(whole))
    if not secret and not remote:
        return EventDescription(markdown=_tidy(whole))
    joining: list[str] = []
    lines = (
        _public(line, joining, remote=remote, invited=invited)
        for line, invited in _invited(whole.split("\n"))
    )
    told = "\n".join(line for line in lines if line is not None)
    return EventDescription(
        markdown=_tidy(told), joining=tuple(dict.fromkeys(joining)), secret=secret
    )


def _invited(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it invites to join, or gives the address that the line before it announced."""
    announced = False
    for line in lines:
        invites = bool(_INVITES.search(line))
        alone = line.lstrip(" *-").startswith(("<http", "http", "["))
        yield line, invites or (announced and alone)
        if line.strip():
            announced = invites and "://" not in line


def _tells_codes(text: str) -> bool:
    """Return whether a text gives a code; the words are looked for first, for they are rare and quickly told."""
    small = text.lower()
    if not any(word in small for word in _SECRET_WORDS):
        return False
    return bool(_SECRET.search(text) or _DIAL.search(text))


def _tidy(text: str) -> str:
    """Return a text without blank lines that follow one another, nor a break before one."""
    return _BLANK_LINES.sub("\n\n", text).strip()


def _from_html(text: str) -> str:
    if not _LAID_OUT.search(text):
        text = text.replace("\n", "<br>")
    made = pasted.markdown_of(text, written=_spaced).text
    return _LINKED.sub(_absolute, _HEADING.sub("## ", made))


def _spaced(words: str) -> str:
    """Return words escaped; programs write no-break spaces for those that were typed twice."""
    return escaped(words.replace("\u00a0", " "))


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
        bullet = BULLET.match(line)
        if words and bool(bullet) != listed and index:
            yield ""
        listed = bool(bullet) or (listed and not words)
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        wrapped = bool(following) and bool(BULLET.match(following)) == bool(bullet) and not bullet
        if bullet:
            yield f"- {_linked(line[bullet.end() :])}"
        else:
            yield _linked(words) + ("  " if words and wrapped else "")


def _linked(words: str) -> str:
    """Escape words, but for the addresses that they hold, which become links."""
    found: list[str] = []
    end = 0
    for match in locations.found_in(words):
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
    if _HARMLESS.fullmatch(words):
        return words
    made, at = list[str](), 0
    for start, end in _joined(_strange(words)):
        made += [_safe(words[at:start]), _code(words[start:end])]
        at = end
    return "".join((*made, _safe(words[at:])))


def _strange(words: str) -> list[tuple[int, int]]:
    """Return where words hold signs that the check of texts would take for an author's slip."""
    kept: list[tuple[int, int]] = []
    for row in concerned(words):
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
    """Show words as code."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", words)), default=0))
    gap = " " if "`" in words else ""
    return f"{fence}{gap}{words.rstrip()}{gap}{fence}" + " " * (len(words) - len(words.rstrip()))


def _safe(words: str) -> str:
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = _SPECIAL.sub(r"\\\1", safe)
    for sign in "|^~":
        safe = safe.replace(sign, f"&#{ord(sign)};")
    safe = _DOUBLED.sub(lambda found: f"&#{ord(found[0])};", safe)
    safe = _NO_ITEM.sub(lambda found: f"{found[1]}&#{ord(found[2])};", safe)
    return _OPENING.sub(lambda found: f"{found[1]}&#{ord(found[2][0])};{found[2][1:]}", safe)


def _public(line: str, joining: list[str], *, remote: bool, invited: bool) -> str | None:
    """Return a line without joining addresses and codes; None when nothing else was said there."""
    if re.fullmatch(r"[\s_*=.\\-]{6,}", line) or re.fullmatch(r"(?:\\_){3,}\s*", line):
        return ""

    def private(address: str) -> bool:
        known = locations.unwrapped(address.replace("\\_", "_"))
        return locations.joins(known) or (invited and not _SIGN_UP.search(known))

    found = [one for one in locations.links(line.replace("\\_", "_")) if private(one)]
    bare = _CODE.sub("", line) if remote else line
    if not found and bare == line and not _SECRET.search(line) and not _DIAL.search(line):
        return None if remote and _only_joins(line) else line
    joining.extend(one if _SCHEME.match(one) else f"https://{one}" for one in found)
    bare = _LINKED.sub(lambda link: link[1] if private(link[2]) else link[0], bare)
    bare = re.sub(r"<([^<>\s]+)>", lambda one: HIDDEN if private(one[1]) else one[0], bare)
    bare = locations.URL.sub(lambda one: HIDDEN if private(one[0]) else one[0], bare)
    bare = _DIAL.sub("", _SECRET.sub("", bare))
    rest = re.sub(r"\s+([.,])", r"\1", " ".join(bare.split())).strip(" :-–—|&#124;")
    told = _told(rest.replace(HIDDEN, ""))
    return rest if len(told) > 3 and not all(map(_SMALL_WORDS.fullmatch, told)) else None


def _told(line: str) -> list[str]:
    """Return the words of a line that say something else than how to join."""
    return [word for word in re.findall(r"\w{3,}", line) if not _JOIN_WORDS.search(word)]


def _only_joins(line: str) -> bool:
    """Return whether a line is one of those that tools write around their address, worth nothing without it."""
    several = len(re.findall(r"\w{3,}", line)) > 1
    return several and all(map(_SMALL_WORDS.fullmatch, _told(line)))
