"""Sockets as rows of the screen's table: those of a picture, with the columns from some one on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tui.conversation_rows import shortened
from tui.panes.sideways_columns import SidewaysColumns
from tui.panes.table import Row
from tui.socket_view.columns import COLUMNS_BY_NAME, ENDS, SOCKET_COLUMNS, WIDEST_END, Manner, SocketColumn
from tui.socket_view.picture import Picture
from tui.sockets.entry import MAPPED, STATES
from tui.sockets.seen import NANOSECONDS, SECONDS_TO_FADE

if TYPE_CHECKING:
    from tui.socket_view.order import Line
    from tui.sockets.seen import Key, Seen

OPEN, CLOSED = "▾ ", "▸ "
NEW_MARK: Final = "+"
CHANGED_MARK: Final = "~"
CLOSED_MARK: Final = "×"
FADED_SECONDS: Final = 2
"""So long after it closed a socket is paler still."""
MARKS: Final = (
    (NEW_MARK, "opened", f"opened within the last {SECONDS_TO_FADE} seconds"),
    (CHANGED_MARK, "changed", "another than at the look before: the cells that stand out"),
    (CLOSED_MARK, "closed", f"has closed: it goes after {SECONDS_TO_FADE} seconds, or is kept by t"),
    ("LISTEN", "listening", "waits for whoever connects"),
    ("CLOSE-WAIT", "stuck", "its program has not closed it, though the other side has"),
    ("TIME-WAIT", "waning", "what is left of a connection for a minute"),
    (">12 s", "", "was there when it was first looked for: it is older than that"),
)
"""What rows' marks, states and colours mean: the mark, the kind of the row, words."""


class SocketRows(SidewaysColumns[SocketColumn]):
    """A source of `SidewaysTable`."""

    STAYING = ENDS

    def __init__(self) -> None:
        super().__init__(WIDEST_END)
        self.picture = Picture()
        self.numeric = True
        self._later: Mapping[Key, Seen] = {}
        """What is known of some sockets since the picture was made."""
        self._manner = Manner()

    def show(self, picture: Picture) -> None:
        """Show another picture."""
        self.picture, self._later = picture, {}
        self._manner = picture.manner(numeric=self.numeric)

    def show_numeric(self, numeric: bool) -> None:
        """Show numbers of ports, or names of services."""
        self.numeric = numeric
        self._manner = self.picture.manner(numeric=numeric)

    def add_details(self, seen: Mapping[Key, Seen]) -> None:
        """More is known of some sockets."""
        self._later = {**self._later, **seen}

    # Rows.

    def line(self, row: int) -> Line | None:
        """None where there is no such row."""
        lines = self.picture.lines
        return lines[row] if 0 <= row < len(lines) else None

    def seen(self, row: int) -> Seen | None:
        """The socket of a row, as far as it is known by now; None on a heading, and where there is no such row."""
        line = self.line(row)
        if line is None or line.seen is None:
            return None
        return self._later.get(line.seen.key, line.seen)

    def row_of(self, key: Key | None) -> int | None:
        """By `Line.key`; None where it is not shown."""
        return self.picture.places.get(key) if key is not None else None

    def row_of_socket(self, key: Key) -> int | None:
        """The first row of a socket, by `Seen.key`; None where it is not shown."""
        places = self.picture.places
        if (key,) in places:
            return places[key,]
        lines = enumerate(self.picture.lines)
        return next((row for row, line in lines if line.seen is not None and line.seen.key == key), None)

    # What the table asks.

    def every(self) -> tuple[SocketColumn, ...]:
        return SOCKET_COLUMNS

    def order(self) -> tuple[str | None, bool]:
        arrangement = self.picture.arrangement
        return arrangement.sorted_by, arrangement.descending

    def row_count(self) -> int:
        return len(self.picture.lines)

    def row(self, row: int) -> Row:
        line, seen = self.line(row), self.seen(row)
        if line is None:
            raise IndexError(row)
        if seen is None:
            return Row(("",) * len(self.shown()), "group")
        kind, mark = self._kind(seen)
        return Row(tuple(self._cell(column, line, seen) for column in self.shown()), kind, mark)

    def _cell(self, column: SocketColumn, line: Line, seen: Seen) -> str:
        if column.name not in ENDS:
            return column.text(seen, self._manner)
        indent = "  " * line.depth if line.is_open is None else OPEN if line.is_open else CLOSED
        if column.name == "remote":
            # A listener has no peer, and says in its place whom it accepted.
            return line.group.words if line.group is not None else self._end(column, seen, self.widest_end)
        if line.group is not None and not indent:
            indent = "  "
        return indent + self._end(column, seen, self.widest_end - len(indent))

    def _end(self, column: SocketColumn, seen: Seen, most: int) -> str:
        text = column.text(seen, self._manner)
        if len(text) > most and MAPPED in text:
            # The network that an address is of is worth more than that it is served by an IPv6 socket.
            text = text.replace(f"[{MAPPED}", "", 1).replace("]", "", 1)
        return shortened(text, most)

    def _kind(self, seen: Seen) -> tuple[str, str]:
        now = self.picture.time_ns
        if seen.closed_ns is not None:
            return ("faded" if now - seen.closed_ns > FADED_SECONDS * NANOSECONDS else "closed"), CLOSED_MARK
        if seen.is_new(now):
            return "opened", NEW_MARK
        return _KINDS.get(seen.found.socket.state, ""), CHANGED_MARK if seen.changed else ""

    def text_of(self, row: int) -> str:
        """A row with all columns as one line, for copying; a heading's words; empty where there is no such row."""
        line, seen = self.line(row), self.seen(row)
        if line is None:
            return ""
        if seen is None:
            return "\t".join(line.group[:2]) if line.group is not None else ""
        return "\t".join(column.text(seen, self._manner) for column in SOCKET_COLUMNS)

    def falls_first(self, name: str) -> bool:
        """Whether a column's rows begin with the largest when they are sorted by it first."""
        return COLUMNS_BY_NAME[name].right


_KINDS: Final = {mark: kind for mark, kind, _ in MARKS if mark in STATES}
"""How rows are coloured by their states, which stand beside."""
