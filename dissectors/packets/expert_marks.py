"""Expert items in bulk: what the analysis of TCP's sequence numbers marked, and connections that were reset.

A million packets take some hundredths of a second once they are analysed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.expert import SHOWN_PACKETS, ExpertItem, ItemKind, ItemTally
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.tcp_header import RST, TCPHeader
from dissectors.transport.tcp_notices import NOTICES

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Rows = NDArray[np.int64]

MARKED: Final = frozenset(notice.spec.name for notice in NOTICES)
"""Names of notices that are counted here, and need not be counted packet by packet."""
RESET: Final = ItemKind("warning", "TCP", "tcp", "tcp.flags.reset", "Connection reset")
RESET_EXPLAINED: Final = (
    "A side refuses the connection, or ends it at once: whatever was still under way is lost (RFC 9293 §3.5.2)."
)


class MarkTally:
    """Counts rows that are handed over in order; `add` belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._tally = ItemTally()

    def add(self, piece: Piece, rows: Rows) -> None:
        """Count these rows of a piece, ascending numbers of the capture's. Raises CaptureFileError."""
        self._index.analysis.extend(piece.first + piece.count)
        for part in self._index.analysis.between(int(rows[0]), int(rows[-1]) + 1):
            among = np.isin(part.rows, rows) if len(rows) < int(rows[-1]) - int(rows[0]) + 1 else slice(None)
            marks, marked = part.told.marks[among], part.rows[among]
            if not np.bitwise_or.reduce(marks, initial=np.uint16(0)):
                continue
            for notice in NOTICES:
                found = marked[marks & np.uint16(notice.mark) > 0]
                if len(found):
                    kind = ItemKind(notice.severity, "TCP", "tcp", notice.spec.name, notice.spec.label)
                    self._count(kind, found.astype(np.int64), notice.spec.explain, _filter(notice.mark))
        self._count_resets(piece, rows)

    def _count_resets(self, piece: Piece, rows: Rows) -> None:
        layers = self._index.layers(piece, "tcp")
        if layers is None:
            return
        places, flags = layers.occurrences(TCPHeader.flags, self._index.capture.view())
        places = places[(flags & RST > 0) & ~layers.quoted[places]]
        found = np.unique(layers.rows[places]) + piece.first
        found = found[np.isin(found, rows)]
        if len(found):
            self._count(RESET, found, RESET_EXPLAINED, "tcp.flags.reset == 1")

    def _count(self, kind: ItemKind, rows: Rows, explain: str, chosen: str) -> None:
        self._tally.add(kind, rows[:SHOWN_PACKETS].tolist(), len(rows), explain, chosen)

    def items(self) -> list[ExpertItem]:
        """What was counted so far."""
        return self._tally.items()


def _filter(mark: Mark) -> str:
    """The field of retransmissions stands for every kind of sending again."""
    name = f"tcp.analysis.{(mark.name or '').lower()}"
    if mark is Mark.RETRANSMISSION:
        return f"{name} && !tcp.analysis.fast_retransmission && !tcp.analysis.spurious_retransmission"
    return name


def pieces_of(index: LayerIndex, rows: Rows) -> Iterator[tuple[Piece, Rows]]:
    """Ascending rows by the pieces that they lie in; belongs to whoever has the index's turn."""
    start = 0
    while start < len(rows):
        piece = index.piece_of(int(rows[start]))
        stop = int(np.searchsorted(rows, piece.first + piece.count))
        yield piece, rows[start:stop]
        start = stop
