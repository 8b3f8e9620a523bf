"""termshark in a terminal: how long a jump to another packet takes until its structure is on the screen."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.tui.terminal import Tmux

ADVICE = "termshark is not installed (apt install termshark): its times are left out"
LOAD_SECONDS = 300.0
LOOKS_A_PRESS = 30
JUMP_SECONDS = 30.0
LOOK_SECONDS = 0.02


def termshark_jumps(capture: Path, packets: int, jumps: Sequence[int]) -> list[float] | None:
    """Milliseconds of each jump that ended, None where there is no termshark. The list of packets is loaded before."""
    path = shutil.which("termshark")
    if path is None or shutil.which("tmux") is None:
        return None
    with tempfile.TemporaryDirectory(prefix="remora-bench-") as folder:
        words = ["-c", "import os, sys; os.execv(sys.argv[1], sys.argv[1:])", path, "-r", str(capture)]
        changes = {"HOME": folder, "XDG_CONFIG_HOME": f"{folder}/config", "XDG_CACHE_HOME": f"{folder}/cache"}
        terminal = Tmux(words, 120, 40, TMPDIR=folder, TERM="screen-256color", **changes)
        try:
            _loaded(terminal, packets)
            taken = [_jump(terminal, number) for number in jumps]
            return [milliseconds for milliseconds in taken if milliseconds is not None]
        finally:
            terminal.press("q")
            time.sleep(0.3)
            terminal.press("Enter")
            time.sleep(1)
            terminal.close()


def _loaded(terminal: Tmux, packets: int) -> None:
    """Go to the end until it is the last packet's."""
    deadline = time.monotonic() + LOAD_SECONDS
    while f"Frame {packets}:" not in terminal.screen():
        if time.monotonic() > deadline:
            raise TimeoutError(f"termshark did not load {packets:,} packets:\n{terminal.screen()}")
        # Each press begins to load anew.
        terminal.press("G")
        for _ in range(LOOKS_A_PRESS):
            time.sleep(1)
            if f"Frame {packets}:" in terminal.screen():
                break


def _jump(terminal: Tmux, number: int) -> float | None:
    """None where it is still loading when nobody would wait any longer."""
    for digit in f"{number}g":
        terminal.press(digit)
    started = time.perf_counter()
    terminal.press("g")
    while f"Frame {number}:" not in terminal.screen():
        if time.perf_counter() - started > JUMP_SECONDS:
            return None
        time.sleep(LOOK_SECONDS)
    return (time.perf_counter() - started) * 1000
