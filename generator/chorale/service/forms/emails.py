"""Emails to the public from paragraphs and buttons: their text and HTML parts."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import escape

from chorale.content.mail_model import MailWording
from chorale.content.model import Sender
from chorale.service.mail.message import Attachment, OutgoingEmail
from chorale.service.web.request import Service
from chorale.service.web.shared_pages import SEAL
from chorale.text import markdown, templates


@dataclass(frozen=True, kw_only=True)
class ButtonLink:
    """Where a letter leads, and the verb of its button."""

    words: str
    address: str


_GREETING = re.compile(
    r"(?:bonjour|bonsoir)\.(?=\n|$)|"
    r"(?:(?:bonjour|bonsoir|madame|monsieur|mesdames|messieurs|chers?|ch[eè]res?)\b"
    r"[^,.;:!?\n]{0,60}(?:[,!]|(?=\n))[ \t]*)+",
    re.IGNORECASE,
)
SUBJECT_MOST, BODY_MOST = 120, 5000


@dataclass(frozen=True, kw_only=True)
class TypedEmail:
    """What someone of the team writes to people: paragraphs are separated by an empty line."""

    subject: str
    body: str

    @property
    def greeting(self) -> str:
        """Return the greeting typed in place of ours, or nothing: a bare « Bonjour » says no more than ours."""
        typed = self._greeted[0].strip()
        bare = typed.rstrip(" ,.!").lower() in ("", "bonjour", "bonsoir")
        return "" if bare else f"{typed}," if typed[-1].isalnum() else typed

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the paragraphs that follow the greeting, each with its lines."""
        lines = (" ".join(line.split()) for line in self._greeted[1].split("\n"))
        blocks = "\n".join(lines).split("\n\n")
        return tuple(filter(None, (block.strip() for block in blocks)))

    @property
    def _greeted(self) -> tuple[str, str]:
        """Return the greeting that the words begin with, and what follows."""
        body = self.body.replace("\r\n", "\n").lstrip()
        found = _GREETING.match(body)
        return (found[0], body[found.end() :]) if found else ("", body)

    @property
    def faults(self) -> tuple[str, ...]:
        """Return what forbids to send it, in words."""
        found = []
        if not self.subject.strip() or len(self.subject) > SUBJECT_MOST:
            found.append(f"L'objet est à écrire, en {SUBJECT_MOST} caractères au plus.")
        if not self.paragraphs or len(self.body) > BODY_MOST:
            found.append(f"Le texte est à écrire, en {BODY_MOST} caractères au plus.")
        return tuple(found)

    @property
    def digest(self) -> str:
        """Return what is the same for the same words."""
        words = json.dumps([self.subject.strip(), self.paragraphs], ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class EmailWords:
    """What a letter says: about names what it is about, links begin with the one that matters, after is small print.

    name stands in the greeting only once an address has been proved: else anyone could have their words sent to anyone.
    """

    subject: str
    said: tuple[str, ...]
    links: tuple[ButtonLink, ...]
    name: str = ""
    greeted: str = ""
    about: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def greeting(self) -> str:
        """Return the first line: the one that somebody typed, else ours."""
        if self.greeted:
            return self.greeted
        return f"Bonjour {self.name}," if self.name else "Bonjour,"


def email_words(words: MailWording, address: str, *about: str) -> EmailWords:
    """Return what a letter with one button says."""
    return EmailWords(
        subject=words.subject,
        about=about,
        said=words.said,
        links=(ButtonLink(words=words.button, address=address),),
        after=(words.after,) if words.after else (),
    )


@dataclass(frozen=True, kw_only=True)
class OutboxAddress:
    """What the outbox must know of a letter; address is erased once it is sent, addressee is not."""

    key: str
    kind: str
    about: str
    addressee: str
    address: str
    not_after: str = ""


def signature(sender: Sender) -> tuple[str, ...]:
    """Return who writes: the name, and who that is when the words do not already begin with the name."""
    return (
        (sender.identity,)
        if sender.identity.startswith(sender.name)
        else (sender.name, sender.identity)
    )


def letter(
    service: Service,
    words: EmailWords,
    to: OutboxAddress,
    attachments: tuple[Attachment, ...] = (),
) -> OutgoingEmail:
    """Return the letter that says some words."""
    return OutgoingEmail(
        key=to.key,
        kind=to.kind,
        about=to.about,
        addressee=to.addressee,
        to=to.address,
        subject=words.subject,
        text=as_text(service, words),
        html=as_html(service, words),
        attachments=attachments,
        not_after=to.not_after,
    )


def as_text(service: Service, words: EmailWords) -> str:
    """Return a letter as plain text: every address stands alone on its line, so that any program makes it a link."""
    blocks = (
        words.greeting,
        "\n".join(words.about),
        *words.said,
        *(f"{link.words} :\n{link.address}" for link in words.links),
        *words.after,
        "\n".join(filter(None, signature(service.community.sender))),
    )
    return "\n\n".join(filter(None, blocks)) + "\n"


def as_html(service: Service, words: EmailWords) -> str:
    """Return a letter as HTML; what a crowd is told in the same words is rendered once, for each its link."""
    if words.name or len(words.links) != 1:
        return _html(service, words)
    (link,) = words.links
    shared = replace(words, links=(replace(link, address=SEAL),))
    return service.pages.text(shared, str(escape(link.address)), partial(_html, service, shared))


def _html(service: Service, words: EmailWords) -> str:
    """Return a letter without image nor style sheet to fetch."""
    community = service.community
    html = templates.template(
        community.templates,
        "service/letter.html",
        words=words,
        signature=signature(community.sender),
    )
    return markdown.html_typography(html)
