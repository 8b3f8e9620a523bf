"""The conversations between any two ends, and what was said of these ends, by the ends.

Numbers only, in few large lists: there may be a hundred thousand of both.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Final

import numpy as np

from dissectors.capture_file.frames import NO_TIME
from dissectors.streams.endpoints import WORDS
from dissectors.streams.opened import Opened

LATE_NS: Final = 1_000_000
"""So much later than an attribution its conversation's first packet may be: clocks differ."""
NOTHING: Final = -1
_PAIR_BYTES: Final = WORDS * 8
_FIRST_ROOM: Final = 64


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
        self._said: list[int] = []
        self._said_before: list[int] = []
        """By place in `_said` the place of what was said of the same pair before; NOTHING for none."""

    def take(self, opened: Opened) -> Sequence[bytes]:
        """Take in further conversations; the pairs of those of which something was said already."""
        raw, latest = opened.pairs.tobytes(), self._latest
        found: dict[bytes, None] = {}
        for place, time in enumerate(opened.times.tolist()):
            pair, number = raw[place * _PAIR_BYTES : (place + 1) * _PAIR_BYTES], opened.first + place
            self._before.append(latest.get(pair, NOTHING))
            self._times.append(time)
            latest[pair] = number
            if pair in self._several:
                self._several[pair].add(number, time)
            if pair in self._said_last:
                found[pair] = None
        self.done = opened.first + len(opened)
        return tuple(found)

    def say(self, pair: bytes, attribution: int) -> None:
        """Remember that something was said of a pair, by its number."""
        self._said_before.append(self._said_last.get(pair, NOTHING))
        self._said_last[pair] = len(self._said)
        self._said.append(attribution)

    def said_of(self, pair: bytes) -> list[int]:
        """The numbers of all that was said, in the order in which it was."""
        found, place = [], self._said_last.get(pair, NOTHING)
        while place != NOTHING:
            found.append(self._said[place])
            place = self._said_before[place]
        return found[::-1]

    def number_at(self, pair: bytes, time_ns: int) -> int | None:
        """The pair's conversation that began last before what was said at a time; None where none had begun."""
        number = self._latest.get(pair, NOTHING)
        if number != NOTHING and self._before[number] == NOTHING:
            return number if NO_TIME < self._times[number] <= time_ns + LATE_NS else None
        return None if number == NOTHING else self._all(pair).number_at(time_ns)

    def numbers_of(self, pair: bytes) -> Sequence[int]:
        """The pair's conversations; those without a time are left out."""
        return self._all(pair).numbers()

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
            if len(numbers) > 1:
                self._several[pair] = known
        return known


class _Several:
    """A pair's conversations."""

    def __init__(self) -> None:
        self._begun: list[tuple[int, int]] = []
        """Time of the first packet, and number."""
        self._is_sorted = True

    def add(self, number: int, time: int) -> None:
        if time != NO_TIME:
            # All at once when they are asked for: nobody can make that slow by the order of times.
            self._is_sorted &= not self._begun or self._begun[-1] <= (time, number)
            self._begun.append((time, number))

    def numbers(self) -> list[int]:
        return [number for _, number in self._begun]

    def number_at(self, time_ns: int) -> int | None:
        if not self._is_sorted:
            self._begun.sort()
            self._is_sorted = True
        place = bisect.bisect_right(self._begun, time_ns + LATE_NS, key=lambda begun: begun[0])
        return self._begun[place - 1][1] if place else None
