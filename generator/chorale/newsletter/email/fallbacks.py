"""What an email shows instead of what only a page can do: every mail program reads the tags that are left."""

from collections.abc import Iterator

from chorale.text.html_tree import Element

RENAMED = {
    "details": "div",
    "figcaption": "div",
    "figure": "div",
    "ins": "span",
    "label": "p",
    "mark": "span",
    "summary": "p",
}
"""Tags that some mail programs do not know, and those that stand in their place, under the class of their name."""


def for_mail(body: Element) -> Element:
    """Return a copy of an article's tree for an email; the text part is written from the tree itself.

    What is folded is shown, tabs follow one another, a diagram's list is left out if its picture's words say it all.
    """
    return Element(body.name, dict(body.attributes), list(_kept(body)))


def _kept(element: Element) -> Iterator[Element | str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.name != "input" and child.attributes.get("class") != "diagram__words":
            made = for_mail(child)
            if child.name in RENAMED:
                made.name = RENAMED[child.name]
                made.attributes = {"class": child.name}
            yield made
