"""The conversations of a capture that are a socket's: between the same two ends, or to a listener's port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.streams.endpoints import ADDRESS_BYTES, WORDS
from dissectors.streams.opened import endpoint_bytes, sorts_low

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.sockets.entry import Endpoint, Socket

Transport = Literal["tcp", "udp"]
Integers = NDArray[np.int64]
_HALF: Final = WORDS // 2


def transport_of(one: Socket) -> Transport | None:
    """The protocol whose conversations a socket may have; UDP-Lite's are counted with UDP's. None for others."""
    if one.protocol == "tcp":
        return "tcp"
    return "udp" if one.protocol in ("udp", "udplite") else None


def stream_of(table: PacketTable, one: Socket) -> int | None:
    """The number of the latest conversation between a socket's two ends; None where there is none.

    Numbers the conversations of all rows first, so it belongs into a worker. Raises CaptureFileError.
    """
    found = streams_of(table, one)
    return int(found[-1]) if len(found) else None


def streams_of(table: PacketTable, one: Socket, since: int = 0) -> Integers:
    """All of them from a number on, ascending: of a socket with a peer those between both ends, of one without those
    whose first packet went to its port."""
    protocol = transport_of(one)
    if protocol is None or one.local is None or not one.local.port:
        return np.zeros(0, np.int64)
    number_all(table)
    opened = table.index.streams.opened[protocol].since(since)
    if one.remote is not None:
        wanted = _pair(one.local, one.remote)
        chosen = np.zeros(0, np.bool_) if wanted is None else (opened.pairs == wanted).all(axis=1)
    else:
        called = np.where(opened.sent_low[:, None], opened.pairs[:, _HALF:], opened.pairs[:, :_HALF])
        chosen = _is_at(called, one.local, is_for_ipv4=not one.only_ipv6)
    found: Integers = np.flatnonzero(chosen) + since
    return found


def number_all(table: PacketTable) -> None:
    """Number the conversations of all rows, in pieces between which others may have the index."""
    stop = len(table)
    while (done := table.index.streams.rows_done) < stop:
        table.number_streams(min(stop, done + PIECE_ROWS))


def side_of(local: Endpoint, remote: Endpoint) -> int:
    """Of both sides of a conversation the local one: 1 for the endpoint that sorts lower."""
    here, there = endpoint_bytes(*local), endpoint_bytes(*remote)
    return 1 if here is not None and there is not None and sorts_low(here, there) else 0


def _pair(local: Endpoint, remote: Endpoint) -> NDArray[np.uint64] | None:
    here, there = endpoint_bytes(*local), endpoint_bytes(*remote)
    if here is None or there is None:
        return None
    both = here + there if sorts_low(here, there) else there + here
    return np.frombuffer(both, "<u8").astype(np.uint64)


def _is_at(ends: NDArray[np.uint64], local: Endpoint, *, is_for_ipv4: bool) -> NDArray[np.bool_]:
    """Which endpoints packets may have that go to a socket without a peer."""
    wanted = endpoint_bytes(*local)
    if wanted is None:
        return np.zeros(len(ends), np.bool_)
    data = np.ascontiguousarray(ends).astype("<u8").view(np.uint8).reshape(len(ends), 8 * _HALF)
    sought = np.frombuffer(wanted, np.uint8)
    port = slice(ADDRESS_BYTES, ADDRESS_BYTES + 2)
    has_port: NDArray[np.bool_] = (data[:, port] == sought[port]).all(axis=1)
    if not local.is_any:
        has_port &= (data[:, :ADDRESS_BYTES] == sought[:ADDRESS_BYTES]).all(axis=1)
    elif local.address == "0.0.0.0":
        has_port &= data[:, 0] == 4
    elif not is_for_ipv4:
        has_port &= data[:, 0] == 6
    return has_port
