"""What IP packets that came in fragments carry, in bulk: the layers in their first bytes, as if these were frames.

Made for the rows of a piece from its fragments (`packets.fragments`), which keep what was made last: most questions
name several fields of one piece. The numbering of conversations reads it beside the layers of the frames themselves.
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
    """Within the piece, ascending; one a packet at least."""
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

    def behind(self, skipped: int) -> WholePackets | None:
        """Without those of the first `skipped` rows of the piece; None where no others are left."""
        low = int(np.searchsorted(self.rows, skipped))
        if low in (0, len(self.rows)):
            return self if low == 0 else None
        found = {name: layers.select(np.flatnonzero(layers.rows >= skipped)) for name, layers in self.found.items()}
        found = {name: layers for name, layers in found.items() if len(layers.rows)}
        return WholePackets(self.view, self.rows[low:], self.offsets[low:], found)


@dataclass(frozen=True, slots=True)
class RecentPackets:
    """Those that were made last, for further questions about the same rows."""

    base: int
    """The first row of the piece: rows count from it."""
    first: int
    stop: int
    """Of the capture: the packets are whole with these rows."""
    registry: Registry
    packets: WholePackets

    def holds(self, base: int, first: int, stop: int, registry: Registry) -> bool:
        """Whether they are all those of these rows; a piece that has grown ends with another row."""
        return (base, stop) == (self.base, self.stop) and first >= self.first and registry is self.registry


def whole_packets(fragments: FragmentIndex, piece: Piece, skipped: int, registry: Registry) -> WholePackets | None:
    """Those of a piece's rows behind the first `skipped`; None where there are none.

    Raises CaptureFileError where the file is gone.
    """
    first, stop = piece.first + skipped, piece.first + piece.count
    # Read once: others may put theirs here meanwhile.
    recent = fragments.recent
    if recent is not None and recent.holds(piece.first, first, stop, registry):
        return recent.packets.behind(skipped)
    rows = fragments.completing(first, stop)
    if not len(rows):
        return None
    packets = _made(fragments, rows, piece.first, registry)
    # A single row is asked about between questions about its piece.
    if piece.count > 1:
        fragments.recent = RecentPackets(piece.first, first, stop, registry, packets)
    return packets


def _made(fragments: FragmentIndex, rows: Integers, base: int, registry: Registry) -> WholePackets:
    """Those that are whole with these rows of the capture, which are then counted from `base`."""
    beginnings = [fragments.beginning(row, LEADING_BYTES) for row in rows.tolist()]
    captured = np.array([len(one.data) for one in beginnings], np.int64)
    reported = np.array([one.length for one in beginnings], np.int64)
    protocols = np.array([one.protocol for one in beginnings], np.int64)
    data = np.frombuffer(b"".join(one.data for one in beginnings), np.uint8)
    offsets = np.cumsum(captured) - captured
    numbers, count = rows - base, len(rows)
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
