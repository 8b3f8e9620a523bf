"""Whose both ends of every conversation are: attributions joined to streams, as both come.

An attribution belongs to the conversation between its two ends that began last before it was made. What is known is
kept by number and side, so that a row or a column of a million finds it by its stream; whose the ends of UDP's are
one after another is in `succession`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.processes.agreement import agreed
from dissectors.processes.attribution import Attribution, End
from dissectors.processes.attributions import Attributions
from dissectors.processes.between import NOTHING, Conversations
from dissectors.processes.ends import NOBODY, Ends
from dissectors.processes.succession import Successions
from dissectors.streams.opened import endpoint_bytes, sorts_low

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.streams.numbers import NumberedLayer

_SIDES: Final = 2
_IN_TURN: Final = "udp"
"""Whose ends may be several processes' within one conversation."""


class ProcessIndex:
    """Of one layer index's conversations. `join` belongs to whoever has the index's turn; others may ask meanwhile."""

    def __init__(self, index: LayerIndex, attributions: Attributions) -> None:
        self._index = index
        self._attributions = attributions
        self._attributions_done = 0
        self._told_by_file = 0
        self._known: list[Attribution] = []
        """What was found out about ends, in the order in which that was; what became better stands here twice."""
        self._joined = {protocol: Conversations() for protocol in index.streams.opened}
        self._successions = Successions(self._known)

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

    def join(self, most: int | None = None) -> bool:
        """Join what has come, at most so many attributions; whether anything is known that was not."""
        before = self.changes
        told = self._index.capture.attributions
        if len(told) > self._told_by_file:
            new = told[self._told_by_file :]
            self._told_by_file += len(new)
            self._attributions.append(new)
        if not self.is_behind:
            return False
        for protocol, joined in self._joined.items():
            for pair, numbers in joined.take(self._index.streams.opened[protocol].since(joined.done)).items():
                for number, said in joined.said_anew(pair, numbers):
                    self._join_anew(joined, number, said)
        first = self._attributions_done
        further = self._attributions.since(first, most)
        self._attributions_done += len(further)
        for place, one in enumerate(further, first):
            self._add(place, one)
        self._successions.settle()
        return self.changes > before

    def of_end(self, protocol: str, number: int, side: int) -> Attribution | None:
        """What is known of all of a conversation's end: side 1 is the endpoint that sorts lower."""
        numbers, place = self._joined[protocol].ends, number * _SIDES + side
        known = int(numbers[place]) if place < len(numbers) else NOTHING
        return None if known == NOTHING else self._known[known]

    def of_end_at(self, protocol: str, number: int, side: int, row: int) -> Attribution | None:
        """What is known of the end at the time of one of the conversation's packets."""
        place = number * _SIDES + side
        if protocol != _IN_TURN or place not in self._successions:
            return self.of_end(protocol, number, side)
        known = self._successions.at(place, self._index.capture.frames.time_ns(row))
        return None if known == NOTHING else self._known[known]

    def in_turn(self, protocol: str, number: int) -> tuple[Sequence[Attribution], Sequence[Attribution]] | None:
        """What was said of both ends, side 0 first, by time, where it may be one packet's and not another's; or None.

        Of each holder the first and the last.
        """
        first = number * _SIDES
        places = range(first, first + _SIDES)
        if protocol != _IN_TURN or not any(place in self._successions for place in places):
            return None
        low, high = (self._successions.said(place) or self._alone(place) for place in places)
        return low, high

    def of_conversation(self, protocol: str, number: int) -> Ends:
        """Of "tcp" or "udp"; its sender is who sent the first packet. Raises IndexError for a number not given yet."""
        side = int(self._index.streams.opened[protocol].sent_low(number))
        return Ends(self.of_end(protocol, number, side), self.of_end(protocol, number, 1 - side))

    def of_endpoint(self, protocol: str, number: int, end: End) -> Attribution | None:
        """What is known of the end of a conversation that has this address and port.

        Raises IndexError for a number not given yet.
        """
        is_low = self._index.streams.opened[protocol].lower_end(number) == endpoint_bytes(*end)
        return self.of_end(protocol, number, int(is_low))

    def of_row(self, row: int) -> tuple[tuple[int, Ends], ...] | None:
        """Where transport layers begin, as in `Frame.streams`, with what is known of their ends; None for nothing."""
        if not self._known:
            return None
        layers = self._index.streams.layers_of(row)
        found = ((one.start, self._ends(one, row)) for one in layers)
        return tuple((start, ends) for start, ends in found if ends != NOBODY) or None

    def of_packet(self, row: int) -> Ends:
        """Who sent the row's packet to whom: of the innermost of its layers whose ends are known, quoted ones apart."""
        if not self._known:
            return NOBODY
        for one in sorted(self._index.streams.layers_of(row), key=lambda one: one.start, reverse=True):
            ends = NOBODY if one.quoted else self._ends(one, row)
            if ends != NOBODY:
                return ends
        return NOBODY

    def numbered(self, protocol: str) -> NDArray[np.int32]:
        """By conversation, twice its number, and side the place in `known`; NOTHING where nothing is."""
        count = self._index.streams.count(protocol) * _SIDES
        found = self._joined[protocol].ends[:count]
        missing = np.full(count - len(found), NOTHING, np.int32)
        return found if not len(missing) else np.concatenate([found, missing])

    def at_times(self, protocol: str, places: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int64]:
        """As `numbered`, of some of its places, each at the time of a packet."""
        known = self.numbered(protocol)[places].astype(np.int64)
        return self._successions.at_all(places, times, known) if protocol == _IN_TURN else known

    def _ends(self, one: NumberedLayer, row: int) -> Ends:
        sender, receiver = (self.of_end_at(one.protocol, one.number, side, row) for side in (one.side, 1 - one.side))
        return Ends(sender, receiver)

    def _alone(self, place: int) -> Sequence[Attribution]:
        one = self.of_end(_IN_TURN, *divmod(place, _SIDES))
        return () if one is None else (one,)

    def _add(self, place: int, one: Attribution) -> None:
        found = _sides(one)
        if found is None or one.protocol not in self._joined:
            return
        pair, sides = found
        joined = self._joined[one.protocol]
        joined.say(pair, place, one.time_ns)
        number = joined.number_at(pair, one.time_ns)
        if number is not None:
            for side in sides:
                self._say(joined, number, side, one)

    def _join_anew(self, joined: Conversations, number: int, said: Iterable[int]) -> None:
        """Another conversation between the same ends has come: this is what was said of one of them, then."""
        if joined is self._joined[_IN_TURN]:
            for side in range(_SIDES):
                self._successions.forget(number * _SIDES + side)
                self._set(joined, number, side, None)
            for one in map(self._attributions.__getitem__, said):
                for side in (_sides(one) or (b"", ()))[1]:
                    self._say(joined, number, side, one)
            return
        answers: list[Attribution | None] = [None] * _SIDES
        for place in said:
            one = self._attributions[place]
            _, sides = _sides(one) or (b"", ())
            for side in sides:
                answers[side] = agreed(answers[side], one)
        for side, answer in enumerate(answers):
            self._set(joined, number, side, answer)

    def _say(self, joined: Conversations, number: int, side: int, one: Attribution) -> None:
        before = self.of_end(one.protocol, number, side)
        if one.protocol == _IN_TURN:
            answer = self._successions.say(number * _SIDES + side, joined.begun_ns(number), before, one)
        else:
            answer = agreed(before, one)
        self._set(joined, number, side, answer)

    def _set(self, joined: Conversations, number: int, side: int, answer: Attribution | None) -> None:
        place = number * _SIDES + side
        joined.make_room(place + 1)
        known = int(joined.ends[place])
        if answer is None:
            if known != NOTHING:
                joined.ends[place] = NOTHING
        elif known == NOTHING or self._known[known] != answer:
            self._known.append(answer)
            joined.ends[place] = len(self._known) - 1


def _sides(one: Attribution) -> tuple[bytes, tuple[int, ...]] | None:
    """Between whom it is, and which side it is of: both where the ends are one. None where an end is no address."""
    local, remote = endpoint_bytes(*one.local), endpoint_bytes(*one.remote)
    if local is None or remote is None:
        return None
    if local == remote:
        return local + remote, (0, 1)
    return (local + remote, (1,)) if sorts_low(local, remote) else (remote + local, (0,))
