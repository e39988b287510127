"""chorale ipm freeze, correct: fix in a cycle's file who counts, what is asked and what was decided; date a change."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import click

from chorale.cli.options import DayParam, project_option, say, today_option
from chorale.content import fingerprints
from chorale.content.writing import file_text
from chorale.french.phrases import listing
from chorale.french.suggestions import did_you_mean
from chorale.ipm.amounts import written
from chorale.ipm.arbitration import Correction, Fingerprint
from chorale.ipm.model import Cycle, Group

PLAIN = re.compile(r"[A-Za-z][\w-]*")
"""What YAML reads as it is written."""


@click.command()
@click.argument("cycle")
@project_option
@today_option
def freeze(cycle: str, project: Path, today: date) -> None:
    """Write groups and fingerprint in cycle.yml."""
    found = _sound(project, cycle, today)
    carried = fingerprints.held(found)
    moved = fingerprints.moved(found) if fingerprints.opened(found, today) else ()
    if moved:
        names = listing([fingerprints.PARTS[part] for part in moved])
        raise click.ClickException(
            f"{names} ont changé depuis que {cycle} est figé ; remettre ce qui était, ou dater la correction : "
            f"« chorale ipm correct {cycle} --author … --reason … »"
        )
    parts = fingerprints.expected(found, today)
    kept = tuple(part for part in fingerprints.PARTS if part in {*parts, *carried})
    _write(project, found, fingerprints.fingerprint(found, kept))
    added = [fingerprints.PARTS[part] for part in parts if part not in carried]
    say(
        f"{cycle} : {listing(added)} ne bougent plus."
        if added
        else f"{cycle} : tout ce qui peut l'être est déjà figé.",
        style="green",
    )


@click.command()
@click.argument("cycle")
@click.option("--author", required=True, help="Qui corrige, par exemple « Secrétariat ».")
@click.option("--reason", required=True, help="La raison, publiée avec la décision.")
@click.option(
    "--date", "day", type=DayParam(), help="Jour de la correction (le jour même par défaut)."
)
@project_option
@today_option
def correct(cycle: str, project: Path, today: date, day: date | None, **said: str) -> None:
    """Append a dated correction, and carry the new fingerprints."""
    found = _sound(project, cycle, today)
    moved = fingerprints.moved(found)
    if not moved:
        raise click.ClickException(
            f"rien de ce que {cycle} a figé n'a bougé : modifier d'abord ses fichiers, puis dater la correction"
        )
    if not all(text.strip() for text in said.values()):
        raise click.UsageError("une correction a un auteur et une raison")
    carried = fingerprints.held(found)
    one = Correction(
        date=day or today,
        author=said["author"].strip(),
        reason=said["reason"].strip(),
        replaced={part: carried[part] for part in moved},
    )
    corrected = replace(found, corrections=(*found.corrections, one))
    parts = tuple(part for part in carried if part != "corrections")
    _write(project, corrected, fingerprints.fingerprint(corrected, parts))
    names = listing([fingerprints.PARTS[part] for part in moved])
    say(f"{cycle} : correction datée pour {names}.", style="green")


def _sound(project: Path, slug: str, today: date) -> Cycle:
    """Return a cycle that has no error, but for what it froze: that is what these commands are about."""
    from chorale.content.problems import as_text, errors
    from chorale.content.project import inspect

    loaded, problems = inspect(project, today)
    cycles = {cycle.slug: cycle for cycle in loaded.community.cycles} if loaded.community else {}
    own = (f"/ipm/{slug}/", "/ipm/groups.yml")
    wrong = [
        problem
        for problem in errors(problems)
        if any(part in problem.source.path for part in own) and problem.code != "empreinte"
    ]
    if wrong:
        raise click.ClickException(
            f"le cycle « {slug} » contient des erreurs : les corriger avant de figer.\n{as_text(wrong, project)}"
        )
    if slug not in cycles:
        advice = did_you_mean(slug, cycles) or f"cycles lus : {', '.join(cycles) or 'aucun'}"
        raise click.ClickException(f"cycle inconnu « {slug} » ; {advice}")
    return cycles[slug]


def _write(project: Path, cycle: Cycle, carried: Fingerprint) -> None:
    from chorale.files import store

    place = project / cycle.path
    blocks = {"groups": _groups(cycle.groups), "fingerprint": _fingerprint(carried)}
    if cycle.corrections:
        blocks["corrections"] = _corrections(cycle.corrections)
    text = place.read_text(encoding="utf-8")
    store(place, file_text.written(text, blocks).encode())


def _groups(groups: tuple[Group, ...]) -> str:
    lines = []
    for group in groups:
        said = {
            "key": group.key if PLAIN.fullmatch(group.key) else _text(group.key),
            "name": _text(group.name),
        }
        if group.full_name:
            said["full_name"] = _text(group.full_name)
        lines.append(f"  - {_flow({**said, 'weight': written(group.weight)})}\n")
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
