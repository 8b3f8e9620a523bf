"""tshark's Protocol and Info of a whole capture, asked by row: kept compact, with no object a row.

Filled by batches from `summary_stream`, which come in the order of the capture; read by the packet list.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from dissectors.deep.columns.psml import Colours, SummaryBatch, colours_in, plain_text

BLOCK_ROWS: Final = 256
"""Infos packed together: some 15 kB, unpacked in 50 µs."""
LONGEST_INFO: Final = 16 << 10
"""Bytes, escaped."""
_KEPT_BLOCKS: Final = 16
_MOST_PROTOCOLS: Final = 4_095
_LONGEST_PROTOCOL: Final = 64
_MOST_COLOURS: Final = 255
_LEVEL: Final = 1
_SEPARATOR: Final = b"<"
"""Never in an escaped text."""

T = TypeVar("T")


class Summaries:
    """Rows from 0 to `len` - 1 are answered. A million rows take some 20 MB.

    One thread appends; others may ask meanwhile.
    """

    def __init__(self) -> None:
        self._protocols = _Numbered(lambda text: plain_text(text)[:_LONGEST_PROTOCOL], "?", _MOST_PROTOCOLS)
        self._colours: _Numbered[Colours | None] = _Numbered(colours_in, None, _MOST_COLOURS)
        self._protocol_of = array("H")
        self._colours_of = array("B")
        self._blocks: list[bytes] = []
        self._open: tuple[int, list[bytes]] = 0, []
        """Infos behind the blocks, from this row on. Replaced when some become a block, never taken from."""
        self._unpacked = lru_cache(_KEPT_BLOCKS)(self._unpack)

    def __len__(self) -> int:
        return len(self._colours_of)

    def append(self, batch: SummaryBatch) -> None:
        """Take the rows behind those that are here. Raises ValueError for others."""
        if batch.first != len(self) + 1:
            raise ValueError(f"row {len(self)} is missing")
        self._protocol_of.extend(self._protocols.numbers(batch.protocols))
        first, infos = self._open
        infos.extend(info[:LONGEST_INFO] for info in batch.infos)
        packed = len(infos) - len(infos) % BLOCK_ROWS
        for start in range(0, packed, BLOCK_ROWS):
            self._blocks.append(zlib.compress(_SEPARATOR.join(infos[start : start + BLOCK_ROWS]), _LEVEL))
        if packed:
            self._open = first + packed, infos[packed:]
        # The length is set last: whoever reads meanwhile sees complete rows only.
        self._colours_of.extend(self._colours.numbers(batch.attributes))

    def protocol(self, row: int) -> str:
        """Raises IndexError for a row that is not answered."""
        return self._protocols.values[self._protocol_of[self._checked(row)]]

    def protocol_numbers(self, first: int, stop: int) -> NDArray[np.uint16]:
        """Of the rows from `first` to before `stop`, as far as they are answered, the number of each one's Protocol."""
        # A copy: an array that lends its memory cannot be appended to meanwhile.
        return np.frombuffer(self._protocol_of[first : min(stop, len(self))], np.uint16)

    def protocol_name(self, number: int) -> str:
        """The text for a number; not safe for a terminal. Raises IndexError."""
        return self._protocols.values[number]

    def info(self, row: int) -> str:
        """Raises IndexError for a row that is not answered."""
        self._checked(row)
        first, infos = self._open
        return plain_text(infos[row - first] if row >= first else self._unpacked(row // BLOCK_ROWS)[row % BLOCK_ROWS])

    def colours(self, row: int) -> Colours | None:
        """Of the first rule that matches; None where none does. Raises IndexError for a row that is not answered."""
        return self._colours.values[self._colours_of[self._checked(row)]]

    def _checked(self, row: int) -> int:
        if not 0 <= row < len(self):
            raise IndexError(f"tshark has told nothing of row {row}")
        return row

    def _unpack(self, number: int) -> list[bytes]:
        return zlib.decompress(self._blocks[number]).split(_SEPARATOR)


class _Numbered(Generic[T]):
    """The different values among many, each once."""

    def __init__(self, make: Callable[[bytes], T], other: T, most: int) -> None:
        """`other` stands for all that come when there are `most`: no capture fills the memory with them."""
        self.values = [other]
        self._make = make
        self._most = most
        self._numbers: dict[bytes, int] = {}

    def numbers(self, texts: Sequence[bytes]) -> list[int]:
        known = self._numbers
        for text in set(texts).difference(known):
            if len(known) < self._most:
                known[text] = len(self.values)
                self.values.append(self._make(text))
        return [known.get(text, 0) for text in texts]
