"""What is read of a letter written elsewhere: its parts, its pictures, and what a person should look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chorale.text import pasted
from chorale.text.letter_parts import ImportedPart
from chorale.text.pasted import Pasted


class UnreadableSource(Exception):
    """A file that is none of those that can be read; the text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class ImportedLetter:
    """What was read: parts in order, pictures by their name in the Markdown, and what a person should look at."""

    parts: tuple[ImportedPart, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def doubts(made: Pasted) -> tuple[str, ...]:
    """Return what to look at, each picture that stayed elsewhere named: it is never fetched."""
    said = [one for one in made.doubts if one != pasted.LEFT_OUT]
    for alt, source in made.elsewhere:
        where = source[:200] if not source.startswith(("data:", "cid:")) else ""
        stayed = f"restée à l'adresse {where}" if where else "pas dans le fichier"
        said.append(f"Image {f'« {alt} » ' if alt else ''}{stayed} : l'ajouter à la main.")
    return tuple(dict.fromkeys(said))
