"""What a capture has of a socket: whether there are packets of it, and which conversation is its; and the way back,
from a packet to the ends whose sockets are wanted.

Looks through the whole table: for worker threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from dissectors.filters import compile_filter
from dissectors.streams.following.follow import NoSuchStream, endpoints_in, place_of, stream_of
from tui.socket_packets import packets_filter, stream_protocol
from tui.sockets.entry import Endpoint, Socket
from tui.wanted_socket import WantedSocket

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed

_STEP_SECONDS: Final = 0.2
_MOST_ROWS: Final = 64
"""The latest packets that are asked for their conversation: errors may quote one, and be of none."""


def has_packets(table: PacketTable, expression: str) -> bool:
    """Whether a display filter lets any packet pass. Raises CaptureFileError, FilterError."""
    return bool(len(_rows(table, expression, all_of_them=False)))


def stream_of_socket(table: PacketTable, one: Socket) -> tuple[Followed, int] | None:
    """The latest conversation between a socket's two ends; None where none was captured. Raises CaptureFileError."""
    protocol = stream_protocol(one)
    if protocol is None:
        return None
    rows = _rows(table, packets_filter(one), all_of_them=True)
    for row in reversed(rows[-_MOST_ROWS:].tolist()):
        try:
            return stream_of(table, row, protocol)
        except NoSuchStream:
            continue
    return None


def ends_of_packet(table: PacketTable, row: int) -> WantedSocket:
    """The two ends of the innermost conversation that a row's packet is of.

    Raises NoSuchStream where it is of none, CaptureFileError.
    """
    protocol, number = stream_of(table, row)
    numbered = dict(table.index.streams.of_row(row) or ())
    layers = reversed(table.decode(row).layers)
    start = next(place_of(layer) for layer in layers if not layer.quoted and numbered.get(place_of(layer)) == number)
    source, destination = endpoints_in(table.frame(row), protocol, start)
    return WantedSocket(
        protocol, Endpoint(source.address, source.port or 0), Endpoint(destination.address, destination.port or 0)
    )


def _rows(table: PacketTable, expression: str, *, all_of_them: bool) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The rows that a filter chooses, or the first that are found."""
    matching = table.matching(compile_filter(expression))
    found: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = [np.zeros(0, np.int64)]
    try:
        while not matching.is_done:
            found.append(matching.step(_STEP_SECONDS))
            if len(found[-1]) and not all_of_them:
                break
    finally:
        matching.close()
    return np.concatenate(found)
