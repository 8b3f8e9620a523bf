"""The table of counters: rows coloured by what grows, and columns of numbers that are whole or not there."""

from __future__ import annotations

from typing import ClassVar

from tui.panes.table import GAP, Table


class CounterTable(Table):
    """Shows `CounterRows` or `InterfaceRows`."""

    DEFAULT_CSS = "CounterTable { height: 1fr; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--trouble-now",
        "table--trouble",
        "table--growing",
        "table--zero",
    }

    def _with_room_to_stretch(self, width: int) -> list[int]:
        """Names are never cut: what the counter means stands below the table, too."""
        return self._widths

    def _drawn_widths(self, width: int) -> list[int]:
        """A column that has no room is not drawn in part: half a number is another number."""
        sizes = super()._drawn_widths(width)
        right = 1
        for place, size in enumerate(sizes):
            right += len(GAP) + size
            if right > width:
                return [*sizes[:place], *[0] * (len(sizes) - place)]
        return sizes
