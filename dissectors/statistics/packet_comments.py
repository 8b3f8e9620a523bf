"""The first comments on packets of a pcapng capture, found on and on as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.frame_counts import FrameCounts

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

MOST_LOOKED_AT: Final = 20_000
"""Packets that have options: some files have them on every packet, and no comment among them."""
_SHORTEST: Final = 8
"""Bytes of options, of which one is a comment: type, length, and a word."""


class PacketComments(FrameCounts):
    """Comments as the file has them: make them safe before showing them."""

    def __init__(self, index: LayerIndex, most: int) -> None:
        super().__init__(index)
        self.found: list[tuple[int, str]] = []
        """Row and text, at most so many."""
        self._most = most
        self._looked_at = 0

    def _count(self, first: int, stop: int, chosen: NDArray[np.int64] | None) -> None:
        lengths = self._column("options_length", first, stop, chosen)
        places = np.flatnonzero(lengths >= _SHORTEST)[: MOST_LOOKED_AT - self._looked_at]
        for row in (places if chosen is None else chosen[places]).tolist():
            if len(self.found) >= self._most:
                return
            self._looked_at += 1
            self.found += [(first + row, text) for text in self.index.capture.comments(first + row)]
        del self.found[self._most :]
