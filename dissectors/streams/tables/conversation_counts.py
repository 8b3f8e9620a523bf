"""Packets and bytes of every conversation, counted in bulk, piece by piece, as a capture grows.

From the layer index come the layers, from `endpoints` who they are between, from `numbers` the streams of TCP and UDP;
out goes a frozen `Conversations` for each kind. As in Wireshark a frame with several layers of one kind, a tunnel,
counts once for each, packets that an error message quotes do not count, and what came in fragments counts with the
fragment that makes it whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.piece_counts import PieceCounts
from dissectors.protocols.ethernet import EthernetHeader
from dissectors.protocols.ipv4 import IPv4Header
from dissectors.protocols.ipv6 import IPv6Header
from dissectors.protocols.sctp import SCTPHeader
from dissectors.protocols.udp import UDPHeader
from dissectors.streams.endpoints import WORDS
from dissectors.streams.tables.conversation_layers import ConversationLayers, Found
from dissectors.streams.tables.conversations import Conversations
from dissectors.streams.tables.kinds import KINDS, WITH_STREAMS, Kind
from dissectors.transport.tcp_header import TCPHeader

if TYPE_CHECKING:
    from dissectors.layers import LayerRows
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_SMALLEST: Mapping[Kind, int] = {
    "eth": EthernetHeader.size,
    "ip": IPv4Header.size,
    "ipv6": IPv6Header.size,
    "tcp": TCPHeader.size,
    "udp": UDPHeader.size,
    "sctp": SCTPHeader.size,
}
"""Bytes that must have been captured of a layer: one whose header is cut does not count, as in Wireshark."""
_LATER_THAN_ALL = 2**63 - 1
_HALF = WORDS // 2


class ConversationCounts(PieceCounts):
    """Counts the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex, kinds: Iterable[Kind] = KINDS) -> None:
        super().__init__(index)
        self._kinds = {kind: _KindCounts(kind) for kind in kinds}

    def table(self, kind: Kind) -> Conversations:
        """What has been counted so far; it stays as it is while counting goes on."""
        return self._kinds[kind].table(self._origin())

    def _origin(self) -> int:
        frames = self.index.capture.frames
        return int(frames.column("time", 0, 1)[0]) if len(frames) else NO_TIME

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        index, frames, stop = self.index, self.index.capture.frames, piece.first + piece.count
        if any(kind in WITH_STREAMS for kind in self._kinds):
            index.streams.extend(stop)
        layers_of = ConversationLayers(index, piece, skipped)
        lengths = frames.column("original_length", piece.first, stop)
        times = frames.column("time", piece.first, stop)
        for kind, counts in self._kinds.items():
            found = layers_of.streams(kind) if kind in WITH_STREAMS else layers_of.paired(kind, counts.number)
            if found is None:
                continue
            layers = found.layers
            counted = counting(kind, layers)
            if wanted is not None:
                counted &= wanted[layers.rows]
            places = np.flatnonzero(counted)
            if len(places):
                rows = layers.rows[places]
                counts.count(found, places, rows + piece.first, lengths[rows].astype(np.int64), times[rows])


def counting(kind: Kind, layers: LayerRows) -> Booleans:
    """Which layers of a kind count: those that an error message quotes do not, nor those whose header is cut."""
    return ~layers.quoted & (layers.starts + _SMALLEST[kind] <= layers.stops)


class _KindCounts:
    """Conversations of one kind, by number; those without packets are there too."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._known: dict[bytes, int] = {}
        """The numbers of pairs, for kinds that have no streams."""
        self._pairs = np.zeros((0, WORDS), np.uint64)
        self._packets = np.zeros((0, 2), np.int64)
        """From the lower endpoint, from the higher one."""
        self._bytes = np.zeros((0, 2), np.int64)
        self._first_rows = np.zeros(0, np.int64)
        self._begun_low = np.zeros(0, np.bool_)
        """The lower endpoint sent the first frame."""
        self._first_times = np.zeros(0, np.int64)
        self._last_times = np.zeros(0, np.int64)

    def number(self, pairs: NDArray[np.uint64]) -> Integers:
        """The numbers of different pairs, those of earlier ones again."""
        known = self._known
        return np.array([known.setdefault(pair.tobytes(), len(known)) for pair in pairs], np.int64)

    def count(self, found: Found, places: Integers, rows: Integers, lengths: Integers, times: Integers) -> None:
        """Count some of the layers in, with their frames' rows, which ascend and lie behind those before."""
        numbers, sorts_low = found.numbers[places], found.sorts_low[places]
        names, local = _compact(numbers)
        self._make_room(int(names[-1]) + 1)
        slots = local * 2 + ~sorts_low
        packets = np.bincount(slots, minlength=len(names) * 2).reshape(-1, 2)
        fresh = packets.any(axis=1) & ~self._packets[names].any(axis=1)
        self._packets[names] += packets
        # Sums of lengths stay below 2**53, where floats are exact: a piece has 2**16 frames of less than 2**32 bytes.
        self._bytes[names] += np.bincount(slots, lengths, len(names) * 2).reshape(-1, 2).astype(np.int64)
        # Of entries for one number the last one written stays: the first in order, written backwards.
        first = np.zeros(len(names), np.int64)
        first[local[::-1]] = np.arange(len(numbers))[::-1]
        new, first = names[fresh], first[fresh]
        if len(new):
            self._first_rows[new] = rows[first]
            self._begun_low[new] = sorts_low[first]
            self._pairs[new] = found.pairs(places[first])
        timed = times != NO_TIME
        np.minimum.at(self._first_times, numbers[timed], times[timed])
        np.maximum.at(self._last_times, numbers[timed], times[timed])

    def table(self, origin: int) -> Conversations:
        """A copy."""
        chosen = np.flatnonzero(self._packets.any(axis=1))
        pairs, packets, sizes = self._pairs[chosen], self._packets[chosen], self._bytes[chosen]
        turned = np.flatnonzero(~self._begun_low[chosen])
        pairs[turned] = pairs[turned][:, [*range(_HALF, WORDS), *range(_HALF)]]
        packets[turned], sizes[turned] = packets[turned][:, ::-1], sizes[turned][:, ::-1]
        first, last = self._first_times[chosen], self._last_times[chosen]
        first[last == NO_TIME] = NO_TIME
        return Conversations(self._kind, chosen, pairs, packets, sizes, self._first_rows[chosen], first, last, origin)

    def _make_room(self, count: int) -> None:
        """For so many conversations, and as many again."""
        have = len(self._packets)
        if count <= have:
            return
        more = max(count, 2 * have, 64) - have
        self._pairs = _longer(self._pairs, more, 0)
        self._packets, self._bytes = _longer(self._packets, more, 0), _longer(self._bytes, more, 0)
        self._first_rows = _longer(self._first_rows, more, 0)
        self._begun_low = _longer(self._begun_low, more, 0)
        self._first_times = _longer(self._first_times, more, _LATER_THAN_ALL)
        self._last_times = _longer(self._last_times, more, NO_TIME)


def _compact(numbers: Integers) -> tuple[Integers, Integers]:
    """Ascending numbers with all of these among them, and where among them each of these is."""
    low, high = int(numbers.min()), int(numbers.max()) + 1
    if high - low <= 4 * len(numbers):
        return np.arange(low, high), numbers - low
    names, local = np.unique(numbers, return_inverse=True)
    return names, local


def _longer(array: NDArray[Any], more: int, value: int) -> NDArray[Any]:
    """The array with so many more entries of a value behind it."""
    return np.concatenate([array, np.full((more, *array.shape[1:]), value, array.dtype)])
