"""Who talks to whom, for many layers at once: both endpoints of each, in an order that directions share.

An endpoint is an address, with a port if it is a transport layer's; its address is then that of the nearest IP layer
below in the same frame.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import AnySpec
from dissectors.gathering import bytes_at
from dissectors.layers import LayerRows, join_layers
from dissectors.protocols.ethernet import EthernetHeader
from dissectors.protocols.ipv4 import IPv4Header
from dissectors.protocols.ipv6 import IPv6Header

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.packets.whole_packets import WholePackets

Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
"""Of little-endian byte order, whatever the machine's."""
Networks = tuple[Integers, Words]

ADDRESS_BYTES = 17
"""IP version, 0 for Ethernet, then the address, a short one with zeros behind it."""
ENDPOINT_BYTES = 24
"""Address and port, with zeros up to whole 64-bit words."""
WORDS = 2 * ENDPOINT_BYTES // 8
"""64-bit words of two endpoints."""

_ADDRESSES: Mapping[str, tuple[int, AnySpec, AnySpec]] = {
    "eth": (0, EthernetHeader.source, EthernetHeader.destination),
    "ip": (4, IPv4Header.source, IPv4Header.destination),
    "ipv6": (6, IPv6Header.source, IPv6Header.destination),
}
"""By protocol what stands in front of its addresses, and where they are: side by side in every one."""

ALSO: Mapping[str, tuple[str, ...]] = {"udp": ("udplite",)}
"""Protocols whose conversations are counted together with another's."""

_SECRET = np.frombuffer(os.urandom(8 * WORDS), np.uint64) | np.uint64(1)
"""Odd factors that no sender can know, so that none can make many words that collide."""
_SLOT_BITS = 17
_SLOT_SHIFTS = (47, 30, 13)
"""Which bits of a mixed pair say where it is kept, in one round after the other."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Transport layers that have whole ports and an IP layer below."""

    layers: LayerRows
    pairs: NDArray[np.uint64]
    """n x WORDS: the lower and the higher endpoint, the same for both directions."""
    sorts_low: NDArray[np.bool_]
    """The source is the lower endpoint."""


def find_endpoints(
    index: LayerIndex | WholePackets, piece: Piece, protocol: str, skipped: int = 0, networks: Networks | None = None
) -> Endpoints:
    """The endpoints of a piece's layers of a transport protocol whose header begins with two ports.

    The first `skipped` rows of the piece are left out. `networks` is what `find_networks` gives for the others.
    """
    layers = transport_layers(index, piece, protocol, skipped)
    networks = networks or find_networks(index, piece, skipped)
    if layers is None or not len(networks[0]):
        nothing = np.zeros(0, np.int64)
        empty = LayerRows(nothing, nothing, nothing, nothing, nothing.astype(np.int16), nothing.astype(np.bool_))
        return Endpoints(empty, np.zeros((0, WORDS), np.uint64), nothing.astype(np.bool_))
    return endpoints_of(index, layers, networks)


def endpoints_of(index: LayerIndex | WholePackets, layers: LayerRows, networks: Networks) -> Endpoints:
    """The endpoints of those of the layers that have any; `networks` are their piece's, at least one."""
    layers, addresses = nearest_addresses(layers.select(layers.starts + 4 <= layers.stops), networks)
    ports = bytes_at(index.capture.view(), layers.starts, 4)
    return Endpoints(layers, *make_pairs(addresses, ports))


def nearest_addresses(layers: LayerRows, networks: Networks) -> tuple[LayerRows, Words]:
    """Those of the layers that have an IP layer below, and its source and destination, n x WORDS, without ports.

    `networks` are their piece's, at least one.
    """
    places, addresses = networks
    # The nearest one: the last one of the same row that stands less deep.
    nearest = np.searchsorted(places, _place(layers.rows, layers.depths)) - 1
    usable = (nearest >= 0) & (places[nearest] >> 16 == layers.rows)
    return layers.select(usable), addresses.take(nearest[usable], axis=0)


def make_pairs(addresses: Words, ports: Bytes) -> tuple[Words, NDArray[np.bool_]]:
    """`Endpoints.pairs` and `.sorts_low` of sources and destinations; ports are n x 4 bytes, two of each."""
    words = addresses.copy()
    # Behind the last byte of the address, which is the first of this word.
    words[:, WORDS // 2 - 1] |= ports.view("<u2")[:, 0].astype("<u8") << 8
    words[:, WORDS - 1] |= ports.view("<u2")[:, 1].astype("<u8") << 8
    return put_low_first(words)


def put_low_first(words: Words) -> tuple[Words, NDArray[np.bool_]]:
    """Pairs in the one order that both directions share, changed where they lie; and which were in it before."""
    sorts_low = is_lower(words)
    swapped = np.flatnonzero(~sorts_low)
    sides = words.reshape(len(words), 2, words.shape[1] // 2)
    sides[swapped] = sides.take(swapped, axis=0)[:, ::-1]
    return words, sorts_low


def group_alike(words: Words) -> tuple[Integers, Integers]:
    """Equal rows of up to WORDS words: the place of each group's first one, ascending, and the group of every row."""
    if not len(words):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first_alike = _first_alike(words @ _SECRET[: words.shape[1]])
    if not np.array_equal(words.take(first_alike, axis=0), words):
        # Two have one sum, by chance or because they differ in the highest bits of two words alone. Compare the words
        # themselves: of 65,536 rows in 50 ms instead of 1.
        _, first, group = np.unique(words, axis=0, return_index=True, return_inverse=True)
        first_alike = first[group.reshape(-1)]
    first = np.flatnonzero(first_alike == np.arange(len(words)))
    rank = np.empty(len(words), np.int64)
    rank[first] = np.arange(len(first))
    return first, rank[first_alike]


def _first_alike(numbers: NDArray[np.uint64]) -> Integers:
    """For each number the place where it stands first."""
    found = np.arange(len(numbers))
    left = found
    slots = np.empty(1 << _SLOT_BITS, np.int64)
    for shift in _SLOT_SHIFTS:
        mine = (numbers[left] >> np.uint64(shift)).astype(np.int64) & (1 << _SLOT_BITS) - 1
        # Of those that want a slot the last one written has it: the first in order, written backwards.
        slots[mine[::-1]] = left[::-1]
        keeper = slots[mine]
        is_alike = numbers[left] == numbers[keeper]
        found[left[is_alike]] = keeper[is_alike]
        left = left[~is_alike]
        if not len(left):
            return found
    _, first, inverse = np.unique(numbers[left], return_index=True, return_inverse=True)
    found[left] = left[first[inverse]]
    return found


def transport_layers(
    index: LayerIndex | WholePackets, piece: Piece, protocol: str, skipped: int = 0
) -> LayerRows | None:
    """A transport protocol's layers, with those that Wireshark numbers as if they were of it, in the order of rows.

    The first `skipped` rows of the piece are left out.
    """
    every = (index.layers(piece, name, skipped) for name in (protocol, *ALSO.get(protocol, ())))
    found = [layers for layers in every if layers is not None]
    if len(found) < 2:
        return found[0] if found else None
    joined = join_layers(found)
    return joined.select(np.lexsort((joined.depths, joined.rows)))


def _place(rows: Integers, depths: NDArray[np.int16]) -> Integers:
    return rows << 16 | depths.astype(np.int64)


def find_networks(
    index: LayerIndex | WholePackets, piece: Piece, skipped: int = 0, wanted: NDArray[np.bool_] | None = None
) -> Networks:
    """Every IP layer's place (row and depth, ascending) with its source and destination address.

    The first `skipped` rows of the piece are left out, and those that are not `wanted`.
    """
    found: list[Networks] = []
    for protocol in ("ip", "ipv6"):
        layers = index.layers(piece, protocol, skipped)
        if layers is not None:
            if wanted is not None:
                layers = layers.select(wanted[layers.rows])
            layers, addresses = find_addresses(index, layers, protocol)
            found.append((_place(layers.rows, layers.depths), addresses))
    return join_networks(found)


def join_networks(found: Sequence[Networks]) -> Networks:
    """Those of several sources, in order."""
    if not found:
        return np.zeros(0, np.int64), np.zeros((0, WORDS), np.uint64)
    if len(found) == 1:
        return found[0]
    places = np.concatenate([places for places, _ in found])
    order = np.argsort(places, kind="stable")
    return places.take(order), np.concatenate([addresses for _, addresses in found]).take(order, axis=0)


def find_addresses(index: LayerIndex | WholePackets, layers: LayerRows, protocol: str) -> tuple[LayerRows, Words]:
    """Of the layers of "eth", "ip" or "ipv6" those that have both addresses, and these as endpoints without ports:
    n x WORDS, source and destination."""
    layers, addresses = _both_addresses(index, layers, protocol)
    return layers, _words(_ADDRESSES[protocol][0], addresses).reshape(-1, WORDS)


def find_bare_addresses(index: LayerIndex | WholePackets, layers: LayerRows, protocol: str) -> tuple[LayerRows, Words]:
    """As `find_addresses`, as numbers, in as few words as they need: n x 2 or, for IPv6, n x 4."""
    layers, addresses = _both_addresses(index, layers, protocol)
    return layers, _numbers(addresses)


def with_version(numbers: Words, protocol: str) -> Words:
    """Two bare addresses in a row as endpoints without ports: n x WORDS."""
    version, source, _ = _ADDRESSES[protocol]
    length = source.last_byte - source.first_byte
    data = numbers.astype(">u8").view(np.uint8)
    addresses = data.reshape(len(numbers), 2, data.shape[1] // 2)[:, :, -length:]
    return _words(version, np.ascontiguousarray(addresses)).reshape(-1, WORDS)


def _both_addresses(index: LayerIndex | WholePackets, layers: LayerRows, protocol: str) -> tuple[LayerRows, Bytes]:
    """Those of the layers that have both, and source and destination: n x 2 x length."""
    _, source, destination = _ADDRESSES[protocol]
    there = layers.starts + max(source.last_byte, destination.last_byte) <= layers.stops
    layers = layers if there.all() else layers.select(there)
    length = source.last_byte - source.first_byte
    both = bytes_at(index.capture.view(), layers.starts + min(source.first_byte, destination.first_byte), 2 * length)
    sides = both.reshape(-1, 2, length)
    return layers, sides if source.first_byte < destination.first_byte else sides[:, ::-1]


def _words(version: int, addresses: Bytes) -> Words:
    """Version and address (n x 2 x length) as words, by shifts: copying a few bytes at a time takes far longer."""
    length = addresses.shape[2]
    words = np.zeros((len(addresses), 2, ENDPOINT_BYTES // 8), "<u8")
    if length == 4:
        words[:, :, 0] = addresses.view("<u4")[:, :, 0]
    elif length == 16:
        words[:, :, :2] = addresses.view("<u8")
        words[:, :, 2] = words[:, :, 1] >> 56
        words[:, :, 1] = words[:, :, 1] << 8 | words[:, :, 0] >> 56
    else:
        words.view(np.uint8)[:, :, :length] = addresses
    words[:, :, 0] = words[:, :, 0] << 8 | version
    return words


def _numbers(addresses: Bytes) -> Words:
    """Addresses (n x 2 x length) as numbers, n x 2 of them or, of 16 bytes, n x 4.

    Their last bytes, which differ most, are the lowest ones: factors carry upwards (`group_alike`).
    """
    length = addresses.shape[2]
    # Of 6 bytes by two: there are no items of six.
    parts = addresses.view(">u8" if length == 16 else ">u4" if length == 4 else ">u2").astype("<u8")
    if length == 6:
        parts = (parts[:, :, 0] << 32 | parts[:, :, 1] << 16 | parts[:, :, 2])[:, :, None]
    return np.ascontiguousarray(parts.reshape(len(parts), 2 * parts.shape[2]))


def is_lower(words: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether the first endpoint of each pair sorts before the second, or is the same."""
    half = words.shape[1] // 2
    lower = np.ones(len(words), np.bool_)
    # Any order will do that is the same for both directions: word by word, the first decides.
    for word in reversed(range(half)):
        left, right = words[:, word], words[:, word + half]
        lower = np.where(left == right, lower, left < right)
    return lower
