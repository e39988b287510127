"""Jinja2 templates with French filters, and the page file (front matter and body) that a site builder reads."""

import base64
import json
import traceback
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from chorale import memory
from chorale.files import File
from chorale.french import amounts, dates, phrases
from chorale.overrides import BrokenTemplate, TemplateFolders

FILTERS = (
    dates.day,
    dates.days,
    dates.month,
    dates.hour,
    dates.instant,
    dates.span,
    amounts.percent,
    phrases.number,
    phrases.listing,
    phrases.plural,
    phrases.agreed,
    phrases.typography,
    phrases.capital,
    phrases.label,
    phrases.of,
)
"""What a template may ask of French, by the function's own name."""

MARK = "\0"
"""Where a template leaves place for a block that is made apart."""

PLAIN_PARTS, PLAIN_NAMES = ("new", "init"), (".txt", ".css")
"""What is no HTML: nothing is escaped in it."""


def page(  # noqa: PLR0913 - one keyword for each line of the front matter
    path: str,
    title: str,
    body: str,
    *,
    description: str = "",
    scripts: Sequence[str] = (),
    modules: Sequence[str] = (),
    styles: Sequence[str] = (),
    hide: Sequence[str] = (),
    parents: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> File:
    """Make a page.

    scripts, modules and styles are names in the theme's assets/js and assets/css; hide may hold "toc", "navigation" and
    "title"; parents are (title, published address from the root), outermost first.
    """
    meta: dict[str, Any] = {"title": phrases.typography(title)}
    if description:
        meta["description"] = phrases.typography(" ".join(description.split()))
    meta.update(
        {
            key: list(names)
            for key, names in (
                ("scripts", scripts),
                ("modules", modules),
                ("styles", styles),
                ("hide", hide),
            )
            if names
        }
    )
    if parents:
        meta["parents"] = [
            {"title": phrases.typography(name), "url": address} for name, address in parents
        ]
    meta.update(more)
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items())
    return File.of(path, "\n".join(("---", *lines, "---", "", body.strip(), "")))


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates as the previous run compiled them with the same settings, known by the name of a part."""

    def __init__(self, part: str) -> None:
        self.part = part

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is known of this very source."""
        if known := memory.recall(__name__, self._asked(bucket)):
            bucket.bytecode_from_string(base64.b64decode(known))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next run."""
        compiled = base64.b64encode(bucket.bytecode_to_string()).decode("ascii")
        memory.keep(__name__, self._asked(bucket), compiled)

    def _asked(self, bucket: Bucket) -> bytes:
        return f"{self.part} {bucket.key} {bucket.checksum}".encode()


@lru_cache(maxsize=32)
def environment(looks: TemplateFolders, part: str) -> jinja2.Environment:
    """Return a strict environment over a part of the templates (site, email…), with the French filters."""
    plain = part in PLAIN_PARTS
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*looks.folders(part), *looks.folders("shared")]),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: not (plain or (name or "").endswith(PLAIN_NAMES)),  # noqa: S701 - by name
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=CompiledTemplates(part),
    )
    made.filters.update({function.__name__: function for function in FILTERS})
    return made


def template(looks: TemplateFolders, name: str, /, **values: Any) -> str:
    """Render a template by its path in « templates/ »; raises BrokenTemplate when a community's own is at fault."""
    part, _, path = name.partition("/")
    try:
        return environment(looks, part).get_template(path).render(**values)
    except Exception as error:
        if broken := blamed(looks, error):
            raise broken from error
        raise


def filled(made: str, blocks: Iterable[str]) -> str:
    """Put blocks that are made apart in place of the marks of what was rendered, in order."""
    parts = zip_longest(made.split(MARK), blocks, fillvalue="")
    return "".join(part + block for part, block in parts)


def blamed(looks: TemplateFolders, error: Exception) -> BrokenTemplate | None:
    """Return what to raise, with its place, when a community's own template is at fault."""
    place = _own_place(looks, error)
    return BrokenTemplate(f"{place} : ce modèle ne se rend pas ({error})") if place else None


def _own_place(looks: TemplateFolders, error: Exception) -> str | None:
    """Return the line of the community's own template that failed: « templates/site/home.md:3 »."""
    if looks.own is None:
        return None
    places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, jinja2.TemplateSyntaxError):
        places.append((error.filename or "", error.lineno))
    for file, line in reversed(places):
        if Path(file).is_relative_to(looks.own):
            return f"{Path(file).relative_to(looks.own.parent).as_posix()}:{line}"
    return None
