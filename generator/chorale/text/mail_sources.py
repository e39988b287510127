"""What a saved mail (.eml) shows, in its order: texts, pictures where they stand, mails inside; the rest by name."""

import codecs
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from email.policy import default
from html import escape

from chorale.text import others_bytes
from chorale.text.characters import characters

_ANSWERED = re.compile(r"(?i)^\s*(?:(?:(?:tr|fwd?|re|ré)\s*:|\[ext[a-z]*\])\s*)+")
_AROUND = re.compile(r"(?is)\A.*<body\b[^>]*>|</body\s*>.*\Z")
"""Each text is a page of its own: several make one."""
_PARTS_MOST = 500
"""More than any letter has; a mail may hold mails without end."""


@dataclass
class Mail:
    """A mail as it is read: HTML, or plain words when it has nothing else; pictures by their source; what was left."""

    title: str = ""
    html: str = ""
    plain: str = ""
    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def read(data: bytes) -> Mail:
    """Read a mail."""
    message: EmailMessage = email.message_from_bytes(
        data.removeprefix(codecs.BOM_UTF8), policy=default
    )
    made = Mail(title=characters(_ANSWERED.sub("", str(message["subject"] or ""))).strip())
    shown = [*_shown(message)][:_PARTS_MOST]
    texts = [one for one in shown if one.get_content_maintype() == "text"]
    for rank, part in enumerate(shown, 1):
        if part.get_content_maintype() == "image":
            _keep(made, part, rank)
    if len(shown) == 1 and texts and texts[0].get_content_subtype() == "plain":
        made.plain = _words(texts[0])
    else:
        said = "\n".join(map(_html, texts))
        made.html = "\n".join(_placed(made, part, said) for part in shown)
    made.left += [_name(one) for one in _others(message)]
    return made


def _shown(part: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the texts and the pictures that a mail program shows, in order; of two tellings, the richer one."""
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        yield from _richest(part)
    elif part.is_multipart():
        for one in (
            part.iter_parts() if part.get_content_maintype() == "multipart" else _inside(part)
        ):
            yield from _shown(one)
    elif _is_text(part) or part.get_content_maintype() == "image":
        yield part


def _richest(part: MIMEPart) -> Iterator[MIMEPart]:
    tellings = [[*_shown(one)] for one in part.iter_parts()]
    rich = [one for one in tellings if any(_is_html(text) for text in one)]
    yield from (rich or [one for one in tellings if one] or [[]])[-1]


def _inside(part: MIMEPart) -> list[MIMEPart]:
    """Return the mail that another one holds."""
    found = part.get_payload()
    return [one for one in found if isinstance(one, MIMEPart)] if isinstance(found, list) else []


def _is_text(part: MIMEPart) -> bool:
    return (
        part.get_content_type() in ("text/plain", "text/html")
        and part.get_content_disposition() != "attachment"
    )


def _is_html(part: MIMEPart) -> bool:
    return part.get_content_type() == "text/html"


def _others(message: MIMEPart) -> Iterator[MIMEPart]:
    """Yield what is joined and is neither shown nor another telling of it."""
    for part in message.walk():
        if part.is_multipart() or part.get_content_maintype() == "image" or _is_text(part):
            continue
        yield part


def _name(part: MIMEPart) -> str:
    return part.get_filename() or part.get_content_type()


def _keep(made: Mail, part: MIMEPart, rank: int) -> None:
    payload = part.get_payload(decode=True)
    name = f"image-{rank}.{part.get_content_subtype()}"
    kept = (name, payload if isinstance(payload, bytes) else b"")
    for source in _sources(part, rank):
        made.pictures[source] = kept


def _sources(part: MIMEPart, rank: int) -> list[str]:
    """Return the addresses by which the HTML of a mail may name a picture; the last one is ours."""
    identifier = str(part.get("content-id") or "").strip("<> ")
    location = str(part.get("content-location") or "").strip()
    told = [f"cid:{identifier}"] if identifier else []
    return [*told, *([location] if location else []), f"cid:image-{rank}"]


def _placed(made: Mail, part: MIMEPart, said: str) -> str:
    """Return a text, or a picture that no text names, as HTML."""
    if part.get_content_maintype() == "text":
        return _html(part)
    payload = part.get_payload(decode=True)
    known = [source for source, (_, data) in made.pictures.items() if data == payload]
    return (
        "" if any(source in said for source in known) else f'<p><img src="{known[-1]}" alt=""></p>'
    )


def _html(part: MIMEPart) -> str:
    words = _words(part)
    if _is_html(part):
        return _AROUND.sub("", words)
    blocks = re.split(r"\n\s*\n", escape(words.replace("\r\n", "\n").strip()))
    return "".join(f"<p>{one.replace(chr(10), '<br>')}</p>" for one in blocks)


def _words(part: MIMEPart) -> str:
    raw = part.get_payload(decode=True)
    read = others_bytes.page if _is_html(part) else others_bytes.decoded
    words = read(raw, str(part.get_param("charset", ""))) if isinstance(raw, bytes) else ""
    words = words.replace("\r\n", "\n")
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return (
        unflowed(words, joined=str(part.get_param("delsp", "")).lower() == "yes")
        if flowed
        else words
    )


def unflowed(text: str, *, joined: bool = False) -> str:
    """Return a text whose lines a mail program cut (RFC 3676), whole again; joined when it cut inside words."""
    made: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.removeprefix(" ")
        soft = words.endswith(" ") and words != "-- "
        said = words[:-1] if soft and joined else words
        if open_line:
            made[-1] += said.lstrip(">").removeprefix(" ") if said.startswith(">") else said
        else:
            made.append(said)
        open_line = soft
    return "\n".join(one.rstrip() for one in made)
