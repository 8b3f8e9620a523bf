"""Which rows carry fragments of IP packets, and with which row each packet is whole; kept beside the layer index.

Fragments come from `fragment_layers`, batch by batch in the order of rows; here they find their packets.

Nothing ages, as in Wireshark: a fragment may be completed by one that comes an hour later, as identifications repeat.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.internet.fragments import Arrivals, Fragment, Fragmented, put_together, shares
from dissectors.packets.fragment_layers import Layers, find_fragments, vlans_of, without_layers_above
from dissectors.protocols.ipv4 import FRAGMENTS as IPV4_FRAGMENTS
from dissectors.protocols.ipv6_fraghdr import FRAGMENTS as IPV6_FRAGMENTS

if TYPE_CHECKING:
    from dissectors.packets.table import Capture
    from dissectors.packets.whole_packets import RecentPackets

Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]

MOST_UNFINISHED = 65_536
"""Packets that wait for fragments at a time; beyond, the one that has waited longest is given up."""
NOWHERE = -1
WHOLE_IN = (IPV4_FRAGMENTS.whole_in.name, IPV6_FRAGMENTS.whole_in.name)
"""Fields that tell of later rows."""


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a whole packet that one frame carries."""

    start: int
    stop: int
    """In the packet."""
    row: int
    place: int
    """Where it begins in the frame of that row."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Of a whole packet."""

    data: bytes
    """What it carries, as far as was asked for."""
    length: int
    """Of all that it carries."""
    protocol: int
    """Which that is."""


@dataclass(slots=True)
class _Unfinished:
    """A packet some of whose fragments have come."""

    arrivals: Arrivals
    last: int = NOWHERE
    """The place of its latest fragment."""


class FragmentIndex:
    """The fragments of a capture's rows, as far as `extend` has been told of them.

    `extend` belongs to whoever has the layer index's turn; the others may be asked by others meanwhile.
    """

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._unfinished: dict[tuple[bytes, int], _Unfinished] = {}
        # By the fragment's place, in the order of rows.
        self._rows = array("q")
        self._starts = array("Q")
        self._payloads = array("Q")
        self._lengths = array("Q")
        self._words = array("H")
        """Offset, a multiple of 8, and whether more follow."""
        self._protocols = array("B")
        self._previous = array("q")
        """The place of the fragment that came before in the same packet."""
        self._whole_in = array("q")
        """The row with which the packet is whole."""
        self._completing = array("q")
        """Rows with which a packet is whole."""
        self.recent: RecentPackets | None = None
        """What `whole_packets` made last."""

    def extend(self, first: int, found: Layers, data: Bytes, offsets: Integers) -> Layers:
        """Take in a batch whose first row is `first`; give its layers as they are once fragments are put together.

        That is without layers that would be read from a first fragment, whose rest is in other frames.
        """
        fragments = find_fragments(found, data)
        if fragments is None:
            return found
        found = without_layers_above(found, fragments)
        frame_starts = offsets[fragments.layers.rows]
        vlans = vlans_of(found, fragments.layers.rows, data)
        columns = (
            fragments.layers.rows + first,
            fragments.layers.starts - frame_starts,
            fragments.payloads - frame_starts,
            fragments.lengths,
            fragments.offsets * 8 + fragments.more,
            fragments.protocols,
        )
        for key, row, *rest in zip(fragments.keys, *(column.tolist() for column in columns), strict=True):
            self._add((key, vlans.get(row - first, 0)), row, *rest)
        return found

    def _add(
        self, key: tuple[bytes, int], row: int, start: int, payload: int, length: int, word: int, protocol: int
    ) -> None:
        packet = self._unfinished.get(key)
        if packet is None:
            packet = self._unfinished[key] = _Unfinished(Arrivals())
            if len(self._unfinished) > MOST_UNFINISHED:
                del self._unfinished[next(iter(self._unfinished))]
        place = len(self._rows)
        for column, value in (
            (self._starts, start),
            (self._payloads, payload),
            (self._lengths, length),
            (self._words, word),
            (self._protocols, protocol),
            (self._previous, packet.last),
            (self._whole_in, NOWHERE),
            # Whoever looks for a row meanwhile finds all of it.
            (self._rows, row),
        ):
            column.append(value)
        packet.last = place
        offset = word & ~7
        if packet.arrivals.add(offset, offset + length, bool(word & 1)):
            del self._unfinished[key]
            self._completing.append(row)
            while place != NOWHERE:
                self._whole_in[place] = row
                place = self._previous[place]
        elif packet.arrivals.is_too_much:
            del self._unfinished[key]

    def of_row(self, row: int) -> Fragmented | None:
        """What is known of a row's fragment; None where it has none. Raises CaptureFileError where the file is gone."""
        place = self._place(row)
        if place is None:
            return None
        start, whole_in = self._starts[place], self._whole_in[place]
        if whole_in == NOWHERE:
            return Fragmented(start)
        if whole_in != row:
            return Fragmented(start, whole_in + 1)
        return Fragmented(start, row + 1, tuple(map(self._fragment, self._places(row))))

    def _places(self, row: int) -> list[int]:
        """The places of the fragments of the packet that is whole with a row, as they came."""
        place, places = self._place(row), list[int]()
        while place is not None and place != NOWHERE:
            places.append(place)
            place = self._previous[place]
        return places[::-1]

    def rows_of(self, row: int) -> list[int]:
        """The rows of the fragments of the packet that is whole with a row, as they came."""
        return [self._rows[place] for place in self._places(row)]

    def length(self, row: int) -> int:
        """Bytes that a packet carries that is whole with a row."""
        return next(
            (self._words[place] & ~7) + self._lengths[place]
            for place in self._places(row)
            if not self._words[place] & 1
        )

    def shares(self, row: int) -> list[Share]:
        """Where in the capture the bytes lie of a packet that is whole with a row, ascending in the packet."""
        places = self._places(row)
        spans = [(self._words[place] & ~7, (self._words[place] & ~7) + self._lengths[place]) for place in places]
        return [
            Share(start, stop, self._rows[places[number]], self._payloads[places[number]] + start - spans[number][0])
            for number, start, stop in shares(spans, self.length(row))
        ]

    def _fragment(self, place: int) -> Fragment:
        row, payload, word = self._rows[place], self._payloads[place], self._words[place]
        data = self._capture.data(row)[payload : payload + self._lengths[place]]
        return Fragment(row + 1, word & ~7, data, bool(word & 1), self._protocols[place])

    def whole_in(self, row: int) -> int | None:
        """The row with which the packet of a row's fragment is whole, NOWHERE by now; None for a row without one."""
        place = self._place(row)
        return None if place is None else self._whole_in[place]

    def has_open(self, first: int, stop: int) -> bool:
        """Whether a fragment of the rows from `first` to before `stop` belongs to a packet that is whole nowhere."""
        places = range(bisect_left(self._rows, first), bisect_left(self._rows, stop))
        return any(self._whole_in[place] == NOWHERE for place in places)

    def completing(self, first: int, stop: int) -> Integers:
        """The rows from `first` to before `stop` with which a packet is whole, ascending."""
        rows = self._completing
        return np.array(rows[bisect_left(rows, first) : bisect_left(rows, stop)], np.int64)

    def beginning(self, row: int, most: int) -> Beginning:
        """The first bytes, at most so many, of a packet that is whole with a row. Raises CaptureFileError."""
        places, length = self._places(row), self.length(row)
        early = [self._fragment(place) for place in places if self._words[place] & ~7 < most]
        whole = put_together(early, min(length, most))
        return Beginning(whole.data, length, whole.protocol)

    def _place(self, row: int) -> int | None:
        place = bisect_left(self._rows, row)
        return place if place < len(self._rows) and self._rows[place] == row else None
