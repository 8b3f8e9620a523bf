"""Reads the lines of a ladder between hosts from a capture: chosen rows, a column an address as it comes up.

An address that a packet has at both ends, as on loopback, is told apart by ports, those of the errors' quotes turned
round. A packet between a host and itself, without ports, stays in one column.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.gathering import bytes_at
from dissectors.packets.sort_keys import AddressKeys
from dissectors.streams.endpoints import ALSO
from dissectors.streams.ladders.ladder import LINE, NO_COLUMN, Batch, ConversationEnd

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

Integers = NDArray[np.int64]

ROWS_AT_FIRST: Final = 2_048
ROWS_AT_ONCE: Final = 16_384
WITH_PORTS: Final = ("tcp", "udp", *ALSO["udp"], "sctp")
"""Protocols whose header begins with two ports."""
MOST_COLUMNS: Final = 4_096
"""Packets of hosts that come up behind these have no column."""
MOST_ENDS: Final = 16
"""Conversations that are looked at for whose a column with a port is."""
NO_PORT: Final = -1

Host = tuple[bytes, int]
"""An address as `AddressKeys` gives it, and a port or NO_PORT."""


class HostsReader:
    """The lines of rows that `rows` gives: ascending ones of the capture, from a position among them on."""

    def __init__(self, table: PacketTable, rows: Callable[[int], Integers]) -> None:
        self._table = table
        self._rows = rows
        self._rows_read = 0
        self._columns: dict[Host, int] = {}
        self._ends: dict[int, int] = {}
        """How many ends of conversations were told of columns with a port."""
        self._sources = AddressKeys(table.index, "source")
        self._destinations = AddressKeys(table.index, "destination")

    @property
    def is_done(self) -> bool:
        return not len(self._rows(self._rows_read))

    def read(self) -> Batch:
        """The lines of some more rows. Raises CaptureFileError."""
        at_once = ROWS_AT_ONCE if self._rows_read else ROWS_AT_FIRST
        rows = self._rows(self._rows_read)[:at_once]
        self._rows_read += len(rows)
        if not len(rows):
            return Batch(np.zeros(0, LINE))
        (sources, has_ends), (destinations, _) = (_keys_of(rows, keys) for keys in (self._sources, self._destinations))
        ends = (sources, destinations)
        ports = np.full((len(rows), 2), NO_PORT, np.int64)
        same = np.flatnonzero(has_ends & (sources == destinations))
        if len(same):
            ports[same] = self._ports_of(rows[same])
            self._number(int(rows[same[-1]]) + 1)
        lines = np.zeros(len(rows), LINE)
        lines["row"] = rows
        # One entry for each different pair of ends, in the order in which they come up.
        both = np.rec.fromarrays([sources, destinations, ports[:, 0], ports[:, 1], has_ends])
        _, first, place = np.unique(both, return_index=True, return_inverse=True)
        columns = np.full((len(first), 2), NO_COLUMN, np.int64)
        titles: list[str] = []
        found: list[tuple[int, ConversationEnd]] = []
        for pair in np.argsort(first).tolist():
            at = int(first[pair])
            row = int(rows[at])
            for end in (0, 1) if has_ends[at] else ():
                columns[pair, end] = self._column(row, end, bytes(ends[end][at]), int(ports[at, end]), titles)
            if ports[at, 0] != NO_PORT:
                found += self._ends_at(row, columns[pair].tolist())
        lines["source"], lines["target"] = columns[place.reshape(-1)].T
        return Batch(lines, tuple(titles), ends=tuple(found))

    def _column(self, row: int, end: int, address: bytes, port: int, titles: list[str]) -> int:
        column = self._columns.get((address, port))
        if column is None:
            if len(self._columns) >= MOST_COLUMNS:
                return NO_COLUMN
            column = self._columns[address, port] = len(self._columns)
            summary = self._table.summary(row)
            text = (summary.source, summary.destination)[end]
            titles.append(text if port == NO_PORT else f"[{text}]:{port}" if ":" in text else f"{text}:{port}")
        return column

    def _number(self, stop: int) -> None:
        """Number conversations, if there are processes to be told of them."""
        index = self._table.index
        if index.processes.is_behind or index.processes.changes:
            with index.turn:
                index.streams.extend(stop)

    def _ends_at(self, row: int, columns: list[int]) -> list[tuple[int, ConversationEnd]]:
        """The ends of a packet's innermost conversation, at its source's and destination's columns."""
        wanted = [column != NO_COLUMN and self._ends.get(column, 0) < MOST_ENDS for column in columns]
        layers = self._table.index.streams.layers_of(row) if any(wanted) else ()
        if not layers:
            return []
        inner = max(layers, key=lambda layer: layer.start)
        # A quoted packet's ends have changed places already.
        sides = (1 - inner.side, inner.side) if inner.quoted else (inner.side, 1 - inner.side)
        found = []
        for column, side, is_wanted in zip(columns, sides, wanted, strict=True):
            if is_wanted:
                self._ends[column] = self._ends.get(column, 0) + 1
                found.append((column, ConversationEnd(inner.protocol, inner.number, side)))
        return found

    def _ports_of(self, rows: Integers) -> Integers:
        """Source and destination port of each row's innermost transport layer; NO_PORT where there is none."""
        found = np.full((len(rows), 2), NO_PORT, np.int64)
        depths = np.full(len(rows), -1, np.int64)
        index = self._table.index
        done = 0
        with index.turn:
            while done < len(rows):
                piece = index.piece_of(int(rows[done]))
                stop = int(np.searchsorted(rows, piece.first + piece.count))
                wanted = rows[done:stop] - piece.first
                for protocol in WITH_PORTS:
                    layers = index.layers(piece, protocol)
                    if layers is None:
                        continue
                    at = np.searchsorted(wanted, layers.rows)
                    chosen = (at < len(wanted)) & (layers.starts + 4 <= layers.stops)
                    chosen[chosen] &= wanted[at[chosen]] == layers.rows[chosen]
                    layers, at = layers.select(chosen), at[chosen] + done
                    ports = bytes_at(index.capture.view(), layers.starts, 4).astype(np.int64)
                    pairs = np.stack([ports[:, 0] << 8 | ports[:, 1], ports[:, 2] << 8 | ports[:, 3]], axis=1)
                    pairs = np.where(layers.quoted[:, None], pairs[:, ::-1], pairs)
                    # Layers stand in the order of rows and depths: the last one written is the innermost.
                    deeper = layers.depths >= depths[at]
                    found[at[deeper]], depths[at[deeper]] = pairs[deeper], layers.depths[deeper]
                done = stop
        return found


def _keys_of(rows: Integers, keys: AddressKeys) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The address of each row, and whether it has one."""
    places, values = [], []
    for keyed in keys.read(rows):
        places.append(np.searchsorted(rows, keyed.rows))
        values.append(keyed.keys)
    at, joined = np.concatenate(places), np.concatenate(values)
    found, has = np.zeros(len(rows), joined.dtype), np.zeros(len(rows), np.bool_)
    found[at], has[at] = joined, True
    return found, has
