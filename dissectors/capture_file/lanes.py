"""Walks a large part of a capture file in many lanes at once: the same records as one by one, several times sooner.

Each record tells only where the next one begins. So the part is cut into lanes, in each a place is looked for that
looks like a record's start, and numpy walks all lanes in lockstep up to the next lane's start. The first start is
known to be right; a lane that ends exactly on the next one's start proves that one right as well, and so on. Where
one does not, the records are walked one by one from the last proved place, until they meet a later lane's start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

LEAST_BYTES: Final = 4 << 20
"""Less is walked one by one."""
MOST_BYTES: Final = 64 << 20
"""Walked at once: some tens of milliseconds."""
FEWEST_LANES: Final = 64
SHORTEST_LANE: Final = 16 << 10
MOST_LANES: Final = 1024
SEARCHED_BYTES: Final = (2 << 10, 12 << 10)
"""How far into a lane a start is looked for, at first and then: records on Ethernet are below the first of them."""
LOOKALIKES: Final = 64
"""Places in a lane that are looked at more closely."""
STILL_WALKING: Final = 8
"""When fewer than one lane in so many has not arrived, the rest is walked one by one."""


class Records(Protocol):
    """A format's records in a buffer; positions are offsets into it."""

    @property
    def buffer(self) -> memoryview: ...

    def mark(self, position: int) -> tuple[int, bytes]:
        """Bytes of the record there that most others have too, and how far from its start they stand."""

    def looks_right(self, positions: Positions) -> npt.NDArray[np.bool_]:
        """Whether the bytes there can hardly be anything but a record, followed by others; never fails."""

    def following(self, positions: Positions) -> Positions:
        """Where the records behind those at `positions` begin; the same position where there is none to walk to."""

    def walk(self, start: int, stop: int) -> tuple[list[int], int]:
        """The records that begin between `start` and `stop`, one by one, and where the walk ended."""


def span(available: int, max_frames: int, mean_length: float) -> int:
    """How many bytes to walk in lanes, for about so many frames; 0 where one by one is as good."""
    wanted = int(min(available, MOST_BYTES, max_frames * mean_length))
    return wanted if wanted >= LEAST_BYTES else 0


def walk_in_lanes(records: Records, stop: int) -> tuple[Positions, int]:
    """The records from the buffer's start that begin before `stop`, and where the walk ended.

    It ends before `stop` only where `Records.walk` would: at a record that there is no walking over.
    """
    heads = _find_heads(records, stop)
    if len(heads) < FEWEST_LANES:
        starts, end = records.walk(0, stop)
        return np.array(starts, np.int64), end
    return _joined(records, heads, stop)


def _find_heads(records: Records, stop: int) -> list[int]:
    """For each lane where its first record seems to begin; lanes without such a place belong to the one before."""
    length = max(SHORTEST_LANE, stop // MOST_LANES)
    distance, mark = records.mark(0)
    lanes = list(range(length, stop, length))
    heads: dict[int, int] = {}
    for searched in SEARCHED_BYTES:
        searches = {
            lane: _places(records, lane, min(lane + min(searched, length), stop), distance, mark)
            for lane in lanes
            if lane not in heads
        }
        for _ in range(LOOKALIKES):
            # In every lane that has no start yet the next place that looks like one.
            found = [(lane, place) for lane, places in searches.items() if (place := next(places, None)) is not None]
            if not found:
                break
            right = records.looks_right(np.array([place for _, place in found])).tolist()
            for (lane, place), is_right in zip(found, right, strict=True):
                if is_right:
                    heads[lane] = place
            searches = {lane: searches[lane] for lane, _ in found if lane not in heads}
    return [0, *(heads[lane] for lane in lanes if lane in heads)]


def _places(records: Records, first: int, stop: int, distance: int, mark: bytes) -> Iterator[int]:
    """Where the mark stands in a part of the buffer, as the record's start that it would mean."""
    searched = bytes(records.buffer[first + distance : stop + distance])
    found = searched.find(mark)
    while found >= 0:
        yield first + found
        found = searched.find(mark, found + 1)


def _joined(records: Records, heads: list[int], stop: int) -> tuple[Positions, int]:
    """The lanes' records in order, as far as they are proved, and one by one in between."""
    starts = np.array(heads, np.int64)
    # A lane may be as long as several, where no start was found in the next ones: nobody waits for that.
    longest = 2 * max(SHORTEST_LANE, stop // MOST_LANES)
    stops = np.append(starts[1:], stop)
    steps, ends = _walk_together(records, starts, np.minimum(stops, starts + longest))
    inside = steps < ends
    if np.array_equal(ends[:-1], starts[1:]) and ends[-1] >= stop:
        return steps.T[inside.T], int(ends[-1])
    parts: list[Positions] = []
    position = 0
    for lane, (head, lane_stop) in enumerate(zip(heads, stops.tolist(), strict=True)):
        if position == head:
            parts.append(steps[inside[:, lane], lane])
            position = int(ends[lane])
        if position < lane_stop:
            walked, position = records.walk(position, lane_stop)
            parts.append(np.array(walked, np.int64))
            if position < lane_stop:
                break
    return np.concatenate(parts), position


def _walk_together(records: Records, starts: Positions, stops: Positions) -> tuple[Positions, Positions]:
    """Step after step where each lane is (steps x lanes), and where it ended: there a lane stays."""
    positions = starts
    steps: list[Positions] = []
    while True:
        following = np.where(positions < stops, records.following(positions), positions)
        walking = np.count_nonzero(following != positions)
        if walking * STILL_WALKING <= len(starts):
            return np.stack(steps) if steps else np.empty((0, len(starts)), np.int64), positions
        steps.append(positions)
        positions = following
