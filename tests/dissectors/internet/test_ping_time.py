"""Finding the time that ping wrote."""

from __future__ import annotations

import struct

import pytest

from dissectors.internet.ping_time import find_time

NOW = 1_700_000_000


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (struct.pack("<II", NOW, 250_000), 8),
        (struct.pack(">II", NOW, 250_000), 8),
        (struct.pack("<QQ", NOW, 250_000), 16),
        (struct.pack(">QQ", NOW, 250_000), 16),
    ],
)
def test_either_byte_order_is_found(data: bytes, size: int) -> None:
    assert find_time(data, (NOW + 5) * 10**9, size) == NOW * 10**9 + 250_000_000


@pytest.mark.parametrize(
    "data",
    [b"", bytes(7), bytes(range(8)), struct.pack("<II", NOW, 2_000_000), struct.pack("<II", NOW - 90_000, 0)],
    ids=["empty", "short", "other data", "too many microseconds", "a day off"],
)
def test_other_data_has_no_time(data: bytes) -> None:
    assert find_time(data, NOW * 10**9) is None
