"""Letters written elsewhere (.docx, .eml, web page, plain text, WordPress, Ghost) as parts in our Markdown."""

import email
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import default
from html import escape
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from lxml.etree import LxmlError

from chorale.text import pasted, word_numbers
from chorale.text.letter_parts import (
    ImportedPart,
    first_words,
    parts,
    parts_of_blocks,
    text_blocks,
)
from chorale.text.pasted import Pasted

UNPACKED_MOST = 150_000_000
_SHORTCODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|vc_\w+|et_pb_\w+)[^\]]*\]")
"""What WordPress and its page builders put between brackets."""
_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_DOCUMENT = re.compile(r"word/document\d*\.xml")
_DRAWN = re.compile(
    rf"(?:<p>)?{word_numbers.OPEN}(\d):([^{word_numbers.SHUT}]*){word_numbers.SHUT}"
)
_BAD_STYLE = re.compile(
    rb"<w:style\b(?:(?![^>]*\bw:type=)|(?![^>]*\bw:styleId=))[^>]*(?:(?<=/)>|>.*?</w:style>)",
    re.DOTALL,
)
ELSEWHERE = "Une image n'est pas dans le document, ou ne s'y lit pas : l'ajouter à la main."
TITLE_GUESSED = "Les titres d'un texte brut sont devinés : vérifier lesquels commencent un article."


class UnreadableSource(Exception):
    """A file that is none of those that can be read; the text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class ImportedLetter:
    """What was read: parts in order, pictures by their name in the Markdown, and what a person should look at."""

    parts: tuple[ImportedPart, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def read(name: str, data: bytes) -> ImportedLetter:
    """Read a file by its name's ending; raises UnreadableSource."""
    ending = name.lower().rpartition(".")[2]
    reader = _READERS.get(ending)
    if reader is None:
        wanted = "un .docx, .eml, .html, .txt, .xml (WordPress) ou .json (Ghost)"
        raise UnreadableSource(f"« {name} » : {wanted} est attendu.")
    found = reader(data)
    if not found.parts:
        raise UnreadableSource(f"« {name} » ne contient aucun texte.")
    return found


def plain(text: str) -> ImportedLetter:
    """Read plain text, or our Markdown: bullets and steps are kept, titles are guessed and to be confirmed."""
    if re.search(r"(?m)^#{1,3} \S", text):
        return ImportedLetter(parts=parts(text))
    found = parts_of_blocks(text_blocks(text))
    return ImportedLetter(parts=found, doubts=(TITLE_GUESSED,))


def _html(data: bytes) -> ImportedLetter:
    return of_html(data.decode("utf-8", "replace"), {})


def of_html(html: str, pictures: Mapping[str, tuple[str, bytes]]) -> ImportedLetter:
    """Read HTML whose pictures are known by their source: each has a name and bytes."""
    names = {source: name for source, (name, _) in pictures.items()}
    made = pasted.markdown_of(html, names)
    kept = {name: data for name, data in pictures.values() if f"({name})" in made.text}
    return ImportedLetter(parts=parts(made.text), pictures=kept, doubts=_doubts(made))


def _doubts(made: Pasted) -> tuple[str, ...]:
    """Return what to look at, each picture that stayed elsewhere named: it is never fetched."""
    said = [one for one in made.doubts if one != pasted.LEFT_OUT]
    for alt, source in made.elsewhere:
        where = source[:200] if not source.startswith(("data:", "cid:")) else ""
        stayed = f"restée à l'adresse {where}" if where else "pas dans le fichier"
        said.append(f"Image {f'« {alt} » ' if alt else ''}{stayed} : l'ajouter à la main.")
    return tuple(dict.fromkeys(said))


def _docx(data: bytes) -> ImportedLetter:
    import mammoth

    found: dict[str, tuple[str, bytes]] = {}

    def kept(image: Any) -> dict[str, str]:
        with image.open() as stream:
            name = f"image-{len(found) + 1}.{image.content_type.rpartition('/')[2]}"
            found[name] = (name, stream.read())
        return {"src": name}

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED_MOST:
                raise UnreadableSource("Ce document est trop lourd, une fois décompressé.")
            data = _readable(packed)
        image = mammoth.images.img_element(kept)
        made = mammoth.convert_to_html(io.BytesIO(data), convert_image=image)
    except (
        zipfile.BadZipFile,
        ExpatError,
        LxmlError,
        KeyError,
        ValueError,
        OSError,
        AttributeError,
    ):
        raise UnreadableSource("Ce fichier n'est pas un document Word (.docx).") from None
    letter = of_html(_DRAWN.sub(_as_word_pastes, made.value), found)
    told = [ELSEWHERE] if any("image" in one.message for one in made.messages) else []
    return replace(letter, doubts=(*letter.doubts, *told))


def _readable(packed: zipfile.ZipFile) -> bytes:
    """Return a document with its numbers written, without the styles that say no kind: mammoth reads neither."""
    parts = {name: packed.read(name) for name in packed.namelist()}
    styles = parts.get(_STYLES, b"")
    for name in filter(_DOCUMENT.fullmatch, [*parts]):
        parts[name] = word_numbers.numbered(parts[name], parts.get(_NUMBERING, b""), styles)
    if styles:
        parts[_STYLES] = _BAD_STYLE.sub(b"", styles)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as again:
        for name, data in parts.items():
            again.writestr(name, data)
    return made.getvalue()


def _as_word_pastes(found: re.Match[str]) -> str:
    """Return the beginning of a paragraph of a list as Word copies it; a title keeps its number as words."""
    level, mark = found[1], found[2]
    if not found[0].startswith("<p>"):
        return f"{mark} "
    ignored = f"<span style='mso-list:Ignore'>{mark}</span>"
    return f"<p style='mso-list:l0 level{level}'>{ignored}"


def _eml(data: bytes) -> ImportedLetter:
    message: EmailMessage = email.message_from_bytes(data, policy=default)
    body = message.get_body(("html", "plain"))
    if body is None:
        raise UnreadableSource("Ce courriel n'a pas de texte.")
    try:
        words = body.get_content()
    except (LookupError, UnicodeError):
        raw = body.get_payload(decode=True)
        words = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    if body.get_content_subtype() == "plain":
        return plain(words)
    found = {}
    for rank, part in enumerate(message.walk(), 1):
        identifier = (part.get("content-id") or "").strip("<> ")
        if part.get_content_maintype() == "image" and identifier:
            payload = part.get_payload(decode=True)
            name = f"image-{rank}.{part.get_content_subtype()}"
            found[f"cid:{identifier}"] = (name, payload if isinstance(payload, bytes) else b"")
    return of_html(words, found)


def _wordpress(data: bytes) -> ImportedLetter:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        items = fromstring(data).iter("item")
    except (ParseError, DefusedXmlException, ValueError):
        raise UnreadableSource("Ce fichier XML n'est pas un export de WordPress.") from None
    posts = []
    for item in items:
        told = {child.tag.rpartition("}")[2]: child.text or "" for child in item if child.text}
        content = next((one.text or "" for one in item if one.tag.endswith("content/}encoded")), "")
        if told.get("post_type") in ("post", "page"):
            html = _SHORTCODE.sub("", content)
            posts.append(_Post(item.findtext("title") or "", html, told.get("status", "")))
    return _posts(posts)


def _ghost(data: bytes) -> ImportedLetter:
    try:
        told = json.loads(data.replace(b"__GHOST_URL__", b""))
        found = told.get("db", [told])[0].get("data", told)["posts"]
        posts = [
            _Post(
                str(one.get("title") or ""),
                _cover(one) + (str(one.get("html") or "") or _plain(one)),
                str(one.get("status") or ""),
            )
            for one in found
        ]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError):
        raise UnreadableSource("Ce fichier JSON n'est pas un export de Ghost.") from None
    return _posts(posts)


def _cover(post: Mapping[str, Any]) -> str:
    """Return the picture above a post as the first of its text, to be told like the others."""
    source = post.get("feature_image")
    return f'<img src="{escape(source)}" alt="">' if isinstance(source, str) and source else ""


class _Post(NamedTuple):
    """What an export says of one text."""

    title: str
    html: str
    state: str


_STATES = {
    "draft": "était un brouillon",
    "private": "était privé",
    "pending": "attendait une relecture",
}
_THROWN = frozenset({"trash", "auto-draft", "inherit"})


def _posts(posts: list[_Post]) -> ImportedLetter:
    """Return each text that an export has; what is left, and what was not published there, is told."""
    made, doubts = [], list[str]()
    for title, html, state in posts:
        text = pasted.markdown_of(
            html if re.search(r"<(p|h\d|div|ul|figure)\b", html) else _paragraphs(html)
        )
        doubts += [f"« {title} » : {doubt}" for doubt in _doubts(text)]
        if state in _THROWN or not text.text.strip():
            why = "était à la corbeille" if state in _THROWN else "n'a pas de texte dans cet export"
            doubts.append(f"« {title} » {why} : laissé.")
            continue
        if state in _STATES:
            doubts.append(f"« {title} » {_STATES[state]}.")
        made.append(ImportedPart(title=title.strip() or first_words(text.text), markdown=text.text))
    return ImportedLetter(parts=tuple(made), doubts=tuple(dict.fromkeys(doubts)))


def _plain(post: Mapping[str, Any]) -> str:
    return _paragraphs(escape(str(post.get("plaintext") or "")))


def _paragraphs(html: str) -> str:
    """Return WordPress's old bare text as paragraphs: there a blank line is one."""
    return "".join(f"<p>{one}</p>" for one in re.split(r"\n\s*\n", html) if one.strip())


_READERS: Mapping[str, Callable[[bytes], ImportedLetter]] = {
    "docx": _docx,
    "eml": _eml,
    "html": _html,
    "htm": _html,
    "txt": lambda data: plain(_decoded(data)),
    "md": lambda data: plain(_decoded(data)),
    "xml": _wordpress,
    "json": _ghost,
}
ENDINGS = tuple(_READERS)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
