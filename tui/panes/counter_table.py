"""The table of counters: rows coloured by what grows, and columns of numbers that are whole or not there."""

from __future__ import annotations

from typing import ClassVar

from tui.panes.whole_columns import WholeColumns


class CounterTable(WholeColumns):
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
        return self._widths.sizes
