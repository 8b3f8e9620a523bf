"""How Remora puts numbers and states into words."""

from __future__ import annotations

from collections.abc import Sequence

from tui.messages import Mode

MODE_MARKS: dict[Mode, str] = {"reading": "◌", "saved": " ", "starting": "◌", "live": "●", "stopped": "■"}
MODE_WORDS: dict[Mode, str] = {
    "reading": "reading",
    "saved": "",
    "starting": "starting",
    "live": "live",
    "stopped": "stopped",
}


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


def duration(seconds: float) -> str:
    """0.8 ms, 340 ms, 2.1 s."""
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s"


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
