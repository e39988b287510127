"""A community's own words for a mail: read from its file, in force over the program's, their names replaced."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from chorale.content.mail_models import MailWording
from chorale.content.public_mails import MODELS
from chorale.ipm.model import GIVEN

NAMED = re.compile(r"\{([^{}]*)\}")
"""A name in a text: « {titre} »."""


@dataclass(frozen=True, kw_only=True)
class MailText:
    """A community's own words for the mail that its file is named after; what is empty stays the program's."""

    path: str = field(metadata=GIVEN)
    slug: str = field(metadata=GIVEN)
    subject: Annotated[str, "Objet du courriel."] = ""
    said: Annotated[tuple[str, ...], "Le texte, un paragraphe par ligne."] = ()
    button: Annotated[str, "Les mots du bouton."] = ""
    after: Annotated[str, "La phrase de la fin, en plus petit."] = ""

    @property
    def title(self) -> str:
        """Return what the mail is called."""
        return MODELS[self.slug].title if self.slug in MODELS else self.slug


def in_force(name: str, own: Iterable[MailText]) -> MailWording:
    """Return the words of a mail, names still in braces: a community's own where it wrote some."""
    first = MODELS[name].words
    found = next((one for one in own if one.slug == name), None)
    if found is None:
        return first
    return MailWording(
        subject=found.subject or first.subject,
        said=found.said or first.said,
        button=found.button or first.button,
        after=found.after or first.after,
    )


def worded(name: str, own: Iterable[MailText], values: Mapping[str, str]) -> MailWording:
    """Return the words of a mail with its names replaced; a paragraph that says nothing is not there."""
    words = in_force(name, own)
    said = "\n\n".join(_filled(one, values) for one in words.said).split("\n\n")
    return MailWording(
        subject=" ".join(_filled(words.subject, values).split()),
        said=tuple(filter(None, (one.strip() for one in said))),
        button=_filled(words.button, values),
        after=_filled(words.after, values),
    )


def _filled(text: str, values: Mapping[str, str]) -> str:
    return NAMED.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def texts(words: MailWording | MailText) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each text with the keys that lead to it in a file."""
    yield ("subject",), words.subject
    yield from ((("said", index), one) for index, one in enumerate(words.said))
    yield ("button",), words.button
    yield ("after",), words.after
