"""How soon statistics of 1,000,000 packets are there: `python -m tests.bench.statistics`. Never part of the tests.

Each view against its tshark command, on one of two captures; prints medians and whether what is wanted was reached.
`live` is the screen while packets come in a flood, view by view, for which there must be the right to have a network
of one's own (about 20 s a view); `screen` is the screen on a saved capture, from Tab to painted (about two minutes).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench import replay, statistics_told
from tests.bench.captures import as_installed, make
from tests.bench.counted import KINDS
from tests.bench.open import MILLION, RUNS, Wanted, keep_near, print_all, rival
from tests.bench.pages import make_pages
from tests.bench.talks import make_talks
from tui.statistics.views import VIEWS

PAGES = 500_000
"""Packets of the flood: ten seconds of it before they come again."""
OWN_NETWORK = "REMORA_BENCH_OWN_NETWORK"
TIMES, MILLISECONDS, LIVE_MILLISECONDS = 50, 150, 20
AIMED = 150, 60, 10
COMMANDS = {
    "hierarchy": "io,phs",
    "io": "io,stat,0.1",
    "io SUM": "io,stat,0.1,SUM(tcp.window_size_value)tcp.window_size_value",
    "lengths": "plen,tree",
    **{f"conversations {kind}": f"conv,{kind}" for kind in KINDS},
    **{f"endpoints {kind}": f"endpoints,{kind}" for kind in KINDS},
}
"""What tshark is asked for the same."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("part", nargs="?", choices=["counts", "live", "screen"], default="counts")
    arguments.add_argument("--alone", action="store_true", help="leave tshark out, which takes minutes")
    arguments.add_argument("--view", action="append", choices=[one.name for one in VIEWS], help="only this one")
    arguments.add_argument("--rate", type=int, default=50_000, help="packets a second of the flood")
    arguments.add_argument("--seconds", type=float, default=10.0, help="length of the flood, from 6 to 60")
    arguments.add_argument("--runs", type=int, default=1, help="of each view in a flood; the best counts")
    chosen = arguments.parse_args()
    wanted = chosen.view or [one.name for one in VIEWS]
    if chosen.part == "counts":
        counts(alone=chosen.alone)
    elif chosen.part == "screen":
        statistics_told.screen(make_talks(MILLION), MILLION, wanted)
        statistics_told.screen(make_pages(PAGES), PAGES, wanted)
    elif has_own_network():
        statistics_told.live(make_pages(PAGES), wanted, chosen.rate, chosen.seconds, chosen.runs)


def has_own_network() -> bool:
    """Whether this process has a network namespace of its own; one that has not starts itself anew in one."""
    if os.environ.get(OWN_NETWORK):
        replay.up()
        return True
    command = [*replay.NAMESPACE, sys.executable, "-m", "tests.bench.statistics", *sys.argv[1:]]
    subprocess.run(command, check=True, env=os.environ | {OWN_NETWORK: "1"})
    return False


def counts(*, alone: bool) -> None:
    """What the library takes."""
    for capture, is_alone in ((make(MILLION), alone), (make_talks(MILLION), True)):
        keep_near(capture)
        print(f"\n{capture.name}, medians of {RUNS} runs, must / aim")
        print_all(views(capture, alone=is_alone))


def views(capture: Path, *, alone: bool) -> list[Wanted]:
    """Milliseconds of each, and how many times faster than tshark."""
    runs = [measure(capture) for _ in range(RUNS)]
    found = []
    for name in runs[0]:
        taken = median(run[name] for run in runs)
        is_step = name.startswith("step ")
        must, aim = (LIVE_MILLISECONDS, AIMED[2]) if is_step else (MILLISECONDS, AIMED[1])
        found.append(Wanted(name, taken, "ms", must, aim, less=True))
        theirs = (
            None
            if alone or name not in COMMANDS
            else rival("tshark", "-n", "-q", "-r", str(capture), "-z", COMMANDS[name])
        )
        if theirs:
            times = theirs * 1000 / taken
            found.append(Wanted(f"{name}: times faster than tshark ({theirs:.1f} s)", times, "x", TIMES, AIMED[0]))
    return found


def measure(capture: Path) -> dict[str, float]:
    """What one process took."""
    command = [sys.executable, "-m", "tests.bench.counted", str(capture)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=os.environ | as_installed())
    taken: dict[str, float] = json.loads(done.stdout)
    return taken


if __name__ == "__main__":
    main()
