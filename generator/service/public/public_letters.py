"""A letter to someone of the public, in words: the same paragraphs and links become its text and its HTML."""

from dataclasses import dataclass

from generator.content.model import Sender
from generator.outputs import french, render
from generator.service.mail.letters import Attachment, Letter
from generator.service.web.visits import Service


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a letter leads, and the verb of its button."""

    words: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter says: about names what it is about, links begin with the one that matters, after is small print.

    name stands in the greeting only once an address has been proved: else anyone could have their words sent to anyone.
    """

    subject: str
    said: tuple[str, ...]
    links: tuple[Link, ...]
    name: str = ""
    about: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def greeting(self) -> str:
        """Return the first line."""
        return f"Bonjour {self.name}," if self.name else "Bonjour,"


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What the outbox must know of a letter; address is erased once it is sent, addressee is not."""

    key: str
    kind: str
    about: str
    addressee: str
    address: str


def signature(sender: Sender) -> tuple[str, ...]:
    """Return who writes: the name, and who that is when the words do not already begin with the name."""
    return (sender.identity,) if sender.identity.startswith(sender.name) else (sender.name, sender.identity)


def letter(service: Service, words: Words, to: Envelope, attachments: tuple[Attachment, ...] = ()) -> Letter:
    """Return the letter that says some words."""
    return Letter(
        key=to.key,
        kind=to.kind,
        about=to.about,
        addressee=to.addressee,
        to=to.address,
        subject=french.typography(words.subject),
        text=as_text(service, words),
        html=as_html(service, words),
        attachments=attachments,
    )


def as_text(service: Service, words: Words) -> str:
    """Return a letter as plain text: every address stands alone on its line, so that any program makes it a link."""
    blocks = (
        words.greeting,
        "\n".join(words.about),
        *words.said,
        *(f"{link.words} :\n{link.address}" for link in words.links),
        *words.after,
        "\n".join(filter(None, signature(service.community.sender))),
    )
    return "\n\n".join(_spaced(block) for block in blocks if block) + "\n"


def _spaced(block: str) -> str:
    return "\n".join(line if "://" in line else french.typography(line) for line in block.splitlines())


def as_html(service: Service, words: Words) -> str:
    """Return a letter as HTML, without image nor style sheet to fetch."""
    html = render.template(render.SERVICE, "letter.html", words=words, signature=signature(service.community.sender))
    return render.html_typography(html)
