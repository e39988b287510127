"""Plots of a decision as accessible inline SVG."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from xml.sax.saxutils import escape

from chorale.french.amounts import Unit, percent
from chorale.ipm.evidence.alternatives import Interval
from chorale.site.cycle.view import GroupResult

BAR, ROW, THICK = 322, 46, 20
"""Width of the bars, height of a row and of its bar, in units of the drawing: it fits a phone without shrinking."""
LABEL = 56
"""Least width of the references beside the bars of the sweep."""


def satisfaction(voices: Sequence[GroupResult]) -> str:
    """Draw each group's satisfaction, against the best it could have."""
    rows = []
    for place, voice in enumerate(voices):
        top, width = place * ROW, int(BAR * voice.satisfaction)
        rows.append(
            f'<g class="voice-{voice.colour}">{_heading(voice.name, percent(voice.satisfaction), top)}'
            f'<rect class="plot__track" x="0" y="{top + 20}" width="{BAR}" height="{THICK}" rx="3"/>'
            f'<rect class="plot__bar" x="0" y="{top + 20}" width="{width}" height="{THICK}" rx="3"/></g>'
        )
    words = ", ".join(f"{voice.name} {percent(voice.satisfaction)}" for voice in voices)
    return _figure(
        "satisfaction", f"Satisfaction de chaque groupe : {words}.", rows, _size(len(voices))
    )


def _heading(name: str, value: str, top: int) -> str:
    return (
        f'<text class="plot__label" x="0" y="{top + 14}">{escape(name)}</text>'
        f'<text class="plot__value" x="{BAR}" y="{top + 14}">{value}</text>'
    )


def _size(count: int) -> tuple[int, int]:
    return BAR + 2, count * ROW


def wallets(voices: Sequence[GroupResult], unit: Unit) -> str:
    """Draw each group's wallet: what it paid request by request, then what was left."""
    largest = max((voice.share or Fraction(0) for voice in voices), default=Fraction(0))
    if not largest:
        return ""
    rows = [_wallet(voice, place * ROW, largest, unit) for place, voice in enumerate(voices)]
    words = ", ".join(
        f"{voice.name} a dépensé {unit.figure(voice.spent or 0)} et garde {unit.figure(voice.left or 0)}"
        for voice in voices
    )
    return _figure(
        "portefeuilles",
        f"Emploi des parts dans le calcul, en {unit.name} : {words}.",
        rows,
        _size(len(voices)),
    )


def _wallet(voice: GroupResult, top: int, largest: Fraction, unit: Unit) -> str:
    parts, x = [], Fraction(0)
    for one in voice.payments:
        if not one.paid:
            continue
        width = BAR * one.paid / largest
        label = one.request.reference.rsplit("-", 1)[-1] if width > 17 else ""
        parts.append(
            f'<rect class="plot__part" x="{_px(x)}" y="{top + 20}" width="{_px(width)}" height="{THICK}"/>'
            f'<text class="plot__in" x="{_px(x + width / 2)}" y="{top + 34}">{escape(label)}</text>'
        )
        x += width
    left = BAR * (voice.left or 0) / largest
    parts.append(
        f'<rect class="plot__left" x="{_px(x)}" y="{top + 20}" width="{_px(left)}" height="{THICK}"/>'
    )
    heading = _heading(voice.name, f"reste {unit.figure(voice.left or 0)}", top)
    return f'<g class="voice-{voice.colour}">{heading}{"".join(parts)}</g>'


def sweep(intervals: Mapping[str, Sequence[Interval]], envelope: Fraction, unit: Unit) -> str:
    """Draw, for each request, the envelopes for which it is retained; a line marks the real envelope."""
    ends = [end for found in intervals.values() for interval in found for end in interval]
    if not ends:
        return ""
    low, high = min(ends), max(ends)
    label = max(LABEL, 9 * max(map(len, intervals)) + 8)
    width, rows = BAR - label, []
    scale = Fraction(width) / (high - low or 1)
    for place, (reference, found) in enumerate(intervals.items()):
        top = place * 20
        bars = "".join(
            f'<rect class="plot__bar" x="{_px(label + (start - low) * scale)}" y="{top + 3}" '
            f'width="{_px(max(Fraction(1), (end - start) * scale))}" height="14" rx="2"/>'
            for start, end in found
        )
        track = f'<rect class="plot__track" x="{label}" y="{top + 3}" width="{width}" height="14" rx="2"/>'
        name = f'<text class="plot__label" x="0" y="{top + 15}">{escape(reference)}</text>'
        rows.append(f"<g>{name}{track}{bars}</g>")
    bottom, amounts = len(rows) * 20, (low, envelope, high)
    mark = _px(label + (envelope - low) * scale)
    rows.append(_axis(label, bottom, tuple(map(unit.figure, amounts)), mark))
    words = f"De {unit.figure(low)} à {unit.amount(high)}, enveloppes pour lesquelles chaque"
    words += " demande est retenue ; le tableau qui suit donne les mêmes intervalles."
    return _figure("enveloppes", words, rows, (BAR + 2, bottom + 26))


def _axis(left: int, bottom: int, amounts: Sequence[str], mark: str) -> str:
    low, real, high = amounts
    y = bottom + 18
    return (
        f'<line class="plot__mark" x1="{mark}" x2="{mark}" y1="0" y2="{bottom + 4}"/>'
        f'<text class="plot__label" x="{left}" y="{y}">{low}</text>'
        f'<text class="plot__mark-label" x="{mark}" y="{y}">{real}</text>'
        f'<text class="plot__label plot__label--end" x="{BAR}" y="{y}">{high}</text>'
    )


def _px(value: Fraction | int) -> str:
    """Return a coordinate with at most one decimal: the same text on every machine."""
    tenths = int(Fraction(value) * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _figure(name: str, words: str, rows: Sequence[str], size: tuple[int, int]) -> str:
    width, height = size
    return (
        f'<figure class="diagram plot plot--{name}">'
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="plot-{name}">'
        f'<title id="plot-{name}">{escape(words)}</title>{"".join(rows)}</svg></figure>'
    )
