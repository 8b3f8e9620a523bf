"""Interfaces as rows of a table, two for each: what came in, and what went out."""

from __future__ import annotations

from typing import Final, NamedTuple

from tui import wording
from tui.counter_view.history import CounterHistory
from tui.counter_view.rows import OrderedRows, growth_words, look_of, rate_words
from tui.panes.column_widths import Column
from tui.panes.table import Row
from tui.printing.counters import WAYS
from tui.sockets.counted.interfaces import INTERFACE

_COLUMNS: Final = (
    Column("name", "Interface", 16),
    Column("way", "Way", 3),
    Column("byte_rate", "Bytes/s", 12, right=True),
    Column("packet_rate", "Packets/s", 12, right=True),
    Column("bytes", "Bytes", 9, right=True),
    Column("packets", "Packets", 16, right=True),
    Column("errors", "Errors", 12, right=True),
    Column("dropped", "Dropped", 12, right=True),
    Column("since_packets", "Packets since start", 20, right=True),
    Column("since_dropped", "Dropped since start", 20, right=True),
    Column("state", "State", 16),
)
_OF_BOTH_WAYS: Final = ("multicast", "collisions", "carrier_changes", "queue_dropped")
"""Counters that are of one way, or of none, though their name does not say so."""


class Way(NamedTuple):
    """One direction of an interface."""

    interface: str
    prefix: str
    """How names of its counters begin: rx or tx."""

    @property
    def word(self) -> str:
        """What the direction is called."""
        return next(word for word, prefix in WAYS if prefix == self.prefix)

    @property
    def counters(self) -> list[str]:
        """All that are counted this way."""
        mine = ("multicast",) if self.prefix == "rx" else _OF_BOTH_WAYS[1:]
        return [name for name in INTERFACE if name.startswith(f"{self.prefix}_") or name in mine]


class InterfaceRows(OrderedRows):
    """A `RowSource`. Words are looked for in names and states."""

    COLUMNS = _COLUMNS

    def __init__(self, history: CounterHistory) -> None:
        super().__init__(history)
        self.ways: list[Way] = []
        """Of the rows."""

    def arrange(self) -> None:
        latest = self.history.latest
        wanted = [
            Way(one.name, prefix)
            for one in (latest.interfaces.values() if latest is not None else ())
            if self.have_words(f"{one.name} {one.state}")
            for _, prefix in WAYS
        ]
        self.ways = [way for way in wanted if self._carries(way)] if self.hides_zeros else wanted
        self.hidden = len(wanted) - len(self.ways)
        if self.sorted_by:
            self.ways.sort(key=self._key, reverse=self.descending)

    def key(self, row: int) -> Way | None:
        """What stays the same of a row; None where there is no such row."""
        return self.ways[row] if 0 <= row < len(self.ways) else None

    def row_of(self, key: object) -> int | None:
        """The row of a key."""
        return self.ways.index(key) if isinstance(key, Way) and key in self.ways else None

    def _carries(self, way: Way) -> bool:
        """Either way of the interface carried something, or something went wrong."""
        return any(self.history.value(name, way.interface) for name in INTERFACE if name != "carrier_changes")

    def _key(self, way: Way) -> float | str:
        history, (interface, prefix) = self.history, way
        if self.sorted_by.endswith("_rate"):
            what = "bytes" if self.sorted_by == "byte_rate" else "packets"
            return history.rate(f"{prefix}_{what}", interface) or 0.0
        if self.sorted_by.startswith("since_"):
            return history.since_start(f"{prefix}_{self.sorted_by.removeprefix('since_')}", interface) or 0
        if self.sorted_by in ("name", "way", "state"):
            return {"name": interface.lower(), "way": prefix, "state": self._state(interface)}[self.sorted_by]
        return history.value(f"{prefix}_{self.sorted_by}", interface) or 0

    def _state(self, interface: str) -> str:
        latest = self.history.latest
        one = latest.interfaces.get(interface) if latest is not None else None
        return one.state if one is not None else ""

    # What the table asks.

    def row_count(self) -> int:
        return len(self.ways)

    def row(self, row: int) -> Row:
        way = self.ways[row]
        history, (interface, prefix) = self.history, way
        packets, size, errors, dropped = (
            history.value(f"{prefix}_{what}", interface) or 0 for what in ("packets", "bytes", "errors", "dropped")
        )
        byte_rate = history.rate(f"{prefix}_bytes", interface)
        cells = (
            interface,
            way.word,
            wording.bytes_a_second(byte_rate) if byte_rate else "",
            rate_words(history.rate(f"{prefix}_packets", interface)),
            wording.size(size),
            wording.count(packets),
            wording.count(errors),
            wording.count(dropped),
            growth_words(history.since_start(f"{prefix}_packets", interface)),
            growth_words(history.since_start(f"{prefix}_dropped", interface)),
            self._state(interface),
        )
        kind, mark = look_of(history, [(name, interface) for name in way.counters], is_zero=not packets)
        return Row(cells, kind, mark)

    def text_of(self, row: int) -> str:
        """The row as one line, for copying."""
        return "\t".join(self.row(row).cells)
