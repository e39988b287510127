"""Markdown and templates become text: one Markdown dialect, one strict Jinja2 environment."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2
import markdown as markdown_library

from generator.outputs import french

EXTENSIONS: tuple[str, ...] = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.superfences",
)
"""The Markdown extensions of mkdocs.yml, in the same order: an article reads the same everywhere."""

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SITE, EMAIL, SERVICE = (_TEMPLATES / name for name in ("site", "email", "service"))

_TAGS = re.compile(r"(<[^>]*>)")
_VERBATIM = ("code", "pre", "script", "style", "kbd", "samp", "textarea")


@lru_cache(maxsize=4096)
def markdown(text: str) -> str:
    """Turn Markdown into HTML, unsanitised; an article is asked for by several outputs, and at every save."""
    return markdown_library.markdown(text, extensions=list(EXTENSIONS), output_format="html")


@lru_cache(maxsize=256)
def html_typography(html: str) -> str:
    """Apply French spacing to the text nodes of HTML; attributes, code and tags stay as they are."""
    verbatim = 0
    parts = _TAGS.split(html)
    for index, part in enumerate(parts):
        if index % 2:
            name = part.strip("</>").split(None, 1)[0].lower() if part.strip("</>") else ""
            verbatim += (name in _VERBATIM) * (-1 if part.startswith("</") else 1)
        elif not verbatim:
            parts[index] = french.typography(part)
    return "".join(parts)


@cache
def environment(folder: Path, *, escape: bool = True) -> jinja2.Environment:
    """Return a strict environment over a folder of templates, with the French filters."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=escape,  # noqa: S701 - only what is no HTML is asked without escaping
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    names = ("day", "days", "month", "hour", "instant", "span", "number", "listing", "plural", "typography")
    made.filters.update({name: getattr(french, name) for name in names})
    return made


def template(folder: Path, name: str, **values: Any) -> str:
    """Render a template of a folder; an undefined name raises."""
    return environment(folder).get_template(name).render(**values)
