"""The columns of the packet list, as the user has them: added, taken away, put in order, made wider; remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tui.panes.packet_list import COLUMN_NAMES, PacketList
from tui.panes.table import Table

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen


NARROWEST, WIDEST = 3, 400
"""Of a column with a width of its own, in cells."""


def usable_widths(widths: Mapping[str, int]) -> dict[str, int]:
    """Widths from a file, each one that can be drawn."""
    return {name: max(NARROWEST, min(width, WIDEST)) for name, width in widths.items()}


def has_column(name: str) -> bool:
    """Whether a native dissector has a field of that name, of which a column can tell."""
    from dissectors.fields import SPECS

    return name in SPECS


class ListColumns:
    """Mixed into the packets screen, which holds rows and list."""

    @property
    def _columns_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def toggle_column(self, name: str) -> None:
        """Show a field as a column of the list, or take it away."""
        rows = self._columns_screen.rows
        columns = list(rows.column_names)
        if not name:
            cast("RemoraApp", self._columns_screen.app).tell("This line has no field's name, so it cannot be a column.")
            return
        if name in columns:
            columns.remove(name)
        elif not has_column(name):
            words = f"Only tshark knows {name}: columns show what Remora decodes."
            cast("RemoraApp", self._columns_screen.app).tell(words)
            return
        else:
            columns.insert(columns.index("info") if "info" in columns else len(columns), name)
        self.set_columns(columns, rows.column_widths)

    def action_columns(self) -> None:
        """Put the columns in order."""
        from tui.screens.columns_dialog import ColumnsDialog

        screen = self._columns_screen
        app = cast("RemoraApp", screen.app)
        rows, packets = screen.rows, screen.query_one(PacketList)
        drawn, chosen = packets.drawn_widths(), packets.column_cursor
        names, widths = rows.column_names, rows.column_widths
        app.push_screen(ColumnsDialog(app.keys, names, widths, self.set_columns, drawn=drawn, chosen=chosen))

    def set_columns(self, names: Sequence[str], widths: Mapping[str, int]) -> None:
        """Show these columns, those with a width of their own so wide, from now on."""
        screen = self._columns_screen
        app = cast("RemoraApp", screen.app)
        screen.rows.column_names = list(names)
        screen.rows.column_widths = usable_widths({name: widths[name] for name in names if name in widths})
        screen.query_one(PacketList).columns_changed()
        chosen = tuple(names) if tuple(names) != COLUMN_NAMES else ()
        app.remember(replace(app.settings, columns=chosen, column_widths=dict(screen.rows.column_widths)))

    def on_table_column_resized(self, message: Table.ColumnResized) -> None:
        """The user drew a column's edge to another place."""
        rows = self._columns_screen.rows
        self.set_columns(rows.column_names, {**rows.column_widths, message.column: message.width})
