"""The statistics screen in a real pty: frames while packets come in a flood, and how soon a view of many is there."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.bench.captures import as_installed
from tests.bench.following import ESCAPES, LAST_BYTES
from tests.bench.sockets_screen import processor_seconds
from tests.tui.terminal import PATIENCE_SECONDS, Pty
from tui.statistics.views import VIEWS

SIZE = (160, 48)
WARM_UP_SECONDS = 1.5
"""Behind the key that shows a view; not measured."""
KEY_SECONDS = 2.5
"""At the end of a flood, in which keys are pressed and waited for."""
BETWEEN_KEYS = 0.25
QUIET_SECONDS = 2.0
IDLE_SHARE = 0.1
"""Of a core, at most, while nothing is being done."""
MOST_SECONDS = 20.0
"""For which a view that is dissected is looked at."""
DOWN, UP, TAB = b"\x1b[B", b"\x1b[A", b"\t"
IS_OPEN = VIEWS[1].title.encode()
"""On the statistics screen, and nowhere else."""
DIALOG = "╯".encode()
"""The last corner of a dialog's frame."""
COUNTERS = re.compile(rb"([\d,]+) captured .{1,40}?([\d,]+) dropped")
PACKETS, IDLE = "packet list", "its rest"
"""What the views are measured against: the screen below them, in the same flood and without one."""


@dataclass(frozen=True)
class Frames:
    """What the viewer itself noted while something was in sight, in milliseconds, ascending."""

    late: list[float]
    """By which the event loop was woken late: so long a key would have waited."""
    meanwhile: list[float]
    """Of a processor by the whole process until the event loop was woken: what it waits for, but for other programs."""
    used: list[float]
    """Of a processor by the loop between two looks at what comes: its own time, whatever else the machine does."""
    took: list[float]
    """To paint."""
    renewed: list[float]
    """Between one telling of numbers and the next."""


@dataclass(frozen=True)
class Flooded:
    """A view in a flood."""

    frames: Frames
    keys: list[float]
    """Milliseconds from a key to the whole of its effect."""
    processor: float
    """Of the viewer's own process, in percent of a core."""
    bytes_a_second: float
    """Written to the terminal."""
    counters: str


@dataclass(frozen=True)
class Seen:
    """A view of a saved capture, in milliseconds."""

    first: float
    """From the key to the first numbers painted."""
    whole: float
    """To the last ones; as long as it was waited for where there were still more to come."""
    is_whole: bool
    late: list[float]
    """By which the event loop was woken late meanwhile, ascending."""


class Told:
    """What the viewer noted, by the system's clock."""

    def __init__(self, path: Path) -> None:
        self._lists = json.loads(path.read_text())

    def frames(self, begun: float, ended: float) -> Frames:
        renewed = [when for when, *_ in self._lists["numbers"] if begun <= when <= ended]
        gaps = [after - before for before, after in pairwise(renewed)]
        noted = (("woken", "meanwhile"), ("turned", "used"), ("painted", "took"))
        meanwhile, used, took = (self._within(*one, begun, ended) for one in noted)
        return Frames(self._late(begun, ended), meanwhile, used, took, _milliseconds(gaps))

    def seen(self, view: str, pressed: float, left: float) -> Seen | None:
        """A view from the key that showed it; None where it had no numbers."""
        told = [(when, is_done) for when, name, _, is_done in self._lists["numbers"] if name == view]
        told = [one for one in told if pressed <= one[0] <= left]
        if not told:
            return None
        is_whole = told[-1][1]
        first, last = (self._painted(when) for when in (told[0][0], told[-1][0]))
        whole = (last if is_whole else left) - pressed
        return Seen((first - pressed) * 1000, whole * 1000, is_whole, self._late(pressed, left))

    def _painted(self, when: float) -> float:
        """When what was known then was on the terminal."""
        return next((end for end in self._lists["painted"] if end > when), when)

    def _late(self, begun: float, ended: float) -> list[float]:
        return self._within("woken", "late", begun, ended)

    def _within(self, times: str, values: str, begun: float, ended: float) -> list[float]:
        # The signal to tell may have come between two notes.
        pairs = zip(self._lists[times], self._lists[values], strict=False)
        return _milliseconds([value for when, value in pairs if begun <= when <= ended])


class Viewer:
    """The viewer in a terminal."""

    def __init__(self, folder: Path, words: Sequence[str]) -> None:
        self._told = folder / "told.json"
        settings = as_installed() | {"REMORA_CONFIG": f"{folder}/settings.toml", "XDG_STATE_HOME": str(folder)}
        # What watches imports numpy before the command could say so.
        settings["OPENBLAS_NUM_THREADS"] = "1"
        columns, lines = SIZE
        self.terminal = Pty(["-m", "tests.bench.frames", str(self._told), *words], columns, lines, **settings)
        self._place = 0

    def told(self) -> Told:
        """What it has noted so far."""
        os.kill(self.terminal.pid, signal.SIGUSR1)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._told.exists():
            assert time.monotonic() < deadline, "the viewer does not tell"
            self.terminal.read(0.05)
        return Told(self._told)

    def show(self, view: str) -> float:
        """Put a view of the statistics screen in sight, once that is on the terminal; when the last key was pressed."""
        wanted = [one.name for one in VIEWS].index(view)
        pressed = time.monotonic()
        for _ in range((wanted - self._place) % len(VIEWS)):
            pressed = time.monotonic()
            self.terminal.press(TAB)
            self.read_for(0.02)
        self._place = wanted
        return pressed

    def read_for(self, seconds: float) -> None:
        """Read what comes for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.terminal.read(left)

    def wait_until_idle(self) -> None:
        """What is worked out of all packets when they have been read may take some seconds."""
        deadline, before = time.monotonic() + MOST_SECONDS, -1.0
        while (now := processor_seconds(self.terminal.pid)) - before > IDLE_SHARE and time.monotonic() < deadline:
            before = now
            self.read_for(1)

    def press_about(self, until: float) -> None:
        """A line down and up again, now and then, until some moment."""
        while time.monotonic() < until:
            for key in (DOWN, UP):
                self.terminal.press(key)
                self.read_for(BETWEEN_KEYS)

    def answers(self, until: float) -> list[float]:
        """Milliseconds from a key to the whole of its effect, which is help."""
        found = []
        while time.monotonic() < until:
            pressed = time.perf_counter()
            self.terminal.press(b"?")
            self.terminal.wait_for(DIALOG)
            found.append((time.perf_counter() - pressed) * 1000)
            self.read_for(BETWEEN_KEYS)
            self.terminal.press(b"\x1b")
            self.read_for(BETWEEN_KEYS)
        return found

    def counters(self) -> str:
        """What the packets screen says of the capture."""
        self.terminal.press(b"1")
        self.read_for(3)
        found = COUNTERS.findall(ESCAPES.sub(b"", self.terminal.output[-LAST_BYTES:]))
        return "{} captured, {} dropped".format(*(one.decode() for one in found[-1])) if found else "no counters"


def in_a_flood(view: str, capture: Path, rate: int, seconds: float) -> Flooded:
    """A view by name, PACKETS or IDLE; the capture's frames come on the loopback interface of this namespace."""
    with viewing("-i", "lo") as viewer:
        terminal = viewer.terminal
        terminal.wait_for(b"live")
        terminal.settle()
        flood = None
        if view != IDLE:
            words = [sys.executable, "-m", "tests.bench.replay", str(capture), str(rate), str(seconds)]
            flood = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            assert flood.stdout is not None
            flood.stdout.readline()
        started = time.monotonic()
        if view not in (PACKETS, IDLE):
            terminal.press(b"4")
            terminal.wait_for(IS_OPEN)
            viewer.show(view)
        viewer.read_for(WARM_UP_SECONDS)
        begun, written, processor = time.monotonic(), len(terminal.output), processor_seconds(terminal.pid)
        viewer.press_about(started + seconds - KEY_SECONDS)
        ended = time.monotonic()
        a_second = (len(terminal.output) - written) / (ended - begun)
        share = (processor_seconds(terminal.pid) - processor) / (ended - begun) * 100
        keys = viewer.answers(started + seconds)
        sent = int(flood.communicate()[0]) if flood is not None else 0
        counters = f"{sent:,} sent, {viewer.counters()}"
        return Flooded(viewer.told().frames(begun, ended), keys, share, a_second, counters)


def saved(capture: Path, packets: int, views: Sequence[str]) -> dict[str, list[Seen | None]]:
    """Of each view how soon it was there the first time, and the second."""
    pressed: list[tuple[str, float, float]] = []
    with viewing(str(capture)) as viewer:
        viewer.terminal.wait_for(f"{packets:,}".encode())
        viewer.wait_until_idle()
        for name in [*views, *views]:
            if not pressed:
                when = time.monotonic()
                viewer.terminal.press(b"4")
            when = viewer.show(name) if pressed or name != VIEWS[0].name else when
            deadline = time.monotonic() + MOST_SECONDS
            while viewer.terminal.read(QUIET_SECONDS) and time.monotonic() < deadline:
                pass
            pressed.append((name, when, time.monotonic()))
        told = viewer.told()
    found = [told.seen(*one) for one in pressed]
    return {name: [found[place], found[place + len(views)]] for place, name in enumerate(views)}


@contextmanager
def viewing(*words: str) -> Iterator[Viewer]:
    """A viewer that is ended in the end."""
    with tempfile.TemporaryDirectory(prefix="remora-bench-", dir="/var/tmp") as folder:
        viewer = Viewer(Path(folder), words)
        try:
            yield viewer
        finally:
            viewer.terminal.kill()


def _milliseconds(seconds: Sequence[float]) -> list[float]:
    return sorted(one * 1000 for one in seconds)
