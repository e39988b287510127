"""A mail that the program writes and a community may reword: its words, the names that they replace."""

from collections.abc import Mapping
from dataclasses import dataclass


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
