"""The conversations between any two ends, and what was said of these ends, by the ends.

Numbers only, in few large lists: there may be a hundred thousand of both.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from dissectors.capture_file.frames import NO_TIME
from dissectors.streams.endpoints import WORDS
from dissectors.streams.opened import Opened

LATE_NS: Final = 1_000_000
"""So much later than an attribution its conversation's first packet may be: clocks differ."""
NOTHING: Final = -1
_PAIR_BYTES: Final = WORDS * 8
_FIRST_ROOM: Final = 64


class Said(NamedTuple):
    """Something was said of a pair."""

    time_ns: int
    attribution: int
    """Its number."""


class Conversations:
    """One protocol's, as far as they were taken in. A pair of ends is what `Endpoints.pairs` holds, as bytes."""

    def __init__(self) -> None:
        self.done = 0
        """Conversations with lower numbers are taken in."""
        self.ends = np.zeros(0, np.int32)
        """By conversation and side what is known; NOTHING for nothing."""
        self._latest: dict[bytes, int] = {}
        """The last conversation of a pair."""
        self._before: list[int] = []
        """By number the one before it of the same pair; NOTHING for none."""
        self._times: list[int] = []
        self._several: dict[bytes, _Several] = {}
        """Pairs that have had more than one, and were asked for."""
        self._said_last: dict[bytes, int] = {}
        """Of a pair, where in `_said` stands what was said last."""
        self._said: list[Said] = []
        self._said_before: list[int] = []
        """By place in `_said` the place of what was said of the same pair before; NOTHING for none."""

    def take(self, opened: Opened) -> Mapping[bytes, Sequence[int]]:
        """Take in further conversations; the numbers of those of whose pair something was said already, by pair."""
        raw, latest = opened.pairs.tobytes(), self._latest
        found: dict[bytes, list[int]] = {}
        for place, time in enumerate(opened.times.tolist()):
            pair, number = raw[place * _PAIR_BYTES : (place + 1) * _PAIR_BYTES], opened.first + place
            self._before.append(latest.get(pair, NOTHING))
            self._times.append(time)
            latest[pair] = number
            if pair in self._several:
                self._several[pair].add(number, time)
            if pair in self._said_last:
                found.setdefault(pair, []).append(number)
        self.done = opened.first + len(opened)
        return found

    def say(self, pair: bytes, attribution: int, time_ns: int) -> None:
        """Remember that something was said of a pair, by its number, and of which time."""
        said = Said(time_ns, attribution)
        self._said_before.append(self._said_last.get(pair, NOTHING))
        self._said_last[pair] = len(self._said)
        self._said.append(said)
        if pair in self._several:
            self._several[pair].say(said)

    def said_anew(self, pair: bytes, new: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """The conversations of a pair of which other things hold as some of them are new, and what was said of each.

        These are the new ones and those that began before them, whose it was thought to be; not all of the pair.
        """
        number = new[0]
        if len(new) == 1 and self._before[number] == NOTHING:
            begun = self._times[number]
            if begun != NO_TIME:
                yield number, [said.attribution for said in self._said_of(pair) if begun <= said.time_ns + LATE_NS]
        else:
            yield from self._all(pair).said_anew([(self._times[number], number) for number in new])

    def number_at(self, pair: bytes, time_ns: int) -> int | None:
        """The pair's conversation that began last before what was said at a time; None where none had begun."""
        number = self._latest.get(pair, NOTHING)
        if number != NOTHING and self._before[number] == NOTHING:
            return number if NO_TIME < self._times[number] <= time_ns + LATE_NS else None
        return None if number == NOTHING else self._all(pair).number_at(time_ns)

    def begun_ns(self, number: int) -> int:
        """When a conversation's first packet was; NO_TIME where it has no time."""
        return self._times[number]

    def make_room(self, count: int) -> None:
        """In `ends`, for at least so many."""
        if count > len(self.ends):
            longer = np.full(max(count, 2 * len(self.ends), _FIRST_ROOM), NOTHING, np.int32)
            longer[: len(self.ends)] = self.ends
            self.ends = longer

    def _all(self, pair: bytes) -> _Several:
        known = self._several.get(pair)
        if known is None:
            known, numbers, number = _Several(), [], self._latest.get(pair, NOTHING)
            while number != NOTHING:
                numbers.append(number)
                number = self._before[number]
            for number in reversed(numbers):
                known.add(number, self._times[number])
            for said in self._said_of(pair):
                known.say(said)
            if len(numbers) > 1:
                self._several[pair] = known
        return known

    def _said_of(self, pair: bytes) -> Iterator[Said]:
        """What was said last first."""
        place = self._said_last.get(pair, NOTHING)
        while place != NOTHING:
            yield self._said[place]
            place = self._said_before[place]


class _Several:
    """A pair's conversations, and what was said of them: in the order of time when they are asked for.

    They are sorted all at once: nobody can make that slow by the order of times.
    """

    def __init__(self) -> None:
        self._begun: list[tuple[int, int]] = []
        """Time of the first packet, and number."""
        self._said: list[Said] = []
        self._is_sorted = True

    def add(self, number: int, time: int) -> None:
        if time != NO_TIME:
            self._is_sorted &= not self._begun or self._begun[-1] <= (time, number)
            self._begun.append((time, number))

    def say(self, said: Said) -> None:
        self._is_sorted &= not self._said or self._said[-1] <= said
        self._said.append(said)

    def number_at(self, time_ns: int) -> int | None:
        self._sort()
        place = bisect.bisect_right(self._begun, time_ns + LATE_NS, key=_time)
        return self._begun[place - 1][1] if place else None

    def said_anew(self, new: Iterable[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
        """As `Conversations` has it, of new ones by time and number."""
        self._sort()
        places = {bisect.bisect_left(self._begun, begun) for begun in new if begun[0] != NO_TIME}
        for place in sorted(places | {place - 1 for place in places if place}):
            time, number = self._begun[place]
            yield number, [said.attribution for said in self._said[self._said_from(time) : self._said_until(place + 1)]]

    def _said_from(self, time: int) -> int:
        """The first that was said of whoever began at this time, or later."""
        return bisect.bisect_left(self._said, time - LATE_NS, key=_time)

    def _said_until(self, place: int) -> int:
        return self._said_from(self._begun[place][0]) if place < len(self._begun) else len(self._said)

    def _sort(self) -> None:
        if not self._is_sorted:
            self._begun.sort()
            self._said.sort()
            self._is_sorted = True


def _time(one: tuple[int, int]) -> int:
    return one[0]
