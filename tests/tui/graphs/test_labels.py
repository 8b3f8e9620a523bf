"""Values in words: durations, clocks, days, years; counts, sizes and rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tui.graphs.labels import DAY, HOUR, MINUTE, SECOND, YEAR, decade_labels, exact_text, labels_of, value_text
from tui.graphs.plot import Unit


def labels(first: int, last: int, step: int, unit: Unit = "time") -> list[str]:
    ticks = [Decimal(value) for value in range(first, last + 1, step)]
    return labels_of(ticks, Decimal(step), unit)


@pytest.mark.parametrize(
    ("first", "last", "step", "expected"),
    [
        (0, 4_000_000, 2_000_000, ["0", "2 ms", "4 ms"]),
        (0, SECOND, SECOND // 2, ["0", "0.5 s", "1 s"]),
        (0, 3, 1, ["0", "1 ns", "2 ns", "3 ns"]),
        (-4 * SECOND, 4 * SECOND, 4 * SECOND, ["-4 s", "0", "4 s"]),
        (0, 90 * SECOND, 30 * SECOND, ["0", "0:30", "1:00", "1:30"]),
        (-90 * SECOND, 0, 45 * SECOND, ["-1:30", "-0:45", "0"]),
        (0, HOUR, 30 * MINUTE, ["0", "30:00", "1:00:00"]),
        (0, 4 * HOUR, 2 * HOUR, ["0", "2 h", "4 h"]),
        (0, 36 * HOUR, 12 * HOUR, ["0", "12 h", "1 d", "1 d 12 h"]),
        (0, 3 * DAY, DAY, ["0", "1 d", "2 d", "3 d"]),
        (0, 40 * YEAR, 20 * YEAR, ["0", "20 y", "40 y"]),
    ],
)
def test_times_are_told_as_clocks_and_calendars_do(first: int, last: int, step: int, expected: list[str]) -> None:
    assert labels(first, last, step) == expected


def test_what_labels_have_in_common_is_told_once() -> None:
    assert labels(HOUR + 1000, HOUR + 5000, 2000) == ["1:00:00.000001", "+2 µs", "+4 µs"]
    assert labels(56 * YEAR, 56 * YEAR + 1000, 1000) == ["20,440 d 0:00:00.000000", "+1 µs"]
    assert labels(10**15, 10**15 + 200, 100, "seq") == ["1,000,000,000,000,000", "+100", "+200"]


def test_next_to_nothing_no_label_is_a_distance() -> None:
    found = labels_of([Decimal(0), Decimal("0.000005"), Decimal("0.00001")], Decimal("0.000005"), "bit/s")
    assert found == ["0", "5e-06 bit/s", "1e-05 bit/s"]
    found = labels_of([Decimal(0), Decimal("0.002468"), Decimal("0.004936")], Decimal("0.002468"), "bit/s")
    assert found == ["0", "0.002468 bit/s", "0.004936 bit/s"]


@pytest.mark.parametrize(
    ("unit", "last", "step", "expected"),
    [
        ("count", 9000, 4500, ["0", "4,500", "9,000"]),
        ("count", 20_000, 10_000, ["0", "10 k", "20 k"]),
        ("bytes", 1500, 500, ["0", "0.5 kB", "1 kB", "1.5 kB"]),
        ("bit/s", 5_000_000, 2_500_000, ["0", "2.5 Mbit/s", "5 Mbit/s"]),
        ("seq", 2_000_000_000, 1_000_000_000, ["0", "1 G", "2 G"]),
        ("", 10**19, 5 * 10**18, ["0", "5 E", "10 E"]),
        ("", 10**25, 5 * 10**24, ["0", "5e+24", "1e+25"]),
    ],
)
def test_numbers_have_prefixes(unit: Unit, last: int, step: int, expected: list[str]) -> None:
    assert labels(0, last, step, unit) == expected


def test_short_labels_have_no_units() -> None:
    assert labels_of([Decimal(0), Decimal(5000)], Decimal(5000), "bit/s", short=True) == ["0", "5,000"]
    assert labels_of([], Decimal(1), "count") == []


def test_parts_have_as_many_digits_as_they_need() -> None:
    assert labels_of([Decimal("0.25"), Decimal("0.5")], Decimal("0.25"), "") == ["0.25", "0.5"]
    assert labels_of([Decimal("1e-9")], Decimal("1e-9"), "") == ["1e-09"]


def test_of_decades_each_has_its_own_unit() -> None:
    assert decade_labels([Decimal(10**power) for power in (1, 4, 8)], "ns") == ["10 ns", "10 µs", "100 ms"]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (12403, "count", "12,403"),
        (2.0**63, "seq", "9,223,372,036,854,775,808"),
        (1.25e6, "bit/s", "1.25 Mbit/s"),
        (340.2e6, "ns", "340.2 ms"),
        (1234.5, "ns", "1.234 µs"),
        (0.4, "ns", "0"),
        (90.5 * SECOND, "ns", "1:30.500"),
        (3.14159, "", "3.142"),
        (-5.25, "", "-5.25"),
        (7, "", "7"),
        (float("nan"), "", "–"),
        (float("inf"), "bytes", "–"),
        (1e300, "ns", "3.17e+283 y"),
    ],
)
def test_a_value_alone(value: float, unit: Unit, expected: str) -> None:
    assert value_text(value, unit) == expected


def test_a_place_is_as_exact_as_its_column() -> None:
    assert exact_text(12_345_678, 123_456, "time") == "12.3 ms"
    assert exact_text(12_345_678, 123_456, "time", 90 * SECOND) == "0:00.0123"
    assert exact_text(1766 * SECOND, 40 * SECOND, "time") == "29:26"
    assert exact_text(1503, 20, "bytes") == "1.5 kB"
    assert exact_text(-1500, 1, "time") == "-1.5 µs"
