"""`python -m benchmarks [NAME…]`: one table of ratios, each with its target and its verdict."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import report
from benchmarks.ratio import Absent, Measure

MODULES = (
    "house_start",
    "house_check",
    "house_build",
    "house_growth",
    "site_saves",
    "search_weight",
    "search_phone",
    "atelier_pages",
    "calendar_write",
    "ipm_large",
    "calendar_import",
    "ipm_cycle",
    "what_if",
    "calendar_pages",
    "newsletter_splice",
    "newsletter_render",
    "newsletter_pixels",
    "delivery_send",
    "subscribers_million",
    "sign_ups",
    "service_load",
)
"""What is measured, quickest first; each module has measure() -> Iterator[Measure]."""


def measures(names: Sequence[str], console: Console) -> Iterator[tuple[str, Measure | str]]:
    """Yield every measure of these modules, or why there is none."""
    for name in names:
        with console.status(name):
            try:
                for measure in import_module(f"benchmarks.{name}").measure():
                    console.print(f"{name}: {measure.name}: {measure.ratio:.2f}", style="dim")
                    yield name, measure
            except Absent as absent:
                yield name, f"{absent} is not installed here"


def table(found: Sequence[tuple[str, Measure | str]]) -> Table:
    """Lay the measures out, one line each."""
    shown = Table(
        "benchmark",
        "what against what",
        "ours",
        "peer",
        "ratio",
        "spread",
        "target",
        "verdict",
        box=None,
    )
    for column in (2, 3, 4, 5, 6):
        shown.columns[column].justify = "right"
    for name, measure in found:
        if isinstance(measure, str):
            shown.add_row(name, measure, "", "", "", "", "", "left out")
        else:
            shown.add_row(name, *_cells(measure))
    return shown


def _cells(measure: Measure) -> tuple[str, ...]:
    target = "" if measure.limit is None else f"≤ {measure.limit:g}"
    verdict = (
        "shown" if measure.limit is None else "kept" if measure.kept else "[bold red]MISSED[/]"
    )
    amounts = (f"{value:.3g} {measure.unit}" for value in (measure.ours, measure.peer))
    return measure.name, *amounts, f"{measure.ratio:.2f}", measure.note, target, verdict


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked, all by default; return 1 when a promise is missed. `--write FILE` puts it in a page."""
    names = list(arguments)
    page = None
    if "--write" in names:
        place = names.index("--write")
        page = Path(names[place + 1])
        del names[place : place + 2]
    strangers = sorted(set(names) - set(MODULES))
    if strangers:
        print(
            f"unknown benchmark: {', '.join(strangers)} (known: {', '.join(MODULES)})",
            file=sys.stderr,
        )
        return 2
    found = list(measures(names or MODULES, Console(stderr=True)))
    Console(width=None if sys.stdout.isatty() else 160).print(table(found))
    if page is not None:
        today = date.today()  # noqa: DTZ011 - the day of whoever measures
        before = page.read_text(encoding="utf-8") if page.exists() else ""
        page.write_text(report.written(found, today, before, MODULES), encoding="utf-8")
    return int(any(isinstance(measure, Measure) and not measure.kept for _, measure in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
