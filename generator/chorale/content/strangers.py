"""Files of the content that nothing reads: a misspelt folder must not lose an event silently."""

from collections.abc import Iterator
from pathlib import Path

from chorale.content.kinds import KINDS
from chorale.content.problems import Problem, Source
from chorale.content.sources import files
from chorale.french.suggestions import did_you_mean


def unread(root: Path) -> Iterator[Problem]:
    """Yield each folder that no kind knows, and each file that is no item of its folder."""
    known = {
        kind.files.folder.split("/")[1]
        for kind in KINDS
        if kind.files.folder.startswith("content/")
    }
    for entry in sorted((root / "content").iterdir()):
        if entry.is_dir() and entry.name not in known and not entry.name.startswith("."):
            place, message = Source(f"content/{entry.name}"), f"dossier inconnu « {entry.name} »"
            yield Problem(place, message, did_you_mean(entry.name, known), "fichier")
    for kind in KINDS:
        folder, suffix = kind.files.folder, kind.files.suffix
        if (
            kind.files.text == f"{folder}/**/{{slug}}{suffix}"
        ):  # every file there is one of its items
            for path in files(root, folder, ""):
                if not path.endswith(suffix):
                    remedy = f"un fichier « {suffix} » est attendu"
                    yield Problem(Source(path), "fichier que rien ne lit ici", remedy, "fichier")
