"""Mermaid's syntax, read and drawn by Pele in an embedded JavaScript engine: no browser, no network."""

import html
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import quickjs
from mermaid_render import fonts, renderer

from chorale.french.phrases import NO_BREAK
from chorale.memoization import LATEST
from chorale.memory import remembered

SETTLED = re.compile(
    r"^[ \t]*(?:style|classDef|class|linkStyle|click)[ \t][^\n]*$|%%\{.*?\}%%|:::[\w-]+",
    re.MULTILINE | re.DOTALL,
)
"""What a diagram may not say: its colours are those of the site, in light and in dark, and it holds no link."""
TITLE = re.compile(r"^[ \t]*accTitle[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
DESCRIPTION = re.compile(r"^[ \t]*accDescr[ \t]*(?::[ \t]*(.+?)[ \t]*$|\{([^}]*)\})", re.MULTILINE)
_SIGNS = re.compile(r"(?<=\w) (?=[?!»])|(?<=«) ")
_HEADER = re.compile(r"\A\s*---\n(.*?)\n---[ \t]*\n", re.DOTALL)
_ENTITY = re.compile("\ufb02\u00b0(\u00b0?)(\\w+)\u00b6\u00df")
_LOCAL = threading.local()
_HOLLOW, _FULL = '<circle r="7" fill="var(--_s)"', '<circle r="7" fill="var(--_l)"'
"""The start of states drawn as steps: full, as Mermaid has it."""
MEMORY, SECONDS = 256 * 1024 * 1024, 10


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG whose colours are CSS variables, with its size in CSS pixels."""

    svg: str
    width: float
    height: float


class MermaidFault(Exception):
    """A source that cannot be drawn; kind, line and column (from 1; 0 when unknown) and detail are Pele's."""

    def __init__(self, kind: str, line: int, column: int, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.line, self.column, self.detail = kind, line, column, detail


@lru_cache(maxsize=LATEST)
@remembered(dict, dict)
def read(source: str) -> dict[str, Any]:
    """Return the graph or the exchange that a source describes, as Pele's model of it; raises MermaidFault."""
    return _asked("read", drawable(source))


@lru_cache(maxsize=256)
def draw(source: str, width: int = 0, wrapping: int = 0) -> Drawing:
    """Draw a source, within a width when the layout can, words folded at wrapping if given; raises MermaidFault."""
    options: dict[str, Any] = {"fontFamily": fonts.FONT_FAMILY, "autoDirection": False}
    if width:
        options["maxWidth"] = width
    settings = ""
    if wrapping:
        options["padding"] = 2
        layout = {"flowchart": {"wrappingWidth": wrapping, "rankSpacing": 20}}
        settings = f"%%{{init: {json.dumps(layout)}}}%%"
    found = _asked("draw", settings + drawable(source), options)
    svg = found["svg"].replace('style="rx:var(--_r)"', 'rx="6"').replace(_HOLLOW, _FULL)
    return Drawing(svg, found["width"], found["height"])


def drawable(source: str) -> str:
    """Return a source without its header, title, colours and links, each line at its place."""
    for unseen in (_HEADER, TITLE, DESCRIPTION, SETTLED):
        source = unseen.sub(_blank, source)
    return _SIGNS.sub(NO_BREAK, source)


def header(source: str) -> str:
    """Return the lines of settings that may open a source, between two lines of dashes."""
    found = _HEADER.match(source)
    return found[1] if found else ""


def plain(label: str) -> str:
    """Return a label as words on one line: no markup, no coded signs."""
    lines = re.sub(r"<br\s*/?>|\\n|\n", " ", label)
    bare = re.sub(r"<[^<>]*>|`|\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)", "", lines)
    signs = _ENTITY.sub(lambda found: f"&{'#' if found[1] else ''}{found[2]};", bare)
    return html.unescape(signs).strip()


def standalone(drawing: Drawing, palette: Mapping[str, str]) -> str:
    """Return a drawing whose variables are replaced by colours, for readers of SVG that know no CSS variable."""
    known = {f"--pele-{name}": value for name, value in palette.items()}
    known |= dict(re.findall(r"(--_\w+):([^;\"]+)", drawing.svg))
    svg, before = drawing.svg, ""
    while svg != before:
        before = svg
        svg = re.sub(
            r"var\((--[\w-]+)(?:,([^()]*))?\)", lambda one: known.get(one[1], one[2] or ""), svg
        )
    return svg


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _asked(question: str, *values: object) -> dict[str, Any]:
    said = ",".join(json.dumps(value) for value in values)
    try:
        answer: dict[str, Any] = json.loads(_engine().eval(f"{question}({said})"))
    except quickjs.JSException as stopped:
        _LOCAL.engine = None  # an engine stopped by a limit answers nothing more
        raise MermaidFault("limit", 0, 0, str(stopped)) from None
    if fault := answer.get("error"):
        raise MermaidFault(fault["code"], fault["line"], fault["column"], fault["message"])
    return answer


def _engine() -> Any:
    """Return this thread's engine; its bundle takes a tenth of a second to load."""
    engine = getattr(_LOCAL, "engine", None)
    if engine is None:
        engine = quickjs.Context()
        engine.set_memory_limit(MEMORY)
        engine.set_time_limit(SECONDS)
        engine.eval((Path(renderer.ROOT) / "pele" / "pele.global.js").read_text(encoding="utf-8"))
        engine.eval(f"const FONT_WIDTHS = {json.dumps(fonts.metrics())};")
        engine.eval(Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))
        _LOCAL.engine = engine
    return engine
