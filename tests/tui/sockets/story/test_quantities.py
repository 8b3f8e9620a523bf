"""Numbers as people read them."""

import pytest

from tui.sockets.story.quantities import bits_a_second, byte_words, many, microseconds, percent, time_words


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (byte_words(1), "1 byte"),
        (byte_words(65_483), "65,483 bytes"),
        (many(1, "segment"), "1 segment"),
        (many(1200, "segment"), "1,200 segments"),
        (microseconds(43), "0.043 ms"),
        (microseconds(204_000), "204 ms"),
        (microseconds(120_000_000), "2 min 0 s"),
        (bits_a_second(125_000_000), "1.00 Gbit/s"),
        (bits_a_second(1_000_000), "8.00 Mbit/s"),
        (bits_a_second(1_000), "8.00 kbit/s"),
        (bits_a_second(10), "80 bit/s"),
        (percent(12, 100), "12 %"),
        (percent(4, 1000), "0.4 %"),
        (percent(0, 7), "0 %"),
        (percent(1, 0), "0 %"),
    ],
)
def test_units(told: str, expected: str) -> None:
    assert told == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, "0.00 s"),
        (0.35, "0.35 s"),
        (40, "40 s"),
        (200, "3 min 20 s"),
        (18_120, "5 h 2 min"),
        (1_040_000, "12 days"),
    ],
)
def test_durations(seconds: float, expected: str) -> None:
    assert time_words(seconds) == expected
