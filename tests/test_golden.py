"""A miniature community in, a whole tree out; after a wanted change, `make bless` accepts it and git shows it."""

from golden_tree import EXPECTED, tree


def test_the_golden_tree_is_what_the_program_writes():
    expected = {path.relative_to(EXPECTED).as_posix(): path for path in EXPECTED.rglob("*") if path.is_file()}
    made = tree()

    assert sorted(made) == sorted(expected), "« make bless » accepte la nouvelle liste de fichiers"
    changed = [path for path, content in made.items() if expected[path].read_bytes() != content]
    assert changed == [], "« make bless » accepte ces changements, « git diff » les montre"
