"""What a saved capture says of processes: the comments of packets, and the attributions that belong to them.

Asked by `dissectors.capture_file.saving` for the rows that it is about to write; made from what is joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.processes.attribution import Attribution
from dissectors.processes.between import LATE_NS, NOTHING
from dissectors.processes.ends import NOBODY, Ends
from dissectors.processes.sentence import comments_on

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex


@dataclass(frozen=True, slots=True)
class Noted:
    """What goes out with some packets."""

    comments: Mapping[int, tuple[str, ...]]
    """By row."""
    attributions: tuple[Attribution, ...]


class ProcessNotes:
    """For one saving: of each conversation the first packet that is saved tells whose both ends are."""

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._told: dict[str, set[int]] = {protocol: set() for protocol in index.streams.opened}
        self._commented: dict[str, set[int]] = {protocol: set() for protocol in index.streams.opened}

    @property
    def capture(self) -> object:
        """Whose rows are asked about."""
        return self._index.capture

    @property
    def has_any(self) -> bool:
        """Whether anything was said of anyone, so far."""
        return self._index.processes.is_behind or self._index.processes.changes > 0

    def about(self, rows: Sequence[int]) -> Noted:
        """What is to be told of further rows, which are saved in this order. Raises CaptureFileError."""
        wanted = np.unique(np.array(rows, np.int64))
        if not len(wanted):
            return Noted({}, ())
        with self._index.turn:
            self._index.streams.extend(int(wanted[-1]) + 1)
            self._index.processes.join()
            firsts = [found for protocol in self._told for found in self._first_of_each(protocol, wanted, rows)]
        comments: dict[int, tuple[str, ...]] = {}
        attributions: dict[Attribution, None] = {}
        for protocol, row, number, side, quoted in firsts:
            sender, receiver = (self._index.processes.of_end(protocol, number, end) for end in (side, 1 - side))
            ends = Ends(sender, receiver)
            if not quoted and ends != NOBODY:
                comments[row] = (*comments.get(row, ()), *comments_on(ends))
            attributions |= {self._not_before(row, one): None for one in ends if one is not None}
        return Noted(comments, tuple(attributions))

    def _first_of_each(
        self, protocol: str, wanted: NDArray[np.int64], rows: Sequence[int]
    ) -> Iterator[tuple[str, int, int, int, bool]]:
        """Protocol, row, number, side, and whether an error quotes it, of conversations that were not told of."""
        ends = self._index.processes.numbered(protocol)
        known: NDArray[np.bool_] = (ends.reshape(-1, 2) != NOTHING).any(axis=1)
        if not known.any():
            return
        first, stop = int(wanted[0]), int(wanted[-1]) + 1
        found = self._index.streams.all_numbered(protocol, first, stop)
        chosen = np.flatnonzero(known[found.numbers.astype(np.int64)] & np.isin(found.rows + first, wanted))
        place = {row: place for place, row in reversed(list(enumerate(rows)))}
        columns = (found.rows + first, found.numbers, found.sides, found.quoted)
        layers = list(zip(*(column[chosen].tolist() for column in columns), strict=True))
        layers.sort(key=lambda layer: place[layer[0]])
        told, commented = self._told[protocol], self._commented[protocol]
        for row, number, side, quoted in layers:
            if number not in commented and not (quoted and number in told):
                told.add(number)
                if not quoted:
                    commented.add(number)
                yield protocol, int(row), int(number), int(side), bool(quoted)

    def _not_before(self, row: int, one: Attribution) -> Attribution:
        """As late as it takes to be found again: in what is saved the conversation begins with this row."""
        time = int(self._index.capture.frames.column("time", row, row + 1)[0])
        return one if time == NO_TIME or one.time_ns + LATE_NS >= time else replace(one, time_ns=time - LATE_NS)
