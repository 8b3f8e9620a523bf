"""Who talks to whom, for many transport layers at once: both endpoints of each, in an order that directions share.

An endpoint is an address with a port. Addresses are those of the nearest IP layer below in the same frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import AnySpec
from dissectors.layers import LayerRows
from dissectors.packets.layer_index import LayerIndex, Piece
from dissectors.protocols.ipv4 import IPv4Header
from dissectors.protocols.ipv6 import IPv6Header

Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]

ADDRESS_BYTES = 17
"""IP version, then the address, IPv4's with zeros behind it."""
ENDPOINT_BYTES = ADDRESS_BYTES + 2
PAIR_BYTES = 40
"""Two endpoints, with zeros up to whole 64-bit words."""

_SECRET = np.random.default_rng().integers(1, 1 << 63, PAIR_BYTES // 8, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
"""Odd factors that no sender can know, so that none can make pairs that collide."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Transport layers that have whole ports and an IP layer below."""

    layers: LayerRows
    pairs: NDArray[np.uint64]
    """n x 5: the lower and the higher endpoint, the same for both directions."""
    sorts_low: NDArray[np.bool_]
    """The source is the lower endpoint."""


def find_endpoints(index: LayerIndex, piece: Piece, protocol: str) -> Endpoints:
    """The endpoints of a piece's layers of a transport protocol whose header begins with two ports."""
    layers = index.layers(piece, protocol)
    networks = _networks(index, piece)
    if layers is None or networks is None:
        nothing = np.zeros(0, np.int64)
        empty = LayerRows(nothing, nothing, nothing, nothing, nothing.astype(np.int16), nothing.astype(np.bool_))
        return Endpoints(empty, np.zeros((0, PAIR_BYTES // 8), np.uint64), nothing.astype(np.bool_))
    places, addresses = networks
    # The nearest IP layer below: the last one of the same row that stands less deep.
    nearest = np.searchsorted(places, _place(layers.rows, layers.depths)) - 1
    usable = (nearest >= 0) & (places[nearest] >> 16 == layers.rows) & (layers.starts + 4 <= layers.stops)
    layers, nearest = layers.select(usable), nearest[usable]
    ports = index.capture.view()[layers.starts[:, None] + np.arange(4)]
    sources = np.hstack([addresses[nearest, :ADDRESS_BYTES], ports[:, :2]])
    destinations = np.hstack([addresses[nearest, ADDRESS_BYTES:], ports[:, 2:]])
    sorts_low = _is_lower(sources, destinations)
    pairs = np.zeros((len(nearest), PAIR_BYTES), np.uint8)
    pairs[:, :ENDPOINT_BYTES] = np.where(sorts_low[:, None], sources, destinations)
    pairs[:, ENDPOINT_BYTES : 2 * ENDPOINT_BYTES] = np.where(sorts_low[:, None], destinations, sources)
    return Endpoints(layers, pairs.view(np.uint64), sorts_low)


def group_pairs(pairs: NDArray[np.uint64]) -> tuple[Integers, Integers]:
    """Equal pairs grouped: the place of each group's first pair, in ascending order, and each pair's group."""
    if not len(pairs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    mixed = (pairs * _SECRET).sum(axis=1, dtype=np.uint64)
    _, first, group = np.unique(mixed, return_index=True, return_inverse=True)
    if not np.array_equal(pairs[first][group], pairs):
        # Two pairs have one sum, against all odds: compare the pairs themselves.
        _, first, group = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[group]


def _place(rows: Integers, depths: NDArray[np.int16]) -> Integers:
    return rows << 16 | depths.astype(np.int64)


def _networks(index: LayerIndex, piece: Piece) -> tuple[Integers, Bytes] | None:
    """Every IP layer's place (row and depth, ascending) with its source and destination address."""
    found: list[tuple[Integers, Bytes]] = []
    data = index.capture.view()
    fields: tuple[tuple[str, int, AnySpec, AnySpec], ...] = (
        ("ip", 4, IPv4Header.source, IPv4Header.destination),
        ("ipv6", 6, IPv6Header.source, IPv6Header.destination),
    )
    for protocol, version, source, destination in fields:
        layers = index.layers(piece, protocol)
        if layers is None:
            continue
        layers = layers.select(layers.starts + destination.last_byte <= layers.stops)
        addresses = np.zeros((len(layers.rows), 2 * ADDRESS_BYTES), np.uint8)
        for spec, at in ((source, 0), (destination, ADDRESS_BYTES)):
            length = spec.last_byte - spec.first_byte
            addresses[:, at] = version
            addresses[:, at + 1 : at + 1 + length] = data[
                layers.starts[:, None] + np.arange(spec.first_byte, spec.last_byte)
            ]
        found.append((_place(layers.rows, layers.depths), addresses))
    if not found:
        return None
    places = np.concatenate([places for places, _ in found])
    order = np.argsort(places, kind="stable")
    return places[order], np.concatenate([addresses for _, addresses in found])[order]


def _is_lower(left: Bytes, right: Bytes) -> NDArray[np.bool_]:
    """Whether rows of `left` sort before those of `right`, or are the same."""
    differs = left != right
    where = np.argmax(differs, axis=1)
    rows = np.arange(len(left))
    lower: NDArray[np.bool_] = left[rows, where] <= right[rows, where]
    return lower
