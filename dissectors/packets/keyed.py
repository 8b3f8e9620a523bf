"""What rows are sorted by travels in this shape, from those who read keys to the order made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Some more rows have been looked at."""

    examined: int
    rows: Rows
    """Of these, those that have a key, in the order in which they were asked for."""
    keys: NDArray[Any]
    """One a row: numbers, bytes of one length, or objects; smaller ones come first."""


class Keys(Protocol):
    """Reads the keys of one column."""

    def read(self, rows: Rows) -> Iterator[Keyed]:
        """The keys of ascending rows, part by part. Raises CaptureFileError where the file is gone."""
        ...

    def close(self) -> None:
        """Nothing more will be read."""
        ...
