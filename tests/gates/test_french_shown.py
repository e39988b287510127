"""What scripts show is printed French: their sentences have the apostrophe of printers, as finished pages have."""

import re
from pathlib import Path

import pytest
from house import TEMPLATES

SCRIPTS = sorted(
    path for path in TEMPLATES.rglob("*.js") if not {"vendor", "fonts"} & set(path.parts)
)
PIECE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|/(?![*/\s])(?:\\.|\[[^\]]*\]|[^/\n\\\[])+/[a-z]*(?=[\s.,;)])""",
    re.DOTALL,
)
"""Comments, texts and regular expressions, whichever begins first."""

TYPED = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|[«$\u00a0])")


def typed(script: str) -> list[str]:
    """Return the texts of a script where an apostrophe is the one of keyboards."""
    pieces = (found.group() for found in PIECE.finditer(script))
    return [piece for piece in pieces if piece[0] in '"`' and TYPED.search(piece)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_script_shows_the_apostrophe_of_keyboards(path: Path):
    assert typed(path.read_text(encoding="utf-8")) == []


def test_the_apostrophe_of_a_comment_or_of_a_pattern_is_nobody_s():
    script = """// it's
/* the reader's */ const said = "l'eau"; const wanted = /d'eau/; say(`qu'${name} "dit"`);"""

    assert typed(script) == ['"l\'eau"', '`qu\'${name} "dit"`']
