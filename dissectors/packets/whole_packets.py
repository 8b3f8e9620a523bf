"""What IP packets that came in fragments carry, in bulk: the layers in their first bytes, as if these were frames.

Made for the rows of a piece from its fragments (`packets.fragments`); the numbering of conversations reads it beside
the layers of the frames themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.dissect import MAX_LAYERS
from dissectors.layers import LayerRows, find_layers_from

if TYPE_CHECKING:
    from dissectors.packets.fragments import FragmentIndex
    from dissectors.packets.layer_index import Piece
    from dissectors.registry import Registry

Integers = NDArray[np.int64]

LEADING_BYTES = 1024
"""Of each packet: headers stand at its beginning, in tunnels too."""


@dataclass(frozen=True, slots=True)
class WholePackets:
    """The packets that are whole with rows of one piece; offers what a layer index and its capture offer."""

    view: Callable[[], NDArray[np.uint8]]
    """The packets' first bytes, one behind the other."""
    rows: Integers
    """Within the piece, ascending; one a packet."""
    offsets: Integers
    """Where each packet begins in `view()`."""
    found: dict[str, LayerRows]

    @property
    def capture(self) -> WholePackets:
        """What has the bytes."""
        return self

    def layers(self, piece: Piece, protocol: str, skipped: int = 0) -> LayerRows | None:
        """A protocol's layers, deeper than any in the frames themselves; rows count within the piece."""
        return self.found.get(protocol)

    def place(self, rows: Integers, starts: Integers) -> Integers:
        """Where layers begin in the packets of their rows, by their places in `view()`."""
        return starts - self.offsets[np.searchsorted(self.rows, rows)]


def whole_packets(fragments: FragmentIndex, piece: Piece, skipped: int, registry: Registry) -> WholePackets | None:
    """Those of a piece's rows behind the first `skipped`; None where there are none.

    Raises CaptureFileError where the file is gone.
    """
    rows = fragments.completing(piece.first + skipped, piece.first + piece.count)
    if not len(rows):
        return None
    beginnings = [fragments.beginning(row, LEADING_BYTES) for row in rows.tolist()]
    captured = np.array([len(one.data) for one in beginnings], np.int64)
    reported = np.array([one.length for one in beginnings], np.int64)
    protocols = np.array([one.protocol for one in beginnings], np.int64)
    data = np.frombuffer(b"".join(one.data for one in beginnings), np.uint8)
    offsets = np.cumsum(captured) - captured
    numbers, count = rows - piece.first, len(rows)
    payloads = LayerRows(
        np.arange(count),
        offsets,
        offsets + captured,
        offsets + reported,
        np.full(count, 1, np.int16),
        np.zeros(count, np.bool_),
    )
    found = find_layers_from(payloads, "ip.proto", protocols, data, registry)
    placed = {
        name: replace(layers, rows=numbers[layers.rows], depths=(layers.depths + MAX_LAYERS).astype(np.int16))
        for name, layers in found.items()
    }
    return WholePackets(lambda: data, numbers, offsets, placed)
