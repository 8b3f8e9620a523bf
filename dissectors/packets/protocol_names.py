"""What the Protocol column says of many packets, from the layer index alone.

The innermost layer that has a say says it (`summary.speaking_layer`), mostly always the same. Left open are packets
whose dissection may stop before, or go on elsewhere, and those that say what only their dissection tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.layers import LayerRows
from dissectors.names.arp import FAMILIES
from dissectors.names.tls import SHORT_VERSIONS
from dissectors.protocols.frame import FRAME

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Packed, Piece
    from dissectors.registry import AnyProtocol

Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
OPEN = b""
"""No protocol is called so: what a packet says has to be asked."""

MORE_FRAGMENTS = 1
MULTIPATH = 30
"""The TCP option of MPTCP (RFC 8684 §3)."""
NO_OPERATION = 1
MOST_OPTION_BYTES = 40
CHANGE_OF_CIPHER, HANDSHAKE, HEARTBEAT = 20, 22, 24
MOST_RECORDS = 64
"""A segment of more TLS records is asked."""


def protocol_names(index: LayerIndex, piece: Piece) -> NDArray[np.bytes_]:
    """For every row of a piece its protocol in UTF-8, or `OPEN`. To be called by whoever has the index's turn."""
    speakers = _Speakers(piece.count)
    protocols = index.registry.protocols
    for name, packed in piece.layers.items():
        speakers.hear(protocols[name], packed)
    names = speakers.names(index, piece)
    for name, packed in piece.layers.items():
        protocol = protocols[name]
        if protocol.next is None or protocol.details is None or name in ALWAYS_GOES_ON:
            continue
        # A layer that says the last word itself may yet lead elsewhere, if it is one of those that do.
        reach = 0 if name in GOES_ON else 1
        inside = ~packed.quoted & (packed.depths.astype(np.int64) + reach <= speakers.depths[packed.rows])
        doubtful = np.flatnonzero(inside)
        if len(doubtful) and name in GOES_ON:
            layers = index.layers(piece, name)
            assert layers is not None
            whole = packed.lengths[doubtful] >= protocol.header.size
            chosen = layers.select(doubtful[whole])
            goes_on = GOES_ON[name](chosen.headers(protocol.header, index.capture.view()))
            # A header that is cut ends the dissection, and the index's walk too.
            doubtful = doubtful[whole][~goes_on]
        names[packed.rows[doubtful]] = OPEN
    return names


@dataclass(slots=True)
class _Speaker:
    """A protocol with those of its layers that may be the innermost."""

    protocol: AnyProtocol
    places: NDArray[np.intp]
    """Within the piece's layers of the protocol."""
    rows: NDArray[np.intp]
    depths: NDArray[np.int64]


class _Speakers:
    """Finds the innermost layer that has a say, row by row."""

    def __init__(self, count: int) -> None:
        self.depths = np.zeros(count, np.int64)
        """Of the innermost layer that has a say; 0 where none has."""
        self._innermost = np.zeros(count, np.int64)
        self._speaking: list[_Speaker] = []
        self._silent: list[_Speaker] = []

    def hear(self, protocol: AnyProtocol, packed: Packed) -> None:
        """Layers of one protocol."""
        own = ~packed.quoted
        speaks = protocol.info is not None
        places = np.flatnonzero(own & (packed.lengths >= protocol.header.size) if speaks else own)
        if speaks:
            self._add(protocol, packed, places, self._speaking, self.depths)
        self._add(protocol, packed, np.flatnonzero(own), self._silent, self._innermost)

    def _add(
        self,
        protocol: AnyProtocol,
        packed: Packed,
        places: NDArray[np.intp],
        among: list[_Speaker],
        deepest: NDArray[np.int64],
    ) -> None:
        rows, depths = packed.rows[places].astype(np.intp), packed.depths[places].astype(np.int64)
        np.maximum.at(deepest, rows, depths)
        among.append(_Speaker(protocol, places, rows, depths))

    def names(self, index: LayerIndex, piece: Piece) -> NDArray[np.bytes_]:
        """What the innermost layers say."""
        parts: list[tuple[NDArray[np.intp], NDArray[np.bytes_]]] = []
        for one in self._speaking:
            mine = one.depths == self.depths[one.rows]
            if mine.any():
                parts.append((one.rows[mine], _said(index, piece, one.protocol, one.places[mine])))
        for one in self._silent:
            mine = (self.depths[one.rows] == 0) & (one.depths == self._innermost[one.rows])
            if mine.any():
                parts.append((one.rows[mine], _all(one.protocol.short, int(mine.sum()))))
        names = _all(FRAME.short, piece.count).astype(np.result_type(*(said for _, said in parts), "S16"))
        for rows, said in parts:
            names[rows] = said
        return names


def _said(index: LayerIndex, piece: Piece, protocol: AnyProtocol, places: NDArray[np.intp]) -> NDArray[np.bytes_]:
    """What layers of one protocol say of themselves."""
    says = SAYS.get(protocol.name)
    if says is not None:
        layers = index.layers(piece, protocol.name)
        assert layers is not None
        return says(protocol, layers.select(places), index.capture.view())
    if protocol.details is not None and not protocol.details.__module__.startswith("dissectors."):
        return _all(OPEN, len(places))  # a plug-in's own affair
    return _all(protocol.short, len(places))


def _all(name: str | bytes, count: int) -> NDArray[np.bytes_]:
    text = name.encode() if isinstance(name, str) else name
    return np.full(count, text, f"S{max(len(text), 1)}")


# Layers whose dissection surely goes on to what the index says comes next. Those of other protocols may fail.

ALWAYS_GOES_ON = ("eth", "vlan", "ieee8021ad", "sll", "sll2")
GOES_ON: Mapping[str, Callable[[Any], Mask]] = {
    "ip": lambda h: (
        (h.version == 4)
        & (h.header_length == 20)
        & (h.fragment_offset == 0)
        & (h.flags & MORE_FRAGMENTS == 0)
        & ((h.sent_length == 0) | (h.sent_length >= 20))
    ),
    "ipv6": lambda h: h.version == 6,
    "ipv6.fraghdr": lambda h: h.peek(0) < -1,
    "tcp": lambda h: h.header_length >= 20,
    "udp": lambda h: (h.length == 0) | (h.length >= 8),
}


# Protocols that say more of themselves than their name.


def _open(protocol: AnyProtocol, layers: LayerRows, data: Bytes) -> NDArray[np.bytes_]:
    return _all(OPEN, len(layers.rows))


def _arp(protocol: AnyProtocol, layers: LayerRows, data: Bytes) -> NDArray[np.bytes_]:
    operations = layers.headers(protocol.header, data).operation
    names = _all(protocol.short, len(layers.rows)).astype("S16")
    for operation, name in FAMILIES.items():
        names[operations == operation] = name.encode()
    return names


def _tcp(protocol: AnyProtocol, layers: LayerRows, data: Bytes) -> NDArray[np.bytes_]:
    """Segments with an option of MPTCP are left open."""
    names = _all(protocol.short, len(layers.rows))
    positions = layers.starts + protocol.header.size
    stops = np.minimum(layers.starts + layers.headers(protocol.header, data).header_length, layers.stops)
    left = np.flatnonzero(positions < stops)
    positions, stops = positions[left], stops[left]
    for _ in range(MOST_OPTION_BYTES):
        if not len(left):
            break
        kinds = data[positions]
        names[left[kinds == MULTIPATH]] = OPEN
        lengths = data[np.minimum(positions + 1, stops - 1)].astype(np.int64)
        # The list ends with kind 0, and where a length is impossible.
        goes_on = (kinds == NO_OPERATION) | ((kinds > NO_OPERATION) & (kinds != MULTIPATH) & (lengths >= 2))
        positions = positions + np.where(kinds == NO_OPERATION, 1, lengths)
        goes_on &= positions < stops
        left, positions, stops = left[goes_on], positions[goes_on], stops[goes_on]
    return names


def _tls(protocol: AnyProtocol, layers: LayerRows, data: Bytes) -> NDArray[np.bytes_]:
    """The highest version of a segment's records, unless there are some that may agree on another or tell it.

    Those are handshakes, and a change of cipher with something behind it.
    """
    count = len(layers.rows)
    versions = np.zeros(count, np.int64)
    is_open = np.zeros(count, np.bool_)
    left, positions, stops = np.arange(count), layers.starts, layers.stops
    for _ in range(MOST_RECORDS):
        # Fewer bytes than the head of a record begin one that goes on elsewhere.
        there = positions + 5 <= stops
        left, positions, stops = left[there], positions[there], stops[there]
        if not len(left):
            break
        head = data[positions[:, None] + np.arange(5)].astype(np.int64)
        ends = positions + 5 + head[:, 3] * 256 + head[:, 4]
        begins = (head[:, 0] >= 20) & (head[:, 0] <= 24) & (head[:, 1] == 3) & (ends <= stops)
        asked = (head[:, 0] == HANDSHAKE) | (head[:, 0] == HEARTBEAT)
        asked |= (head[:, 0] == CHANGE_OF_CIPHER) & (ends < stops)
        asked &= begins
        is_open[left[asked]] = True
        begins &= ~asked
        left, positions, stops, head = left[begins], ends[begins], stops[begins], head[begins]
        versions[left] = np.maximum(versions[left], head[:, 1] * 256 + head[:, 2])
    else:
        is_open[left] = True
    names = _all(protocol.short, count).astype("S16")
    for version, name in SHORT_VERSIONS.items():
        names[versions == version] = name.encode()
    names[is_open] = OPEN
    return names


Says = Callable[["AnyProtocol", LayerRows, Bytes], NDArray[np.bytes_]]

SAYS: Mapping[str, Says] = {
    "arp": _arp,
    "tcp": _tcp,
    "tls": _tls,
    **dict.fromkeys(("eth", "ppp", "sll", "sll2"), _open),
}
