"""Files and folders of content/ that nothing reads: misnamed ones above all, told by their path."""

import posixpath
from collections.abc import Iterator
from pathlib import Path

from chorale.content import snippets
from chorale.content.kinds import KINDS
from chorale.content.pictures import SUFFIXES
from chorale.content.problems import Problem, Source
from chorale.content.shapes import given
from chorale.content.sources import files
from chorale.french.suggestions import did_you_mean


def unread(root: Path) -> Iterator[Problem]:
    """Yield each folder that no kind knows, and each file that is no item of its folder."""
    known = {
        kind.files.folder.split("/")[1]
        for kind in KINDS
        if kind.files.folder.startswith("content/")
    }
    known.add(posixpath.basename(snippets.FOLDER))
    for entry in sorted((root / "content").iterdir()):
        if entry.is_dir() and entry.name not in known and not entry.name.startswith("."):
            place, message = Source(f"content/{entry.name}"), f"dossier inconnu « {entry.name} »"
            yield Problem(place, message, did_you_mean(entry.name, known), "fichier")
    for kind in KINDS:
        folder, suffix = kind.files.folder, kind.files.suffix
        every_file_is_an_item = kind.files.text == f"{folder}/**/{{slug}}{suffix}"
        if every_file_is_an_item:
            read = (suffix, *SUFFIXES) if "pictures" in given(kind.type) else (suffix,)
            for path in files(root, folder, ""):
                if not path.lower().endswith(read):
                    remedy = f"un fichier « {suffix} » est attendu"
                    yield Problem(Source(path), "fichier que rien ne lit ici", remedy, "fichier")
