"""Scripts that a public site sends are read by phones that get no new system any more."""

import re

from house import TEMPLATES

LOOKBEHIND = re.compile(r"\(\?<[=!]")
"""Safari knows it since 16.4 (March 2023): before, a whole script that holds one is refused, and the page with it."""


def test_no_script_looks_behind_in_a_regular_expression():
    scripts = [one for one in TEMPLATES.rglob("*.js") if "vendor" not in one.parts]
    found = [path.name for path in scripts if LOOKBEHIND.search(path.read_text(encoding="utf-8"))]
    assert found == []
