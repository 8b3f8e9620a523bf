"""Where an axis has its ticks: at round numbers, as close as their labels have room beside one another.

Numbers are round by 1, 2 and 5; times by what clocks and calendars count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count, pairwise
from typing import Final

from tui.graphs.labels import DAY, HOUR, MINUTE, SECOND, YEAR, decade_labels, exact_text, labels_of, value_text
from tui.graphs.plot import Axis, Unit
from tui.graphs.scale import XScale, YScale

BETWEEN: Final = 3
"""Cells between two labels of an axis of x, at least."""
LINES_APART: Final = 2
"""Lines from a tick of the axis of y to the next, at least; more where there is much room."""
MOST_ON_Y: Final = 6
FEW_LINES: Final = 3
"""With fewer, ticks may stand in lines that follow one another."""
MOST_ON_X: Final = 10
SPARSE_ON_X: Final = 12
"""Columns for each tick, of those there are."""

_CLOCK: Final = (
    *(SECOND * seconds for seconds in (1, 2, 5, 10, 15, 30)),
    *(MINUTE * minutes for minutes in (1, 2, 5, 10, 15, 30)),
    *(HOUR * hours for hours in (1, 2, 3, 6, 12)),
    *(DAY * days for days in (1, 2, 5, 10, 20, 50, 100)),
)
_WHOLE: Final = ("count", "bytes", "bits", "seq")
"""Units of which there are no parts."""
_MANTISSAS: Final[tuple[int, ...]] = (1, 2, 5)
ENOUGH_DECADES: Final = 3


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what stands beside it."""

    cell: int
    """The column, or the line from the top."""
    label: str
    start: int = 0
    """Of an axis of x, the column where the label begins."""


def x_ticks(axis: Axis, scale: XScale, margin: int = 0) -> list[Tick]:
    """From left to right; labels may begin in the `margin` of so many cells left of the first column."""
    if scale.columns < 1:
        return []
    first, last = Decimal(scale.first), Decimal(scale.last)
    most = max(min(scale.columns // SPARSE_ON_X, MOST_ON_X), 2)
    least = (last - first) / (most + 1)
    for values, labels in _candidates(axis, first, last, least):
        ticks = _beside(scale, values, labels, margin)
        if ticks is not None and len(ticks) <= most + 1:
            return ticks if len(ticks) > 1 else _ends_of_x(axis, scale, margin) or ticks
    return []


def y_ticks(axis: Axis, scale: YScale, *, short: bool = False) -> list[Tick]:
    """From the bottom to the top; `short` leaves units out of the labels."""
    if scale.lines < 1:
        return []
    first, last = Decimal(scale.first), Decimal(scale.last)
    apart = 1 if scale.lines < FEW_LINES else max(LINES_APART, -(-scale.lines // MOST_ON_Y))
    least = (last - first) * apart / scale.lines
    for values, labels in _candidates(axis, first, last, least, short=short):
        places = [scale.line(float(value)) for value in values]
        ticks = [Tick(place, label) for place, label in zip(places, labels, strict=True) if place is not None]
        if all(low.cell - high.cell >= apart for low, high in pairwise(ticks)) and _differ(labels):
            return ticks if len(ticks) > 1 else _ends_of_y(axis, scale)
    return []


def _candidates(
    axis: Axis, first: Decimal, last: Decimal, least: Decimal, *, short: bool = False
) -> Iterator[tuple[list[Decimal], list[str]]]:
    """Values and labels of ticks, ever fewer, to one or none."""
    if axis.logarithmic and first > 0:
        powers = range(first.adjusted(), last.adjusted() + 1)
        decades = [(stride, _MANTISSAS[:1]) for stride in range(1, len(powers) + 1)]
        # Between decades there are ticks only where there are few of them.
        is_short_of_decades = sum(first <= Decimal(1).scaleb(power) for power in powers) < ENOUGH_DECADES
        for stride, mantissas in ([(1, _MANTISSAS)] if is_short_of_decades else []) + decades:
            every = [Decimal(factor).scaleb(power) for power in powers[::stride] for factor in mantissas]
            shown = [value for value in every if first <= value <= last]
            yield shown, decade_labels(shown, axis.unit, short=short)
        return
    if last <= first:
        yield [first], labels_of([first], Decimal(1), axis.unit, short=short)
        return
    for step in steps(axis.unit, least):
        lowest = (first / step).to_integral_value(ROUND_CEILING)
        highest = (last / step).to_integral_value(ROUND_FLOOR)
        values = [(lowest + place) * step for place in range(int(highest - lowest) + 1)]
        yield values, labels_of(values, step, axis.unit, short=short)
        if len(values) <= 1:
            return


def steps(unit: Unit, least: Decimal) -> Iterator[Decimal]:
    """Round distances from tick to tick, ascending without end, from the first that is not less than `least`."""
    if unit not in ("time", "ns"):
        yield from _round_numbers(max(least, Decimal(1)) if unit in _WHOLE else least)
        return
    for step in _round_numbers(max(least, Decimal(1))):
        if step >= SECOND:
            break
        yield step
    yield from (Decimal(step) for step in _CLOCK if step >= least)
    yield from (step * YEAR for step in _round_numbers(max(least / YEAR, Decimal(1))))


def _round_numbers(least: Decimal) -> Iterator[Decimal]:
    for power in count(least.adjusted()):
        for factor in _MANTISSAS:
            step = Decimal(factor).scaleb(power)
            if step >= least:
                yield step


def _beside(scale: XScale, values: Sequence[Decimal], labels: Sequence[str], margin: int) -> list[Tick] | None:
    """Labels centred below their ticks; None where they do not stand apart."""
    if not _differ(labels):
        return None
    ticks: list[Tick] = []
    free = -margin
    for value, label in zip(values, labels, strict=True):
        column = scale.column(int(value))
        if column is None or value != int(value):
            continue
        size = len(label)
        start = min(max(column - size // 2, -margin), scale.columns - size)
        if start < free:
            return None
        ticks.append(Tick(column, label, start))
        free = start + size + BETWEEN
    return ticks


def _ends_of_x(axis: Axis, scale: XScale, margin: int) -> list[Tick] | None:
    labels = [exact_text(x, scale.column_span, axis.unit, scale.last) for x in (scale.first, scale.last)]
    return _beside(scale, [Decimal(scale.first), Decimal(scale.last)], labels, margin)


def _ends_of_y(axis: Axis, scale: YScale) -> list[Tick]:
    ticks = [Tick(scale.lines - 1, value_text(scale.first, axis.unit)), Tick(0, value_text(scale.last, axis.unit))]
    return ticks if scale.lines > 1 and ticks[0].label != ticks[1].label else ticks[1:]


def _differ(labels: Sequence[str]) -> bool:
    return len(set(labels)) == len(labels)
