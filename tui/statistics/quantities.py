"""Times, shares and rates in the words of a report: short enough for a column, exact enough for a ticket."""

from __future__ import annotations

from tui.conversation_columns import bits_a_second
from tui.time_format import NO_TIME

_UNITS = ((1_000, "ns", 1), (1_000_000, "µs", 1_000), (1_000_000_000, "ms", 1_000_000))
_SECONDS_A_MINUTE = 60
_LONG = ((86_400 * 365, "years"), (86_400, "days"), (3600, "h"), (60, "min"))


def lasting(nanoseconds: int | float | None) -> str:
    """850 ns, 37.8 µs, 1.24 ms, 340 ms, 2.10 s, 12.5 min; a dash where there is none."""
    if nanoseconds is None:
        return NO_TIME
    if not nanoseconds:
        return "0 s"
    for below, unit, size in _UNITS:
        # What would be told as a thousand is one of the next unit.
        if abs(nanoseconds) < below * 0.9995:
            return f"{_three_digits(nanoseconds / size)} {unit}"
    seconds = nanoseconds / 1e9
    if abs(seconds) < 2 * _SECONDS_A_MINUTE:
        return f"{_three_digits(seconds)} s"
    size, unit = next((size, unit) for size, unit in _LONG if abs(seconds) >= 2 * size or size == _SECONDS_A_MINUTE)
    # Of these nobody asks how exact a whole number is.
    return f"{_three_digits(seconds / size).removesuffix('.00').removesuffix('.0')} {unit}"


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


def _three_digits(number: float) -> str:
    size = abs(number)
    if size == int(size) or size >= 99.95:
        return f"{number:,.0f}"
    return f"{number:.1f}" if size >= 9.995 else f"{number:.2f}"
