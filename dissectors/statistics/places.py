"""Places of the protocol hierarchy by number: each is a protocol below another place, down from the frame, which is 0.

Rows come level after level (`levels`); out go the places to which their layers lead.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

DEEPEST: Final = 64
"""Levels that are told apart; a packet of more ends at the last of them."""


class Places:
    """Numbers places as they are met: one is always numbered after the one above it."""

    def __init__(self, most: int) -> None:
        """`most` of them below the frame: packets beyond end one above."""
        self._most = most
        self._known: dict[tuple[int, str], int] = {}
        self.names = ["frame"]
        """By place its protocol."""
        self.aboves = [0]
        """By place the one above."""
        self._depths = [0]

    def __len__(self) -> int:
        """The frame among them."""
        return len(self.names)

    def below(self, above: int, name: str) -> int:
        """The place of a protocol below another's; the other's own where there is no room for more."""
        place = self._known.get((above, name))
        if place is not None:
            return place
        if self._depths[above] >= DEEPEST or len(self._known) >= self._most:
            return above
        place = self._known[above, name] = len(self.names)
        self.names.append(name)
        self.aboves.append(above)
        self._depths.append(self._depths[above] + 1)
        return place

    def path(self, place: int) -> tuple[str, ...]:
        """The protocols down to a place; of the frame none."""
        found: list[str] = []
        while place:
            found.append(self.names[place])
            place = self.aboves[place]
        return tuple(reversed(found))

    def step(self, at: Integers, rows: Integers, name: str) -> tuple[Integers, Integers]:
        """Lead rows, each there once, on from where they are `at`; those that it led on, and where to."""
        before = at[rows]
        above = np.flatnonzero(np.bincount(before))
        below = np.array([self.below(place, name) for place in above.tolist()], np.int64)
        if len(above) == 1 and below[0] != above[0]:
            here = np.broadcast_to(below, before.shape)
        else:
            table = np.zeros(int(above[-1]) + 1 if len(above) else 0, np.int64)
            table[above] = below
            here = table[before]
            moved = here != before
            rows, here = rows[moved], here[moved]
        at[rows] = here
        return rows, here
