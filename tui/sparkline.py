"""Numbers over time as one line of blocks."""

from __future__ import annotations

from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
NOTHING = "·"


def sparkline(values: Sequence[float], width: int) -> str:
    """The latest `width` values, the largest of them as a full block; a dot for nothing, blanks before the first."""
    shown = [max(value, 0.0) for value in values[-width:]] if width > 0 else []
    top = max(shown, default=0.0)
    drawn = [NOTHING if value == 0 else BLOCKS[min(int(value / top * len(BLOCKS)), len(BLOCKS) - 1)] for value in shown]
    return "".join(drawn).rjust(width)
