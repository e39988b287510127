"""An article of the miniature community whose text is replaced, and what is told of it."""

import shutil
from datetime import date

from house import GOLDEN

from chorale.content.project import inspect

ARTICLE = "content/newsletters/2026-03/la-lampe-est-reparee.md"
TODAY = date(2026, 3, 5)


def copied(root):
    """Copy the miniature community under a folder and return it."""
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, root / part)
    return root


def told_of(project, body):
    """Return what is told of the article when a text stands in it, its lines counted from the first of the text."""
    file = project / ARTICLE
    sound = file.read_text(encoding="utf-8")
    head = sound.partition("\n---\n")[0] + "\n---\n"
    file.write_text(head + body + "\n", encoding="utf-8", newline="")
    found = [one for one in inspect(project, TODAY)[1] if one.source.path == ARTICLE]
    file.write_text(sound, encoding="utf-8")
    return [
        f"{one.source.line - head.count(chr(10))}:{one.source.column}: "
        + ("attention : " if one.severity == "warning" else "")
        + one.sentence
        for one in found
    ]
