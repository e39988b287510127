"""A letter to someone of the public, in words: the same paragraphs and links become its text and its HTML."""

from dataclasses import dataclass

from generator.outputs import french, render
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


def subject(words: Words) -> str:
    """Return the subject as it is printed."""
    return french.typography(words.subject)


def as_text(service: Service, words: Words) -> str:
    """Return a letter as plain text: every address stands alone on its line, so that any program makes it a link."""
    sender = service.community.sender
    blocks = (
        words.greeting,
        "\n".join(words.about),
        *words.said,
        *(f"{link.words} :\n{link.address}" for link in words.links),
        *words.after,
        f"{sender.name}\n{sender.identity}" if sender.identity else sender.name,
    )
    return "\n\n".join(_spaced(block) for block in blocks if block) + "\n"


def _spaced(block: str) -> str:
    return "\n".join(line if "://" in line else french.typography(line) for line in block.splitlines())


def as_html(service: Service, words: Words) -> str:
    """Return a letter as HTML, without image nor style sheet to fetch."""
    html = render.template(render.SERVICE, "letter.html", words=words, sender=service.community.sender)
    return render.html_typography(html)
