"""How a display filter will be answered, before it is: by columns at once, or by dissecting so many candidates."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dissectors.filters.columns import ColumnTier
from dissectors.packets.columns import Columns

if TYPE_CHECKING:
    from dissectors.filters import Filter
    from dissectors.packets.layer_index import LayerIndex


@dataclass(frozen=True, slots=True)
class Plan:
    """What the columns of some rows tell of a filter."""

    candidates: int
    """Packets that must be dissected to know."""
    examined: int
    """Rows that were looked at, from the first on."""
    rows: int
    """All there are."""


def plan(index: LayerIndex, chosen: Filter, seconds: float) -> Plan:
    """Ask the columns for about so long. Raises CaptureFileError where the file is gone."""
    deadline = time.monotonic() + seconds
    tier = ColumnTier(Columns(index))
    candidates = examined = 0
    rows = len(index.capture.frames)
    while examined < rows:
        with index.turn:
            piece = index.piece_of(examined)
            answer = chosen.answer(tier, piece)
        candidates += int(answer.open[examined - piece.first :].sum())
        examined = piece.first + piece.count
        if time.monotonic() >= deadline:
            break
    return Plan(candidates, examined, rows)
