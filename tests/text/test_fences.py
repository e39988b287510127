"""Fenced blocks are found where CommonMark finds them, and each of their lines knows its place in the text."""

from chorale.text.fences import fences

LIST = """\
1. Regarder le schéma :

   ```mermaid
   flowchart TD
     A --> B
   ```
"""


def test_a_block_in_a_list_is_read_without_its_margin():
    (fence,) = fences(LIST, "mermaid")

    assert fence.text == "flowchart TD\n  A --> B\n"


def test_a_line_of_a_block_stands_in_the_text_that_holds_it():
    (fence,) = fences(LIST, "mermaid")

    assert LIST[fence.place(LIST, 2, 3) :].startswith("A --> B")


def test_what_an_outer_block_quotes_is_not_a_block():
    assert list(fences("````markdown\n```mermaid\nflowchart\n```\n````\n", "mermaid")) == []


def test_a_block_with_attributes_or_tildes_is_found_too():
    text = '``` { .mermaid #un }\nA\n```\n\n~~~mermaid title="x"\nB\n~~~\n\n```python\nC\n```\n'

    assert [fence.text for fence in fences(text, "mermaid")] == ["A\n", "B\n"]
