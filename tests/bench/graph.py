"""How soon a graph of 1,000,000 points is drawn and painted at 160x48: `python -m tests.bench.graph`. Never part of
the tests.

Prints medians and whether what is wanted was reached; where the package textual-plot is installed, which Remora does
not need, also how long that takes for the same few points.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import cycle
from statistics import median

import numpy as np
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widget import Widget

from tests.bench.open import MILLION, Wanted, print_all
from tests.tui.panes.hosts import Host
from tui.graphs.drawing import Drawing
from tui.graphs.plot import Axis, Plot, Series
from tui.panes.graph import GraphPane

SIZE = COLUMNS, LINES = 160, 48
RUNS = 15
SHAPES = ("line", "steps", "bars", "points", "ranges")
DRAWN_MILLISECONDS, FRAME_MILLISECONDS = 15, 5
FEW = 2_000


def points(count: int, shape: str = "line", seed: int = 7) -> Plot:
    """Round-trip times of so many packets."""
    random = np.random.default_rng(seed)
    x = np.cumsum(random.integers(0, 100_000, count))
    y = np.abs(random.normal(5e7, 1e7, count)) + 2e7 * np.sin(np.arange(count) / count * 20)
    low = y * 0.9
    return Plot((Series("round trips", x, y, shape, low=low),), y=Axis("round-trip time", "ns"))


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some runs, of the processor's time."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return median(taken)


def drawings() -> list[Wanted]:
    found = []
    for shape in SHAPES:
        plot = points(MILLION, shape)
        taken = milliseconds(lambda shown=plot: Drawing(shown, *SIZE))
        found.append(Wanted(f"{shape}: a million points drawn", taken, "ms", DRAWN_MILLISECONDS, 8, less=True))
    return found


def paint(widget: Widget) -> object:
    """All lines of a widget, as the screen asks for them."""
    return widget.render_lines(Region(0, 0, *SIZE))


async def frames() -> list[Wanted]:
    pane = GraphPane(points(FEW))
    async with Host(pane).run_test(size=SIZE) as pilot:
        await pilot.pause()

        plots = cycle([points(FEW, seed=seed) for seed in (1, 2)])

        def anew() -> None:
            pane.show(next(plots))
            paint(pane)

        def moved() -> None:
            pane.action_move_right()
            paint(pane)

        pane.put_cursor(0)
        return [
            Wanted("a frame, drawn and painted", milliseconds(anew), "ms", FRAME_MILLISECONDS, 3, less=True),
            Wanted("a frame with the cursor moved", milliseconds(moved), "ms", FRAME_MILLISECONDS, 2, less=True),
        ]


async def rival() -> list[Wanted]:
    """The same line by textual-plot."""
    from textual_plot import HiResMode, PlotWidget

    class Rival(App[None]):
        def compose(self) -> ComposeResult:
            yield PlotWidget()

    shown = points(FEW).series[0]
    app = Rival()
    async with app.run_test(size=SIZE) as pilot:
        widget = app.query_one(PlotWidget)
        widget.plot(x=shown.x.astype(float), y=shown.y, hires_mode=HiResMode.BRAILLE)
        await pilot.pause()
        canvas = widget.query_one("#plot")

        def anew() -> None:
            widget._render_plot()
            paint(canvas)

        theirs = milliseconds(anew)
    pane = GraphPane(points(FEW))
    async with Host(pane).run_test(size=SIZE) as pilot:
        await pilot.pause()
        plots = cycle([points(FEW, seed=seed) for seed in (1, 2)])
        ours = milliseconds(lambda: (pane.show(next(plots)), paint(pane)))
    return [Wanted(f"times faster than textual-plot ({theirs:.1f} ms)", theirs / ours, "x", 2, 5)]


def main() -> None:
    print(f"medians of {RUNS} runs at {COLUMNS}x{LINES}, must / aim")
    print_all(drawings())
    print_all(asyncio.run(frames()))
    if find_spec("textual_plot") is None:
        print("textual-plot is not installed: no comparison")
    else:
        print_all(asyncio.run(rival()))


if __name__ == "__main__":
    main()
