"""Quantities of a report: short words that stay true."""

from __future__ import annotations

import pytest

from tui.statistics.quantities import bit_rate, bit_rate_words, lasting, percent, rates_over, share


@pytest.mark.parametrize(
    ("nanoseconds", "words"),
    [
        (None, "—"),
        (0, "0 s"),
        (850, "850 ns"),
        (37_800, "37.8 µs"),
        (1_240_000, "1.24 ms"),
        (340_000_000, "340 ms"),
        (2_100_000_000, "2.10 s"),
        (119_000_000_000, "119 s"),
        (750_000_000_000, "12.5 min"),
        (86_400_000_000_000 * 3, "3 days"),
        (86_400_000_000_000 * 365 * 56, "56 years"),
        (86_400_000_000_000 * 365 * 20 + 1, "20 years"),
        (86_400_000_000_000 * 365 * 20 + 10**16, "20.3 years"),
        (-5_000, "-5 µs"),
    ],
)
def test_a_time_has_three_digits_and_a_unit(nanoseconds: int | None, words: str) -> None:
    assert lasting(nanoseconds) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"), [(1, 2, "50.0 %"), (1, 10_000, "<0.1 %"), (0, 5, "0.0 %"), (0, 0, "—")]
)
def test_a_share_is_never_rounded_to_nothing(part: int, whole: int, words: str) -> None:
    assert percent(share(part, whole)) == words


def test_a_rate_without_a_duration_is_a_dash() -> None:
    assert (bit_rate(None), bit_rate(3_400_000)) == ("—", "3.4M")


def test_a_rate_in_a_sentence_has_its_unit() -> None:
    assert (bit_rate_words(3_400_000), bit_rate_words(12)) == ("3.4 Mbit/s", "12 bit/s")
    assert bit_rate_words(1e-6) == "<0.1 bit/s"


def test_a_heading_says_over_what_time_rates_are() -> None:
    assert rates_over(40_400_000_000) == ", bit/s over 40.4 s"
    assert rates_over(0) == rates_over(None) == ""
