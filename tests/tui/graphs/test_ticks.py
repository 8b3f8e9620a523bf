"""Ticks stand at round values, apart from one another, and no two say the same."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.graphs.labels import DAY, HOUR, SECOND, YEAR
from tui.graphs.plot import Axis, Unit
from tui.graphs.scale import XScale, YScale
from tui.graphs.ticks import steps, x_ticks, y_ticks

UNITS: tuple[Unit, ...] = ("time", "ns", "count", "bytes", "bits", "bit/s", "seq", "")


def x_labels(first: int, last: int, columns: int = 70, unit: Unit = "time", *, logarithmic: bool = False) -> list[str]:
    scale = XScale(first, last, columns, logarithmic)
    return [tick.label for tick in x_ticks(Axis(unit=unit, logarithmic=logarithmic), scale)]


def y_labels(
    first: float, last: float, lines: int = 16, unit: Unit = "count", *, logarithmic: bool = False
) -> list[str]:
    scale = YScale(first, last, lines, logarithmic)
    return [tick.label for tick in y_ticks(Axis(unit=unit, logarithmic=logarithmic), scale)]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 8_000_000, ["0", "2 ms", "4 ms", "6 ms", "8 ms"]),
        (0, 90 * SECOND, ["0", "0:30", "1:00", "1:30"]),
        (0, 5 * HOUR, ["0", "1 h", "2 h", "3 h", "4 h", "5 h"]),
        (0, 3 * DAY, ["0", "1 d", "2 d", "3 d"]),
        (0, 56 * YEAR, ["0", "10 y", "20 y", "30 y", "40 y", "50 y"]),
        (-5 * SECOND, 5 * SECOND, ["-4 s", "-2 s", "0", "2 s", "4 s"]),
    ],
)
def test_time_is_ticked_by_clock_and_calendar(first: int, last: int, expected: list[str]) -> None:
    assert x_labels(first, last) == expected


def test_between_round_times_the_ends_are_told() -> None:
    assert x_labels(HOUR + 100_000, HOUR + 900_000, 30) == ["1:00:00.00010", "1:00:00.00090"]


def test_decades() -> None:
    assert x_labels(1, 10 * SECOND, unit="ns", logarithmic=True) == [
        "1 ns",
        "100 ns",
        "10 µs",
        "1 ms",
        "100 ms",
        "10 s",
    ]
    assert y_labels(1, 1000, logarithmic=True) == ["1", "10", "100", "1,000"]
    assert y_labels(1, 10, 20, logarithmic=True) == ["1", "2", "5", "10"]
    assert y_labels(1, 500, 40, logarithmic=True) == ["1", "10", "100"]


@pytest.mark.parametrize(
    ("last", "lines", "unit", "expected"),
    [
        (1234, 16, "count", ["0", "500", "1,000"]),
        (1, 16, "count", ["0", "1"]),
        (1, 16, "", ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (3.2e8, 16, "ns", ["0", "100 ms", "200 ms", "300 ms"]),
        (5, 2, "count", ["0", "5"]),
        (5, 1, "count", ["5"]),
    ],
)
def test_values_are_ticked_by_round_numbers(last: float, lines: int, unit: Unit, expected: list[str]) -> None:
    assert y_labels(0, last, lines, unit) == expected


def test_without_room_there_are_none() -> None:
    assert x_labels(0, SECOND, 0) == []
    assert y_labels(0, 1, 0) == []


@settings(max_examples=60, deadline=None)
@given(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 2**64) | st.integers(0, 1000),
    st.integers(1, 170),
    st.sampled_from(UNITS),
    st.integers(0, 12),
)
def test_labels_of_x_never_touch(first: int, span: int, columns: int, unit: Unit, margin: int) -> None:
    scale = XScale(first, min(first + span, 2**63 - 1), columns)
    ticks = x_ticks(Axis(unit=unit), scale, margin)
    for left, right in pairwise(ticks):
        assert left.start + len(left.label) < right.start
        assert left.cell < right.cell or span < columns
    assert len({tick.label for tick in ticks}) == len(ticks)
    assert all(tick.start >= -margin and tick.start + len(tick.label) <= columns for tick in ticks)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-1e300, 1e300) | st.integers(0, 5).map(float),
    st.floats(0, 1e300) | st.integers(0, 5).map(float),
    st.integers(1, 60),
    st.sampled_from(UNITS),
    st.booleans(),
)
def test_ticks_of_y_are_lines_of_their_own(
    first: float, span: float, lines: int, unit: Unit, logarithmic: bool
) -> None:
    low = max(first, 1.0) if logarithmic else first
    ticks = y_ticks(Axis(unit=unit, logarithmic=logarithmic), YScale(low, low + span, lines, logarithmic))
    assert all(low.cell > high.cell for low, high in pairwise(ticks))
    assert len({tick.label for tick in ticks}) == len(ticks)
    assert all(0 <= tick.cell < lines for tick in ticks)


def test_steps_ascend_from_the_least() -> None:
    found = list(islice(steps("time", Decimal(300_000_000)), 40))
    assert found[:4] == [Decimal(one) for one in (500_000_000, SECOND, 2 * SECOND, 5 * SECOND)]
    assert all(low < high for low, high in pairwise(found))
    assert next(steps("count", Decimal("0.01"))) == 1
    assert next(steps("", Decimal("0.01"))) == Decimal("0.01")
