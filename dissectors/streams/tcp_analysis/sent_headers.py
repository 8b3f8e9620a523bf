"""The headers of analysed segments, as they were sent: read from the capture once for all columns made of them.

Nothing else is kept of what the file says itself. Columns are asked for piece by piece, several of each: so the
headers of the segments last asked about stay at hand.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import AnySpec
from dissectors.frame import REASSEMBLED
from dissectors.gathering import bytes_at
from dissectors.transport.tcp_header import TCPHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.streams.tcp_analysis.analysed import Analysed

Integers = NDArray[np.int64]


class SentHeaders:
    """Columns, one entry a segment; of those that came in fragments they say nothing."""

    def __init__(self, headers: NDArray[np.uint8]) -> None:
        """`headers`: a row of bytes each."""
        self._bytes = headers.ravel()
        self._starts = np.arange(len(headers)) * TCPHeader.size

    def _read(self, spec: AnySpec) -> Integers:
        return spec.column(self._bytes, self._starts).astype(np.int64)

    @cached_property
    def sequence(self) -> Integers:
        """As sent."""
        return self._read(TCPHeader.sequence)

    @cached_property
    def acknowledgment(self) -> Integers:
        """As sent, whether or not the ACK flag is set."""
        return self._read(TCPHeader.acknowledgment)

    @cached_property
    def flags(self) -> Integers:
        """All twelve bits."""
        return self._read(TCPHeader.flags)

    @cached_property
    def window(self) -> Integers:
        """Not scaled."""
        return self._read(TCPHeader.window)


class RecentHeaders:
    """The headers of the segments last asked about; belongs to whoever has the index's turn."""

    def __init__(self) -> None:
        self._of = (-1, -1, 0)
        self._headers = SentHeaders(np.zeros((0, TCPHeader.size), np.uint8))

    def of(self, index: LayerIndex, piece: Piece, part: Analysed) -> SentHeaders:
        """Those of segments in a piece; `part` is from the index's own analysis."""
        if not len(part.rows):
            return SentHeaders(np.zeros((0, TCPHeader.size), np.uint8))
        # What was analysed does not change: no other segments are as many in the same rows.
        asked = (int(part.rows[0]), int(part.rows[-1]), len(part.rows))
        if asked != self._of:
            offsets = index.capture.frames.column("offset", piece.first, piece.first + piece.count).astype(np.int64)
            starts = np.where(part.starts < REASSEMBLED, part.starts, 0)
            starts = offsets[part.rows.astype(np.int64) - piece.first] + starts
            self._headers = SentHeaders(bytes_at(index.capture.view(), starts, TCPHeader.size))
            self._of = asked
        return self._headers
