"""Diagrams written as text: a picture for wide and narrow screens, a PNG for messages, the same thing in words."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from typing import Any

import resvg_py
from mermaid_render.fonts import ROOT as FONTS

from chorale.french import phrases
from chorale.memoization import LATEST
from chorale.memory import recalled_bytes, remembered
from chorale.text import diagram_graph, diagram_words, mermaid
from chorale.text.diagram_graph import DiagramGraph
from chorale.text.fences import fences
from chorale.text.html_tree import Element, parse
from chorale.text.mermaid import Drawing

WIDE, NARROW, LEGIBLE, MARGIN = 760, 340, 480, 20
"""Widths in CSS pixels: of a page's column, of a phone's, and of what a phone still shows in letters that are read;
how much too wide nobody sees."""
FOLDS = (90, 200)
MESSAGE_WIDTH, LONGEST_ALTERNATIVE = 568, 380
LANGUAGE = "mermaid"
PALETTE = {
    "bg": "#ffffff",
    "fg": "#182426",
    "muted": "#4b595b",
    "line": "#182426",
    "surface": "#fbf8f1",
    "surface-alt": "#f2ede1",
    "border": "#0b5a62",
    "accent": "#0a545c",
}
"""The colours of a picture in a message, where no style sheet reaches."""
_HEADING = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_DIRECTION = re.compile(r"\A(\s*(?:flowchart|graph)[ \t]+)(?:TB|TD|BT|LR|RL)\b")


@dataclass(frozen=True)
class Diagram:
    """A source that can be drawn; whatever is asked of it raises MermaidFault when it cannot."""

    source: str

    @cached_property
    def title(self) -> str:
        """Return what the author calls it: « accTitle: », or the title of Mermaid's own header."""
        found = mermaid.TITLE.search(self.source) or _HEADING.search(mermaid.header(self.source))
        return phrases.typography(found[1].strip("\"'")) if found else ""

    @cached_property
    def description(self) -> str:
        """Return what the author says of it, else that it is told in words below."""
        found = mermaid.DESCRIPTION.search(self.source)
        said = " ".join((found[1] or found[2]).split()) if found else ""
        return phrases.typography(said) or "La liste qui suit dit la même chose en mots."

    @cached_property
    def model(self) -> Any:
        """Return what the source describes."""
        return mermaid.read(self.source)

    @cached_property
    def graph(self) -> DiagramGraph | None:
        """Return its graph; an exchange has none."""
        match self.model["type"]:
            case "flowchart":
                return diagram_graph.flowchart(self.model)
            case "state":
                return diagram_graph.states(self.model)
            case "sequence":
                return None
        raise mermaid.MermaidFault("kind", 1, 1, self.model["type"])

    @property
    def words(self) -> Element:
        """Return the same thing as a list, spaced in French."""
        made = (
            diagram_words.exchange_words(self.model)
            if self.graph is None
            else diagram_words.graph_words(self.graph)
        )
        _space(made)
        return made

    @property
    def wide(self) -> Drawing:
        """Return its picture for a page."""
        return self._drawn[0]

    @property
    def narrow(self) -> Drawing | None:
        """Return its picture for a phone, the same if that one holds there; none when it would be too small to read."""
        return self._drawn[-1]

    @cached_property
    def _drawn(self) -> tuple[Drawing, Drawing | None]:
        return _drawings(self.source.strip())  # a page and its check do not end it alike

    @property
    def picture(self) -> Drawing:
        """Return its picture for a message, which a phone shrinks: the narrow one if there is one."""
        return self.narrow or self.wide

    @property
    def name(self) -> str:
        """Return the name of that picture's file, which changes with what it shows."""
        return f"schema-{_digest(self.source)}.png"

    @property
    def sentence(self) -> str:
        """Return the list on one line, for the text that stands in place of a picture."""
        return phrases.typography(diagram_words.sentence(self.words)) + "."


def _said(drawn: tuple[Drawing, Drawing | None]) -> list[Any]:
    wide, narrow = drawn
    return [astuple(wide), "same" if narrow is wide else narrow and astuple(narrow)]


def _read(said: list[Any]) -> tuple[Drawing, Drawing | None]:
    wide = Drawing(*said[0])
    return wide, wide if said[1] == "same" else Drawing(*said[1]) if said[1] else None


@remembered(_said, _read)
def _drawings(source: str) -> tuple[Drawing, Drawing | None]:
    """Return the pictures of a source: the check and the page ask for the same, and drawing costs more than both."""
    wide = mermaid.draw(source, WIDE)
    if wide.width <= NARROW + MARGIN:
        return wide, wide
    fitting = [one for one in (wide, *_candidates(source)) if one.width <= LEGIBLE]
    return wide, min(fitting, key=_small) if fitting else None


def _candidates(source: str) -> Iterator[Drawing]:
    sources, graph = [source], diagram(source).graph
    if graph is not None:
        sources += [_DIRECTION.sub(r"\1TD", source), diagram_graph.staircase(graph)]
    for one in dict.fromkeys(sources):
        for folded in FOLDS:
            with suppress(mermaid.MermaidFault):  # what we write of it may be too long
                yield mermaid.draw(one, NARROW, folded)


def _small(drawing: Drawing) -> tuple[float, float]:
    """Order pictures by how well a phone shows them: width first, as far as it must be shrunk, then height."""
    return max(drawing.width, NARROW + MARGIN), drawing.height


@lru_cache(maxsize=LATEST)
def diagram(source: str) -> Diagram:
    """Return the diagram of a source, drawn once for all that show it."""
    return Diagram(source)


@lru_cache(maxsize=LATEST)
def png(source: str) -> bytes:
    """Return the picture of a message, at twice its displayed size; the same source gives the same bytes."""
    return recalled_bytes(f"{__name__}.png", source.encode(), partial(_png, source))


def _png(source: str) -> bytes:
    made: bytes = resvg_py.svg_to_bytes(
        svg_string=mermaid.standalone(diagram(source).picture, PALETTE),
        zoom=2,
        background=PALETTE["bg"],
        font_files=[str(path) for path in sorted(FONTS.glob("*.ttf"))],
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
        skip_system_fonts=True,
    )
    return made


def figure(source: str) -> Element:
    """Return a diagram as a page shows it: both pictures, one for each width, its title, and the same in words."""
    shown = diagram(source)
    wide, narrow = shown.wide, shown.narrow
    pictures = [_picture(shown, wide, "narrow" if narrow is wide else "wide")]
    if narrow is not None and narrow is not wide:
        pictures.append(_picture(shown, narrow, "narrow"))
    frame = Element("div", {"class": "diagram__frame", "data-search-exclude": ""}, list(pictures))
    caption = [Element("figcaption", {}, [shown.title])] if shown.title else []
    kind = "diagram" if narrow else "diagram diagram--large"
    return Element("figure", {"class": kind}, [frame, _told(shown), *caption])


def in_message(source: str, place: Callable[[str], str]) -> Element:
    """Return a diagram as a message shows it; its list is « told » unless the picture's own words say all of it."""
    shown = diagram(source)
    width = min(round(shown.picture.width), MESSAGE_WIDTH)
    height = round(shown.picture.height * width / shown.picture.width)
    whole = len(shown.title) + len(shown.sentence) < LONGEST_ALTERNATIVE
    said = shown.sentence if whole else shown.description
    image = {"src": place(shown.name), "alt": f"{shown.title or 'Schéma'}. {said}"}
    image |= {"width": str(width), "height": str(height)}
    caption = [Element("figcaption", {}, [shown.title])] if shown.title else []
    kind = "diagram__words" if whole else "diagram__words told"
    words = Element("div", {"class": kind}, [shown.words])
    return Element("figure", {"class": "diagram"}, [Element("img", image), *caption, words])


def pictures(text: str) -> dict[str, bytes]:
    """Return the pictures that the diagrams of a Markdown text need in a message, by their names."""
    found = {}
    for fence in fences(text, LANGUAGE):
        with suppress(mermaid.MermaidFault):
            found[diagram(fence.text).name] = png(fence.text)
    return found


def _told(shown: Diagram) -> Element:
    summary = Element("summary", {}, ["Le même schéma, en mots"])
    return Element("details", {"class": "diagram__words"}, [summary, shown.words])


def _picture(shown: Diagram, drawing: Drawing, screen: str) -> Element:
    """Return a picture whose colours come from the page's style sheet, named and described for screen readers."""
    svg = next(parse(drawing.svg).named("svg"))
    name = f"{screen}-{_digest(shown.source)}"
    said = [("title", shown.title or "Schéma"), ("desc", shown.description)]
    _space(svg)
    svg.children[:0] = [Element(tag, {"id": f"{tag}-{name}"}, [words]) for tag, words in said]
    kept = {key: svg.attributes[key] for key in ("viewbox", "width", "height")}
    svg.attributes = {
        "class": f"{svg.attributes['class']} diagram__{screen}",
        **{"viewBox" if key == "viewbox" else key: value for key, value in kept.items()},
        "role": "img",
        "aria-labelledby": f"title-{name}",
        "aria-describedby": f"desc-{name}",
    }
    return svg


def _space(element: Element) -> None:
    for part in element.walk():
        part.children = [
            phrases.typography(child) if isinstance(child, str) else child
            for child in part.children
        ]


def _digest(source: str) -> str:
    """Return a name for a source, the same however its lines are set in."""
    lines = (line.strip() for line in source.strip().split("\n"))
    return sha256("\n".join(lines).encode("utf-8")).hexdigest()[:10]


def kept_fence(source: str, *_: object, **__: object) -> str:
    """Write a fenced diagram as a block that keeps its source: whoever prints the text draws it for its own readers."""
    return f'<pre class="{LANGUAGE}"><code>{html.escape(source, quote=False)}</code></pre>'


def drawn_fence(source: str, *_: object, **__: object) -> str:
    """Write a fenced diagram as its figure; in a preview, one that cannot be drawn is told in its place."""
    try:
        return Element(children=[figure(source)]).html
    except mermaid.MermaidFault as fault:
        words = html.escape(f"Ce schéma ne peut pas être dessiné : {fault.detail}", quote=False)
        return f'<div class="notice notice--stop"><p>{words}</p></div>'
