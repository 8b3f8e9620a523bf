"""The time that ping writes into its data, in the sender's own byte order and word size, to measure the round trip."""

from __future__ import annotations

DAY = 86_400_000_000_000
"""Nanoseconds: a time further than that from the frame's own is taken for chance."""


def find_time(data: bytes, frame_time: int) -> tuple[int, int] | None:
    """The time at the head of ping's data, in nanoseconds since 1970, and its length in bytes; None where none is.

    The reading of seconds and microseconds that comes nearest to `frame_time` is taken.
    """
    best: tuple[int, int, int] | None = None
    readings = [(data[:16], 16, "little"), (data[:8], 8, "little"), (data[:8], 8, "big"), (data[:16], 16, "big")]
    for raw, size, order in readings:
        if len(raw) < size:
            continue
        half = size // 2
        seconds = int.from_bytes(raw[:half], "little" if order == "little" else "big", signed=size == 16)
        micros = int.from_bytes(raw[half:], "little" if order == "little" else "big")
        # A 64-bit little-endian number of seconds looks like 32-bit seconds with no microseconds behind.
        if micros >= 1_000_000 or (best is not None and order == "little" and size == 8 and micros == 0):
            continue
        time = seconds * 1_000_000_000 + micros * 1000
        distance = abs(time - frame_time)
        if distance < (best[0] if best is not None else DAY):
            best = distance, time, size
    return None if best is None else best[1:]
