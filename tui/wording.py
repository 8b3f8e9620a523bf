"""How Remora puts numbers and states into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.time_format import NO_TIME

if TYPE_CHECKING:
    from tui.messages import Mode

MODE_MARKS: dict[Mode, str] = {"reading": "◌", "saved": " ", "starting": "◌", "live": "●", "stopped": "■"}
MODE_WORDS: dict[Mode, str] = {
    "reading": "reading",
    "saved": "",
    "starting": "starting",
    "live": "live",
    "stopped": "stopped",
}
_TIME_UNITS = ((1_000, "ns", 1), (1_000_000, "µs", 1_000), (1_000_000_000, "ms", 1_000_000))
_LONG_TIME_UNITS = ((86_400 * 365, "years"), (86_400, "days"), (3600, "h"), (60, "min"))
_SECONDS_A_MINUTE = 60


def count(number: int) -> str:
    """12,403."""
    return f"{number:,}"


def counted(number: int, noun: str) -> str:
    """`1 stream`, `1,200 streams`."""
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def packets(number: int) -> str:
    return counted(number, "packet")


def numbers_up_to(number: int) -> str:
    """What packet numbers there are, as a sentence's beginning or all of it."""
    if number == 0:
        return "there are no packets"
    return "there is only packet 1" if number == 1 else f"there are packets 1 to {number:,}"


def packet_numbers(packets: Sequence[int], total: int, most: int = 8, dots: str = "…") -> str:
    """`1, 3, 5`; of more than `most`, or where not all of the `total` are told, `1, 3 … (150 in all)`."""
    shown = ", ".join(map(str, packets[:most]))
    return shown if total <= min(len(packets), most) else f"{shown} {dots} ({count(total)} in all)"


def sentence(words: str) -> str:
    """What is wrong, as an error tells it, as a whole sentence."""
    return f"{words[:1].upper()}{words[1:]}."


def seconds_taken(seconds: float) -> str:
    """0.8 ms, 340 ms, 2.1 s: what somebody waited for, no more exactly than that can be felt."""
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s"


def lasting(nanoseconds: int | float | None) -> str:
    """850 ns, 37.8 µs, 1.24 ms, 340 ms, 2.10 s, 12.5 min: in three digits; a dash where there is none."""
    if nanoseconds is None:
        return NO_TIME
    if not nanoseconds:
        return "0 s"
    for below, unit, length in _TIME_UNITS:
        # What would be told as a thousand is one of the next unit.
        if abs(nanoseconds) < below * 0.9995:
            return f"{_three_digits(nanoseconds / length)} {unit}"
    seconds = nanoseconds / 1e9
    if abs(seconds) < 2 * _SECONDS_A_MINUTE:
        return f"{_three_digits(seconds)} s"
    length, unit = next(one for one in _LONG_TIME_UNITS if abs(seconds) >= 2 * one[0] or one[0] == _SECONDS_A_MINUTE)
    # Of these nobody asks how exact a whole number is.
    return f"{_three_digits(seconds / length).removesuffix('.00').removesuffix('.0')} {unit}"


def progress_bar(part: float, cells: int) -> str:
    """█████░░░."""
    done = int(min(max(part, 0), 1) * cells)
    return "█" * done + "░" * (cells - done)


def percent(part: float) -> str:
    return f"{min(max(part, 0), 1) * 100:.0f} %"


def percent_so_far(part: float) -> str:
    """Of work that is not over: never all of it, also where only the answer is still to come."""
    return percent(min(part, 0.99))


def size(byte_count: float) -> str:
    """512 B, 1.2 kB, 3.4 MB: thousands, as networks count."""
    if byte_count < 1000:
        return f"{byte_count:.0f} B"
    for unit in ("kB", "MB", "GB"):
        byte_count /= 1000
        if byte_count < 1000 or unit == "GB":
            break
    return f"{byte_count:.1f} {unit}"


def bytes_a_second(rate: float) -> str:
    return f"{size(rate)}/s"


def _three_digits(number: float) -> str:
    magnitude = abs(number)
    if magnitude == int(magnitude) or magnitude >= 99.95:
        return f"{number:,.0f}"
    return f"{number:.1f}" if magnitude >= 9.995 else f"{number:.2f}"
