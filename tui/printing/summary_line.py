"""One packet in one line, laid out as tshark prints it."""

from __future__ import annotations

from dissectors.packets.table import PacketTable
from tui.printing.columns import column_text, info, relative_time
from tui.printing.visible import visible


def summary_line(table: PacketTable, row: int) -> str:
    """Number, time, source, destination, protocol, length, Info; widths are minima, counted in bytes.

    Where they are known, behind them who sent it to whom: {curl → nginx}, which tshark does not tell.
    """
    summary = table.summary(row)
    addresses = column_text(table, row, "Source"), column_text(table, row, "Destination")
    return columns_line(table, row, *addresses, visible(summary.protocol), str(summary.length), info(table, row))


def columns_line(
    table: PacketTable, row: int, source: str, destination: str, protocol: str, length: str, told: str
) -> str:
    """The same with columns that are given, in which nothing moves the cursor."""
    cells = (
        f"{row + 1:>5}",
        f"{relative_time(table, row):>10}",
        _padded(source, -12),
        "→",
        _padded(destination, 12),
        protocol,
        length,
        told,
    )
    processes = table.ends(row).text
    return " ".join((*cells, f"{{{visible(processes)}}}") if processes else cells)


def _padded(text: str, width: int) -> str:
    """Spaces before the text for a negative width, behind it for a positive one."""
    spaces = " " * (abs(width) - len(text.encode("utf-8", "replace")))
    return spaces + text if width < 0 else text + spaces
