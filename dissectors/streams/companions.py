"""The packets of one packet's conversation: of the same stream, or else between the same two addresses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.errors import RemoraError
from dissectors.filters import compile_filter
from dissectors.streams.following.follow import NoSuchStream, stream_of

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

Integers = NDArray[np.int64]

NETWORKS: Final = ("ip", "ipv6", "eth")
"""Protocols whose addresses tell a conversation of what is neither TCP nor UDP."""


class NoConversation(RemoraError):
    """A packet says neither of which stream it is nor between whom."""


def companions_of(table: PacketTable, row: int) -> Integers:
    """The rows of a row's conversation, ascending, itself among them.

    That of the innermost stream of TCP or UDP, with the errors that quote it, as `tcp.stream` filters it; else all
    packets between both addresses of the innermost IP packet, or else of the Ethernet frame. Raises NoConversation,
    or CaptureFileError where the file no longer has it.
    """
    try:
        protocol, stream = stream_of(table, row)
    except NoSuchStream:
        return _between_addresses(table, row)
    table.number_streams(len(table))
    return table.index.streams.rows_of(protocol, stream)


def _between_addresses(table: PacketTable, row: int) -> Integers:
    matching = table.matching(compile_filter(_filter(table, row)))
    try:
        return matching.step(math.inf)
    finally:
        matching.close()


def _filter(table: PacketTable, row: int) -> str:
    layers = [layer for layer in table.decode(row).layers if layer.has_header and not layer.quoted]
    for names in (NETWORKS[:2], NETWORKS[2:]):
        for layer in reversed(layers):
            source, destination = layer.protocol.source, layer.protocol.destination
            if layer.protocol.name not in names or source is None or destination is None:
                continue
            a, b = (spec.text(layer.header.value_of(spec)) for spec in (source, destination))
            name = layer.protocol.name
            return f"{name}.src == {a} && {name}.dst == {a}" if a == b else f"{name}.addr == {a} && {name}.addr == {b}"
    raise NoConversation(f"packet {row + 1} tells no addresses")
