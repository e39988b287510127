"""Plots of a decision as inline SVG: colours follow the page's voices, every one says in words what it shows."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from xml.sax.saxutils import escape

from generator.ipm.amounts import shown
from generator.ipm.model import Cycle
from generator.outputs.cycle.cycle_view import Voice

Interval = tuple[Fraction, Fraction]
LABEL, BAR, ROW = 130, 420, 34
"""Widths of the labels and of the bars, height of a row, in units of the drawing."""


def satisfaction(voices: Sequence[Voice]) -> str:
    """Draw each group's satisfaction, against the best it could have."""
    rows = []
    for place, voice in enumerate(voices):
        top, width = place * ROW, int(BAR * voice.satisfaction)
        percent = shown(voice.satisfaction * 100, places=0)
        rows.append(
            f'<g class="voice-{voice.number}">{_label(voice.name, top)}'
            f'<rect class="plot__track" x="{LABEL}" y="{top + 6}" width="{BAR}" height="22" rx="3"/>'
            f'<rect class="plot__bar" x="{LABEL}" y="{top + 6}" width="{width}" height="22" rx="3"/>'
            f'<text class="plot__value" x="{LABEL + BAR + 8}" y="{top + 21}">{percent}\u00a0%</text></g>'
        )
    words = ", ".join(f"{voice.name} {shown(voice.satisfaction * 100, places=0)}\u00a0%" for voice in voices)
    return _figure("satisfaction", f"Satisfaction de chaque groupe : {words}.", rows, _size(len(voices)))


def _label(name: str, top: int) -> str:
    return f'<text class="plot__label" x="0" y="{top + 21}">{escape(name)}</text>'


def _size(count: int) -> tuple[int, int]:
    return LABEL + BAR + 80, count * ROW + 2


def wallets(voices: Sequence[Voice], unit: str) -> str:
    """Draw each group's wallet: what it paid request by request, then what was left."""
    largest = max((voice.share or Fraction(0) for voice in voices), default=Fraction(0))
    if not largest:
        return ""
    rows = [_wallet(voice, place * ROW, largest) for place, voice in enumerate(voices)]
    words = ", ".join(f"{voice.name} a dépensé {_whole(voice.spent)} et garde {_whole(voice.left)}" for voice in voices)
    return _figure("portefeuilles", f"Emploi des parts, en {unit} : {words}.", rows, _size(len(voices)))


def _whole(value: Fraction | None) -> str:
    return shown(value or Fraction(0), places=0)


def _wallet(voice: Voice, top: int, largest: Fraction) -> str:
    parts, x = [], Fraction(LABEL)
    for one in voice.obtained:
        if not one.paid:
            continue
        width = BAR * one.paid / largest
        label = one.request.reference.rsplit("-", 1)[-1] if width > 20 else ""
        parts.append(
            f'<rect class="plot__part" x="{_px(x)}" y="{top + 6}" width="{_px(width)}" height="22"/>'
            f'<text class="plot__in" x="{_px(x + width / 2)}" y="{top + 21}">{escape(label)}</text>'
        )
        x += width
    left = BAR * (voice.left or 0) / largest
    parts.append(f'<rect class="plot__left" x="{_px(x)}" y="{top + 6}" width="{_px(left)}" height="22"/>')
    value = f'<text class="plot__value" x="{LABEL + BAR + 8}" y="{top + 21}">reste {_whole(voice.left)}</text>'
    return f'<g class="voice-{voice.number}">{_label(voice.name, top)}{"".join(parts)}{value}</g>'


def sweep(intervals: Mapping[str, Sequence[Interval]], cycle: Cycle) -> str:
    """Draw, for each request, the envelopes for which it is retained; a line marks the real envelope."""
    ends = [end for found in intervals.values() for interval in found for end in interval]
    if not ends:
        return ""
    low, high = min(ends), max(ends)
    scale = Fraction(BAR) / (high - low or 1)
    left, rows = LABEL - 60, []
    for place, (reference, found) in enumerate(intervals.items()):
        top = place * 20
        bars = "".join(
            f'<rect class="plot__bar" x="{_px(left + (start - low) * scale)}" y="{top + 3}" '
            f'width="{_px((end - start) * scale)}" height="14" rx="2"/>'
            for start, end in found
        )
        track = f'<rect class="plot__track" x="{left}" y="{top + 3}" width="{BAR}" height="14" rx="2"/>'
        label = f'<text class="plot__label" x="0" y="{top + 15}">{escape(reference)}</text>'
        rows.append(f"<g>{label}{track}{bars}</g>")
    bottom, amount = len(rows) * 20, cycle.envelope.amount
    rows.append(_axis(bottom, (low, amount, high), _px(left + (amount - low) * scale)))
    words = (
        f"De {shown(low, places=0)} à {shown(high, places=0)} {cycle.envelope.unit}, enveloppes pour lesquelles chaque"
    )
    words += " demande est retenue ; le tableau qui suit donne les mêmes intervalles."
    return _figure("enveloppes", words, rows, (left + BAR + 20, bottom + 26))


def _axis(bottom: int, amounts: tuple[Fraction, Fraction, Fraction], mark: str) -> str:
    low, real, high = (shown(amount, places=0) for amount in amounts)
    left, y = LABEL - 60, bottom + 18
    return (
        f'<line class="plot__mark" x1="{mark}" x2="{mark}" y1="0" y2="{bottom + 4}"/>'
        f'<text class="plot__label" x="{left}" y="{y}">{low}</text>'
        f'<text class="plot__mark-label" x="{mark}" y="{y}">{real}</text>'
        f'<text class="plot__label plot__label--end" x="{left + BAR}" y="{y}">{high}</text>'
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
