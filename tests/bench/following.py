"""What a flood costs the viewer: live on loopback in a real pty, filtered and following the tail.

`python -m tests.bench.following` captures, so it wants the right to. Bounded: 10 s of flood.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.captures import as_installed
from tests.bench.live import Sender
from tests.tui.terminal import Pty

RATE = 50_000
SECONDS = 10.0
WARM_UP_SECONDS = 2.0
"""From the first packets on the screen; not measured."""
SIZE = (120, 40)
COUNTERS = re.compile(rb"([\d,]+) displayed .{1,20}?([\d,]+) dropped")
LAST_BYTES = 1 << 20
"""Of the output, in which the counters surely stand."""
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclass(frozen=True)
class Cost:
    """What the viewer's own process took; capture and broker are other processes."""

    share: float
    """Of one core, in percent."""
    sent: int
    """Packets, from the start of the flood to its end."""
    displayed: int
    """Packets in the filtered list when nothing more came."""
    dropped: int
    bytes_a_second: float
    """Written to the terminal."""


def follow(engine: str = "auto") -> Cost:
    """Flood the viewer and measure."""
    sender = Sender()
    port = sender.address[1]
    sent: list[int] = []
    flood = threading.Thread(target=lambda: sent.append(sender.flood(RATE, SECONDS)[0]))
    with tempfile.TemporaryDirectory() as folder:
        words = ["-m", "tui", "-i", "lo", "-f", f"udp port {port}", "-Y", f"udp.dstport == {port}", "--engine", engine]
        settings = as_installed() | {"REMORA_CONFIG": f"{folder}/settings.toml", "XDG_STATE_HOME": folder}
        terminal = Pty(words, *SIZE, **settings)
        try:
            terminal.wait_for(b"live")
            terminal.settle()
            flood.start()
            terminal.wait_for(b"Len=")
            _read_for(terminal, WARM_UP_SECONDS)
            written, cpu, start = len(terminal.output), cpu_seconds(terminal.pid), time.perf_counter()
            while flood.is_alive():
                cpu_now, now = cpu_seconds(terminal.pid), time.perf_counter()
                terminal.read(0.05)
            flood.join()
            a_second = (len(terminal.output) - written) / (now - start)
            # What is captured when the flood ends is still to be filtered.
            terminal.settle()
            displayed, dropped = _counters(terminal)
        finally:
            terminal.kill()
            sender.close()
    return Cost((cpu_now - cpu) / (now - start) * 100, sent[0], displayed, dropped, a_second)


def cpu_seconds(pid: int) -> float:
    """Time that all threads of a process had a processor, in the program and in the kernel."""
    # The name, in parentheses, may hold anything.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _read_for(terminal: Pty, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        terminal.read(0.05)


def _counters(terminal: Pty) -> tuple[int, int]:
    """Displayed and dropped, as the viewer told last; -1 where it did not."""
    told = COUNTERS.findall(ESCAPES.sub(b"", terminal.output[-LAST_BYTES:]))
    displayed, dropped = told[-1] if told else (b"-1", b"-1")
    return int(displayed.replace(b",", b"")), int(dropped.replace(b",", b""))


def main() -> None:
    cost = follow()
    print(f"{RATE:,} packets/s, filtered and followed: {cost.share:.0f} % of a core")
    print(f"{cost.sent:,} sent, {cost.displayed:,} displayed, {cost.dropped:,} dropped")
    print(f"{cost.bytes_a_second / 1000:,.0f} kB/s to the terminal")


if __name__ == "__main__":
    main()
