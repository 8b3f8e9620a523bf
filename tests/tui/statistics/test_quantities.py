"""Quantities of a report: short words that stay true."""

from __future__ import annotations

import pytest

from tui.statistics.quantities import bit_rate, bit_rate_words, percent, rates_over, share


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
