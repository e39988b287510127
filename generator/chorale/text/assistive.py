"""What assistive technologies hear of a page: header cells say what they announce, permalinks are silent."""

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor


class Assistive(Treeprocessor):
    """Mark the tree once the table of contents has written its links."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            if element.tag == "th" and not element.get("scope"):
                element.set("scope", "col")
            elif element.tag == "a" and element.get("class") == "headerlink":
                element.set("aria-hidden", "true")
                element.set("tabindex", "-1")
