"""The layers of a piece whose packets are counted as conversations, with the numbers of these and both endpoints.

Beside those in the frames there are those in packets that came in fragments, which count with the row that makes the
packet whole. Endpoints are made for those layers only that are asked about: mostly the first of each conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.layers import LayerRows, join_layers
from dissectors.packets.whole_packets import WholePackets, whole_packets
from dissectors.protocols.ipv4 import IPv4Header
from dissectors.streams.endpoints import (
    WORDS,
    Endpoints,
    Networks,
    endpoints_of,
    find_bare_addresses,
    find_endpoints,
    find_networks,
    group_alike,
    join_networks,
    put_low_first,
    transport_layers,
    with_version,
)
from dissectors.streams.tables.kinds import WITH_PORTS, Kind

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.streams.numbers import NumberedRows

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Found:
    """A piece's layers of a kind, in the order of rows, with their conversations' numbers."""

    layers: LayerRows
    numbers: Integers
    sorts_low: Booleans
    """Sent by the lower endpoint."""
    pairs: Callable[[Integers], Words]
    """The endpoints of some of the layers."""


class ConversationLayers:
    """Of one piece, whose streams must have been numbered; its first `skipped` rows are left out."""

    def __init__(self, index: LayerIndex, piece: Piece, skipped: int = 0) -> None:
        self._index, self._piece, self._skipped = index, piece, skipped
        self._whole = whole_packets(index.fragments, piece, skipped, index.registry)

    def streams(self, kind: Kind) -> Found | None:
        """Layers of TCP or UDP with the streams they have been found to be of; None where there are none."""
        found = self._streams(self._index, kind)
        return found if self._whole is None else _merged(found, self._streams(self._whole, kind))

    def paired(self, kind: Kind, number: Callable[[Words], Integers]) -> Found | None:
        """Layers of any kind; None where there are none. `number` is told the different pairs and numbers them."""
        parts = [found for found in (self._ends(self._index, kind), self._ends(self._whole, kind)) if found is not None]
        if not parts:
            return None
        found = parts[0] if len(parts) == 1 else _in_order_of_rows(parts)

        def pairs(places: Integers) -> Words:
            chosen = found.pairs.take(places, axis=0)
            return chosen if kind in WITH_PORTS else with_version(chosen, kind)

        first, group = group_alike(found.pairs)
        return Found(found.layers, number(pairs(first))[group], found.sorts_low, pairs)

    def _networks(self, rows: Integers | None = None) -> Networks:
        """The IP layers' addresses: of these rows, or of all."""
        wanted = None
        if rows is not None:
            wanted = np.zeros(self._piece.count, np.bool_)
            wanted[rows] = True
        found = [find_networks(self._index, self._piece, self._skipped, wanted)]
        if self._whole is not None:
            found.append(find_networks(self._whole, self._piece, self._skipped, wanted))
        return join_networks(found)

    def _streams(self, index: LayerIndex | WholePackets, kind: Kind) -> Found | None:
        layers, numbered = transport_layers(index, self._piece, kind, self._skipped), self._numbered(index, kind)
        if layers is None or not len(numbered.rows):
            return None
        if len(numbered.rows) != len(layers.rows):
            keys = layers.rows << 32 | self._starts(index, layers)
            layers = layers.select(np.isin(keys, numbered.rows << 32 | numbered.starts))

        def pairs(places: Integers) -> Words:
            chosen = layers.select(places)
            return endpoints_of(index, chosen, self._networks(chosen.rows)).pairs

        return Found(layers, numbered.numbers.astype(np.int64), numbered.sides.astype(np.bool_), pairs)

    def _numbered(self, index: LayerIndex | WholePackets, kind: Kind) -> NumberedRows:
        first, stop = self._piece.first + self._skipped, self._piece.first + self._piece.count
        found = self._index.streams.numbered(kind, first, stop, whole=isinstance(index, WholePackets))
        return replace(found, rows=found.rows + self._skipped)

    def _starts(self, index: LayerIndex | WholePackets, layers: LayerRows) -> Integers:
        """Where layers begin in their frames, or in their whole packets."""
        if isinstance(index, WholePackets):
            return index.place(layers.rows, layers.starts)
        piece = self._piece
        offsets = self._index.capture.frames.column("offset", piece.first, piece.first + piece.count)
        starts: Integers = layers.starts - offsets[layers.rows]
        return starts

    def _ends(self, index: LayerIndex | WholePackets | None, kind: Kind) -> Endpoints | None:
        """Layers of a kind, whose `pairs` are bare addresses where it has no ports."""
        if index is None:
            return None
        if kind in WITH_PORTS:
            if transport_layers(index, self._piece, kind, self._skipped) is None:
                return None
            return find_endpoints(index, self._piece, kind, self._skipped, self._networks())
        every = index.layers(self._piece, kind, self._skipped)
        if every is None:
            return None
        layers, addresses = find_bare_addresses(index, every, kind)
        if kind == "ip":
            # Wireshark gives up on a header that is said to be shorter than its fixed part.
            valid = IPv4Header.header_length.column(index.capture.view(), layers.starts) >= IPv4Header.size
            if not valid.all():
                layers, addresses = layers.select(valid), addresses[valid]
        return Endpoints(layers, *put_low_first(addresses))


def _in_order_of_rows(parts: Sequence[Endpoints]) -> Endpoints:
    layers = join_layers([part.layers for part in parts])
    order = np.argsort(layers.rows, kind="stable")
    pairs = np.concatenate([part.pairs for part in parts])
    sorts_low = np.concatenate([part.sorts_low for part in parts])
    return Endpoints(layers.select(order), pairs[order], sorts_low[order])


def _merged(left: Found | None, right: Found | None) -> Found | None:
    """Both in the order of rows."""
    if left is None or right is None:
        return left or right
    layers, count = join_layers([left.layers, right.layers]), len(left.layers.rows)
    order = np.argsort(layers.rows, kind="stable")

    def pairs(places: Integers) -> Words:
        made = np.zeros((len(places), WORDS), np.uint64)
        origins = order[places]
        is_left = origins < count
        made[is_left], made[~is_left] = left.pairs(origins[is_left]), right.pairs(origins[~is_left] - count)
        return made

    numbers = np.concatenate([left.numbers, right.numbers])[order]
    return Found(layers.select(order), numbers, np.concatenate([left.sorts_low, right.sorts_low])[order], pairs)
