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
WIDE_ENOUGH = 120
"""Cells of a list in which processes have room beside Info."""


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

    @property
    def usual_columns(self) -> tuple[str, ...]:
        """Those of a list that the user has not changed: with processes where some are known and there is room."""
        screen = self._columns_screen
        if not screen.table.attributions or screen.size.width < WIDE_ENOUGH:
            return COLUMN_NAMES
        info = COLUMN_NAMES.index("info")
        return (*COLUMN_NAMES[:info], "process", *COLUMN_NAMES[info:])

    def renew_columns(self) -> None:
        """More may be known, or there may be more room."""
        screen = self._columns_screen
        usual = list(self.usual_columns)
        if not cast("RemoraApp", screen.app).settings.columns and screen.rows.column_names != usual:
            screen.rows.column_names = usual
            screen.query_one(PacketList).columns_changed()

    def on_resize(self) -> None:
        """There may be more room, or less."""
        self.renew_columns()

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
        usual, names, widths = self.usual_columns, rows.column_names, rows.column_widths
        dialog = ColumnsDialog(app.keys, names, widths, self.set_columns, usual=usual, drawn=drawn, chosen=chosen)
        app.push_screen(dialog)

    def set_columns(self, names: Sequence[str], widths: Mapping[str, int]) -> None:
        """Show these columns, those with a width of their own so wide, from now on."""
        screen = self._columns_screen
        app = cast("RemoraApp", screen.app)
        screen.rows.column_names = list(names)
        screen.rows.column_widths = usable_widths({name: widths[name] for name in names if name in widths})
        screen.query_one(PacketList).columns_changed()
        chosen = tuple(names) if tuple(names) != self.usual_columns else ()
        app.remember(replace(app.settings, columns=chosen, column_widths=dict(screen.rows.column_widths)))

    def on_table_column_resized(self, message: Table.ColumnResized) -> None:
        """The user drew a column's edge to another place."""
        rows = self._columns_screen.rows
        self.set_columns(rows.column_names, {**rows.column_widths, message.column: message.width})
