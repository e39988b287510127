"""What people reported to the builders and editors of others: each text, and the lists that it must give."""

import pytest

from chorale.text.html_tree import parse
from chorale.text.markdown import markdown
from chorale.text.mending import mended

# where it was reported, what was typed, each list with the numbers and depths of its items
REPORTS = [
    ("mkdocs/mkdocs#545", "1. a\n2. b\n  - c\n  - d\n3. e", ["1", "2", "2.•", "2.•", "3"]),
    ("mkdocs/mkdocs#2719", "* a: words that go\n  on.\n\n    More:\n\n    * b\n    * c\n\n    End.", ["•", "•.•", "•.•"]),
    ("squidfunk/mkdocs-material#6509", "* a\n* b\n  * c\n  * d\n* e\n    * f", ["•", "•", "•.•", "•.•", "•", "•.•"]),
    ("oprypin/mkdocs-literate-nav#14", "* [A](a.md)\n  * [B](b.md)", ["•", "•.•"]),
    ("JuliaDocs/Documenter.jl#261", "  * a\n\n      * b\n      * c", ["•", "•.•", "•.•"]),
    ("Python-Markdown/markdown#1482", "1. a\n2. b\n```\nx\n```\n3. c", ["1", "2", "3"]),
    ("simov/markdown-viewer#15", "1. a\n\n```\nx\n```\n\n2. b\n\n3. c", ["1", "2", "3"]),
    ("miyakogi/m2r#53", "1. a\n2. b\n3. c\n\n```bash \nx\n```\n\n4. d", ["1", "2", "3", "4"]),
    ("jamiemcg/Remarkable#68", "1. a\n2. b\n3. c\n    ```\n    x\n    ```\n4. d", ["1", "2", "3", "4"]),
    ("carpentries/lesson-example#71", "> 1. a\n>\n> ~~~\n> 1 + 1\n> ~~~\n>\n> 2. b\n>\n> new", ["1", "2"]),
    ("froala/wysiwyg-editor#3302", "● First bullet\n\n● Second bullet", ["•", "•"]),
    ("jpuri/react-draft-wysiwyg#961", "· Test word doc\n· Test word doc", ["•", "•"]),
    ("govuk-forms/forms-admin#617", "Choose:\n• one\n• two", ["•", "•"]),
]  # fmt: skip


def items(element, above=""):
    """Return the items of a tree: their number or a bullet, after those that hold them."""
    found = []
    for child in element.children:
        if isinstance(child, str):
            continue
        rank = int(child.attributes.get("start") or 1)
        for item in child.children if child.name in ("ol", "ul") else ():
            if not isinstance(item, str):
                name = above + (str(rank) if child.name == "ol" else "•")
                found += [name, *items(item, f"{name}.")]
                rank += 1
        if child.name not in ("ol", "ul"):
            found += items(child, above)
    return found


@pytest.mark.parametrize(
    ("typed", "wanted"), [row[1:] for row in REPORTS], ids=[row[0] for row in REPORTS]
)
def test_a_list_that_others_lost_keeps_its_items_and_numbers(typed, wanted):
    assert items(parse(markdown(mended(typed).text))) == wanted
