"""What is looked at of an exchange: one side or both, as one run of bytes, and where blocks of it begin.

A position counts the bytes that are there, from the first on; gaps take none. It stays the same while the exchange
grows. Bytes are read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.following.parts import DATA, Part, Parts

Integers = NDArray[np.int64]


class Said(Protocol):
    """Who has parts and their bytes: an exchange, or what was decoded from it."""

    @property
    def parts(self) -> Parts: ...
    def read_places(self, places: Sequence[tuple[int, int]]) -> list[bytes]: ...


class ExchangeView:
    """The parts of one side, or of both where `side` is None, as far as they were known at the last `refresh`."""

    def __init__(self, said: Said, side: int | None = None) -> None:
        self.said = said
        self.side = side
        self._known = -1
        self.refresh()

    def refresh(self) -> bool:
        """Take in what is new; True if there was something."""
        parts = self.said.parts
        if len(parts) == self._known:
            return False
        self._known = len(parts)
        numbers = np.arange(len(parts)) if self.side is None else np.flatnonzero(parts.sides == self.side)
        self.numbers: Integers = numbers
        """The chosen parts, gaps among them."""
        sides, is_data = parts.sides[numbers], parts.kinds[numbers] == DATA
        self.is_data: NDArray[np.bool_] = is_data
        lengths = np.where(is_data, parts.lengths[numbers], 0)
        stops = np.cumsum(lengths)
        self.positions: Integers = stops - lengths
        """Where each of them begins."""
        self.size = int(stops[-1]) if len(stops) else 0
        begins = ~is_data
        begins[1:] |= ~is_data[:-1] | (sides[1:] != sides[:-1])
        begins |= is_data & parts.begins[numbers]
        begins[:1] = True
        self.turns: Integers = np.flatnonzero(begins)
        """Which of the chosen parts begin a turn: what one side said until the other spoke, a message, or a gap."""
        if is_data.all():
            self._data_numbers, self._data_positions = numbers, self.positions
        else:
            self._data_numbers, self._data_positions = numbers[is_data], self.positions[is_data]
        self.gaps: Integers = np.flatnonzero(~is_data)
        return True

    def part_at(self, position: int) -> int:
        """The number of the part that has the byte at a position, or the last one's before it."""
        if not len(self._data_numbers):
            return int(self.numbers[0]) if len(self.numbers) else 0
        return int(self._data_numbers[self._data_at(position)])

    def place_in_part(self, position: int) -> tuple[Part, int]:
        """The part that has the byte at a position, and which of its bytes that is."""
        at = self._data_at(position)
        return self.said.parts[int(self._data_numbers[at])], position - int(self._data_positions[at])

    def position_of(self, number: int) -> int:
        """Where a part begins, or would begin if it were among the chosen ones."""
        at = int(np.searchsorted(self.numbers, number))
        return int(self.positions[at]) if at < len(self.numbers) else self.size

    def position_of_row(self, row: int) -> int | None:
        """Where the bytes that a packet brought begin; None where it brought none."""
        found = np.flatnonzero(self.said.parts.rows[self._data_numbers] == row)
        return int(self._data_positions[found[0]]) if len(found) else None

    def position_near_row(self, row: int) -> int | None:
        """Where the bytes of the first packet from a row on begin; None where there are none behind it."""
        found = np.flatnonzero(self.said.parts.rows[self._data_numbers] >= row)
        return int(self._data_positions[found[0]]) if len(found) else None

    def data(self, start: int, stop: int) -> bytes:
        """The bytes between two positions. Raises CaptureFileError."""
        stop = min(stop, self.size)
        if start >= stop:
            return b""
        first, last = self._data_at(start), self._data_at(stop - 1) + 1
        numbers, parts = self._data_numbers[first:last], self.said.parts
        places, lengths = parts.places[numbers].tolist(), parts.lengths[numbers].tolist()
        skipped = start - int(self._data_positions[first])
        places[0] += skipped
        lengths[0] -= skipped
        lengths[-1] -= sum(lengths) - (stop - start)
        return b"".join(self.said.read_places(list(zip(places, lengths, strict=True))))

    def _data_at(self, position: int) -> int:
        return max(int(np.searchsorted(self._data_positions, position, side="right")) - 1, 0)
