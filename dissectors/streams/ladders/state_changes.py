"""All changes of state in one conversation, found from columns of its segments without looking at each of them.

`states.Observer` judges one segment; here it is shown those that can matter: SYN, FIN, RST, and what acknowledges
while something waits to be acknowledged. Grows with the conversation.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.ladders.states import Change, Observer, State
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

if TYPE_CHECKING:
    from dissectors.streams.segments import Segments


class StateChanges:
    """Changes by the position of the segment that proves them, counted over all that were given."""

    def __init__(self) -> None:
        self._observer = Observer()
        self._at: dict[int, tuple[Change, ...]] = {}
        self._positions: tuple[list[int], list[int]] = ([], [])
        self.count = 0
        """Segments that were given."""
        self._awaited: list[int | None] = [None, None]
        """What each side acknowledged last in the segments before."""

    @property
    def by_position(self) -> Mapping[int, tuple[Change, ...]]:
        return MappingProxyType(self._at)

    def state_at(self, position: int, side: int) -> State | None:
        """The state of a side once the segment at a position has been seen; None where nothing tells it."""
        positions = self._positions[side]
        place = bisect.bisect_right(positions, position) - 1
        if place >= 0:
            return next(change.now for change in self._at[positions[place]] if change.side == side)
        if positions:
            return next(change.before for change in self._at[positions[0]] if change.side == side)
        return None

    def extend(self, segments: Segments) -> None:
        """Go on with the next segments."""
        flags, sides = segments.flags, segments.sides
        matters = np.flatnonzero(flags & (SYN | FIN | RST)).tolist()
        acknowledges = [np.flatnonzero((sides == side) & (flags & ACK > 0)) for side in (0, 1)]
        place = 0
        while place < len(segments):
            if self._observer.is_settled:
                following = bisect.bisect_left(matters, place)
                if following == len(matters):
                    break
                place = matters[following]
            self._observe(segments, place, acknowledges)
            place += 1
        for side, places in enumerate(acknowledges):
            if len(places):
                self._awaited[side] = int(segments.acknowledgment[places[-1]])
        self.count += len(segments)

    def _observe(self, segments: Segments, place: int, acknowledges: list[NDArray[np.intp]]) -> None:
        side, flags = int(segments.sides[place]), int(segments.flags[place])
        awaited = None
        if flags & RST:
            before = int(np.searchsorted(acknowledges[1 - side], place)) - 1
            other = acknowledges[1 - side]
            awaited = int(segments.acknowledgment[other[before]]) if before >= 0 else self._awaited[1 - side]
        changes = self._observer.observe(
            side,
            flags,
            int(segments.sequence[place]),
            int(segments.acknowledgment[place]),
            int(segments.lengths[place]),
            awaited,
        )
        if changes:
            self._at[self.count + place] = changes
            for change in changes:
                self._positions[change.side].append(self.count + place)
