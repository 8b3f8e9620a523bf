"""A table of numbers too wide for its pane: columns that have no room are left out whole."""

from __future__ import annotations

from tui.panes.column_widths import GAP
from tui.panes.table import Table


class WholeColumns(Table):
    """Half a number would be another number."""

    def _drawn_widths(self, width: int) -> list[int]:
        sizes = super()._drawn_widths(width)
        right = 1
        for place, size in enumerate(sizes):
            right += len(GAP) + size
            if right > width:
                return [*sizes[:place], *[0] * (len(sizes) - place)]
        return sizes
