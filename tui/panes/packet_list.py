"""The packet list: rows of the packet table, with columns, marks and times, made when they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Protocol

from rich.style import Style
from textual.binding import BindingType

from dissectors.errors import RemoraError
from tui.displayed import DisplayedRows
from tui.field_nodes import value_text
from tui.keys import bindings
from tui.panes.column_widths import Column
from tui.panes.table import Row, Table
from tui.time_format import USUAL_DIGITS, TimeFormat, digits_in, time_text

if TYPE_CHECKING:
    from dissectors.deep.columns.psml import Colours
    from dissectors.dissect import Dissection
    from dissectors.packets.summary import Summary
    from dissectors.processes.ends import Ends

KINDS = (
    "malformed", "bad_checksum", "reset", "error", "syn", "fin", "tcp", "udp", "names", "web", "secure", "icmp",
    "neighbours", "other", "unreadable",
)  # fmt: skip
"""Lower-case names of `dissectors.packets.kind.Kind`, and one for a row whose bytes are gone."""

MARKED = "◆"
REFERENCE = "⚑"
COLUMN_NAMES = ("number", "time", "source", "destination", "protocol", "length", "info")
"""Those of a capture of which nobody knows more than its bytes."""
COLUMN_TITLES = {
    "number": "No.",
    "time": "Time",
    "source": "Source",
    "destination": "Destination",
    "protocol": "Protocol",
    "length": "Len",
    "process": "Process",
    "info": "Info",
}
"""Columns that are always there to choose; any other name is a field's."""
FIELD_OF = {"process": "proc.name"}
"""By a column whose text is no field's, the field that is looked at for it."""
MOST_FIELD_VALUES = 8
MOST_PROCESS = 2 * 15 + 3
"""Cells of two short names and the arrow between them."""
LOOKED_AT_FOR_DIGITS = 10
"""Of ten times that are told to the nanosecond, one is no whole microsecond."""
UNDERLINED = Style(bold=True, underline=True)


class Packets(Protocol):
    """What the screens need of the packet table."""

    def __len__(self) -> int: ...
    def time(self, row: int) -> int | None: ...
    def summary(self, row: int) -> Summary: ...
    def dissection(self, row: int) -> Dissection: ...
    def ends(self, row: int) -> Ends: ...


class Told(Protocol):
    """What tshark told of the first rows: `dissectors.deep.columns.summaries.Summaries`."""

    def __len__(self) -> int: ...
    def protocol(self, row: int) -> str: ...
    def info(self, row: int) -> str: ...
    def colours(self, row: int) -> Colours | None: ...


class PacketRows:
    """A `RowSource` over the packet table: what is displayed, and how."""

    def __init__(
        self,
        packets: Packets,
        displayed: DisplayedRows,
        column_names: Sequence[str] = COLUMN_NAMES,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self.packets = packets
        self.displayed = displayed
        self.column_names = list(column_names)
        self.time_format = TimeFormat.RELATIVE
        self.time_digits: int | None = USUAL_DIGITS
        """Behind the point; None is as many as the first packets have."""
        self.marked: set[int] = set()
        """Rows of the table."""
        self.reference: int | None = None
        """The row that relative times count from; None for the first."""
        self.numbers_only = False
        """Numbers in place of their names, in columns of fields."""
        self.sort_marks: Mapping[str, str] = {}
        """By a column's name which way the rows are sorted by it."""
        self.column_widths: dict[str, int] = {}
        """By a column's name, in cells; those without are as wide as what is in them."""
        self.summaries: Told | None = None
        """Protocol and Info of the rows that it has are taken from here."""
        self.shows_colours = False
        """Rows have Wireshark's colours where these are known."""
        self._on_error = on_error

    def columns(self) -> list[Column]:
        return [self._marked(self._column(name)) for name in self.column_names]

    def _marked(self, column: Column) -> Column:
        """The column as the user has it."""
        own = self.column_widths.get(column.name, 0)
        mark = self.sort_marks.get(column.name, "")
        return replace(column, mark=mark, fixed=own, stretches=column.stretches and not own)

    def _column(self, name: str) -> Column:
        match name:
            case "number":
                return Column(name, "No.", most=12, right=True)
            case "time":
                return Column(name, self.time_format.title, most=27, right=True)
            case "source" | "destination":
                return Column(name, name.capitalize(), most=39)
            case "protocol":
                return Column(name, "Protocol", most=12)
            case "length":
                return Column(name, "Len", most=9, right=True)
            case "process":
                return Column(name, "Process", most=MOST_PROCESS)
            case "info":
                return Column(name, "Info", stretches=True)
        return Column(name, name, most=32)

    def row_count(self) -> int:
        return len(self.displayed)

    def row(self, row: int) -> Row:
        """The row at a position of the list. A frame whose bytes are gone says so in its row."""
        number = self.displayed[row]
        mark = MARKED if number in self.marked else REFERENCE if number == self.reference else ""
        told = self.summaries if self.summaries is not None and number < len(self.summaries) else None
        try:
            summary = self.packets.summary(number)
            cells = tuple(self._cell(name, row, number, summary, told) for name in self.column_names)
        except (OSError, RemoraError) as error:
            if self._on_error is not None:
                self._on_error(error)
            cells = tuple(self._unreadable(name, number, error) for name in self.column_names)
            return Row(cells, "unreadable", mark or "?")
        colours = told.colours(number) if told is not None and self.shows_colours else None
        return Row(cells, summary.kind.name.lower(), mark or summary.kind.value, colours)

    def _cell(self, name: str, position: int, row: int, summary: Summary, told: Told | None) -> str:
        match name:
            case "number":
                return str(row + 1)
            case "time":
                return self._time(position, row)
            case "source":
                return summary.source
            case "destination":
                return summary.destination
            case "protocol":
                return summary.protocol if told is None else told.protocol(row)
            case "length":
                return str(summary.length)
            case "process":
                return self.packets.ends(row).text
            case "info":
                return summary.info if told is None else told.info(row)
        found = self.packets.dissection(row).find(name)
        return ", ".join(value_text(field, self.numbers_only) or field.line for field in found[:MOST_FIELD_VALUES])

    def text_of(self, position: int) -> str:
        """The row at a position as one line, for copying."""
        return "\t".join(self.row(position).cells)

    def _time(self, position: int, row: int) -> str:
        origin = self.reference if self.reference is not None else 0
        previous = self.packets.time(self.displayed[position - 1]) if position else self.packets.time(row)
        return time_text(self.time_format, self.packets.time(row), self.packets.time(origin), previous, self._digits())

    def _digits(self) -> int:
        if self.time_digits is not None:
            return self.time_digits
        return digits_in(self.packets.time(row) for row in range(min(len(self.packets), LOOKED_AT_FOR_DIGITS)))

    def _unreadable(self, name: str, row: int, error: Exception) -> str:
        return {"number": str(row + 1), "info": f"[{error}]"}.get(name, "")


class PacketList(Table):
    """The table of packets; what its own keys do, the screen does."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", namespace="screen.")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table--{kind}" for kind in KINDS}

    def __init__(self, rows: PacketRows, *, id: str | None = None) -> None:
        super().__init__(rows, id=id)
        self.rows = rows

    def cursor_style(self) -> Style:
        """Some of Wireshark's colours are as dark as the cursor of a list without the focus."""
        is_hard_to_see = self.rows.shows_colours and self.rows.summaries is not None and not self.has_focus
        return super().cursor_style() + UNDERLINED if is_hard_to_see else super().cursor_style()

    def row_style(self, row: Row) -> Style:
        """Wireshark's colours take the place of ours."""
        if row.colours is None or self.app.no_color:
            return super().row_style(row)
        from tui.deep.row_colours import row_style

        return row_style(row.colours, in_sixteen=self.app.current_theme.ansi)

    @property
    def row_under_cursor(self) -> int | None:
        """The packet under the cursor as a row of the packet table; None in an empty list.

        The packet that is shown may still be the one before.
        """
        displayed = self.rows.displayed
        return displayed[self.cursor] if self.cursor < len(displayed) else None
