"""The protocol hierarchy: how many packets and bytes each protocol carried, by what it rode on.

From `levels` come the protocols of each row, in order; out goes a frozen tree. A packet counts once at every protocol
on its way, with the whole frame's length, and ends at its innermost one: as `tshark -z io,phs` does, but each by its
own bytes, so that all segments of a message count, and those that were sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.filters.apply import MOST_NAMED
from dissectors.packets.piece_counts import PieceCounts
from dissectors.protocols.data import DATA
from dissectors.statistics.levels import PieceLevels
from dissectors.statistics.places import Places
from dissectors.statistics.told_protocols import ToldProtocols, ToldRows

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
_ROOT = 0
_ALL, _ENDS = 0, 1
MOST_PLACES: Final = 10_000
"""Places of the tree. A sender of endless tunnels in tunnels could make any number: then packets end one above."""


@dataclass(frozen=True, slots=True)
class ProtocolCount:
    """A protocol at one place of the hierarchy."""

    name: str
    """Its filter name; "frame" at the root."""
    packets: int
    """That had it there, as far as any protocol went."""
    bytes: int
    """On the wire, of whole frames."""
    end_packets: int
    """In which nothing followed it."""
    end_bytes: int
    children: tuple[ProtocolCount, ...] = ()
    """In the order in which they were seen first."""
    told_rows: tuple[int, ...] | None = None
    """The first of those packets that were told from elsewhere to have it, where only data is known here, as many as
    a filter names; None where there are none."""
    is_known: bool = True
    """The protocol is one that is known here; else the name is not a filter's, and not safe for a terminal."""
    told_packets: int = 0
    """All that were told from elsewhere to have it."""

    def walk(self) -> Iterator[tuple[int, ProtocolCount]]:
        """This and all below it, with how deep each stands below this."""
        waiting = [(0, self)]
        while waiting:
            depth, one = waiting.pop()
            yield depth, one
            waiting.extend((depth + 1, child) for child in reversed(one.children))


class HierarchyCounts(PieceCounts):
    """Counts the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex, told: ToldProtocols | None = None) -> None:
        """`told` names the innermost protocols of rows that end here in data; what it is told later joins in then."""
        super().__init__(index)
        self._told = None if told is None else ToldRows(told, index.registry)
        self._places = Places(MOST_PLACES)
        self._having: Counter[str] = Counter()
        self._told_rows: dict[int, list[int]] = {}
        """The first rows of places of which any were told."""
        self._told_packets: Counter[int] = Counter()
        """By place."""
        self._foreign: set[int] = set()
        """Places whose names are not known here."""
        self._packets = np.zeros((2, 64), np.int64)
        """By place: of all that came by, and of those that ended there."""
        self._bytes = np.zeros((2, 64), np.int64)

    def tree(self) -> ProtocolCount:
        """What has been counted so far."""
        self._join_told()
        below: dict[int, list[int]] = {}
        for place, above in enumerate(self._places.aboves[1:], 1):
            below.setdefault(above, []).append(place)
        # From the innermost places outwards: one is always numbered after the one above it.
        made: dict[int, ProtocolCount] = {}
        for place in range(len(self._places) - 1, -1, -1):
            (packets, ends), (size, end_size) = self._packets[:, place].tolist(), self._bytes[:, place].tolist()
            children = tuple(made[child] for child in below.get(place, ()) if made[child].packets)
            rows = self._told_rows.get(place)
            told = None if rows is None else tuple(rows)
            made[place] = ProtocolCount(
                self._places.names[place],
                packets,
                size,
                ends,
                end_size,
                children,
                told,
                place not in self._foreign,
                self._told_packets[place],
            )
        return made[_ROOT]

    def packets_having(self) -> Mapping[str, int]:
        """By protocol how many of the packets have it anywhere, or more: see `PieceLevels.having`."""
        return self._having

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        frames = self.index.capture.frames
        lengths = frames.column("original_length", piece.first, piece.first + piece.count).astype(np.int64)
        chosen = np.arange(piece.count) if wanted is None else np.flatnonzero(wanted)
        at = np.zeros(piece.count, np.int64)
        """Of each row the place that its layers so far have led to."""
        self._add(np.zeros(len(chosen), np.int64), lengths[chosen], _ALL)
        found = PieceLevels(self.index, piece, skipped)
        self._having.update(found.having(wanted))
        for name, rows in found:
            mine, here = self._places.step(at, rows if wanted is None else rows[wanted[rows]], name)
            self._make_room()
            self._add(here, lengths[mine], _ALL)
        ends = at[chosen]
        self._add(ends, lengths[chosen], _ENDS)
        if self._told is not None:
            data = [place for place, name in enumerate(self._places.names) if name == DATA.name]
            self._told.add(chosen + piece.first, ends, lengths[chosen], data)

    def _join_told(self) -> None:
        """Count those rows elsewhere whose protocols have been told by now."""
        for place, name, is_known, rows, size in () if self._told is None else self._told.take(self._places.path):
            above = self._places.aboves[place]
            here = self._places.below(above, name)
            if here == above:
                continue
            self._make_room()
            for which in (_ALL, _ENDS):
                self._packets[which, [place, here]] += (-len(rows), len(rows))
                self._bytes[which, [place, here]] += (-size, size)
            if not is_known:
                self._foreign.add(here)
            self._told_packets[here] += len(rows)
            kept = self._told_rows.setdefault(here, [])
            kept += rows[: MOST_NAMED - len(kept)].tolist()

    def _add(self, places: Integers, lengths: Integers, which: int) -> None:
        """Count a packet of each of these lengths at its place."""
        packets = np.bincount(places)
        self._packets[which, : len(packets)] += packets
        # Sums of lengths stay below 2**53, where floats are exact: a piece has 2**16 frames of less than 2**32 bytes.
        self._bytes[which, : len(packets)] += np.bincount(places, lengths).astype(np.int64)

    def _make_room(self) -> None:
        """For all places that there are."""
        while len(self._places) > self._packets.shape[1]:
            room = np.zeros_like(self._packets)
            self._packets = np.concatenate([self._packets, room], axis=1)
            self._bytes = np.concatenate([self._bytes, room], axis=1)
