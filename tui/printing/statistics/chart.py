"""Numbers over time as columns of blocks with axes: a chart that survives being pasted as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tui.sparkline import BLOCKS
from tui.statistics.aligned import INDENT

_STEPS: Final = len(BLOCKS)


def chart_lines(
    values: Sequence[float], rows: int, axis_cells: int, scale: Callable[[float], str], duration: str
) -> Iterator[str]:
    """A line for each row from the top, then the axis of time from 0 to `duration`.

    A column that is not nothing is one step high at least; `scale` writes the numbers beside the top and the middle.
    """
    top = max(values, default=0.0)
    heights = [0 if value <= 0 else max(round(value / top * rows * _STEPS), 1) for value in values]
    for row in range(rows, 0, -1):
        label = scale(top * row / rows) if row in (rows, rows // 2) else ""
        filled = (min(max(height - (row - 1) * _STEPS, 0), _STEPS) for height in heights)
        line = "".join(BLOCKS[steps - 1] if steps else " " for steps in filled)
        yield f"{INDENT}{label:>{axis_cells - 2}} ┤{line}".rstrip()
    yield f"{INDENT}{'0':>{axis_cells - 2}} └{'─' * len(values)}"
    yield f"{INDENT}{'':{axis_cells}}{'0':<{max(len(values) - len(duration), 2)}}{duration}"
