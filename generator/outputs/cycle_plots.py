"""Plots of a decision as inline SVG: colours follow the page's voices, every one says in words what it shows."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from xml.sax.saxutils import escape

from generator.ipm.amounts import shown
from generator.ipm.model import Cycle
from generator.outputs.cycle_view import Voice

Interval = tuple[Fraction, Fraction]
LABEL, BAR, ROW = 130, 420, 34
"""Widths of the labels and of the bars, height of a row, in units of the drawing."""


def satisfaction(voices: Sequence[Voice]) -> str:
    """Draw the part of each group's points that went to retained requests."""
    rows = []
    for place, voice in enumerate(voices):
        top, width = place * ROW, int(BAR * voice.satisfaction)
        percent = shown(voice.satisfaction * 100, places=0)
        rows.append(
            f'<g class="voice-{voice.number}"><text class="plot__label" x="0" y="{top + 21}">{escape(voice.name)}</text>'
            f'<rect class="plot__track" x="{LABEL}" y="{top + 6}" width="{BAR}" height="22" rx="3"/>'
            f'<rect class="plot__bar" x="{LABEL}" y="{top + 6}" width="{width}" height="22" rx="3"/>'
            f'<text class="plot__value" x="{LABEL + BAR + 8}" y="{top + 21}">{percent}\u00a0%</text></g>'
        )
    words = ", ".join(f"{voice.name} {shown(voice.satisfaction * 100, places=0)}\u00a0%" for voice in voices)
    return _figure(
        "satisfaction", f"Part des points de chaque groupe allée à des demandes retenues : {words}.", rows, len(voices)
    )


def wallets(voices: Sequence[Voice], unit: str) -> str:
    """Draw each group's wallet: what it paid request by request, then what was left."""
    largest = max((voice.share or Fraction(0) for voice in voices), default=Fraction(0))
    if not largest:
        return ""
    rows = [_wallet(voice, place * ROW, largest) for place, voice in enumerate(voices)]
    words = ", ".join(f"{voice.name} a dépensé {shown(voice.spent or Fraction(0), places=0)} et garde {shown(voice.left or Fraction(0), places=0)}" for voice in voices)  # fmt: skip
    return _figure("portefeuilles", f"Emploi de la part de chaque groupe, en {unit} : {words}.", rows, len(voices))


def _wallet(voice: Voice, top: int, largest: Fraction) -> str:
    parts, x = [], Fraction(LABEL)
    paid = [one for one in voice.obtained if one.paid]
    for one in paid:
        width = BAR * (one.paid or 0) / largest
        label = one.request.reference.removeprefix("DE-") if width > 20 else ""
        parts.append(
            f'<rect class="plot__part" x="{_px(x)}" y="{top + 6}" width="{_px(width)}" height="22"/>'
            f'<text class="plot__in" x="{_px(x + width / 2)}" y="{top + 21}">{escape(label)}</text>'
        )
        x += width
    left = BAR * (voice.left or 0) / largest
    parts.append(f'<rect class="plot__left" x="{_px(x)}" y="{top + 6}" width="{_px(left)}" height="22"/>')
    value = shown(voice.left or Fraction(0), places=0)
    return (
        f'<g class="voice-{voice.number}"><text class="plot__label" x="0" y="{top + 21}">{escape(voice.name)}</text>'
        f'{"".join(parts)}<text class="plot__value" x="{LABEL + BAR + 8}" y="{top + 21}">reste {value}</text></g>'
    )


def sweep(intervals: Mapping[str, Sequence[Interval]], cycle: Cycle) -> str:
    """Draw, for each request, the envelopes for which it is retained; a line marks the real envelope."""
    ends = [end for found in intervals.values() for interval in found for end in interval]
    if not ends:
        return ""
    low, high = min(ends), max(ends)
    scale = Fraction(BAR) / (high - low or 1)
    rows = []
    for place, (reference, found) in enumerate(intervals.items()):
        top = place * 20
        bars = "".join(
            f'<rect class="plot__bar" x="{_px(LABEL - 60 + (start - low) * scale)}" y="{top + 3}" width="{_px((end - start) * scale)}" height="14" rx="2"/>'
            for start, end in found
        )
        rows.append(
            f'<g><text class="plot__label" x="0" y="{top + 15}">{escape(reference)}</text>'
            f'<rect class="plot__track" x="{LABEL - 60}" y="{top + 3}" width="{BAR}" height="14" rx="2"/>{bars}</g>'
        )
    mark, bottom = _px(LABEL - 60 + (cycle.envelope.amount - low) * scale), len(rows) * 20
    unit = escape(cycle.envelope.unit)
    rows.append(
        f'<line class="plot__mark" x1="{mark}" x2="{mark}" y1="0" y2="{bottom + 4}"/>'
        f'<text class="plot__label" x="{LABEL - 60}" y="{bottom + 18}">{shown(low, places=0)}</text>'
        f'<text class="plot__mark-label" x="{mark}" y="{bottom + 18}">{shown(cycle.envelope.amount, places=0)} {unit}</text>'
        f'<text class="plot__label plot__label--end" x="{LABEL - 60 + BAR}" y="{bottom + 18}">{shown(high, places=0)}</text>'
    )
    words = f"Enveloppes, de {shown(low, places=0)} à {shown(high, places=0)} {cycle.envelope.unit}, pour lesquelles chaque demande est retenue ; le tableau qui suit donne les mêmes intervalles."
    return _figure("enveloppes", words, rows, 0, height=bottom + 26, width=LABEL - 60 + BAR + 20)


def _px(value: Fraction | int) -> str:
    """Return a coordinate with at most one decimal: the same text on every machine."""
    tenths = int(Fraction(value) * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _figure(name: str, words: str, rows: Sequence[str], count: int, **size: int) -> str:
    width, height = size.get("width", LABEL + BAR + 80), size.get("height", count * ROW + 2)
    return (
        f'<figure class="diagram plot plot--{name}"><svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="plot-{name}"><title id="plot-{name}">{escape(words)}</title>{"".join(rows)}</svg></figure>'
    )
