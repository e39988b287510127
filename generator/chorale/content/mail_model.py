"""A mail that the program writes and a community may reword: its words, the names that they replace."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAMED = re.compile(r"\{([^{}]*)\}")
"""A name in a text: « {titre} »."""


@dataclass(frozen=True, kw_only=True)
class MailWording:
    """The words of one mail; until it is written, names in braces stand for what differs each time."""

    subject: str
    said: tuple[str, ...]
    button: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class MailModel:
    """A mail that the program writes: when it leaves, what it says unless a community says it otherwise.

    facts names what stands in it between the text and the last sentence, whatever the words.
    """

    title: str
    when: str
    words: MailWording
    names: Mapping[str, str]
    needed: tuple[str, ...] = ()
    """The names without which the mail would not tell what it is for."""
    facts: str = ""


def mail(  # noqa: PLR0913 - the parts of a mail, in the order in which they are read
    title: str,
    when: str,
    subject: str,
    *said: str,
    names: Mapping[str, str],
    facts: str = "",
    button: str = "",
    after: str = "",
    needed: tuple[str, ...] = (),
) -> MailModel:
    """Return a model, its parts given in the order in which they are read."""
    words = MailWording(subject=subject, said=said, button=button, after=after)
    return MailModel(title=title, when=when, words=words, names=names, needed=needed, facts=facts)


def filled(words: MailWording, values: Mapping[str, str]) -> MailWording:
    """Return words with their names replaced; a paragraph that says nothing is not there."""
    said = "\n\n".join(_filled(one, values) for one in words.said).split("\n\n")
    return MailWording(
        subject=" ".join(_filled(words.subject, values).split()),
        said=tuple(filter(None, (one.strip() for one in said))),
        button=_filled(words.button, values),
        after=_filled(words.after, values),
    )


def as_text(
    words: MailWording, name: str, sender: str, *, facts: str = "", proofs: str = ""
) -> str:
    """Return a mail without layout: greeted, facts after what it says, proofs after its last sentence, signed."""
    parts = (
        f"Bonjour {name},".replace(" ,", ","),
        *words.said,
        facts.strip("\n"),
        words.after,
        proofs.strip("\n"),
        sender,
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return NAMED.sub(lambda found: values.get(found[1].strip(), found[0]), text)
