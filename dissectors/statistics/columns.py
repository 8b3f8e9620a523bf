"""Views that columns tell alone: packet lengths, times between packets, flags, times to live, ports, ICMP.

For any rows of a capture, at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.columns import Columns
from dissectors.statistics.distribution import Bucket, Spread, buckets, counted, spread_of
from dissectors.streams.tables.conversation_counts import walk

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]

LENGTHS: Final = (0, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120)
"""Bytes; as `tshark -z plen,tree` has them."""
GAPS: Final = (0, *(10**power * digit for power in range(3, 13) for digit in (1, 3)))
"""Nanoseconds: below a microsecond, then three steps for each power of ten, up to an hour and more."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Values of one thing, counted between edges."""

    buckets: list[Bucket]
    spread: Spread | None
    left_out: int = 0
    """Values that are none: times that go backwards."""


def packet_lengths(index: LayerIndex, rows: Integers | None = None) -> Histogram:
    """Lengths on the wire, in bytes. Belongs, as all here, to whoever has the index's turn. Raises CaptureFileError."""
    values = _frame_column(index, "original_length", rows).astype(np.int64)
    return Histogram(buckets(values, LENGTHS), spread_of(values))


def gaps(index: LayerIndex, rows: Integers | None = None) -> Histogram:
    """Times from each packet to the next of those meant, in nanoseconds; backward ones are left out and counted."""
    times = _frame_column(index, "time", rows)
    times = times[times != NO_TIME]
    # Of times that are anything but likely the difference fits no signed integer.
    later = times[1:] >= times[:-1]
    apart = (times[1:][later].astype(np.uint64) - times[:-1][later].astype(np.uint64)).clip(max=2**63 - 1)
    values = apart.astype(np.int64)
    return Histogram(buckets(values, GAPS), spread_of(values), int(np.count_nonzero(~later)))


def values_of(index: LayerIndex, field: str, rows: Integers | None = None) -> list[tuple[Any, int]]:
    """Each value of a field with how often it is there, the most frequent first.

    Raises KeyError for a field without a column.
    """
    columns = Columns(index)
    parts = []
    for piece, wanted, _ in walk(index, 0, len(index.capture.frames), rows):
        found = columns.occurrences(field, piece)
        values = found.values if wanted is None else found.values[wanted[found.rows]]
        parts.append(values)
    return counted(np.concatenate(parts)) if parts else []


def _frame_column(index: LayerIndex, name: Any, rows: Integers | None) -> NDArray[Any]:
    frames = index.capture.frames
    parts = list(_parts(index, name, rows))
    return np.concatenate(parts) if parts else frames.column(name, 0, 0)


def _parts(index: LayerIndex, name: Any, rows: Integers | None) -> Iterator[NDArray[Any]]:
    frames = index.capture.frames
    for piece, wanted, _ in walk(index, 0, len(frames), rows):
        values = frames.column(name, piece.first, piece.first + piece.count)
        yield values if wanted is None else values[wanted]
