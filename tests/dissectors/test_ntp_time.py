"""Seconds since 1900 and since 2036."""

from __future__ import annotations

from dissectors.ntp_time import nanoseconds_since_1970, since_1970


def test_eras_meet_in_2036() -> None:
    assert since_1970(2_208_988_800) == 0
    assert since_1970(0) - since_1970(0xFFFFFFFF) == 1


def test_half_a_second() -> None:
    assert nanoseconds_since_1970((2_208_988_801 << 32) + (1 << 31)) == 1_500_000_000
