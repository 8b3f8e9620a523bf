"""In what the values of a series are measured, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dissectors.fields import RELATIVE_TIME, SPECS
from tui.graphs.labels import value_text
from tui.time_format import NO_TIME

if TYPE_CHECKING:
    from dissectors.statistics.rates import Quantity
    from tui.graphs.plot import Unit

_UNITS: Final[Mapping[str, Unit]] = {"packets": "count", "COUNT": "count", "bytes": "bytes", "bits": "bits"}
_A_SECOND: Final = 1_000_000_000
LEAST_RATE: Final = 0.01


def unit_of(quantity: Quantity) -> Unit:
    """How values are written."""
    known = _UNITS.get(quantity.measure)
    if known is not None:
        return known
    return "ns" if any(spec.kind is RELATIVE_TIME for spec in SPECS.get(quantity.field, ())) else ""


def value_words(value: float | None, quantity: Quantity) -> str:
    """`1,204 packets`, `1.25 MB`, `340 ms`; a dash where there is none."""
    if value is None:
        return NO_TIME
    text = value_text(value, unit_of(quantity))
    return f"{text} packet{'' if value == 1 else 's'}" if quantity.measure == "packets" else text


def rate_words(value: float, quantity: Quantity, interval: int) -> str:
    """The same for a second: `12,040 packets/s`; empty for what is no amount, or next to none."""
    if quantity.measure not in ("packets", "bytes", "bits"):
        return ""
    rate = value * _A_SECOND / interval
    if rate < LEAST_RATE:
        return ""
    if quantity.measure == "bits":
        return value_text(rate, "bit/s")
    noun = " packets" if quantity.measure == "packets" else ""
    return f"{value_text(float(f'{rate:.4g}'), unit_of(quantity))}{noun}/s"
