"""Accept what the program now writes: the golden tree, and the compiled messages of the command line."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from golden_tree import EXPECTED, tree
from house import ROOT

LOCALE = ROOT / "generator/chorale/locale/fr/LC_MESSAGES"


def bless():
    """Write the expected tree anew; `git diff` then shows what changed."""
    made = tree()
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, content in made.items():
        target = EXPECTED / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    sys.stdout.write(f"{len(made)} fichiers dans {EXPECTED.relative_to(Path.cwd())}\n")


def compile_messages():
    """Compile the catalogue without the date of the day."""
    with (LOCALE / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale="fr")
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 11, 21, tzinfo=UTC)
    with (LOCALE / "messages.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)


if __name__ == "__main__":
    compile_messages()
    bless()
