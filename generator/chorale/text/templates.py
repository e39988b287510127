"""Jinja2 templates with French filters, and the page file that a site builder reads: front matter, then a body."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from chorale.files import File
from chorale.french import dates, phrases

_TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
SITE, EMAIL, SERVICE = (_TEMPLATES / name for name in ("site", "email", "service"))

FILTERS = (
    dates.day,
    dates.days,
    dates.month,
    dates.hour,
    dates.instant,
    dates.span,
    phrases.number,
    phrases.listing,
    phrases.plural,
    phrases.agreed,
    phrases.typography,
)
"""What a template may ask of French, by the function's own name."""


def page(  # noqa: PLR0913 - one keyword for each line of the front matter
    path: str,
    title: str,
    body: str,
    *,
    description: str = "",
    archived: bool = False,
    scripts: Sequence[str] = (),
    styles: Sequence[str] = (),
    hide: Sequence[str] = (),
    parents: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> File:
    """Make a page.

    archived keeps it out of the search; scripts and styles are names in the theme's assets/js and assets/css; hide may
    hold "toc", "navigation" and "title"; parents are (title, published address from the root), outermost first.
    """
    meta: dict[str, Any] = {"title": phrases.typography(title)}
    if description:
        meta["description"] = phrases.typography(" ".join(description.split()))
    if archived:
        meta["search"] = {"exclude": True}
    meta.update(
        {key: list(names) for key, names in (("scripts", scripts), ("styles", styles), ("hide", hide)) if names}
    )
    if parents:
        meta["parents"] = [{"title": phrases.typography(name), "url": address} for name, address in parents]
    meta.update(more)
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items())
    return File.of(path, "\n".join(("---", *lines, "---", "", body.strip(), "")))


@cache
def environment(folder: Path, *, escape: bool = True) -> jinja2.Environment:
    """Return a strict environment over a folder of templates, with the French filters."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, _TEMPLATES / "shared"]),
        undefined=jinja2.StrictUndefined,
        autoescape=escape,  # noqa: S701 - only what is no HTML is asked without escaping
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update({function.__name__: function for function in FILTERS})
    return made


def template(folder: Path, name: str, **values: Any) -> str:
    """Render a template of a folder; an undefined name raises."""
    return environment(folder).get_template(name).render(**values)
