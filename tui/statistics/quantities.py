"""Shares and rates in the words of a report: short enough for a column, exact enough for a ticket."""

from __future__ import annotations

from tui.conversation_columns import bits_a_second
from tui.time_format import NO_TIME
from tui.wording import lasting


def share(part: int | float, whole: int | float) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def percent(part: float | None) -> str:
    """`45.2 %`; what is there and too little to see is `<0.1 %`."""
    if part is None:
        return NO_TIME
    return "<0.1 %" if 0 < part < 0.0005 else f"{part * 100:.1f} %"


def bit_rate(rate: float | None) -> str:
    """`3.4M`, in bits a second; a dash where no time passed."""
    return bits_a_second(rate)


def rates_over(nanoseconds: int | None) -> str:
    """`, bit/s over 40.4 s`: what a heading says of the rates below it; nothing where there are none."""
    return f", bit/s over {lasting(nanoseconds)}" if nanoseconds else ""


def bit_rate_words(rate: float) -> str:
    """`3.4 Mbit/s`."""
    text = bits_a_second(rate)
    number = text.rstrip("kMGT")
    return f"{number} {text[len(number) :]}bit/s"
