"""A paste made to do harm is read under limits, or within the blink of an eye."""

import pytest

from chorale.atelier import apart, paste_reader
from chorale.text.pasted import Pasted

LONG = "<p>" + "mot " * 6000 + "</p>"


def test_a_long_paste_says_the_same_as_a_short_one():
    read = paste_reader.read

    assert read("<p>Un <b>phare</b></p><img src=a.png>") == Pasted(
        "Un **phare**\n", ("Les images ne se collent pas avec le texte : les ajouter une à une.",), (("", "a.png"),)
    )  # fmt: skip
    assert read(f"<h2>Un phare</h2>{LONG}") == Pasted(f"## Un phare\n\n{('mot ' * 6000).strip()}\n")


@pytest.mark.parametrize(
    "html",
    ["<!--[if" * 60_000, "<p " + " ".join(f"a{rank}=1" for rank in range(90_000)) + ">x</p>"],
    ids=["comments that never end", "attributes without end"],
)
def test_a_paste_made_to_do_harm_is_refused(monkeypatch, html):
    monkeypatch.setattr(apart, "CLOCK", 2)

    assert paste_reader.read(html) is None


def test_an_address_wrapped_without_end_is_dropped():
    wrapped = "https://www.google.com/url?q=" * 600

    assert paste_reader.read(f'<p><a href="{wrapped}">ici</a></p>') == Pasted("ici\n")
