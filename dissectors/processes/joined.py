"""Whose both ends of every conversation are: attributions joined to streams, as both come.

An attribution belongs to the conversation between its two ends that began last before it was made. What is known is
kept by number and side, so that a row or a column of a million finds it by its stream.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.processes.agreement import agreed
from dissectors.processes.attribution import Attribution
from dissectors.processes.attributions import Attributions
from dissectors.processes.ends import NOBODY, Ends
from dissectors.streams.endpoints import WORDS
from dissectors.streams.opened import Opened, endpoint_bytes, sorts_low

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

LATE_NS: Final = 1_000_000
"""So much later than an attribution its conversation's first packet may be: clocks differ."""
_PAIR_BYTES = WORDS * 8
_SIDES = 2
NOTHING = -1


class ProcessIndex:
    """Of one layer index's conversations. `join` belongs to whoever has the index's turn; others may ask meanwhile."""

    def __init__(self, index: LayerIndex, attributions: Attributions) -> None:
        self._index = index
        self._attributions = attributions
        self._attributions_done = 0
        self._told_by_file = 0
        self._known: list[Attribution] = []
        """What was found out about ends, in the order in which that was; what became better stands here twice."""
        self._joined = {protocol: _Joined() for protocol in index.streams.opened}

    @property
    def changes(self) -> int:
        """How often something became known about an end: more than before means that there is news."""
        return len(self._known)

    @property
    def known(self) -> Sequence[Attribution]:
        """What `numbered` counts."""
        return self._known

    @property
    def is_behind(self) -> bool:
        """Attributions or conversations have come that are not joined."""
        if len(self._index.capture.attributions) > self._told_by_file:
            return True
        if not len(self._attributions):
            return False
        if self._attributions_done < len(self._attributions):
            return True
        opened = self._index.streams.opened
        return any(one.done < opened[protocol].count for protocol, one in self._joined.items())

    def join(self) -> bool:
        """Join what has come; whether anything is known that was not."""
        before = self.changes
        told = self._index.capture.attributions
        if len(told) > self._told_by_file:
            self._told_by_file = len(told)
            self._attributions.append(told)
        if not self.is_behind:
            return False
        for protocol, joined in self._joined.items():
            for pair in joined.take(self._index.streams.opened[protocol].since(joined.done)):
                self._join_anew(joined, pair)
        new = self._attributions.since(self._attributions_done)
        self._attributions_done += len(new)
        for one in new:
            self._add(one)
        return self.changes > before

    def of_end(self, protocol: str, number: int, side: int) -> Attribution | None:
        """What is known of a conversation's end: side 1 is the endpoint that sorts lower."""
        numbers, place = self._joined[protocol].ends, number * _SIDES + side
        known = int(numbers[place]) if place < len(numbers) else NOTHING
        return None if known == NOTHING else self._known[known]

    def of_conversation(self, protocol: str, number: int) -> Ends:
        """Of "tcp" or "udp"; its sender is who sent the first packet. Raises IndexError for a number not given yet."""
        side = int(self._index.streams.opened[protocol].sent_low(number))
        return Ends(self.of_end(protocol, number, side), self.of_end(protocol, number, 1 - side))

    def of_row(self, row: int) -> tuple[tuple[int, Ends], ...] | None:
        """Where transport layers begin, as in `Frame.streams`, with what is known of their ends; None for nothing."""
        if not self._known:
            return None
        layers = self._index.streams.layers_of(row)
        found = ((one.start, self._ends(one.protocol, one.number, one.side)) for one in layers)
        return tuple((start, ends) for start, ends in found if ends != NOBODY) or None

    def of_packet(self, row: int) -> Ends:
        """Who sent the row's packet to whom: of the innermost of its layers whose ends are known, quoted ones apart."""
        if not self._known:
            return NOBODY
        for one in sorted(self._index.streams.layers_of(row), key=lambda one: one.start, reverse=True):
            ends = NOBODY if one.quoted else self._ends(one.protocol, one.number, one.side)
            if ends != NOBODY:
                return ends
        return NOBODY

    def numbered(self, protocol: str) -> NDArray[np.int32]:
        """By conversation, twice its number, and side the place in `known`; NOTHING where nothing is."""
        count = self._index.streams.count(protocol) * _SIDES
        found = self._joined[protocol].ends[:count]
        missing = np.full(count - len(found), NOTHING, np.int32)
        return found if not len(missing) else np.concatenate([found, missing])

    def _ends(self, protocol: str, number: int, side: int) -> Ends:
        return Ends(self.of_end(protocol, number, side), self.of_end(protocol, number, 1 - side))

    def _add(self, one: Attribution) -> None:
        local, remote = endpoint_bytes(*one.local), endpoint_bytes(*one.remote)
        if local is None or remote is None or one.protocol not in self._joined:
            return
        is_low = sorts_low(local, remote)
        sides = (0, 1) if local == remote else (int(is_low),)
        joined = self._joined[one.protocol]
        between = joined.between(local + remote if is_low else remote + local)
        between.said.append((one, sides))
        number = between.number_at(one.time_ns)
        if number is not None:
            for side in sides:
                self._set(joined, number, side, agreed(self.of_end(one.protocol, number, side), one))

    def _join_anew(self, joined: _Joined, between: _Between) -> None:
        """Other conversations between the same ends have come: what was said may be of these."""
        found: dict[tuple[int, int], Attribution] = {}
        for one, sides in between.said:
            number = between.number_at(one.time_ns)
            if number is not None:
                for side in sides:
                    found[number, side] = agreed(found.get((number, side)), one)
        for number in between.numbers:
            for side in range(_SIDES):
                self._set(joined, number, side, found.get((number, side)))

    def _set(self, joined: _Joined, number: int, side: int, answer: Attribution | None) -> None:
        place = number * _SIDES + side
        if place >= len(joined.ends):
            joined.make_room(place + 1)
        known = int(joined.ends[place])
        if answer is None:
            if known != NOTHING:
                joined.ends[place] = NOTHING
        elif known == NOTHING or self._known[known] != answer:
            self._known.append(answer)
            joined.ends[place] = len(self._known) - 1


@dataclass(slots=True)
class _Between:
    """The conversations of one protocol between two ends, and what was said of these ends."""

    times: list[int] = field(default_factory=list)
    """Of their first packets, ascending."""
    numbers: list[int] = field(default_factory=list)
    said: list[tuple[Attribution, tuple[int, ...]]] = field(default_factory=list)
    """With the sides that it is of: both where the ends are one."""

    def add(self, number: int, time: int) -> None:
        place = bisect.bisect_right(self.times, time)
        self.times.insert(place, time)
        self.numbers.insert(place, number)

    def number_at(self, time_ns: int) -> int | None:
        """The conversation that an attribution of that time belongs to; None where none had begun."""
        place = bisect.bisect_right(self.times, time_ns + LATE_NS)
        return self.numbers[place - 1] if place else None


class _Joined:
    """One protocol's conversations by their ends, as far as they were taken in."""

    def __init__(self) -> None:
        self.done = 0
        """Conversations with lower numbers are taken in."""
        self.ends = np.zeros(0, np.int32)
        self._latest: dict[bytes, int] = {}
        """The last conversation between two ends."""
        self._before: list[int] = []
        """By number the one before it between the same ends; NOTHING for none."""
        self._times: list[int] = []
        self._said: dict[bytes, _Between] = {}
        """Only those of which something was said."""

    def take(self, opened: Opened) -> list[_Between]:
        """Take in further conversations; those between which something was said before."""
        raw, latest, found = opened.pairs.tobytes(), self._latest, {}
        for place, time in enumerate(opened.times.tolist()):
            pair, number = raw[place * _PAIR_BYTES : (place + 1) * _PAIR_BYTES], opened.first + place
            self._before.append(latest.get(pair, NOTHING))
            self._times.append(time)
            latest[pair] = number
            if pair in self._said and time != NO_TIME:
                self._said[pair].add(number, time)
                found[pair] = self._said[pair]
        self.done = opened.first + len(opened)
        return list(found.values())

    def between(self, pair: bytes) -> _Between:
        """All conversations between two ends."""
        known = self._said.get(pair)
        if known is None:
            known = self._said[pair] = _Between()
            number = self._latest.get(pair, NOTHING)
            chain = []
            while number != NOTHING:
                chain.append(number)
                number = self._before[number]
            for number in reversed(chain):
                if self._times[number] != NO_TIME:
                    known.add(number, self._times[number])
        return known

    def make_room(self, count: int) -> None:
        longer = np.full(max(count, 2 * len(self.ends), 64), NOTHING, np.int32)
        longer[: len(self.ends)] = self.ends
        self.ends = longer
