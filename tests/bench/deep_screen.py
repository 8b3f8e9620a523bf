"""The viewer with tshark's trees in a real pty: from the key that chooses a packet to its deep tree painted."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.captures import as_installed
from tests.bench.leftovers import Marked
from tests.bench.screen import SIZE
from tests.tui.terminal import Pty

DOWN, ENTER, GO_TO = b"\x1b[B", b"\r", b"\x07"
AFTER_SECONDS = 0.01
"""What is painted in one go reaches the terminal in several pieces."""
PAUSE_SECONDS = 0.35
"""Between an answer and the next key, as of someone who looks at what came."""
JUMPS, STEPS = 40, 40
STALL_JUMPS = 60
HELD_PRESSES = 30
"""Of a key that is held down."""
HELD_SECONDS = 0.033


@contextmanager
def viewer(capture: Path, packets: int, marked: Marked, *before: str, **changes: str) -> Iterator[Pty]:
    """The viewer on a capture, when all of it is read and the first packet's tree is tshark's."""
    with tempfile.TemporaryDirectory(prefix="remora-bench-") as folder:
        settings = as_installed() | marked.environment
        settings |= {"REMORA_CONFIG": f"{folder}/settings.toml", "XDG_STATE_HOME": folder} | changes
        terminal = Pty([*(before or ("-m", "tui")), str(capture)], *SIZE, **settings)
        try:
            terminal.wait_for(f"{packets:,}".encode())
            wait_until_quiet(terminal)
            yield terminal
        except BaseException:
            terminal.kill()
            raise
        terminal.press(b"q")
        terminal.end()


def wait_until_quiet(terminal: Pty) -> None:
    """The whole list may take tshark's columns meanwhile, which is told on the screen."""
    while terminal.read(1.0):
        pass


def deep_tree(terminal: Pty, number: int, keys: bytes) -> float:
    """Milliseconds from some keys until the whole of a packet's deep tree is painted."""
    started, before = time.perf_counter(), len(terminal.output)
    terminal.press(keys)
    wanted = f"packet {number} · tshark".encode()
    deadline = time.monotonic() + 30
    while wanted not in terminal.output[before:]:
        assert time.monotonic() < deadline, f"packet {number} never came: {terminal.output[-2000:]!r}"
        terminal.read(0.1)
    painted = time.perf_counter()
    while terminal.read(AFTER_SECONDS):
        painted = time.perf_counter()
    return (painted - started) * 1000


def pause(terminal: Pty) -> None:
    """Read on for a moment, whatever comes."""
    deadline = time.monotonic() + PAUSE_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        terminal.read(left)


def go_to(terminal: Pty, number: int) -> float:
    """Milliseconds of a jump: from the last key."""
    terminal.press(GO_TO + str(number).encode())
    pause(terminal)
    taken = deep_tree(terminal, number, ENTER)
    pause(terminal)
    return taken


def random_jumps(terminal: Pty, packets: int, count: int = JUMPS) -> list[float]:
    chance = random.Random(17)
    return [go_to(terminal, chance.randrange(1, packets + 1)) for _ in range(count)]


def steps(terminal: Pty, first: int, count: int = STEPS) -> list[float]:
    """One packet down after the other, from a packet on."""
    go_to(terminal, first)
    taken = []
    for number in range(first + 1, first + 1 + count):
        taken.append(deep_tree(terminal, number, DOWN))
        pause(terminal)
    return taken


def held_down(terminal: Pty, first: int) -> float:
    """Milliseconds from the last repetition of a key that is held to the deep tree of where it stopped."""
    go_to(terminal, first)
    for _ in range(HELD_PRESSES - 1):
        terminal.press(DOWN)
        terminal.read(HELD_SECONDS)
    return deep_tree(terminal, first + HELD_PRESSES, DOWN)


def stalls(capture: Path, packets: int, large: Sequence[int], marked: Marked, *, is_deep: bool = True) -> list[float]:
    """Jump about, to the packets with large answers too: milliseconds by which the event loop came late, ascending.

    Unless `is_deep`, there is no tshark in the viewer, and nobody waits for its trees.
    """
    chance = random.Random(23)
    with tempfile.TemporaryDirectory(prefix="remora-bench-") as folder:
        told = Path(folder) / "told.json"
        path = {} if is_deep else {"PATH": folder}
        with viewer(capture, packets, marked, "-m", "tests.bench.stalls", str(told), **path) as terminal:
            begun = time.monotonic()
            for place in range(STALL_JUMPS):
                number = large[place // 10 % len(large)] if place % 10 == 5 else chance.randrange(1, packets + 1)
                if is_deep:
                    go_to(terminal, number)
                else:
                    terminal.press(GO_TO + str(number).encode())
                    pause(terminal)
                    terminal.press(ENTER)
                    pause(terminal)
            ended = time.monotonic()
        ends, late = json.loads(told.read_text())
    return sorted(seconds * 1000 for when, seconds in zip(ends, late, strict=True) if begun <= when <= ended)
