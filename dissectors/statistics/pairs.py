"""How often two fields of one header have which values together: ICMP's types with their codes, for any rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.columns import Columns
from dissectors.streams.tables.conversation_counts import walk

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

_BITS = 32


def pairs_of(
    index: LayerIndex, first: str, second: str, rows: NDArray[np.int64] | None = None
) -> list[tuple[tuple[int, int], int]]:
    """Each pair of values with how often it is there, the most frequent first; numbers of at most 31 bits.

    Both fields are of one header, which has each once. Belongs to whoever has the index's turn. Raises KeyError for a
    field without a column, and CaptureFileError.
    """
    columns, parts = Columns(index), []
    for piece, wanted, _ in walk(index, 0, len(index.capture.frames), rows):
        one, other = columns.occurrences(first, piece), columns.occurrences(second, piece)
        if not np.array_equal(one.rows, other.rows):
            continue
        both = (one.values.astype(np.int64) << _BITS) | other.values.astype(np.int64)
        parts.append(both if wanted is None else both[wanted[one.rows]])
    if not parts:
        return []
    found, counts = np.unique(np.concatenate(parts), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    values = found[order]
    pairs = zip((values >> _BITS).tolist(), (values & (2**_BITS - 1)).tolist(), strict=True)
    return list(zip(pairs, counts[order].tolist(), strict=True))
