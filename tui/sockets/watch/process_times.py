"""When processes began, beside the times of packets and traces.

/proc tells it in ticks of the clock that counts since the machine started, rounded down.
"""

from __future__ import annotations

import os
import time
from typing import Final

from tui.sockets.processes import Process

_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_SECOND_NS: Final = 1_000_000_000


def boot_ns() -> int:
    """Nanoseconds since the machine started, those of its sleep too."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def since_1970_ns() -> int:
    """What is added to a time since the machine started."""
    return time.time_ns() - boot_ns()


def is_after(process: Process, boot_time_ns: int) -> bool:
    """Whether a process certainly began after a time since the machine started."""
    return process.started * _SECOND_NS // _TICKS > boot_time_ns


def is_later(process: Process, time_ns: int) -> bool:
    """Whether a process certainly began after a time since 1970."""
    return is_after(process, time_ns - since_1970_ns())
