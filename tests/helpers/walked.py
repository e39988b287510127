"""What no engine of rules sees of a page: where the Tab key goes on a phone, its headings, links of the same name."""

import itertools
from typing import Any

from shown import doubled

PHONE = 500
"""Pixels: wider windows have columns, where the next stop may stand higher than the last."""

ORDER = """() => {
  const stuck = (one) => one && (/sticky|fixed/.test(getComputedStyle(one).position) || stuck(one.parentElement));
  const seen = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((one) => one.tabIndex >= 0 && !one.closest(".skip-link") && one.checkVisibility() && !stuck(one))
    .map((one) => ({ words: (one.textContent || one.id).trim().slice(0, 40), box: (one.closest(".month td") ?? one).getClientRects()[0] }));
  return seen.slice(1)
    .map((one, rank) => [seen[rank], one])
    .filter(([before, after]) => after.box.bottom <= before.box.top)
    .map(([before, after]) => `${before.words} > ${after.words}`);
}"""
"""The stops of the Tab key that stand above the stop before them; a bar that stays in sight is where it is seen.

The days of a table are read one after the other: what counts is where the day stands."""

HEADINGS = """() => [...(document.querySelector("main") ?? document.body).querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility())
  .map((one) => [Number(one.tagName[1]), [...one.childNodes]
    .filter((node) => !node.matches?.("[aria-hidden]")).map((node) => node.textContent).join("").trim()])"""
"""The level and the words of each heading."""


def headings(page: Any) -> list[str]:
    """Return the headings without words, with the sign of a permalink, or two levels under the one before."""
    found = page.evaluate(HEADINGS)
    bad = [f"h{level} {words}" for level, words in found if not words or "¶" in words]
    if not found or found[0][0] != 1:
        bad.append("no h1 first")
    return bad + [
        f"{before} > h{level} {words}"
        for (before, _), (level, words) in itertools.pairwise(found)
        if level > before + 1
    ]


def walked(page: Any) -> list[tuple[str, str]]:
    """Return what is wrong with the headings, the names of links and, on a phone, the order of the Tab key."""
    found = [("headings", one) for one in headings(page)]
    found += [("link names", name) for name in doubled(page.content(), page.url)]
    if page.viewport_size["width"] <= PHONE:
        found += [("tab order", one) for one in page.evaluate(ORDER)]
    return found
