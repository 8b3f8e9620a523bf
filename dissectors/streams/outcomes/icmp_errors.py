"""ICMP errors by the conversation that they quote: who said that a packet of it could not be delivered, and why.

From the layer index come the errors' types and codes, from the numbered conversations what they quote.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.internet.icmp_header import ICMPHeader
from dissectors.names import icmp_types, icmpv6_types
from dissectors.protocols.icmpv6 import ICMPv6Header

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]

ERROR = np.dtype(
    [
        ("frame", "<u4"),
        ("version", "u1"),
        ("type", "u1"),
        ("code", "u1"),
        ("side", "u1"),  # who sent what is quoted; see `Segments.sides`
    ]
)


class Error(IntEnum):
    """What ICMP says of a packet (RFC 792, RFC 4443 §3)."""

    UNREACHABLE = 0
    PORT_UNREACHABLE = 1
    TIME_EXCEEDED = 2


_HEADERS = ((4, "icmp", ICMPHeader), (6, "icmpv6", ICMPv6Header))
_UNREACHABLE, _TIME_EXCEEDED, _PORT = {4: 3, 6: 1}, {4: 11, 6: 3}, {4: 3, 6: 4}
_FRAGMENTATION_NEEDED = 4
"""IPv4's code that asks for smaller packets; the host can be reached. IPv6 has a type of its own for that."""


def meaning(version: int, type_: int, code: int) -> str:
    """What a type and code say, in words; for types that are errors."""
    table = icmp_types if version == 4 else icmpv6_types
    names = table.CODES.get(type_, {})
    return names.get(code) or f"type {type_} code {code}"


class ICMPErrors:
    """The first error of each kind about each conversation of "tcp" or "udp"."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        self._first = {error: np.zeros(0, ERROR) for error in Error}

    def of(self, error: Error, count: int) -> NDArray[np.void]:
        """The records of the first `count` conversations; frame 0 where there was no such error."""
        self._grow(count)
        return self._first[error][:count]

    def add(self, index: LayerIndex, piece: Piece, first: int) -> None:
        """Take in a piece's rows from `first` on, whose conversations have been numbered."""
        numbered = index.streams.numbered(self.protocol, piece.first, piece.first + piece.count)
        for version, name, header in _HEADERS:
            layers = index.layers(piece, name)
            if layers is None or not len(numbered.rows):
                continue
            layers = layers.select(
                ~layers.quoted & (layers.starts + 2 <= layers.stops) & (layers.rows >= first - piece.first)
            )
            types, codes = np.full(piece.count, -1), np.zeros(piece.count, np.int64)
            types[layers.rows] = header.type.column(index.capture.view(), layers.starts)
            codes[layers.rows] = header.code.column(index.capture.view(), layers.starts)
            # A transport layer in the same frame as an error is what the error quotes.
            told = types[numbered.rows] >= 0
            rows = numbered.rows[told]
            said = (np.full(len(rows), version), types[rows], codes[rows], numbered.sides[told])
            self._take(version, numbered.numbers[told], rows + piece.first + 1, said)

    def _take(self, version: int, streams: Integers, frames: Integers, said: tuple[NDArray[Any], ...]) -> None:
        """`said`: version, type, code and side of each."""
        if not len(streams):
            return
        self._grow(int(streams.max()) + 1)
        _, kind, code, _ = said
        is_port = code == _PORT[version]
        unreachable = (kind == _UNREACHABLE[version]) & ~((version == 4) & (code == _FRAGMENTATION_NEEDED))
        masks = {
            Error.UNREACHABLE: unreachable & ~is_port,
            Error.PORT_UNREACHABLE: unreachable & is_port,
            Error.TIME_EXCEEDED: kind == _TIME_EXCEEDED[version],
        }
        for error, mask in masks.items():
            records = self._first[error]
            new = np.flatnonzero(mask & (records["frame"][streams] == 0))[::-1]
            places = streams[new]
            for field, values in zip(("version", "type", "code", "side"), said, strict=True):
                records[field][places] = values[new]
            records["frame"][places] = frames[new]

    def _grow(self, count: int) -> None:
        for error, records in self._first.items():
            if count > len(records):
                grown = np.zeros(max(count, len(records) * 3 // 2), ERROR)
                grown[: len(records)] = records
                self._first[error] = grown
