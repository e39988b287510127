"""A miniature community in, a whole tree out; after a wanted change, `make bless` accepts it and git shows it."""

import pickle
import subprocess
import sys

from golden_tree import EXPECTED
from house import ROOT

WRITE = "import pickle, sys; from golden_tree import tree; sys.stdout.buffer.write(pickle.dumps(tree()))"


def fresh_tree():
    """Return the tree as a process of its own makes it: what other tests replaced or remembered is not there."""
    run = subprocess.run(
        [sys.executable, "-c", WRITE],
        cwd=ROOT / "tests/helpers",
        capture_output=True,
        check=True,
    )
    return pickle.loads(run.stdout)


def test_the_golden_tree_is_what_the_program_writes():
    expected = {
        path.relative_to(EXPECTED).as_posix(): path
        for path in EXPECTED.rglob("*")
        if path.is_file()
    }
    made = fresh_tree()

    assert sorted(made) == sorted(expected), "« make bless » accepte la nouvelle liste de fichiers"
    changed = [path for path, content in made.items() if expected[path].read_bytes() != content]
    assert changed == [], "« make bless » accepte ces changements, « git diff » les montre"
