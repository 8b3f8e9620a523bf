"""The columns of the packet list as text, by tshark's titles: `_ws.col.Info` and the line of `remora read`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dissectors.packets.table import PacketTable
from tui.printing.visible import visible

PREFIX = "_ws.col."
LONGEST_INFO = 4095
"""Bytes of the Info column that are printed."""
_DIGITS = (0, 1, 2, 3, 6, 9)
_NANOSECOND_DIGITS = 9


def column_text(table: PacketTable, row: int, title: str) -> str:
    """A column by its exact title; empty for a title there is not."""
    column = _COLUMNS.get(title)
    return column(table, row) if column is not None else ""


def relative_time(table: PacketTable, row: int) -> str:
    """Seconds since the first frame, with the digits that the interface's clock fills; empty without a time.

    Where the first frame has no time, seconds since 1970.
    """
    time = table.time(row)
    if time is None:
        return ""
    since = time - (table.time(0) or 0)
    whole, rest = divmod(abs(since), 10**_NANOSECOND_DIGITS)
    digits = _clock_digits(table, row)
    fraction = f".{rest:09d}"[: digits + 1] if digits else ""
    return f"{'-' if since < 0 else ''}{whole}{fraction}"


def _clock_digits(table: PacketTable, row: int) -> int:
    interfaces = table.capture.interfaces
    index = table.capture.frames.frame(row).interface
    if index >= len(interfaces):
        return 6
    ticks = interfaces[index].ticks_per_second
    return max(digits for digits in _DIGITS if digits == 0 or 10**digits <= ticks)


def info(table: PacketTable, row: int) -> str:
    """The Info column, escaped and cut."""
    text = visible(table.summary(row).info)
    return text if len(text) <= LONGEST_INFO // 4 else text.encode()[:LONGEST_INFO].decode("utf-8", "ignore")


_COLUMNS: Mapping[str, Callable[[PacketTable, int], str]] = {
    "No.": lambda table, row: str(row + 1),
    "Time": relative_time,
    "Source": lambda table, row: visible(table.summary(row).source),
    "Destination": lambda table, row: visible(table.summary(row).destination),
    "Protocol": lambda table, row: visible(table.summary(row).protocol),
    "Length": lambda table, row: str(table.summary(row).length),
    "Info": info,
}
