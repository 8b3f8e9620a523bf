"""Who held the ends of UDP conversations, one after another: these neither begin nor end, and a port of theirs may be
another process's from one packet to the next.

What was said of an end at a time holds of the packets from this time on until something else is known of it. Of those
shortly before that nobody is known: the other may have come with any of them. Of packets before all that was said the
first holds, if the conversation began so shortly before it that it was found out of its first packets.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.processes.agreement import agreed, are_one_holder, over_time
from dissectors.processes.attribution import Attribution
from dissectors.processes.between import NOTHING

EARLY_NS: Final = 200_000_000
"""A conversation that began so long before the first that was said is meant from its first packet on."""
DOUBT_NS: Final = 100_000_000
"""Who holds an end is not looked up for each packet: for almost so long another may have it unnoticed."""
_UNIT_NS: Final = 1_000
"""Captures may cut times off below."""


class Successions:
    """Of one protocol, by place: twice the conversation's number, and side. Only ends that need it are here."""

    def __init__(self, known: list[Attribution]) -> None:
        """Places in `known` are what is told; what is put together is added to it."""
        self._known = known
        self._of: dict[int, _Succession] = {}
        self._unsettled: dict[int, _Succession] = {}

    def __contains__(self, place: int) -> bool:
        return place in self._of

    def say(self, place: int, begun_ns: int, before: Attribution | None, one: Attribution) -> Attribution:
        """Something was said of an end, after what holds of all of it so far; what does now.

        `settle` must follow before anything is asked.
        """
        if before is None and place not in self._of and begun_ns >= one.time_ns - EARLY_NS:
            return one
        succession = self._unsettled.get(place) or self._of.get(place)
        if succession is None:
            succession = _Succession(begun_ns)
            if before is not None:
                self._say(succession, before)
        self._say(succession, one)
        self._unsettled[place] = succession
        return succession.whole or one

    def forget(self, place: int) -> None:
        """All that was said of an end."""
        self._of.pop(place, None)
        self._unsettled.pop(place, None)

    def settle(self) -> None:
        """Bring what was said in the order of time."""
        for place, succession in self._unsettled.items():
            succession.settle(self._known)
            self._of[place] = succession
        self._unsettled.clear()

    def at(self, place: int, time_ns: int | None) -> int:
        """The place in `known` of what holds of an end, which is here, at a time; NOTHING for nobody or no time."""
        return NOTHING if time_ns is None else self._of[place].at(time_ns, self._known)

    def at_all(
        self, places: NDArray[np.int64], times: NDArray[np.int64], known: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The same for many: `known` for the ends that are not here."""
        if not self._of:
            return known
        chosen = np.flatnonzero(np.isin(places, np.fromiter(self._of, np.int64, len(self._of))))
        found = [
            self._of[place].at(time, self._known)
            for place, time in zip(places[chosen].tolist(), times[chosen].tolist(), strict=True)
        ]
        changed = known.copy()
        changed[chosen] = found
        return changed

    def said(self, place: int) -> Sequence[Attribution]:
        """What makes the same answers if it is said again: of each holder the first and the last, in order."""
        return self._of[place].outline(self._known) if place in self._of else ()

    def _say(self, succession: _Succession, one: Attribution) -> None:
        self._known.append(one)
        succession.say(one, len(self._known) - 1)


class _Succession:
    """Of one end. Others may ask while more is said."""

    def __init__(self, begun_ns: int) -> None:
        self._begun_ns = begun_ns
        self._turns: list[tuple[int, int]] = []
        """Time and place in `known` of what was said, by time."""
        self._new: list[tuple[int, int]] = []
        self.whole: Attribution | None = None

    def say(self, one: Attribution, place: int) -> None:
        self._new.append((one.time_ns // _UNIT_NS * _UNIT_NS, place))
        self.whole = over_time(self.whole, one)

    def settle(self, known: list[Attribution]) -> None:
        new, self._new = sorted(self._new), []
        is_later = not self._turns or self._turns[-1][0] < new[0][0]
        turns: list[tuple[int, int]] = []
        for time, place in new if is_later else sorted([*self._turns, *new]):
            if not turns or turns[-1][0] != time:
                turns.append((time, place))
            elif (both := agreed(known[turns[-1][1]], known[place])) is not known[turns[-1][1]]:
                known.append(both)
                turns[-1] = time, len(known) - 1
        if is_later:
            self._turns += turns
        else:
            self._turns = turns

    def at(self, time_ns: int, known: Sequence[Attribution]) -> int:
        turns = self._turns
        if time_ns == NO_TIME:
            return NOTHING
        after = bisect.bisect_right(turns, time_ns, key=_time)
        if not after:
            first, place = turns[0]
            return place if min(time_ns, self._begun_ns) >= first - EARLY_NS else NOTHING
        time, place = turns[after - 1]
        if after == len(turns) or time_ns < time + _UNIT_NS:
            return place
        next_time, next_place = turns[after]
        is_certain = time_ns < next_time - DOUBT_NS or are_one_holder(known[place], known[next_place])
        return place if is_certain else NOTHING

    def outline(self, known: Sequence[Attribution]) -> list[Attribution]:
        """Of each holder the first and the last that was said."""
        said = [known[place] for _, place in self._turns]
        return [
            one
            for number, one in enumerate(said)
            if not 0 < number < len(said) - 1
            or not are_one_holder(said[number - 1], one)
            or not are_one_holder(one, said[number + 1])
        ]


def _time(turn: tuple[int, int]) -> int:
    return turn[0]
