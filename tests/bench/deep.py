"""How soon tshark's trees and columns are there, and that nothing of it stays: `python -m tests.bench.deep`.

Makes its captures, jumps about in them in a real terminal, lets termshark do the same where it is installed, and
prints medians and whether what is wanted was reached. Never part of the tests.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.columns.summaries import Summaries
from dissectors.deep.columns.summary_stream import SummaryStream
from dissectors.deep.errors import DeepError
from dissectors.deep.tshark.program import Tshark, clean_environment, find_tshark
from dissectors.packets.table import PacketTable
from tests.bench import deep_screen
from tests.bench.large_packet import make_with_large_packets
from tests.bench.leftovers import Marked, Others, marked
from tests.bench.open import Wanted, keep_near, median_of, print_all
from tests.bench.pages import LONGEST, make_pages
from tests.bench.termshark import ADVICE, JUMP_SECONDS, termshark_jumps

PACKETS = 100_000
TERMSHARK_JUMPS = 5
WARM_STEPS = 10
LEFT_SECONDS = 2.0
"""After which what was started must have ended."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--no-rivals", action="store_true", help="leave termshark out")
    arguments.add_argument("--part", choices=["jumps", "columns", "stalls"], help="only this")
    chosen = arguments.parse_args()
    try:
        tshark = find_tshark()
    except DeepError as error:
        print(error)
        return
    capture = make_pages(PACKETS)
    keep_near(capture)
    print(
        f"{tshark.name}; {capture.name}: {PACKETS:,} packets in conversations of less than {LONGEST}; "
        f"tshark -v alone takes {start_of(tshark):.0f} ms here; must / aim"
    )
    with marked() as everything:
        if chosen.part in (None, "jumps"):
            print_all(jumps(capture, everything, with_rivals=not chosen.no_rivals))
        if chosen.part in (None, "columns"):
            print_all(columns(capture, tshark))
        if chosen.part in (None, "stalls"):
            print_all(stalls(everything))
        print_all(left_behind(everything))


def start_of(tshark: Tshark) -> float:
    """Milliseconds that a tshark needs to start and end, so that times elsewhere can be compared."""
    environment = dict(clean_environment())

    def once() -> float:
        started = time.perf_counter()
        subprocess.run([tshark.path, "-v"], capture_output=True, check=True, env=environment)
        return (time.perf_counter() - started) * 1000

    return median_of(once)


def jumps(capture: Path, everything: Marked, *, with_rivals: bool) -> list[Wanted]:
    """From the key that chooses a packet to its deep tree painted."""
    others = Others()
    with deep_screen.viewer(capture, PACKETS, everything) as terminal:
        # The first packets are what the tsharks in waiting are started for.
        deep_screen.steps(terminal, PACKETS // 3, count=WARM_STEPS)
        deep_screen.wait_until_quiet(terminal)
        before = everything.descriptors(terminal.pid)
        jumped = deep_screen.random_jumps(terminal, PACKETS)
        stepped = deep_screen.steps(terminal, PACKETS // 2)
        held = statistics.median(deep_screen.held_down(terminal, PACKETS // 4 * place) for place in (1, 2, 3))
        deep_screen.wait_until_quiet(terminal)
        more = everything.descriptors(terminal.pid) - before
    both = jumped + stepped
    print(f"    other programs took {others.share():.0%} of the machine meanwhile")
    print(f"    random jumps: {told(jumped)}; steps: {told(stepped)}; after a key was held down: {held:.0f} ms")
    found = [
        Wanted("a packet chosen: its deep tree painted, median", statistics.median(both), "ms", 60, 45, less=True),
        Wanted("a packet chosen: its deep tree painted, p95", percentile(both, 0.95), "ms", 150, 80, less=True),
        Wanted("descriptors more after all the jumps", max(more, 0), "", 0, 0, less=True),
    ]
    return [*found, *(rivals(capture, jumped) if with_rivals else [])]


def rivals(capture: Path, ours: Sequence[float]) -> list[Wanted]:
    """The same jumps by termshark; some of them, for each takes seconds."""
    chance = random.Random(17)
    where = [chance.randrange(1, PACKETS + 1) for _ in range(TERMSHARK_JUMPS)]
    taken = termshark_jumps(capture, PACKETS, where)
    if taken is None:
        print(f"    {ADVICE}")
        return []
    print(f"    termshark, {len(taken)} of {len(where)} such jumps ended in {JUMP_SECONDS:.0f} s: {told(taken)}")
    times = statistics.median(taken or [JUMP_SECONDS * 1000]) / statistics.median(ours)
    return [Wanted("a jump: times faster than termshark", times, "x", 5, 20)]


def columns(capture: Path, tshark: Tshark) -> list[Wanted]:
    """tshark's Protocol and Info of all packets."""
    words = [tshark.path, "-n", "-r", str(capture), "-T", "psml"]
    environment = dict(clean_environment())

    def alone() -> float:
        started = time.perf_counter()
        subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=environment)
        return PACKETS / (time.perf_counter() - started)

    theirs, ours = median_of(alone), median_of(lambda: asyncio.run(summarised(capture, tshark)))
    coloured = median_of(lambda: asyncio.run(summarised(capture, tshark, with_colours=True)))
    print(f"    tshark -T psml alone: {theirs:,.0f} packets/s; with colours, ours: {coloured:,.0f} packets/s")
    return [Wanted("tshark's columns: packets each millisecond", ours / 1000, "/ms", 50, 60)]


async def summarised(capture: Path, tshark: Tshark, *, with_colours: bool = False) -> float:
    """Packets each second of a whole capture's summaries."""
    with open_capture(capture) as file:
        file.refresh()
        table, summaries = PacketTable(file), Summaries()
        started = time.perf_counter()
        stream = SummaryStream(table, tshark, DeepChoices(), with_colours=with_colours)
        stream.more(len(table))
        stream.finish()
        await stream.run(summaries.append)
        taken = time.perf_counter() - started
        assert len(summaries) == len(table)
        return len(summaries) / taken


def stalls(everything: Marked) -> list[Wanted]:
    """The event loop while packets are chosen, with answers of ten megabytes between them."""
    capture, large = make_with_large_packets(PACKETS)
    with open_capture(capture) as file:
        file.refresh()
        packets = len(file.frames)
    keep_near(capture)
    late = deep_screen.stalls(capture, packets, large, everything)
    without = deep_screen.stalls(capture, packets, large, everything, is_deep=False)
    for what, seen in (("with tshark", late), ("without", without)):
        parts = ", ".join(f"p{share * 100:g} {percentile(seen, share):.1f}" for share in (0.5, 0.99, 0.999, 1.0))
        print(f"    the event loop came late, {what}: {parts} ms ({len(seen):,} looks)")
    return [Wanted("the event loop's stalls, p99.9", percentile(late, 0.999), "ms", 30, 15, less=True)]


def left_behind(everything: Marked) -> list[Wanted]:
    """Processes and files of all that ran before."""
    deadline = time.monotonic() + LEFT_SECONDS
    while everything.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    processes, files = everything.processes(), everything.files()
    for what in (*processes, *files):
        print(f"    left: {what}")
    return [
        Wanted("processes left", len(processes), "", 0, 0, less=True),
        Wanted("temporary files left", len(files), "", 0, 0, less=True),
    ]


def told(values: Sequence[float]) -> str:
    """Median and 95th percentile."""
    if not values:
        return "none"
    return f"median {statistics.median(values):.0f} ms, p95 {percentile(values, 0.95):.0f} ms of {len(values)}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not pass."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


if __name__ == "__main__":
    main()
