"""The sockets screen in a real pty: what a look costs, and how soon the cursor moves."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.captures import as_installed
from tests.bench.screen import press
from tests.tui.terminal import Pty

SIZE = (160, 48)
SECONDS = 10
PRESSES = 40
KEYS = {
    "list": b"",
    "by process, open": b"v+",
    "by listener, open": b"vv+",
    "filtered": b"/sock.port > 33000\r",
    "sorted by RTT": b">" * 10 + b"S",
}
"""What is pressed first; the last one needs the TCP_INFO of all sockets."""
DOWN, PAGE_DOWN = b"\x1b[B", b"\x1b[6~"


@dataclass(frozen=True)
class Watched:
    """What was measured, in milliseconds."""

    second: float
    """Of the processor in a second, in which there is one look at most: snapshot, arrangement, what is painted."""
    down: list[float]
    """From the key to the first bytes, one cursor line further."""
    page: list[float]


def watch(sockets: int, keys: bytes = b"") -> Watched:
    """Look at so many sockets for a while; `keys` are pressed first."""
    with screen() as terminal:
        terminal.wait_for(f"{sockets // 1000},".encode())
        for key in keys:
            press(terminal, bytes((key,)))
        rest(terminal, 2)
        before = processor_seconds(terminal.pid)
        rest(terminal, SECONDS)
        second = (processor_seconds(terminal.pid) - before) * 1000 / SECONDS
        down = [press(terminal, DOWN).first for _ in range(PRESSES)]
        page = [press(terminal, PAGE_DOWN).first for _ in range(PRESSES)]
        return Watched(second, down, page)


def rest(terminal: Pty, seconds: float) -> None:
    """Read what comes for so long."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        terminal.read(left)


def told(times: list[float]) -> str:
    """The middle, nine of ten, and the longest."""
    ordered = sorted(times)
    middle, most = statistics.median(ordered), ordered[len(ordered) * 9 // 10]
    return f"{middle:6.1f} ms, nine of ten {most:6.1f}, longest {ordered[-1]:6.1f}"


def processor_seconds(pid: int) -> float:
    """Of a process so far, by /proc/PID/stat; its name may hold spaces."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def screen() -> Iterator[Pty]:
    """The sockets screen."""
    with tempfile.TemporaryDirectory() as folder:
        settings = as_installed() | {"REMORA_CONFIG": f"{folder}/settings.toml", "XDG_STATE_HOME": folder}
        terminal = Pty(["-m", "tui", "sockets"], *SIZE, **settings)
        try:
            yield terminal
        finally:
            terminal.kill()
