"""The tests stand where what they test stands: a folder a room, a name that opens with the module's."""

import pytest
from house import ROOT

TESTS, PACKAGE = ROOT / "tests", ROOT / "generator/chorale"
APART = {"journeys", "peers", "gates"}
FILES = sorted(
    path.relative_to(TESTS)
    for path in TESTS.rglob("test_*.py")
    if path.relative_to(TESTS).parts[0] not in APART
)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_of_tests_opens_with_the_name_of_a_module_or_a_room_beside_it(path):
    words = path.stem.removeprefix("test_").split("_")
    names = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
    room = PACKAGE / path.parent

    assert [name for name in names if (room / f"{name}.py").is_file() or (room / name).is_dir()]
