"""The ladder: a conversation, or packets between hosts, as columns with an arrow a packet between them.

Batches of lines come from `ladder_reading`; one line is made when it is drawn, and nothing of a packet is copied.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dissectors.processes.beside import beside
from dissectors.processes.ends import words
from dissectors.streams.ladders.state_changes import StateChanges
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.tcp_header import ACK

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.processes.attribution import Attribution
    from dissectors.streams.ladders.states import Change, State
    from dissectors.streams.segments import Segments

NO_COLUMN: Final = -1
JOIN_BELOW: Final = 4_096
"""A batch smaller than this is joined with the one before it, up to JOIN_UP_TO lines together."""
JOIN_UP_TO: Final = 65_536

LINE = np.dtype(
    [
        ("row", "<u4"),
        ("source", "<i4"),  # columns
        ("target", "<i4"),
        ("gap", "<i8"),  # bytes that were not captured; 0 on a packet's line
        ("segments", "<u4"),  # of the batch, this line's included
        ("is_segment", "?"),
        ("flags", "<u2"),
        ("sequence", "<u4"),  # relative
        ("acknowledgment", "<u4"),  # relative
        ("length", "<u4"),
        ("window", "<u4"),
        ("marks", "<u2"),
        ("duplicate", "<u4"),
    ]
)
"""What a line keeps; the fields of segments are 0 on other lines."""
Lines = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Segment:
    """What a TCP segment says."""

    flags: int
    """All twelve bits."""
    sequence: int
    """Relative to the side's first."""
    acknowledgment: int | None
    """Relative to the other side's first; None without the ACK flag."""
    length: int
    """Bytes of payload."""
    window: int
    """Bytes, scaled where the scale is known."""
    marks: Mark
    duplicate: int
    """Its number among duplicate acknowledgments; 0 if it is none."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A packet. Texts are as they came: not yet safe for a terminal."""

    row: int
    """Of the capture, from 0."""
    time: int | None
    """Nanoseconds since 1970; None where the file has none."""
    source: int | None
    """A column; None where no layer has addresses. The same as `target` where a host sends to itself."""
    target: int | None
    protocol: str
    info: str
    """As in the packet list."""
    segment: Segment | None = None
    """Of this conversation; None for everything but TCP."""
    changes: tuple[Change, ...] = ()
    """Of the states of both ends; the sides of a change are columns here."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that were sent, as what follows shows, and are not in the capture."""

    row: int
    """Of the packet that shows it."""
    source: int
    target: int
    size: int
    """Bytes."""


Line = Arrow | Gap


class ConversationEnd(NamedTuple):
    """One of two ends, as conversations are numbered."""

    protocol: str
    number: int
    side: int
    """1 for the endpoint that sorts lower, else 0."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Further lines, as one reading gave them."""

    lines: Lines
    titles: tuple[str, ...] = ()
    """Of columns that came up in it."""
    segments: Segments | None = None
    """Those of its lines, the sides being columns; None where no states are asked for."""
    ends: tuple[tuple[int, ConversationEnd], ...] = ()
    """Columns with ends of conversations that are at them, as far as they came up in it."""


class Ladder:
    """Lines as far as they have been read. Grows with `append`."""

    def __init__(self, table: PacketTable) -> None:
        self.table = table
        self._addresses: list[str] = []
        self._ends: dict[int, list[ConversationEnd]] = {}
        """By column."""
        self._titles: list[str] = []
        self._titled = (0, 0, 0)
        """Of so many columns and ends of conversations, when so much was known of processes."""
        self._parts: list[Lines] = []
        self._firsts: list[int] = []
        """The first line of each part."""
        self._segments: list[int] = []
        """Segments before each part."""
        self._count = 0
        self.packets = 0
        """Lines that are packets, not gaps."""
        self._states = StateChanges()

    def __len__(self) -> int:
        return self._count

    def append(self, batch: Batch) -> bool:
        """Put lines behind those that are there; True if there were any."""
        self._addresses += batch.titles
        for column, end in batch.ends:
            self._ends.setdefault(column, []).append(end)
        before = self._states.count
        if batch.segments is not None:
            self._states.extend(batch.segments)
        if not len(batch.lines):
            return bool(batch.titles)
        if self._parts and len(batch.lines) < JOIN_BELOW and len(self._parts[-1]) + len(batch.lines) <= JOIN_UP_TO:
            lines = batch.lines.copy()
            lines["segments"] += before - self._segments[-1]
            self._parts[-1] = np.concatenate([self._parts[-1], lines])
        else:
            self._parts.append(batch.lines)
            self._firsts.append(self._count)
            self._segments.append(before)
        self._count += len(batch.lines)
        self.packets += int(np.count_nonzero(batch.lines["gap"] == 0))
        return True

    @property
    def titles(self) -> Sequence[str]:
        """What each column is called: an address, with a port where ends share one, and whose that is if it is known.

        Not yet safe.
        """
        self.table.join_processes()
        ends = sum(map(len, self._ends.values()))
        state = len(self._addresses), ends, self.table.index.processes.changes
        if state != self._titled:
            self._titled = state
            self._titles = [beside(address, self._whose(column)) for column, address in enumerate(self._addresses)]
        return self._titles

    def _whose(self, column: int) -> Attribution | None:
        """None, too, where its conversations are several processes'."""
        processes = self.table.index.processes
        known = [one for end in self._ends.get(column, ()) if (one := processes.of_end(*end)) is not None]
        return known[0] if known and len({words(one) for one in known}) == 1 else None

    @property
    def has_states(self) -> bool:
        """Its ends have TCP states that change."""
        return bool(self._states.by_position)

    def rows(self) -> Sequence[int]:
        """The first and the last row; empty without lines."""
        return [] if not self._count else [int(self._parts[0][0]["row"]), int(self._parts[-1][-1]["row"])]

    def row(self, line: int) -> int:
        """The packet of a line; that of a gap is the one behind it."""
        return int(self._found(line)[0]["row"])

    def ends(self, line: int) -> tuple[int | None, int | None]:
        """The columns that a line's arrow leaves and reaches; None where the packet has no addresses."""
        source, target = (int(self._found(line)[0][name]) for name in ("source", "target"))
        return None if source == NO_COLUMN else source, None if target == NO_COLUMN else target

    def line_of(self, row: int) -> int:
        """The line of a row's packet, or of the next one that is there; the last line if there is none behind."""
        part = bisect.bisect_right(self._parts, row, key=lambda lines: int(lines[0]["row"])) - 1
        if part < 0:
            return 0
        lines = self._parts[part]
        place = int(np.searchsorted(lines["row"], row))
        while place + 1 < len(lines) and lines[place]["gap"] and lines[place + 1]["row"] == lines[place]["row"]:
            place += 1
        return min(self._firsts[part] + place, self._count - 1)

    def line(self, line: int) -> Line:
        """Make a line. Raises IndexError outside of the ladder, CaptureFileError where the packet is gone."""
        found, segments = self._found(line)
        row = int(found["row"])
        if found["gap"]:
            return Gap(row, int(found["source"]), int(found["target"]), int(found["gap"]))
        ends = self.ends(line)
        if found["is_segment"]:
            changes = self._states.by_position.get(segments + int(found["segments"]) - 1, ())
            return Arrow(row, self.table.time(row), *ends, "TCP", "", _segment(found), changes)
        summary = self.table.summary(row)
        return Arrow(row, self.table.time(row), *ends, summary.protocol, summary.info)

    def state(self, line: int, column: int) -> State | None:
        """The TCP state of a column's end once the packet of a line was seen; None where nothing tells it."""
        found, segments = self._found(line)
        return self._states.state_at(segments + int(found["segments"]) - 1, column)

    def _found(self, line: int) -> tuple[Any, int]:
        if not 0 <= line < self._count:
            raise IndexError(line)
        part = bisect.bisect_right(self._firsts, line) - 1
        return self._parts[part][line - self._firsts[part]], self._segments[part]


def _segment(found: Mapping[str, Any]) -> Segment:
    flags = int(found["flags"])
    return Segment(
        flags,
        int(found["sequence"]),
        int(found["acknowledgment"]) if flags & ACK else None,
        int(found["length"]),
        int(found["window"]),
        Mark(int(found["marks"])),
        int(found["duplicate"]),
    )
