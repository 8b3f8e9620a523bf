"""The time that ping writes into its data, in the sender's own byte order and word size, to measure the round trip."""

from __future__ import annotations

from typing import Literal

DAY = 86_400_000_000_000
"""Nanoseconds: a time further than that from the frame's own is taken for chance."""
SIZE = 8
ORDERS: tuple[Literal["little", "big"], ...] = ("little", "big")


def find_time(data: bytes, frame_time: int, size: int = SIZE) -> int | None:
    """The time at the head of ping's data, in nanoseconds since 1970; None where there is none.

    `size` bytes hold seconds and microseconds, half each. The byte order that comes nearest to `frame_time` is taken.
    """
    if len(data) < size:
        return None
    half = size // 2
    times = []
    for order in ORDERS:
        seconds, micros = int.from_bytes(data[:half], order), int.from_bytes(data[half:size], order)
        time = seconds * 1_000_000_000 + micros * 1000
        if micros < 1_000_000 and abs(time - frame_time) < DAY:
            times.append(time)
    return min(times, key=lambda time: abs(time - frame_time), default=None)
