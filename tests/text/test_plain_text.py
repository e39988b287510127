"""Words as plain text: figures above and below the line, struck words, cells of several lines."""

import pytest

from chorale.content.checks.nothing_lost import EVERYWHERE
from chorale.text.plain_text import References, flow
from chorale.text.sanitise import article


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("10^3^ m<sup>2</sup>, 10^-6^", "10³ m², 10⁻⁶"),
        ("CO~2~, x~10~", "CO₂, x₁₀"),
        ("Le 1^er^ mars", "Le 1er mars"),
        ("12 € ou ~~15 €~~", "12 € ou [barré : 15 €]"),
        ("## Un titre<br>en deux", "Un titre en deux\n~~~~~~~~~~~~~~~~"),
        ("| a | b |\n|---|---|\n| un<br>deux | 3 |", "- a :\n    un\n    deux\n  b : 3"),
        (
            "| a | b |\n|---|---|\n| <ul><li>x</li><li>y</li></ul> | 3 |",
            "- a :\n    - x\n    - y\n  b : 3",
        ),
    ],
)
def test_what_the_page_shows_with_its_looks_the_text_part_says(written, heard):
    said = flow(article(written, EVERYWHERE, top=3), References())
    assert said.replace("\u00a0", " ") == heard
