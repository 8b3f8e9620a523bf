"""Times as people write them."""

from __future__ import annotations

import pytest

from dissectors.filters.times import duration, moment

NOON = 1_368_878_400_000_000_000
"""2013-05-18 12:00:00 UTC."""


@pytest.mark.parametrize(
    "text",
    [
        "2013-05-18 12:00:00",
        "2013-05-18T12:00:00Z",
        "2013-05-18 12:00",
        "2013-05-18T14:00:00+02:00",
        "2013-05-18T10:30:00-0130",
        "May 18, 2013 12:00:00",
        "May 18, 2013 12:00:00.000 UTC",
    ],
)
def test_moments(text: str) -> None:
    assert moment(text) == NOON


def test_fractions_and_midnight() -> None:
    assert moment("2013-05-18 12:00:00.25") == NOON + 250_000_000
    assert moment("2013-05-18") == NOON - 12 * 3600 * 10**9
    assert moment("1969-12-31 23:59:59.5") == -500_000_000


@pytest.mark.parametrize(
    "text", ["", "today", "12:00", "2013-13-01", "2013-05-18 25:00", "May 18, 2013", "Foo 1, 2013 1:00"]
)
def test_what_is_no_moment(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "nanoseconds"), [("1", 10**9), ("1.5", 1_500_000_000), ("-0.000000001", -1), ("0", 0)]
)
def test_durations(text: str, nanoseconds: int) -> None:
    assert duration(text) == nanoseconds


@pytest.mark.parametrize("text", ["", "1s", "1e3", "abc", "9" * 40])
def test_what_is_no_duration(text: str) -> None:
    assert duration(text) is None
