"""The viewer with a watch on its event loop: `python -m tests.bench.stalls TOLD FILE ...` runs it as `remora FILE ...`.

A task sleeps for a millisecond again and again; how much later it is woken is how long keys would have waited. When
the viewer ends, TOLD has two lists of JSON: when each sleep ended, and how late.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from textual.app import App

from tui.__main__ import main as remora

SLEEP_SECONDS = 0.001


class Watch:
    """What was seen so far."""

    def __init__(self) -> None:
        self.sleeps: list[float] = []
        """When each ended, by the system's clock."""
        self.late: list[float] = []
        """How late, in seconds."""
        self.meanwhile: list[float] = []
        """Seconds that all threads together had a processor since the one before."""

    async def look(self) -> None:
        while True:
            before, used = time.perf_counter(), time.process_time()
            await asyncio.sleep(SLEEP_SECONDS)
            late = time.perf_counter() - before - SLEEP_SECONDS
            self.sleeps.append(time.monotonic())
            self.late.append(late)
            self.meanwhile.append(time.process_time() - used)


def main(told: str, *words: str) -> None:
    watch = Watch()
    run_async = App.run_async

    async def watched(app: App[Any], *arguments: Any, **options: Any) -> Any:
        looking = asyncio.create_task(watch.look())
        try:
            return await run_async(app, *arguments, **options)
        finally:
            looking.cancel()

    App.run_async = watched  # type: ignore[method-assign]
    sys.argv = ["remora", *words]
    try:
        remora()
    finally:
        Path(told).write_text(json.dumps([watch.sleeps, watch.late]))


if __name__ == "__main__":
    main(*sys.argv[1:])
