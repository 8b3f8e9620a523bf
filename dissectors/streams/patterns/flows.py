"""What is usual in each direction of the latest conversations: its endpoints, its time to live, its next number.

Filled from batches; what does not belong into a flow is told by it. Memory is bounded: the older half is forgotten.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.patterns.attempts import address_of, ports_of
from dissectors.streams.patterns.batch import HALF_WORDS, Batch
from dissectors.streams.patterns.finding import address_text
from dissectors.streams.patterns.grouping import Integers
from dissectors.transport.tcp_header import FIN, RST, SYN

MOST_KEPT: Final = 1 << 18
"""Directions; each takes 70 bytes."""

FLOW: Final = np.dtype(
    [
        ("is_known", "?"),
        ("source", "<u8", HALF_WORDS),
        ("destination", "<u8", HALF_WORDS),
        ("ttl", "u1"),
        ("varies", "?"),  # the time to live of segments without RST is not always the same
        ("count", "<u4"),  # of segments without RST
        ("next", "<u4"),  # behind the last of them
        ("has_syn", "?"),
    ]
)
End = tuple[str, int]


class Flows:
    """A flow's key is twice its stream's number, plus its side."""

    def __init__(self) -> None:
        self.base = 0
        self._flows = np.zeros(0, FLOW)

    def keys(self, batch: Batch) -> Integers:
        """The key of each segment of a batch."""
        keys: Integers = batch.segments.streams * 2 + batch.segments.sides
        return keys

    def of(self, key: int) -> np.void | None:
        """What is known of a flow; None for one that was forgotten, or has only sent resets."""
        place = key - self.base
        if not 0 <= place < len(self._flows) or not self._flows["is_known"][place]:
            return None
        flow: np.void = self._flows[place]
        return flow

    def usual(self, keys: Integers) -> NDArray[np.void]:
        """The records of many flows; those that are not known have no segments."""
        places = keys - self.base
        there = (places >= 0) & (places < len(self._flows))
        found = np.zeros(len(keys), FLOW)
        found[there] = self._flows[places[there]]
        return found

    def ends(self, key: int) -> tuple[End, End] | None:
        """Source and destination: address and port."""
        flow = self.of(key)
        if flow is None:
            return None
        ends = [
            (address_text(address_of(flow[name])), int(ports_of(flow[name][None])[0]))
            for name in ("source", "destination")
        ]
        return ends[0], ends[1]

    def add(self, batch: Batch) -> None:
        """Take in a batch, behind those who ask what was usual before it."""
        segments, messages = batch.segments, batch.tcp
        chosen = np.flatnonzero(segments.flags & RST == 0)
        if not len(chosen):
            return
        keys = self.keys(batch)[chosen]
        self._make_room(int(keys.max()) + 1)
        kept = keys >= self.base
        chosen, places = chosen[kept], keys[kept] - self.base
        flows = self._flows
        ttls = batch.networks.ttls[messages.networks[chosen]]
        new = np.flatnonzero(~flows["is_known"][places])
        fresh, first = np.unique(places[new], return_index=True)
        first = new[first]
        ends = batch.endpoints(messages, chosen[first])
        flows["source"][fresh], flows["destination"][fresh] = ends[:, 0], ends[:, 1]
        flows["ttl"][fresh] = ttls[first]
        flows["is_known"][fresh] = True
        flows["varies"][places[ttls != flows["ttl"][places]]] = True
        np.add.at(flows["count"], places, 1)
        flags = segments.flags[chosen]
        flows["has_syn"][places[flags & SYN > 0]] = True
        behind = segments.sequence[chosen] + segments.lengths[chosen] + (flags & SYN > 0) + (flags & FIN > 0)
        flows["next"][places] = (behind & 0xFFFFFFFF).astype(np.uint32)

    def _make_room(self, stop: int) -> None:
        while stop - self.base > MOST_KEPT:
            self._flows = self._flows[MOST_KEPT // 2 :].copy()
            self.base += MOST_KEPT // 2
        needed = stop - self.base
        if needed > len(self._flows):
            room = np.zeros(min(max(needed, 2 * len(self._flows), 1024), MOST_KEPT), FLOW)
            room[: len(self._flows)] = self._flows
            self._flows = room
