"""Datagrams that came in fragments of IP packets, beside those in frames (`datagrams`): an entry for each fragment.

So all bytes of their payload lie in the capture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dissectors.frame import REASSEMBLED
from dissectors.protocols.udp import UDPHeader
from dissectors.streams.datagrams import Datagrams, datagrams_of

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex


def all_datagrams_of(index: LayerIndex, stream: int, first: int, stop: int) -> Datagrams:
    """The datagrams of one conversation in the rows from `first` to before `stop`.

    One that came in fragments is as many entries as fragments, one behind the other.
    """
    found = datagrams_of(index, stream, first, stop)
    numbered = index.streams.numbered("udp", first, stop, whole=True)
    pieces: list[tuple[int, ...]] = []
    for at in np.flatnonzero(numbered.numbers == stream).tolist():
        row, start, side = first + int(numbered.rows[at]), int(numbered.starts[at]), int(numbered.sides[at])
        for share in index.fragments.shares(row):
            begin = max(share.start, start + UDPHeader.size)
            if begin < share.stop:
                offset = int(index.capture.frames.column("offset", share.row, share.row + 1)[0])
                length = share.stop - begin
                place = offset + share.place + begin - share.start
                pieces.append((row, start + REASSEMBLED, side, length, place, length))
    if not pieces:
        return found
    columns = np.array(pieces, np.int64).T
    joined = [
        np.concatenate([getattr(found, name), column])
        for name, column in zip(Datagrams.__slots__, columns, strict=True)
    ]
    order = np.argsort(joined[0], kind="stable")
    rows, starts, sides, *rest = (column[order] for column in joined)
    return Datagrams(rows, starts, sides.astype(np.uint8), *rest)
