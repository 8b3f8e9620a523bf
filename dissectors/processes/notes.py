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
from dissectors.processes.agreement import NOT_ALWAYS
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
    """For one saving: of each conversation the first packet that is saved tells whose both ends are.

    Where they are one process's after another's (`succession`), so does the first packet of each.
    """

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._told: dict[str, set[int]] = {protocol: set() for protocol in index.streams.opened}
        self._commented: dict[str, set[int]] = {protocol: set() for protocol in index.streams.opened}
        self._holders: set[tuple[str, int, int, Attribution]] = set()
        """Of ends that are told in turn: protocol, conversation, side and who, without the time."""

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
        for protocol, row, number, side, quoted, is_first in firsts:
            sender, receiver = (self._index.processes.of_end_at(protocol, number, end, row) for end in (side, 1 - side))
            in_turn = self._index.processes.in_turn(protocol, number)
            ends = (
                Ends(sender, receiver)
                if in_turn is None
                else self._new(protocol, number, side, quoted, sender, receiver)
            )
            if not quoted and ends != NOBODY:
                comments[row] = (*comments.get(row, ()), *comments_on(ends))
            if in_turn is None:
                attributions |= {self._not_before(row, one): None for one in ends if one is not None}
            elif is_first:
                for said, one in zip(in_turn, (sender, receiver) if not side else (receiver, sender), strict=True):
                    attributions |= dict.fromkeys(self._from_row(row, said, one))
        return Noted(comments, tuple(attributions))

    def _first_of_each(
        self, protocol: str, wanted: NDArray[np.int64], rows: Sequence[int]
    ) -> Iterator[tuple[str, int, int, int, bool, bool]]:
        """Protocol, row, number, side, whether an error quotes it, and whether the conversation was not told of.

        Of those that were there are only rows where another process may be to be told of.
        """
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
        numbers = {layer[1] for layer in layers}
        in_turn = {number for number in numbers if self._index.processes.in_turn(protocol, number) is not None}
        for row, number, side, quoted in layers:
            is_first = number not in told
            if (number not in commented and (is_first or not quoted)) or number in in_turn:
                told.add(number)
                if not quoted:
                    commented.add(number)
                yield protocol, int(row), int(number), int(side), bool(quoted), is_first

    def _new(
        self,
        protocol: str,
        number: int,
        side: int,
        quoted: bool,
        sender: Attribution | None,
        receiver: Attribution | None,
    ) -> Ends:
        """Those of both who were not told of as this end's."""
        if quoted:
            return NOBODY
        found = []
        for end, one in ((side, sender), (1 - side, receiver)):
            holder = None if one is None else (protocol, number, end, replace(one, time_ns=0))
            found.append(one if holder is not None and holder not in self._holders else None)
            if holder is not None:
                self._holders.add(holder)
        return Ends(*found)

    def _from_row(self, row: int, said: Sequence[Attribution], then: Attribution | None) -> Iterator[Attribution]:
        """What was said of an end as it holds from the first row on that is saved; `then` is who had it then."""
        time = self._index.capture.frames.time_ns(row)
        before = [one for one in said if time is not None and one.time_ns + LATE_NS < time]
        if before and time is not None:
            # Who had it later would else be taken for who has it now.
            held = (
                then if then is not None else replace(before[-1], pid=None, started=None, name="", unknown=NOT_ALWAYS)
            )
            yield replace(held, time_ns=time)
        yield from said[len(before) :]

    def _not_before(self, row: int, one: Attribution) -> Attribution:
        """As late as it takes to be found again: in what is saved the conversation begins with this row."""
        time = int(self._index.capture.frames.column("time", row, row + 1)[0])
        return one if time == NO_TIME or one.time_ns + LATE_NS >= time else replace(one, time_ns=time - LATE_NS)
