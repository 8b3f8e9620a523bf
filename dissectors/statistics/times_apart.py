"""How long after one packet another came, for many at once: times of any distance, backward or missing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME

if TYPE_CHECKING:
    from dissectors.capture_file.frames import Frames

Integers = NDArray[np.int64]
LONGEST: Final = 2**63 - 1
"""Nanoseconds; what is longer is as long."""


def times_apart(frames: Frames, earlier: Integers, later: Integers) -> tuple[Integers, Integers]:
    """From each row of one array to the row at the same place of the other: the places of those where time did not go
    backwards, and nanoseconds."""
    began, ended = _times(frames, earlier), _times(frames, later)
    places = np.flatnonzero((began != NO_TIME) & (ended != NO_TIME) & (ended >= began))
    return places, apart(began[places], ended[places])


def apart(began: Integers, ended: Integers) -> Integers:
    """Nanoseconds between times of which none goes backwards."""
    # The difference may fit no signed integer.
    return (ended.astype(np.uint64) - began.astype(np.uint64)).clip(max=LONGEST).astype(np.int64)


def _times(frames: Frames, rows: Integers) -> Integers:
    if not len(rows):
        return np.zeros(0, np.int64)
    first = int(rows.min())
    return frames.column("time", first, int(rows.max()) + 1)[rows - first]
