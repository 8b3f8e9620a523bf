"""Which rows carry fragments of IP packets, and with which row each packet is whole; kept beside the layer index.

Found in the order of rows from the layers of a batch, in bulk but for the few rows that are fragments. Fragments that
belong together have IP version, both addresses, identification, VLANs and, over IPv4, protocol in common (RFC 791
§3.2, RFC 8200 §4.5). Left out are those that the capture cut and those that an error message quotes.

Nothing ages, as in Wireshark: a fragment may be completed by one that comes an hour later, as identifications repeat.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import AnySpec
from dissectors.gathering import bytes_at
from dissectors.internet.fragments import Arrivals, Fragment, Fragmented, put_together, shares
from dissectors.layers import LayerRows, join_layers
from dissectors.protocols.data import DATA
from dissectors.protocols.ipv4 import FRAGMENTS as IPV4_FRAGMENTS
from dissectors.protocols.ipv4 import IPV4, SMALLEST, IPv4Header
from dissectors.protocols.ipv6 import IPV6, IPv6Header
from dissectors.protocols.ipv6_fraghdr import FRAGMENT, FragmentHeader
from dissectors.protocols.ipv6_fraghdr import FRAGMENTS as IPV6_FRAGMENTS
from dissectors.protocols.service_vlan import SERVICE_VLAN, ServiceTagHeader
from dissectors.protocols.vlan import VLAN, VLANHeader

if TYPE_CHECKING:
    from dissectors.packets.table import Capture

Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Layers = dict[str, LayerRows]

MOST_UNFINISHED = 65_536
"""Packets that wait for fragments at a time; beyond, the one that has waited longest is given up."""
NOWHERE = -1
WHOLE_IN = (IPV4_FRAGMENTS.whole_in.name, IPV6_FRAGMENTS.whole_in.name)
"""Fields that tell of later rows."""
_DEEPEST = int(np.iinfo(np.int16).max)
_TAGS: Sequence[tuple[str, AnySpec]] = ((VLAN.name, VLANHeader.id), (SERVICE_VLAN.name, ServiceTagHeader.service_id))


@dataclass(frozen=True, slots=True)
class _Found:
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

    def select(self, chosen: Integers) -> _Found:
        columns = (self.payloads, self.lengths, self.offsets, self.more, self.protocols)
        keys = [self.keys[place] for place in chosen.tolist()]
        return _Found(self.layers.select(chosen), keys, *(column[chosen] for column in columns))


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

    def extend(self, first: int, found: Layers, data: Bytes, offsets: Integers) -> Layers:
        """Take in a batch whose first row is `first`; give its layers as they are once fragments are put together.

        That is without layers that would be read from a first fragment, whose rest is in other frames.
        """
        fragments = _find(found, data)
        if fragments is None:
            return found
        found = _without_layers_above(found, fragments)
        frame_starts = offsets[fragments.layers.rows]
        vlans = _vlans(found, fragments.layers.rows, data)
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
        span = islice(rows, bisect_left(rows, first), bisect_left(rows, stop))
        return np.fromiter(span, np.int64)

    def beginning(self, row: int, most: int) -> Beginning:
        """The first bytes, at most so many, of a packet that is whole with a row. Raises CaptureFileError."""
        places, length = self._places(row), self.length(row)
        early = [self._fragment(place) for place in places if self._words[place] & ~7 < most]
        whole = put_together(early, min(length, most))
        return Beginning(whole.data, length, whole.protocol)

    def _place(self, row: int) -> int | None:
        place = bisect_left(self._rows, row)
        return place if place < len(self._rows) and self._rows[place] == row else None


def _find(found: Layers, data: Bytes) -> _Found | None:
    """The outermost fragment of every row that has one, and all bytes of it."""
    both = [part for part in (_find_ipv4(found, data), _find_ipv6(found, data)) if part is not None]
    if not both:
        return None
    layers = join_layers([part.layers for part in both])
    names = ("payloads", "lengths", "offsets", "more", "protocols")
    columns = [np.concatenate([getattr(part, name) for part in both]) for name in names]
    joined = _Found(layers, [key for part in both for key in part.keys], *columns)
    order = np.lexsort((layers.depths, layers.rows))
    rows = layers.rows[order]
    return joined.select(order[np.append(True, rows[1:] != rows[:-1])])


def _find_ipv4(found: Layers, data: Bytes) -> _Found | None:
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


def _find_ipv6(found: Layers, data: Bytes) -> _Found | None:
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
) -> _Found | None:
    """Those that are whole."""
    places = np.flatnonzero(whole)
    columns = (column[places] for column in (payloads, lengths, offsets, more, protocols))
    keys = [key.tobytes() for key in common[places]]
    return _Found(layers.select(places), keys, *columns) if keys else None


def _place_of(layers: LayerRows) -> Integers:
    return layers.rows << 16 | layers.depths.astype(np.int64)


def _without_layers_above(found: Layers, fragments: _Found) -> Layers:
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


def _vlans(found: Layers, rows: Integers, data: Bytes) -> Mapping[int, int]:
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
