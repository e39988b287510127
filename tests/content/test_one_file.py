"""One file read again gives the same community as the whole project read again."""

from datetime import date

import pytest
from house import GOLDEN

from chorale.content.kinds import KINDS
from chorale.content.load import load
from chorale.content.one_file import reread

TODAY = date(2026, 3, 5)
PATHS = [
    path.relative_to(GOLDEN).as_posix()
    for folder in ("content", "site")
    for path in sorted((GOLDEN / folder).rglob("*"))
    if any(kind.files.holds(path.relative_to(GOLDEN).as_posix()) for kind in KINDS)
]


@pytest.mark.parametrize("path", PATHS)
def test_a_file_read_alone_is_as_the_whole_read_again(path):
    text = (GOLDEN / path).read_text(encoding="utf-8").replace("e", "é")
    known = load(GOLDEN, TODAY)

    alone = reread(known, path, text)

    whole = load(GOLDEN, TODAY, {path: text})
    if alone is not None and path not in whole.broken:
        assert (alone.community, alone.problems) == (whole.community, whole.problems)
    if alone is not None:
        assert alone.broken == whole.broken


def test_what_others_depend_on_is_read_whole():
    known = load(GOLDEN, TODAY)
    alone = {
        path for path in PATHS if reread(known, path, (GOLDEN / path).read_text(encoding="utf-8"))
    }

    assert {
        path for path in PATHS if path.startswith(("content/ipm", "content/community"))
    } & alone == set()
    assert "content/webinars/lire-les-feux.md" in alone
