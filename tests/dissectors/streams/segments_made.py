"""Segments as columns, made without a capture: for tests of what is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dissectors.streams.segments import Segments
from dissectors.transport.tcp_header import ACK


@dataclass(frozen=True, slots=True)
class Made:
    """One segment; its bytes stand at `place` of a file that is not there."""

    side: int
    sequence: int
    length: int = 0
    place: int = 0
    acknowledged: int = 0
    flags: int = ACK
    captured: int | None = None
    """None: all of it."""


def segments(made: Sequence[Made], first_row: int = 0) -> Segments:
    """The columns, one row each."""

    def column(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, np.int64)

    nothing = np.zeros(len(made), np.int64)
    return Segments(
        rows=np.arange(first_row, first_row + len(made)),
        starts=nothing,
        streams=nothing,
        sides=column([one.side for one in made]).astype(np.uint8),
        times=nothing,
        sequence=column([one.sequence % (1 << 32) for one in made]),
        acknowledgment=column([one.acknowledged % (1 << 32) for one in made]),
        flags=column([one.flags for one in made]),
        window=nothing,
        header_lengths=nothing + 20,
        lengths=column([one.length for one in made]),
        payloads=column([one.place for one in made]),
        captured=column([one.length if one.captured is None else one.captured for one in made]),
    )
