"""How soon a large capture is ready, filtered, printed and on the screen: `python -m tests.bench.open`.

Makes its captures, runs the rivals that are installed in the same run, and prints medians, ratios and whether what is
wanted was reached. `--large` adds 4,000,000 packets, `--no-screen` leaves the terminal out. Never part of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import following, screen
from tests.bench.captures import as_installed, make
from tests.bench.ready import FILTER
from tests.conftest import SAMPLES
from tui.capture import engines

MILLION = 1_000_000
RUNS = 3
REMORA = (sys.executable, "-m", "tui")
FIVE_FIELDS = ("frame.number", "ip.src", "ip.dst", "tcp.srcport", "tcp.flags")
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Wanted:
    """What was measured, and what was wanted: more is better unless `less` is."""

    what: str
    value: float
    unit: str
    must: float
    aim: float
    less: bool = False

    def line(self) -> str:
        reached = self._reached(self.aim), self._reached(self.must)
        verdict = "aim" if reached[0] else "must" if reached[1] else "FALLS SHORT"
        sign = "<=" if self.less else ">="
        return f"{self.what:<58} {self.value:>9.2f} {self.unit:<6} {sign} {self.must:g} / {self.aim:g}  {verdict}"

    def _reached(self, wanted: float) -> bool:
        return self.value <= wanted if self.less else self.value >= wanted


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--large", action="store_true", help="4,000,000 packets, too (2.4 GB of temporary space)")
    arguments.add_argument("--no-screen", action="store_true", help="leave the terminal out")
    chosen = arguments.parse_args()
    for is_pcapng in (False, True):
        capture = make(MILLION, is_pcapng)
        keep_near(capture)
        print(f"\n{capture.name}, {capture.stat().st_size / MEGABYTE:.0f} MiB, medians of {RUNS} runs, must / aim")
        ready = measure_ready(capture)
        print_all([*engine(capture, ready), *commands(capture)])
        if chosen.large and not is_pcapng:
            print_all(grown(ready, measure_ready(make(4 * MILLION))))
    if not chosen.no_screen and shutil.which("stty"):
        print("\nin a pty of 120 x 40")
        print_all(on_screen(make(MILLION)))
        print_all(live())


def print_all(results: Sequence[Wanted]) -> None:
    for result in results:
        print(result.line())


def keep_near(capture: Path) -> None:
    """Have the system read the file, so that nobody measured has to wait for the disk."""
    with capture.open("rb", buffering=0) as file:
        while file.read(MEGABYTE):
            pass


def measure_ready(capture: Path) -> dict[str, Any]:
    """Medians of a process that makes a capture ready; the time of the whole process is `process`."""
    results = []
    keep_near(capture)
    for _ in range(RUNS):
        start = time.perf_counter()
        command = [sys.executable, "-m", "tests.bench.ready", str(capture)]
        told = json.loads(
            subprocess.run(command, capture_output=True, check=True, env=os.environ | as_installed()).stdout
        )
        results.append(told | {"process": time.perf_counter() - start})
    numbers = {name: statistics.median(r[name] for r in results) for name in results[0] if name != "steps"}
    steps = {name: statistics.median(r["steps"][name] for r in results) for name in results[0]["steps"]}
    print("    " + ", ".join(f"{name} {seconds:.3f} s" for name, seconds in steps.items()))
    return numbers


def engine(capture: Path, ready: dict[str, Any]) -> list[Wanted]:
    """Everything about all packets, against programs that walk the file once."""
    seconds, found = ready["seconds"], []
    tshark = rival("tshark", "-n", "-r", str(capture), "-T", "fields", "-e", "frame.number")
    if tshark:
        found.append(Wanted("everything ready: times faster than tshark", tshark / seconds, "x", 30, 80))
    tcpdump = rival("tcpdump", "-nr", str(capture))
    if tcpdump:
        found.append(Wanted("everything ready: times faster than tcpdump", tcpdump / seconds, "x", 5, 12))
    capinfos = rival("capinfos", "-c", str(capture))
    if capinfos:
        found.append(Wanted("everything ready: as a multiple of capinfos", seconds / capinfos, "x", 6, 2.5, less=True))
    filtering = rival("tshark", "-n", "-r", str(capture), "-Y", FILTER)
    if filtering:
        times = filtering / ready["filter cold"]
        found.append(Wanted("a filter, table ready: times faster than tshark", times, "x", 200, 1000))
    cold, warm, beside = ready["filter cold"] * 1000, ready["filter warm"] * 1000, ready["memory"] / MEGABYTE
    return [
        *found,
        Wanted("a filter over all rows, cold", cold, "ms", 60, 20, less=True),
        Wanted("a filter over all rows, warm", warm, "ms", 10, 3, less=True),
        Wanted("memory beside the mapped file", beside, "MiB", 160, 90, less=True),
    ]


def commands(capture: Path) -> list[Wanted]:
    """The same words given to `remora read` and to tshark; what they print must be the same."""
    fields = [word for name in FIVE_FIELDS for word in ("-e", name)]
    asked = (
        ("five fields of all packets: times faster than tshark", ["-T", "fields", *fields], 8, 20),
        ("a filter's packet numbers", ["-Y", FILTER, "-T", "fields", "-e", "frame.number"], 25, 50),
    )
    found = []
    for what, words, must, aim in asked:
        ours = run([*REMORA, "read", str(capture), *words])
        theirs = rival("tshark", "-n", "-r", str(capture), *words)
        print(f"    {what}: remora {ours:.2f} s, tshark {theirs or 0:.2f} s")
        if theirs:
            found.append(Wanted(what, theirs / ours, "x", must, aim))
    return found


def grown(small: dict[str, Any], large: dict[str, Any]) -> list[Wanted]:
    """Four times the packets."""
    return [
        Wanted(f"4,000,000 against 1,000,000 packets: {name}", large[name] / small[name], "x", 4.4, 4.05, less=True)
        for name in ("seconds", "memory")
    ]


def on_screen(capture: Path) -> list[Wanted]:
    """The viewer in a terminal, from the start of the process."""
    keep_near(capture)
    hello = statistics.median(screen.first_packets(SAMPLES / "hello.pcapng") for _ in range(RUNS))
    large = statistics.median(screen.first_packets(capture) for _ in range(RUNS))
    seen = screen.moving(capture, MILLION)
    return [
        Wanted("process start to first packets, hello.pcapng", hello, "s", 0.6, 0.35, less=True),
        Wanted("process start to first packets, the large file", large, "s", 0.6, 0.35, less=True),
        Wanted("the whole list ready, after start", seen.whole_list, "s", 1.2, 0.6, less=True),
        *(Wanted(f"{key}: the list", painted.first, "ms", 20, 8, less=True) for key, painted in seen.keys.items()),
        *(Wanted(f"{key}: tree, bytes", painted.whole, "ms", 25, 10, less=True) for key, painted in seen.keys.items()),
    ]


def live() -> list[Wanted]:
    """A flood on loopback, filtered and followed; nothing where this machine lets us not capture."""
    machine = engines.this_machine()
    if all(engines.impossible(engine, machine) for engine in engines.ENGINES):
        print("    live: no right to capture")
        return []
    cost = following.follow()
    print(f"    live: {cost.sent:,} sent, {cost.displayed:,} displayed, {cost.dropped:,} dropped")
    what = f"live, {following.RATE:,} packets/s, filtered and followed: of a core"
    return [Wanted(what, cost.share, "%", 60, 25, less=True)]


def run(command: Sequence[str]) -> float:
    """Median seconds of a command that prints to nowhere."""

    def once() -> float:
        start = time.perf_counter()
        subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=os.environ | as_installed()
        )
        return time.perf_counter() - start

    return median_of(once)


def median_of(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(RUNS))


def rival(program: str, *words: str) -> float | None:
    """Median seconds of another program; None where it is not installed. tshark, of half a minute, runs once."""
    path = shutil.which(program)
    if path is None:
        return None
    if program != "tshark":
        return run([path, *words])
    start = time.perf_counter()
    subprocess.run([path, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
