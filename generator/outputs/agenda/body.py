"""The body of a page of the agenda: a template spaced as French asks, and what is already written put at its marks."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from generator.outputs import render, urls

MARK = "\0"


def body_of(template: str, start: str, blocks: Iterable[str] = (), **values: Any) -> str:
    """Render a template of the agenda for the page at a Markdown path; each block replaces one mark, in order."""
    made = render.template(
        render.SITE, template, link=lambda path: urls.href(path, start), urls=urls, mark=MARK, **values
    )
    parts = render.html_typography(made).split(MARK)
    return "".join(part + block for part, block in zip_longest(parts, blocks, fillvalue=""))
