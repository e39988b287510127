"""Files of a cycle that procedures write: its public keys; groups, fingerprint and corrections frozen in cycle.yml."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date

from chorale.content import fingerprints
from chorale.content.kinds import kind_of
from chorale.content.writing.file_text import Writing, saved, written
from chorale.content.writing.trees import Tree
from chorale.french.phrases import listing
from chorale.ipm import amounts
from chorale.ipm.arbitration import Correction, Fingerprint
from chorale.ipm.model import Cycle, Group, JournalHead, SealKey

PLAIN = re.compile(r"[A-Za-z][\w-]*")
"""What YAML reads as it is written."""


class FreezeRefused(Exception):
    """Nothing can be frozen, or corrected, as the files are; the text is one French sentence."""


def keys_path(cycle: Cycle) -> str:
    """Return the file of a cycle's public keys."""
    return kind_of(SealKey).files.path(cycle=cycle.slug)


def with_key(cycle: Cycle, text: str, key: SealKey, instead: str = "") -> str:
    """Return keys.yml with one key more, or in the place of another; raises Unspliceable."""
    said = [one for one in cycle.seals if one.recipient != instead]
    at = next((at for at, one in enumerate(cycle.seals) if one.recipient == instead), len(said))
    data: list[Tree] = [
        {"holder": one.holder, "recipient": one.recipient} for one in [*said[:at], key, *said[at:]]
    ]
    return saved(keys_path(cycle), text, Writing(data=data))


def heads_path(cycle: Cycle) -> str:
    """Return the file of the heads of a cycle's journal."""
    return kind_of(JournalHead).files.path(cycle=cycle.slug)


def with_head(text: str, head: JournalHead) -> str:
    """Return heads.yml with one head more, on its own line."""
    line = f'- {{number: {head.number}, at: "{head.at}", digest: "{head.digest}"}}\n'
    return text + ("" if text.endswith("\n") or not text else "\n") + line


def frozen(
    cycle: Cycle, text: str, today: date, *, meeting_over: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Return cycle.yml with the fingerprint of all that no longer moves, and the parts that it adds.

    On its very day, what the meeting decided no longer moves once it is said to be over. Raises FreezeRefused.
    """
    carried = fingerprints.held(cycle)
    moved = fingerprints.moved(cycle) if fingerprints.opened(cycle, today) else ()
    if moved:
        raise FreezeRefused(
            f"{named(moved)} ont changé depuis que {cycle.slug} est figé ;"
            " remettre ce qui était, ou dater la correction"
        )
    decided = ("arbitration",) if meeting_over and fingerprints.met(cycle, today) else ()
    parts = tuple(dict.fromkeys((*fingerprints.expected(cycle, today), *decided)))
    kept = tuple(part for part in fingerprints.PARTS if part in {*parts, *carried})
    added = tuple(part for part in parts if part not in carried)
    return _held(text, cycle, fingerprints.fingerprint(cycle, kept)), added


def corrected(
    cycle: Cycle, text: str, day: date, author: str, reason: str
) -> tuple[str, tuple[str, ...]]:
    """Return cycle.yml with a dated correction of the parts that moved, and these parts. Raises FreezeRefused."""
    moved, carried = fingerprints.moved(cycle), fingerprints.held(cycle)
    if not moved:
        raise FreezeRefused(
            f"rien de ce que {cycle.slug} a figé n'a bougé : modifier d'abord ses fichiers, puis dater la correction"
        )
    if not (author.strip() and reason.strip()):
        raise FreezeRefused("une correction a un auteur et une raison")
    one = Correction(
        date=day,
        author=author.strip(),
        reason=reason.strip(),
        replaced={part: carried[part] for part in moved},
    )
    after = replace(cycle, corrections=(*cycle.corrections, one))
    parts = tuple(part for part in carried if part != "corrections")
    return _held(text, after, fingerprints.fingerprint(after, parts)), moved


def named(parts: tuple[str, ...]) -> str:
    """Return parts of a cycle in words."""
    return listing([fingerprints.PARTS[part] for part in parts])


def _held(text: str, cycle: Cycle, carried: Fingerprint) -> str:
    blocks = {"groups": _groups(cycle.groups), "fingerprint": _fingerprint(carried)}
    if cycle.corrections:
        blocks["corrections"] = _corrections(cycle.corrections)
    return written(text, blocks)


def _groups(groups: tuple[Group, ...]) -> str:
    lines = []
    for group in groups:
        said = {
            "key": group.key if PLAIN.fullmatch(group.key) else _text(group.key),
            "name": _text(group.name),
        }
        if group.full_name:
            said["full_name"] = _text(group.full_name)
        lines.append(f"  - {_flow({**said, 'weight': amounts.written(group.weight)})}\n")
    return "groups:\n" + "".join(lines)


def _fingerprint(carried: Fingerprint) -> str:
    held = {part: text for part, text in asdict(carried).items() if text}
    return "fingerprint:\n" + "".join(f"  {part}: {text}\n" for part, text in held.items())


def _corrections(found: tuple[Correction, ...]) -> str:
    return "corrections:\n" + "".join(
        f"  - date: {one.date.isoformat()}\n    author: {_text(one.author)}\n    reason: {_text(one.reason)}\n"
        f"    replaced: {_flow(one.replaced)}\n"
        for one in found
    )


def _flow(said: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {text}" for key, text in said.items()) + "}"


def _text(words: str) -> str:
    """Return text between quotes: what JSON writes, YAML reads."""
    return json.dumps(words, ensure_ascii=False)
