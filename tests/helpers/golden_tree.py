"""What the miniature community becomes: every file lent to the site, every message, and the list of what is built."""

import hashlib
import shutil
import tempfile
from datetime import date
from pathlib import Path

from house import GOLDEN
from reviewable import reviewable

from chorale import publish as chorale_publish

EXPECTED = GOLDEN / "expected"
TODAY = date(2026, 3, 5)


def tree():
    """Return {path: bytes}: pages/ as lent to the site builder, newsletters/ as published, and built.txt."""
    with tempfile.TemporaryDirectory() as folder:
        project, output = Path(folder) / "projet", Path(folder) / "build"
        for part in (
            "content",
            "site",
        ):  # a copy has no git history: dates come from the files alone
            shutil.copytree(GOLDEN / part, project / part)
        chorale_publish.build(project, output, TODAY)
        edition = chorale_publish.edition(project, TODAY)
        built = {
            path.relative_to(output).as_posix(): path.read_bytes()
            for path in output.rglob("*")
            if path.is_file()
        }
    pages = {f"pages/{file.path}": file.content for file in edition.files}
    messages = {path: content for path, content in built.items() if path.startswith("newsletters/")}
    return {**reviewable(pages | messages), "built.txt": listing(built).encode()}


def listing(built):
    """Name every file that is built with its digest; the theme's own assets are named without."""
    rows = []
    for path in sorted(path for path in built if path.startswith(("site/", "newsletters/"))):
        theirs = path.startswith(("site/assets/javascripts/", "site/assets/stylesheets/"))
        rows.append(path if theirs else f"{hashlib.sha256(built[path]).hexdigest()[:16]}  {path}")
    return "\n".join(rows) + "\n"
