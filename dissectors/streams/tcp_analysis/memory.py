"""What sequence analysis remembers of every conversation from one batch of segments to the next.

One record for each side, one for each conversation, and the segments on their way: sent, not yet acknowledged.
`analysis` recalls those of a batch's conversations, and keeps them anew behind it. Of the segments on its way a side
remembers the ends of the line: most often that is enough, and those between stay where they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.tcp_analysis.unacknowledged import Unacknowledged
from dissectors.streams.tcp_analysis.window_scale import UNKNOWN

Integers = NDArray[np.int64]
Records = NDArray[np.void]

UNSET = -(1 << 45)
"""A position in a stream that is not known yet: before all that are."""
NO_WINDOW = -1
NO_ACKNOWLEDGMENT = -1

SIDE = np.dtype(
    [
        ("is_known", "?"),  # has sent a segment, or had one acknowledged
        ("sequence", "<u4"),  # of the last segment, or what was acknowledged; positions below are relative to it
        ("base", "<u4"),  # what relative sequence numbers are relative to
        ("next", "<i8"),  # where the next segment is expected
        ("next_time", "<i8"),  # of the segment that set it
        ("next_frame", "<u4"),
        ("contiguous", "<i8"),  # how far the other side may acknowledge without a hole in what was captured
        ("acknowledgment", "<i8"),  # of the last segment
        ("time", "<i8"),  # of the last segment
        ("acknowledged", "<i8"),  # the highest acknowledgment sent, relative to the other side's `sequence`
        ("changed_frame", "<u4"),  # where the acknowledgment last changed; 0 for nowhere
        ("duplicates", "<i4"),  # duplicate acknowledgments since
        ("is_told", "?"),  # that something was acknowledged which was not captured
        ("window", "<i4"),
        ("is_first_ack", "?"),  # no acknowledgment since the SYN: the window is not yet scaled
        ("scale", "i1"),
        ("marks", "<u2"),  # of the last segment
        ("in_flight_known", "?"),  # nothing was missed since the other side's last acknowledgment
        ("pushed", "<i8"),  # bytes since the last PSH
        ("was_push", "?"),  # the last segment with data had PSH
        ("waiting", "<u4"),  # segments on their way
        ("is_in_order", "?"),  # each of them begins and ends behind the one before
        ("eldest_start", "<u4"),  # of the first of them; numbers as sent
        ("eldest_end", "<u4"),
        ("latest_start", "<u4"),  # of the last
        ("latest_end", "<u4"),
    ]
)
CONVERSATION = np.dtype(
    [
        ("has_begun", "?"),
        ("first_time", "<i8"),
        ("last_time", "<i8"),
        ("has_syn", "?"),
        ("syn_time", "<i8"),  # of the last SYN without ACK
        ("initial_rtt", "<i8"),  # 0 where it is not known
        ("completeness", "u1"),
    ]
)
ON_THE_WAY = np.dtype([("side", "<i8"), ("start", "<u4"), ("length", "<u4"), ("frame", "<u4"), ("time", "<i8")])
"""A segment not yet acknowledged: `start` as sent, or what of it was acknowledged; `length` with SYN and FIN."""


class Memory:
    """Records by the number of the conversation, two by two for the sides."""

    def __init__(self) -> None:
        self._sides = np.zeros(0, SIDE)
        self._conversations = np.zeros(0, CONVERSATION)
        self._on_the_way = Unacknowledged(ON_THE_WAY)

    def recall(self, streams: Integers) -> tuple[Records, Records]:
        """Copies for conversations, given by number in ascending order: sides, two of each, and conversations."""
        if len(streams):
            self._grow(int(streams[-1]) + 1)
        return self._sides.take(_both(streams)), self._conversations.take(streams)

    def take_on_the_way(self, streams: Integers) -> Records:
        """The segments on their way in conversations, given by number in ascending order; they are forgotten here.

        Those of a side stand in the order in which they were sent.
        """
        return self._on_the_way.take(streams)

    def keep(self, streams: Integers, sides: Records, conversations: Records, segments: Records) -> None:
        """Remember what became of conversations, and more segments that are on their way in them."""
        self._sides[_both(streams)] = sides
        self._conversations[streams] = conversations
        self._on_the_way.put(segments)

    def waiting(self) -> Integers:
        """The conversations with segments on their way; some several times."""
        return self._on_the_way.streams()

    def _grow(self, count: int) -> None:
        had = len(self._conversations)
        if count <= had:
            return
        room = max(count, had + had // 2)
        sides, conversations = np.zeros(2 * room, SIDE), np.zeros(room, CONVERSATION)
        sides[: 2 * had], conversations[:had] = self._sides, self._conversations
        new = sides[2 * had :]
        for name in ("next", "contiguous", "acknowledged"):
            new[name] = UNSET
        new["window"], new["acknowledgment"] = NO_WINDOW, NO_ACKNOWLEDGMENT
        new["scale"], new["in_flight_known"], new["is_in_order"] = UNKNOWN, True, True
        self._sides, self._conversations = sides, conversations


def _both(streams: Integers) -> NDArray[Any]:
    return np.stack([2 * streams, 2 * streams + 1], axis=1).ravel()
