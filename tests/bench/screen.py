"""The viewer in a real pty: how soon packets are painted, and how soon a key's effect is."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.captures import as_installed
from tests.tui.terminal import Pty

SIZE = (120, 40)
FIRST_PACKETS = b"Seq="
"""In the Info column of TCP packets, and nowhere else before packets are painted."""
PRESSES = 15
QUIET_SECONDS = 0.06
"""When nothing has come for so long, a key's effect is painted."""
KEYS = {
    "page-down": b"\x1b[6~",
    "page-up": b"\x1b[5~",
    "cursor-down": b"\x1b[B",
    "cursor-up": b"\x1b[A",
}


@dataclass(frozen=True)
class Painted:
    """Milliseconds from a key to what it paints."""

    first: float
    """The first bytes: the list has moved."""
    whole: float
    """The last bytes: tree and bytes are those of the chosen packet."""


@dataclass(frozen=True)
class Seen:
    """What was seen of a large capture."""

    whole_list: float
    """Seconds from the start of the process until the last packet is counted."""
    keys: Mapping[str, Painted]
    """By what was pressed where."""


def first_packets(capture: Path) -> float:
    """Seconds from the start of the process to the first packets."""
    with viewer(capture) as (terminal, started):
        terminal.wait_for(FIRST_PACKETS)
        return time.perf_counter() - started


def moving(capture: Path, packets: int) -> Seen:
    """Walk about in a large capture."""
    with viewer(capture) as (terminal, started):
        terminal.wait_for(f"{packets:,}".encode())
        whole_list = time.perf_counter() - started
        terminal.settle()
        measured: dict[str, Painted] = {"End": median_press(terminal, lambda n: b"G" if n % 2 == 0 else b"gg", every=2)}
        for place, key in (("at the end", b"G"), ("at the start", b"gg")):
            press(terminal, key)
            terminal.settle()
            for name, pressed in KEYS.items():
                measured[f"{name} {place}"] = median_press(terminal, dict.fromkeys(range(PRESSES), pressed).__getitem__)
        return Seen(whole_list, measured)


@contextmanager
def viewer(capture: Path) -> Iterator[tuple[Pty, float]]:
    """The viewer on a capture, and when its process was started."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        settings = as_installed() | {"REMORA_CONFIG": f"{folder}/settings.toml", "XDG_STATE_HOME": folder}
        terminal = Pty(["-m", "tui", str(capture)], *SIZE, **settings)
        try:
            yield terminal, started
        finally:
            terminal.kill()


def median_press(terminal: Pty, key: Callable[[int], bytes], every: int = 1) -> Painted:
    """Medians of some presses; of each `every`, only the first counts."""
    painted = [press(terminal, key(number)) for number in range(PRESSES * every)][::every]
    return Painted(
        statistics.median(one.first for one in painted),
        statistics.median(one.whole for one in painted),
    )


def press(terminal: Pty, key: bytes) -> Painted:
    """Press a key and read what it paints; zeros if it paints nothing."""
    started = time.perf_counter()
    first = last = 0.0
    terminal.press(key)
    while terminal.read(QUIET_SECONDS):
        last = time.perf_counter() - started
        first = first or last
    return Painted(first * 1000, last * 1000)
