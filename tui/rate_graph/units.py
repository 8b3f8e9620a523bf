"""In what the values of a series are measured, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import RELATIVE_TIME, SPECS
from dissectors.statistics.rates import MEASURES
from tui.graphs.labels import value_text
from tui.graphs.plot import Axis
from tui.time_format import NO_TIME

if TYPE_CHECKING:
    from dissectors.statistics.rates import Quantity
    from tui.graphs.plot import Unit
    from tui.rate_graph.series import SeriesWanted

_UNITS: Final[Mapping[str, Unit]] = {"packets": "count", "COUNT": "count", "bytes": "bytes", "bits": "bits"}
T = TypeVar("T", float, NDArray[np.float64])
_A_SECOND: Final = 1_000_000_000
LEAST_RATE: Final = 0.01


def unit_of(quantity: Quantity) -> Unit:
    """How values are written."""
    known = _UNITS.get(quantity.measure)
    if known is not None:
        return known
    return "ns" if any(spec.kind is RELATIVE_TIME for spec in SPECS.get(quantity.field, ())) else ""


def axis_of(quantity: Quantity) -> Axis:
    """The axis by which its values are read, which those that can be compared with them share; its title says of what
    they are."""
    unit = unit_of(quantity)
    if quantity.measure in MEASURES:
        return Axis(quantity.measure, unit)
    return Axis("values" if unit == "count" else "time" if unit == "ns" else quantity.field, unit)


def series_units(series: Sequence[SeriesWanted]) -> tuple[str, ...]:
    """Of what each one's values are, where that is not the same of all that are shown; else, or where its name tells
    it, an empty text."""
    if len({axis_of(one.quantity) for one in series if one.is_shown}) < 2:
        return ("",) * len(series)
    titles = [(one, axis_of(one.quantity).title) for one in series]
    return tuple("" if title in one.name or not one.is_shown else title for one, title in titles)


def value_words(value: float | None, quantity: Quantity) -> str:
    """`1,204 packets`, `12 values`, `1.25 MB`, `340 ms`; a dash where there is none."""
    if value is None:
        return NO_TIME
    text = value_text(value, unit_of(quantity))
    noun = {"packets": "packet", "COUNT": "value"}.get(quantity.measure)
    return f"{text} {noun}{'' if value == 1 else 's'}" if noun else text


def a_second(value: T, interval: int) -> T:
    """What came in so many nanoseconds, for a second."""
    return value * _A_SECOND / interval


def rate_text(bits: float | None, interval: int) -> str:
    """Bits of an interval for a second: `3.4 Mbit/s`; a dash where there are none."""
    return NO_TIME if bits is None else value_text(a_second(bits, interval), "bit/s")


def rate_words(value: float, quantity: Quantity, interval: int) -> str:
    """The same for a second: `12,040 packets/s`; empty for what is no amount, or next to none."""
    if quantity.measure not in MEASURES:
        return ""
    rate = a_second(value, interval)
    if rate < LEAST_RATE:
        return ""
    if quantity.measure == "bits":
        return value_text(rate, "bit/s")
    noun = " packets" if quantity.measure == "packets" else ""
    return f"{value_text(float(f'{rate:.4g}'), unit_of(quantity))}{noun}/s"
