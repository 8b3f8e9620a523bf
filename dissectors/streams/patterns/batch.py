"""What patterns look at of a batch of rows: IP headers, and the segments and datagrams above them, as columns.

Taken from the layer index, piece by piece; nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.gathering import bytes_at
from dissectors.layers import LayerRows
from dissectors.protocols.ipv4 import IPv4Header
from dissectors.protocols.ipv6 import IPv6Header
from dissectors.streams.endpoints import ADDRESS_BYTES, ENDPOINT_BYTES, find_addresses
from dissectors.streams.segments import Segments, segments_in

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Booleans = NDArray[np.bool_]

HALF_WORDS = ENDPOINT_BYTES // 8
"""64-bit words of an endpoint: its address as in `endpoints`, then its port."""


@dataclass(frozen=True, slots=True)
class Networks:
    """IP headers, whole up to their addresses, in the order of row and depth."""

    places: Integers
    """Row within the piece and depth in one number, ascending."""
    rows: Integers
    """Within the piece."""
    starts: Integers
    """In the mapped file."""
    stops: Integers
    """End of the captured bytes."""
    addresses: Bytes
    """n x source, destination x ADDRESS_BYTES."""
    ttls: NDArray[np.uint8]
    """Time to live or hop limit."""
    quoted: Booleans


@dataclass(frozen=True, slots=True)
class Messages:
    """TCP segments or UDP datagrams; one entry each, in the order of rows."""

    rows: Integers
    """Of the capture, from 0."""
    streams: Integers
    sides: NDArray[np.uint8]
    times: Integers
    networks: Integers
    """The place of each one's IP header in `Networks`."""
    ports: Bytes
    """n x 4: source and destination port as they stand in the header."""
    quoted: Booleans

    def select(self, chosen: Booleans | Integers) -> Messages:
        return Messages(*(getattr(self, name)[chosen] for name in self.__slots__))


class Batch:
    """The rows of a piece from row `first` of the capture on; their conversations have been numbered."""

    def __init__(self, index: LayerIndex, piece: Piece, first: int, chosen: Booleans | None = None) -> None:
        """`chosen` is a mask over all rows of the piece; None takes every one from `first` on."""
        self.index = index
        self.piece = piece
        self.first = first
        self._chosen = chosen
        self.data = index.capture.view()
        frames = index.capture.frames
        self.times: Integers = frames.column("time", piece.first, piece.first + piece.count).astype(np.int64)
        """Of the whole piece."""
        self.offsets: Integers = frames.column("offset", piece.first, piece.first + piece.count).astype(np.int64)

    def layers(self, protocol: str) -> LayerRows | None:
        """A protocol's layers in the rows of the batch; None where it has none."""
        layers = self.index.layers(self.piece, protocol)
        if layers is not None and self._chosen is not None:
            layers = layers.select(self._chosen[layers.rows])
        elif layers is not None and self.first > self.piece.first:
            layers = layers.select(layers.rows >= self.first - self.piece.first)
        return layers if layers is not None and len(layers.rows) else None

    @cached_property
    def networks(self) -> Networks:
        found = []
        for protocol, ttl in (("ip", IPv4Header.ttl), ("ipv6", IPv6Header.hop_limit)):
            layers = self.layers(protocol)
            if layers is not None:
                layers, words = find_addresses(self.index, layers, protocol)
                octets = np.ascontiguousarray(words).view(np.uint8).reshape(-1, 2, ENDPOINT_BYTES)
                addresses = np.ascontiguousarray(octets[:, :, :ADDRESS_BYTES])
                ttls = ttl.column(self.data, layers.starts).astype(np.uint8)
                columns = (layers.rows, layers.starts, layers.stops, addresses, ttls, layers.quoted)
                found.append((_places(layers.rows, layers.depths), *columns))
        if not found:
            none = np.zeros(0, np.int64)
            addresses = np.zeros((0, 2, ADDRESS_BYTES), np.uint8)
            return Networks(none, none, none, none, addresses, none.astype(np.uint8), none.astype(np.bool_))
        if len(found) == 1:
            return Networks(*found[0])
        joined = [np.concatenate(columns) for columns in zip(*found, strict=True)]
        order = np.argsort(joined[0], kind="stable")
        return Networks(*(column[order] for column in joined))

    def below(self, layers: LayerRows) -> Integers:
        """The place in `networks` of the nearest IP header below each layer; -1 where there is none."""
        places = self.networks.places
        if not len(places):
            return np.full(len(layers.rows), -1)
        nearest = np.searchsorted(places, _places(layers.rows, layers.depths)) - 1
        return np.where((nearest >= 0) & (places[nearest] >> 16 == layers.rows), nearest, -1)

    @cached_property
    def segments(self) -> Segments:
        """TCP segments that tell their length, as `segments_in` has them."""
        segments = segments_in(self.index, self.piece, self.first)
        return segments if self._chosen is None else segments.select(self._chosen[segments.rows - self.piece.first])

    @cached_property
    def tcp(self) -> Messages:
        """The same segments, with their IP headers."""
        return self._messages("tcp", self.segments.rows - self.piece.first, self.segments.starts)

    @cached_property
    def udp(self) -> Messages:
        """Datagrams, those that error messages quote too."""
        return self._messages("udp")

    def _messages(self, protocol: str, rows: Integers | None = None, starts: Integers | None = None) -> Messages:
        stop = self.piece.first + self.piece.count
        numbered = self.index.streams.numbered(protocol, self.piece.first, stop)
        behind = numbered.rows >= self.first - self.piece.first
        chosen = behind if self._chosen is None else self._chosen[numbered.rows]
        keys = numbered.rows[chosen] << 32 | numbered.starts[chosen]
        streams, sides = numbered.numbers[chosen], numbered.sides[chosen]
        if rows is not None and starts is not None:
            # Segments are some of the numbered layers, in the same order.
            wanted = rows << 32 | starts
            if len(wanted) != len(keys):
                among = np.isin(keys, wanted)
                keys, streams, sides = keys[among], streams[among], sides[among]
        layers = self.layers(protocol)
        if layers is None or not len(keys):
            none = np.zeros(0, np.int64)
            ports = np.zeros((0, 4), np.uint8)
            return Messages(none, none, none.astype(np.uint8), none, none, ports, none.astype(np.bool_))
        own = layers.rows << 32 | layers.starts - self.offsets[layers.rows]
        if len(own) != len(keys) or not np.array_equal(own, keys):
            layers = layers.select(np.isin(own, keys))
            # Streams also number protocols that ride on another's numbers; those have no layer of this name.
            there = np.isin(keys, own)
            streams, sides = streams[there], sides[there]
        networks = self.below(layers)
        found = Messages(
            rows=layers.rows + self.piece.first,
            streams=streams,
            sides=sides,
            times=self.times[layers.rows],
            networks=networks,
            ports=bytes_at(self.data, layers.starts, 4),
            quoted=layers.quoted,
        )
        return found if (networks >= 0).all() else found.select(networks >= 0)

    def endpoints(self, messages: Messages, chosen: Integers) -> Words:
        """Source and destination of some of the messages: n x 2 x HALF_WORDS."""
        found = np.zeros((len(chosen), 2, ENDPOINT_BYTES), np.uint8)
        found[:, :, :ADDRESS_BYTES] = self.networks.addresses[messages.networks[chosen]]
        found[:, :, ADDRESS_BYTES : ADDRESS_BYTES + 2] = messages.ports[chosen].reshape(-1, 2, 2)
        return found.reshape(-1, 2, ENDPOINT_BYTES).view(np.uint64).reshape(-1, 2, HALF_WORDS)


def _places(rows: Integers, depths: NDArray[np.int16]) -> Integers:
    return rows << 16 | depths.astype(np.int64)
