"""One page as the site builder reads it: front matter, then Markdown or blocks of HTML."""

import json
from collections.abc import Sequence
from typing import Any

from generator.outputs import french
from generator.outputs.files import File


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
    meta: dict[str, Any] = {"title": french.typography(title)}
    if description:
        meta["description"] = french.typography(" ".join(description.split()))
    if archived:
        meta["search"] = {"exclude": True}
    meta.update(
        {key: list(names) for key, names in (("scripts", scripts), ("styles", styles), ("hide", hide)) if names}
    )
    if parents:
        meta["parents"] = [{"title": french.typography(name), "url": address} for name, address in parents]
    meta.update(more)
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items())
    return File.of(path, "\n".join(("---", *lines, "---", "", body.strip(), "")))
