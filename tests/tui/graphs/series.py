"""Series and plots for the tests of graphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tui.graphs.plot import Axis, Plot, Series

MILLISECOND, SECOND = 1_000_000, 1_000_000_000


def series(x: Sequence[int], y: Sequence[float], shape: Any = "line", name: str = "one", **others: Any) -> Series:
    return Series(name, np.array(x, np.int64), np.array(y, np.float64), shape, **others)


def plot(*shown: Series, x: Axis | None = None, y: Axis | None = None, **others: Any) -> Plot:
    return Plot(shown, x or Axis(unit="time"), y or Axis(), **others)
