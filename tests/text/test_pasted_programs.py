"""Two hundred pastes, as eight programs put them on the clipboard: each becomes the Markdown that one would have typed."""

import re
from pathlib import Path

import pytest

from chorale.text.pasted import markdown_of

PASTES = Path(__file__).parents[1] / "data" / "pastes"
CASES = {
    f"{file.stem}: {name}": (html, wanted)
    for file in sorted(PASTES.glob("*.txt"))
    for name, html, wanted in re.findall(
        r"^=== (.+?)\n(.*?)\n--- attendu\n(.*?)(?=\n*(?:^=== |\Z))",
        file.read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
}


def test_there_are_two_hundred_of_them():
    assert len(CASES) == 216


@pytest.mark.parametrize("name", CASES)
def test_a_paste_becomes_the_markdown_that_one_would_type(name):
    html, wanted = CASES[name]

    assert markdown_of(html).text == wanted.rstrip("\n") + "\n"
