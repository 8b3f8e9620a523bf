"""One side's segments on their way, followed step by step; what is sent in order is simple, the rest is `tangled`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from dissectors.streams.tcp_analysis.tangled import MOST_KEPT, Sent, Tangled


class Waiting:
    """What one side has sent and the other has not acknowledged."""

    def __init__(self, segments: Iterable[Sent] = ()) -> None:
        self._line: deque[Sent] = deque()
        """Each begins where the one before ends, or later; of the first one what is left."""
        self._tangled: Tangled | None = None
        """All of them where that is not so."""
        for segment in segments:
            self.send(segment)

    def __iter__(self) -> Iterator[Sent]:
        """The eldest first; of one acknowledged in part what is left."""
        return iter(self._line if self._tangled is None else self._tangled)

    def send(self, segment: Sent) -> None:
        """A segment with data, SYN or FIN is sent; it is not remembered where there are too many."""
        line = self._line
        if self._tangled is not None:
            self._tangled.send(segment)
        elif not line or segment[0] >= line[-1][1]:
            if len(line) < MOST_KEPT:
                line.append(segment)
        else:
            self._tangled = Tangled(line)
            self._tangled.send(segment)
            line.clear()

    def acknowledge(self, place: int) -> Sent | None:
        """The other side acknowledges everything before `place`; the eldest segment that ends there, if one does."""
        tangled = self._tangled
        if tangled is not None:
            found = tangled.acknowledge(place)
            if not tangled:
                self._tangled = None
            return found
        line, last = self._line, None
        while line and line[0][1] <= place:
            last = line.popleft()
        if line and line[0][0] < place:
            line[0] = (place, *line[0][1:])
        return last if last is not None and last[1] == place else None

    def eldest(self) -> Sent | None:
        """What has been on its way for the longest time: what a side sends again if no acknowledgment comes."""
        if self._tangled is not None:
            return self._tangled.eldest()
        return self._line[0] if self._line else None

    def in_flight(self) -> int:
        """Bytes from the first that is not acknowledged to the last one sent."""
        if self._tangled is not None:
            return self._tangled.in_flight()
        return self._line[-1][1] - self._line[0][0] if self._line else 0
