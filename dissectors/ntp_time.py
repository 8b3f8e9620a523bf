"""NTP's seconds (RFC 5905 §6): counted from 1900, and again from 2036, in 32 bits."""

from __future__ import annotations

FROM_1900_TO_1970 = 2_208_988_800
ERA = 1 << 32


def since_1970(seconds: int) -> int:
    """Seconds since 1970; a number whose top bit is not set belongs to the era that begins in 2036 (RFC 4330 §3)."""
    return seconds - FROM_1900_TO_1970 + (0 if seconds & 0x80000000 else ERA)


def nanoseconds_since_1970(timestamp: int) -> int:
    """Of a 64-bit timestamp: 32 bits of seconds, 32 bits of fraction."""
    return since_1970(timestamp >> 32) * 1_000_000_000 + ((timestamp & 0xFFFFFFFF) * 1_000_000_000 >> 32)
