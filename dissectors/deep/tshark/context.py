"""Which packets tshark must have seen before it decodes one, so that it says what it would say of the whole file.

All that came before, where that is little: then even its numbers are the true ones. Else the conversation up to the
packet, and of a long one its beginning (handshake, keys, what the protocol is) and what came last; with it whatever
came right before, such as the request that an error tells of, and the fragments of all these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.companions import NoConversation, companions_of

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]

WHOLE_ROWS: Final = 1000
"""tshark reads so many in some milliseconds."""
WHOLE_BYTES: Final = 1 << 20
FIRST_ROWS: Final = 64
"""Of a long conversation."""
LAST_ROWS: Final = 2000
LAST_BYTES: Final = 8 << 20
NEAR_ROWS: Final = 100
"""Of whichever conversation, before the packet."""


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Rows of the table, ascending; the chosen one is the last."""

    rows: Rows
    is_whole: bool
    """Nothing that came before is left out, so that tshark counts frames and streams as the whole capture does."""
    left_out: int = 0
    """Packets of the conversation that are not among them, because it is long."""

    def number_of(self, local: int) -> int | None:
        """The true frame number for tshark's, both from 1; None where it has no such frame."""
        return int(self.rows[local - 1]) + 1 if 1 <= local <= len(self.rows) else None


def context_of(table: PacketTable, row: int) -> Context:
    """The context of a row. May number the streams of the whole table first, so it is for a thread.

    Raises CaptureFileError where the file no longer has it.
    """
    lengths = table.capture.frames.column("captured_length", 0, min(row + 1, WHOLE_ROWS))
    if row < WHOLE_ROWS and int(lengths.sum(dtype=np.int64)) <= WHOLE_BYTES:
        return Context(np.arange(row + 1), is_whole=True)
    conversation = _conversation(table, row)
    kept = _windowed(table, conversation)
    near = np.arange(max(row + 1 - NEAR_ROWS, 0), row + 1)
    rows = with_fragments(table, np.union1d(kept, near))
    return Context(rows, is_whole=False, left_out=len(np.setdiff1d(conversation, rows)))


def _conversation(table: PacketTable, row: int) -> Rows:
    """The rows of the conversation up to the row; only that one where it is of none."""
    try:
        rows = companions_of(table, row)
    except NoConversation:
        return np.array([row])
    rows = rows[: np.searchsorted(rows, row, "right")]
    return rows if len(rows) and rows[-1] == row else np.append(rows, row)


def with_fragments(table: PacketTable, rows: Rows) -> Rows:
    """With what came before of the packets that are whole with some of the rows, or of which the last has a part."""
    fragments, last = table.index.fragments, int(rows[-1])
    completing = np.intersect1d(fragments.completing(int(rows[0]), last + 1), rows).tolist()
    whole_in = fragments.whole_in(last)
    if whole_in is not None and whole_in > last:
        completing.append(whole_in)
    others = [row for packet in completing for row in fragments.rows_of(packet) if row < last]
    return np.union1d(rows, np.array(others, np.int64)) if others else rows


def _windowed(table: PacketTable, rows: Rows) -> Rows:
    """The first of them and the last, as many as can be decoded soon."""
    lengths = table.capture.frames.column("captured_length")[rows].astype(np.int64)
    to_the_end = np.cumsum(lengths[::-1])[::-1]
    first_kept = max(len(rows) - LAST_ROWS, int((to_the_end > LAST_BYTES).sum()))
    # A single packet may be longer than all that is usually given.
    first_kept = min(first_kept, len(rows) - 1)
    return np.concatenate([rows[: min(FIRST_ROWS, first_kept)], rows[first_kept:]])
