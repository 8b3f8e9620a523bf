"""Numbers of the kernel in units that people read: bytes, bits a second, milliseconds."""

from __future__ import annotations

from typing import Final

_RATES: Final = ((10**9, "Gbit/s"), (10**6, "Mbit/s"), (10**3, "kbit/s"))


def byte_words(count: int) -> str:
    """`1 byte`, `65,483 bytes`."""
    return f"{count:,} byte" if count == 1 else f"{count:,} bytes"


def many(count: int, noun: str) -> str:
    """`1 segment`, `1,200 segments`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def microseconds(count: int) -> str:
    """As milliseconds: `0.043 ms`, `204 ms`; from ten seconds on as `time_words` has it."""
    if count >= 10_000_000:
        return time_words(count / 1_000_000)
    return f"{count / 1000:.3f} ms" if count < 10_000 else f"{count / 1000:,.0f} ms"


def bits_a_second(byte_rate: int) -> str:
    """Of bytes a second: `1.25 Gbit/s`."""
    rate = byte_rate * 8
    for size, unit in _RATES:
        if rate >= size:
            return f"{rate / size:.2f} {unit}"
    return f"{rate} bit/s"


def time_words(seconds: float) -> str:
    """`0.35 s`, `40 s`, `3 min 20 s`, `5 h 2 min`, `12 days`."""
    if seconds < 10:
        return f"{max(seconds, 0):.2f} s"
    whole = int(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min {whole % 60} s"
    if whole < 172_800:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 86_400} days"


def percent(part: float, whole: float) -> str:
    """`12 %`; `0.4 %` of little."""
    share = 100 * part / whole if whole else 0.0
    return f"{share:.0f} %" if share >= 1 or not share else f"{share:.1f} %"
