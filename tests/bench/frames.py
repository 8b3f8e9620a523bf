"""The viewer with a watch on its frames: `python -m tests.bench.frames TOLD WORD ...` runs it as `remora WORD ...`.

Beside how late its event loop is woken it notes when something was painted, and how long that took: arranging the
panes, drawing their lines, writing them; and when there were new numbers on the statistics screen. At SIGUSR1 TOLD is
written: lists of JSON, by name.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

PAINTS = ("_refresh_layout", "_compositor_refresh")
"""What a screen does to come onto the terminal; the first does the second, too."""


class Paints:
    """What was seen so far."""

    def __init__(self) -> None:
        self.ends: list[float] = []
        """When each was done, by the system's clock."""
        self.taken: list[float] = []
        """Seconds."""
        self._depth = 0

    def watched(self, paint: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(paint)
        def timed(*arguments: Any, **options: Any) -> Any:
            before = time.perf_counter()
            self._depth += 1
            try:
                return paint(*arguments, **options)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.ends.append(time.monotonic())
                    self.taken.append(time.perf_counter() - before)

        return timed


class Turns:
    """Each time that the event loop did what was due."""

    def __init__(self) -> None:
        self.ends: list[float] = []
        """When it was done with it, by the system's clock."""
        self.used: list[float] = []
        """Seconds that its thread had a processor."""

    def watch(self, loop: Any) -> None:
        run = loop._run_once

        def turn() -> None:
            before = time.thread_time()
            run()
            self.ends.append(time.monotonic())
            self.used.append(time.thread_time() - before)

        loop._run_once = turn


def main(told: str, *words: str) -> None:
    # Workers that the viewer starts import this module anew: read here, they do not wait for all of this.
    from textual.app import App
    from textual.screen import Screen

    from tests.bench.stalls import Watch
    from tui.__main__ import main as remora
    from tui.statistics.shown import ShownStatistics
    from tui.statistics.told import Counted

    watch, paints, turns = Watch(), Paints(), Turns()
    run_async = App.run_async

    async def watched(app: App[Any], *arguments: Any, **options: Any) -> Any:
        turns.watch(asyncio.get_running_loop())
        looking = asyncio.create_task(watch.look())
        try:
            return await run_async(app, *arguments, **options)
        finally:
            looking.cancel()

    App.run_async = watched  # type: ignore[assignment, method-assign]
    for name in PAINTS:
        setattr(Screen, name, paints.watched(getattr(Screen, name)))
    numbers: list[tuple[float, str, int, bool]] = []
    take = ShownStatistics.take

    def taken(shown: ShownStatistics, counted: Counted) -> None:
        numbers.append((time.monotonic(), counted.view.name, counted.rows, counted.is_done))
        take(shown, counted)

    ShownStatistics.take = taken  # type: ignore[assignment, method-assign]

    def tell(*_: object) -> None:
        lists = {"woken": watch.sleeps, "late": watch.late, "meanwhile": watch.meanwhile}
        lists |= {"painted": paints.ends, "took": paints.taken, "turned": turns.ends, "used": turns.used}
        unfinished = Path(told).with_suffix(".part")
        unfinished.write_text(json.dumps({**lists, "numbers": numbers}))
        unfinished.rename(told)

    signal.signal(signal.SIGUSR1, tell)
    sys.argv = ["remora", *words]
    remora()


if __name__ == "__main__":
    main(*sys.argv[1:])
