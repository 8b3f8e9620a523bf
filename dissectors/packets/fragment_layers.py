"""Fragments of IP packets in a batch of frames, found in bulk from its layers: where they are, and what they belong to.

Fragments that belong together have IP version, both addresses, identification, VLANs and, over IPv4, protocol in common
(RFC 791 §3.2, RFC 8200 §4.5). Left out are those that the capture cut and those that an error message quotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import AnySpec
from dissectors.gathering import bytes_at
from dissectors.layers import LayerRows, join_layers
from dissectors.protocols.data import DATA
from dissectors.protocols.ipv4 import IPV4, SMALLEST, IPv4Header
from dissectors.protocols.ipv6 import IPV6, IPv6Header
from dissectors.protocols.ipv6_fraghdr import FRAGMENT, FragmentHeader
from dissectors.protocols.service_vlan import SERVICE_VLAN, ServiceTagHeader
from dissectors.protocols.vlan import VLAN, VLANHeader

Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Layers = dict[str, LayerRows]

_DEEPEST = int(np.iinfo(np.int16).max)
_TAGS: Sequence[tuple[str, AnySpec]] = ((VLAN.name, VLANHeader.id), (SERVICE_VLAN.name, ServiceTagHeader.service_id))


@dataclass(frozen=True, slots=True)
class FoundFragments:
    """Fragments in a batch of frames, one a row at most, ascending."""

    layers: LayerRows
    """Where the headers are that tell of the fragments."""
    keys: list[bytes]
    """What fragments of one packet have in common."""
    payloads: Integers
    """Where the fragments begin in the mapped file."""
    lengths: Integers
    offsets: Integers
    more: Integers
    protocols: Integers

    def select(self, chosen: Integers) -> FoundFragments:
        columns = (self.payloads, self.lengths, self.offsets, self.more, self.protocols)
        keys = [self.keys[place] for place in chosen.tolist()]
        return FoundFragments(self.layers.select(chosen), keys, *(column[chosen] for column in columns))


def find_fragments(found: Layers, data: Bytes) -> FoundFragments | None:
    """The outermost fragment of every row that has one, and all bytes of it."""
    both = [part for part in (_find_ipv4(found, data), _find_ipv6(found, data)) if part is not None]
    if not both:
        return None
    layers = join_layers([part.layers for part in both])
    names = ("payloads", "lengths", "offsets", "more", "protocols")
    columns = [np.concatenate([getattr(part, name) for part in both]) for name in names]
    joined = FoundFragments(layers, [key for part in both for key in part.keys], *columns)
    order = np.lexsort((layers.depths, layers.rows))
    rows = layers.rows[order]
    return joined.select(order[np.append(True, rows[1:] != rows[:-1])])


def _find_ipv4(found: Layers, data: Bytes) -> FoundFragments | None:
    layers = found.get(IPV4.name)
    if layers is None:
        return None
    layers = layers.select(~layers.quoted & (layers.starts + SMALLEST <= layers.stops))
    word = IPv4Header.fragment_offset.column(data, layers.starts) | IPv4Header.flags.column(data, layers.starts) & 1
    layers = layers.select(np.flatnonzero(word))
    if not len(layers.rows):
        return None
    header: Any = layers.headers(IPv4Header, data)
    size, total = header.header_length, header.total_length
    whole = (header.version == 4) & (size >= SMALLEST) & (total > size) & (layers.starts + total <= layers.stops)
    common = np.hstack(
        [
            np.full((len(size), 1), 4, np.uint8),
            bytes_at(data, layers.starts + IPv4Header.source.first_byte, 8),
            bytes_at(data, layers.starts + IPv4Header.identification.first_byte, 2),
            bytes_at(data, layers.starts + IPv4Header.protocol.first_byte, 1),
        ]
    )
    offsets, more = header.fragment_offset, header.flags & 1
    return _chosen(whole, layers, layers.starts + size, total - size, offsets, more, header.protocol, common)


def _find_ipv6(found: Layers, data: Bytes) -> FoundFragments | None:
    layers, packets = found.get(FRAGMENT.name), found.get(IPV6.name)
    if layers is None or packets is None:
        return None
    # The nearest IPv6 header below.
    nearest = np.searchsorted(_place_of(packets), _place_of(layers)) - 1
    packets = packets.select(np.maximum(nearest, 0))
    cut = layers.starts + FragmentHeader.size > layers.stops
    usable = np.flatnonzero((nearest >= 0) & (packets.rows == layers.rows) & ~layers.quoted & ~cut)
    layers, packets = layers.select(usable), packets.select(usable)
    if not len(layers.rows):
        return None
    header: Any = layers.headers(FragmentHeader, data)
    assert IPV6.length is not None
    stops = packets.starts + IPV6.length(packets.headers(IPv6Header, data))  # type: ignore[arg-type]
    payloads = layers.starts + FragmentHeader.size
    whole = ((header.offset > 0) | (header.more > 0)) & (payloads < stops) & (stops <= packets.stops)
    common = np.hstack(
        [
            np.full((len(stops), 1), 6, np.uint8),
            bytes_at(data, packets.starts + IPv6Header.source.first_byte, 32),
            bytes_at(data, layers.starts + FragmentHeader.identification.first_byte, 4),
        ]
    )
    return _chosen(whole, layers, payloads, stops - payloads, header.offset, header.more, header.next_header, common)


def _chosen(
    whole: NDArray[np.bool_],
    layers: LayerRows,
    payloads: Integers,
    lengths: Integers,
    offsets: Integers,
    more: Integers,
    protocols: Integers,
    common: Bytes,
) -> FoundFragments | None:
    """Those that are whole."""
    places = np.flatnonzero(whole)
    columns = (column[places] for column in (payloads, lengths, offsets, more, protocols))
    keys = [key.tobytes() for key in common[places]]
    return FoundFragments(layers.select(places), keys, *columns) if keys else None


def _place_of(layers: LayerRows) -> Integers:
    return layers.rows << 16 | layers.depths.astype(np.int64)


def without_layers_above(found: Layers, fragments: FoundFragments) -> Layers:
    """What a fragment carries is data."""
    rows, depths = fragments.layers.rows, fragments.layers.depths
    deepest = np.full(1 + max(int(layers.rows[-1]) for layers in found.values() if len(layers.rows)), _DEEPEST)
    deepest[rows] = depths
    kept: Layers = {}
    for name, layers in found.items():
        stays = layers.depths <= deepest[layers.rows]
        kept[name] = layers if stays.all() else layers.select(stays)
    stops = fragments.payloads + fragments.lengths
    unquoted = np.zeros(len(rows), np.bool_)
    carried = LayerRows(rows, fragments.payloads, stops, stops, (depths + 1).astype(np.int16), unquoted)
    if DATA.name in kept:
        carried = join_layers([kept[DATA.name], carried])
        carried = carried.select(np.lexsort((carried.starts, carried.rows)))
    kept[DATA.name] = carried
    return {name: layers for name, layers in kept.items() if len(layers.rows)}


def vlans_of(found: Layers, rows: Integers, data: Bytes) -> Mapping[int, int]:
    """The VLANs of rows, outermost first, as one number; rows without are left out."""
    numbers: dict[int, int] = {}
    tags: list[tuple[int, int, int]] = []
    for protocol, spec in _TAGS:
        layers = found.get(protocol)
        if layers is not None:
            layers = layers.select(np.isin(layers.rows, rows) & (layers.starts + spec.last_byte <= layers.stops))
            ids = spec.column(data, layers.starts).tolist()
            tags += zip(layers.rows.tolist(), layers.depths.tolist(), ids, strict=True)
    for row, _, number in sorted(tags):
        # VLAN 0 is none: the tag is there for the priority alone (IEEE 802.1Q §6.9).
        if number:
            numbers[row] = numbers.get(row, 0) << 12 | number
    return numbers
