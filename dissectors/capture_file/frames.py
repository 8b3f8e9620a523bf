"""What is known of every frame of a capture, as growing numpy columns.

The readers hand over frozen batches; the packet table, the dissectors and the writer read columns or single frames.
Columns are kept in chunks of 65,536 rows, because growing one array by doubling stalls the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args, overload

import numpy as np
import numpy.typing as npt

CHUNK_ROWS: Final = 65_536
NO_TIME: Final = -(2**63)
"""In the time column: the frame carries no time (pcapng's Simple Packet Block)."""
LATEST_TIME: Final = 2**63 - 1
EARLIEST_TIME: Final = NO_TIME + 1

ColumnName: TypeAlias = Literal[
    "offset", "captured_length", "original_length", "time", "interface", "link_type", "options_length"
]
Column: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.uint32] | npt.NDArray[np.uint16]

_TYPES: Final[Mapping[ColumnName, npt.DTypeLike]] = {
    "offset": np.int64,
    "captured_length": np.uint32,
    "original_length": np.uint32,
    "time": np.int64,
    "interface": np.uint32,
    "link_type": np.uint16,
    "options_length": np.uint32,
}


@dataclass(frozen=True, slots=True)
class FrameRecord:
    """One frame's record; its bytes are asked of the capture file."""

    row: int
    """Counts from 0; the frame's number on the screen is one more."""
    offset: int
    """Of the frame's first byte in the (unpacked) file."""
    captured_length: int
    original_length: int
    time_ns: int | None
    """Nanoseconds since 1970 UTC, exact; None if the file gives no time."""
    interface: int
    """Index into the capture file's interfaces, counted over all sections."""
    link_type: int
    """LINKTYPE_ number, without the upper bits."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameBatch:
    """Consecutive frames as equally long columns, ready to be appended."""

    offset: npt.NDArray[np.int64]
    captured_length: npt.NDArray[np.uint32]
    original_length: npt.NDArray[np.uint32]
    time: npt.NDArray[np.int64]
    interface: npt.NDArray[np.uint32]
    link_type: npt.NDArray[np.uint16]
    options_length: npt.NDArray[np.uint32]
    """Bytes of pcapng options behind the frame's padded bytes; 0 for none."""
    far_times: Mapping[int, int] = field(default_factory=dict)
    """Index in this batch -> exact nanoseconds, where they do not fit the column."""

    def __len__(self) -> int:
        return len(self.offset)


class Frames:
    """All frames so far, in the order of the file; only ever appended to."""

    def __init__(self) -> None:
        self._chunks: dict[ColumnName, list[Column]] = {name: [] for name in get_args(ColumnName)}
        self._length = 0
        self._far_times: dict[int, int] = {}

    def __len__(self) -> int:
        return self._length

    def append(self, batch: FrameBatch) -> range:
        """Add a batch; return the rows it became."""
        first, count = self._length, len(batch)
        for index, time in batch.far_times.items():
            self._far_times[first + index] = time
        for name, chunks in self._chunks.items():
            values = getattr(batch, name)
            taken = 0
            while taken < count:
                chunk, start = divmod(first + taken, CHUNK_ROWS)
                if chunk == len(chunks):
                    chunks.append(np.empty(CHUNK_ROWS, dtype=_TYPES[name]))
                some = min(count - taken, CHUNK_ROWS - start)
                chunks[chunk][start : start + some] = values[taken : taken + some]
                taken += some
        # The length is set last: whoever reads it meanwhile sees complete rows only.
        self._length = first + count
        return range(first, first + count)

    @overload
    def column(
        self, name: Literal["offset", "time"], start: int = 0, stop: int | None = None
    ) -> npt.NDArray[np.int64]: ...
    @overload
    def column(
        self,
        name: Literal["captured_length", "original_length", "interface", "options_length"],
        start: int = 0,
        stop: int | None = None,
    ) -> npt.NDArray[np.uint32]: ...
    @overload
    def column(self, name: Literal["link_type"], start: int = 0, stop: int | None = None) -> npt.NDArray[np.uint16]: ...
    def column(self, name: ColumnName, start: int = 0, stop: int | None = None) -> Column:
        """A contiguous read-only array of the rows `start` to `stop` (not included; None is the end).

        Within one chunk it is a view, else a copy. Times that do not fit 64 bits are saturated.
        """
        first, last, _ = slice(start, stop).indices(self._length)
        chunks = self._chunks[name]
        if last <= first:
            values = np.empty(0, dtype=_TYPES[name])
        else:
            pieces = []
            for chunk in range(first // CHUNK_ROWS, (last - 1) // CHUNK_ROWS + 1):
                base = chunk * CHUNK_ROWS
                pieces.append(chunks[chunk][max(first - base, 0) : min(last - base, CHUNK_ROWS)])
            values = pieces[0].view() if len(pieces) == 1 else np.concatenate(pieces)
        values.flags.writeable = False
        return values

    def frame(self, row: int) -> FrameRecord:
        """One row's record; raises IndexError outside 0 to len - 1."""
        return FrameRecord(
            row=row,
            offset=self._value("offset", row),
            captured_length=self._value("captured_length", row),
            original_length=self._value("original_length", row),
            time_ns=self.time_ns(row),
            interface=self._value("interface", row),
            link_type=self._value("link_type", row),
        )

    def time_ns(self, row: int) -> int | None:
        """Exact nanoseconds since 1970 UTC (before it: negative), None if the frame carries no time."""
        time = self._value("time", row)
        if time == NO_TIME:
            return None
        return self._far_times.get(row, time)

    def options_length(self, row: int) -> int:
        """Bytes of pcapng options that belong to the frame."""
        return self._value("options_length", row)

    def _value(self, name: ColumnName, row: int) -> int:
        if not 0 <= row < self._length:
            raise IndexError(f"row {row} of {self._length} frames")
        return int(self._chunks[name][row // CHUNK_ROWS][row % CHUNK_ROWS])
