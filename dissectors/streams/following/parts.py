"""What two sides said, in the order in which it can be read: where each piece lies in the capture, not the bytes.

Reassembly and datagrams write here; whoever shows or saves an exchange reads. A part costs 31 bytes, whatever is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

DATA, LOST, CUT = 0, 1, 2
"""Kinds of parts: bytes; bytes of packets that were not captured; bytes that a snap length kept out of the file."""
CLIENT, SERVER = 0, 1

_COLUMNS: Sequence[tuple[str, type[np.generic]]] = (
    ("sides", np.uint8),
    ("kinds", np.uint8),
    ("rows", np.uint32),
    ("places", np.int64),
    ("lengths", np.int64),
    ("offsets", np.int64),
    ("begins", np.bool_),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of them."""

    side: int
    """CLIENT or SERVER."""
    kind: int
    row: int
    """The packet that carried the bytes, or that showed that some are missing; counts from 0."""
    place: int
    """Where the bytes begin in the mapped file; -1 where there are none."""
    length: int
    offset: int
    """From the first byte of its side that could have been captured; missing ones count."""
    begins: int = 0
    """1 where a message begins that must not be read together with what its side said before; else 0."""


class Parts:
    """Parts as growing columns; what was read of them stays as it is."""

    def __init__(self) -> None:
        self._room = {name: np.zeros(64, kind) for name, kind in _COLUMNS}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> Part:
        if not 0 <= number < self._count:
            raise IndexError(number)
        return Part(*(int(self._room[name][number]) for name, _ in _COLUMNS))

    @property
    def sides(self) -> NDArray[np.uint8]:
        return self._column("sides")

    @property
    def kinds(self) -> NDArray[np.uint8]:
        return self._column("kinds")

    @property
    def rows(self) -> NDArray[np.uint32]:
        return self._column("rows")

    @property
    def places(self) -> Integers:
        return self._column("places")

    @property
    def lengths(self) -> Integers:
        return self._column("lengths")

    @property
    def offsets(self) -> Integers:
        return self._column("offsets")

    @property
    def begins(self) -> NDArray[np.bool_]:
        return self._column("begins")

    def extend(self, **columns: NDArray[Any] | Sequence[int]) -> None:
        """Add parts behind the others; every column but `begins` is named and all are as long."""
        first = self._count
        stop = first + len(columns["lengths"])
        if stop > len(self._room["lengths"]):
            for name, kind in _COLUMNS:
                room = np.zeros(max(stop, 2 * len(self._room[name])), kind)
                room[:first] = self._room[name][:first]
                self._room[name] = room
        for name, _ in _COLUMNS:
            self._room[name][first:stop] = columns.get(name, 0)
        self._count = stop

    def _column(self, name: str) -> NDArray[Any]:
        column = self._room[name][: self._count]
        column.flags.writeable = False
        return column
