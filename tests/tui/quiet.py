"""When a screen under test is done with what it was given: sooner than Textual, which sleeps 20 ms at the least.

A key is two such waits, and many tests press a hundred keys.
"""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from time import monotonic, process_time
from typing import Final

NAP_SECONDS: Final = 0.003
BUSY_SECONDS: Final = 0.001
"""What the process may work in a nap and yet be quiet."""
NAPS: Final = 2
"""So many in a row must be quiet."""
RUNNING: Final = frozenset("RD")
"""States of a thread that works or waits for a processor or a disk: proc_pid_stat(5)."""


def others_run() -> bool:
    """Whether another thread of this process has work, though it may not have a processor for it now."""
    own = threading.get_native_id()
    for task in Path("/proc/self/task").iterdir():
        if int(task.name) != own:
            try:
                stat = (task / "stat").read_text()
            except OSError:
                continue
            if stat.rpartition(")")[2].split()[0] in RUNNING:
                return True
    return False


async def wait_for_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """In place of Textual's: the process does nothing, and none of its threads is kept from a processor."""
    begun = monotonic()
    quiet = 0
    while quiet < NAPS or monotonic() - begun < min_sleep:
        worked = process_time()
        await asyncio.sleep(NAP_SECONDS)
        if monotonic() - begun >= max_sleep:
            break
        is_quiet = process_time() - worked < BUSY_SECONDS and not others_run()
        quiet = quiet + 1 if is_quiet else 0
