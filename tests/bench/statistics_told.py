"""What was measured of the statistics screen, in lines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tests.bench.open import Wanted, keep_near, print_all
from tests.bench.statistics_screen import IDLE, PACKETS, Flooded, Seen, in_a_flood, saved

FRAME_MILLISECONDS = 20.0, 10.0
"""Of a frame in a flood: must, aim."""
SEEN_MILLISECONDS = 300.0, 150.0
"""From the key to the first numbers of a view on the screen."""


HEADINGS = f"""\
{"":14} {"event loop late":>27} {"meanwhile":>13} {"own time":>13} {"painted":>20} {"key":>6} {"numbers":>12} \
{"of a":>6} {"to the":>9}
{"":14} {"p95":>6} {"p99":>6} {"p99.9":>6} {"most":>6} {"p99":>6} {"p99.9":>6} {"p99.9":>6} {"most":>6} \
{"times":>6} {"p50":>6} {"p95":>6} \
{"p50":>6} {"every":>12} {"core":>6} {"terminal":>9}"""


def live(capture: Path, views: Sequence[str], rate: int, seconds: float, runs: int) -> None:
    """Each view in a flood, beside the packets screen with one and without."""
    keep_near(capture)
    print(
        f"{capture.name} at {rate:,} packets/s for {seconds:g} s a view, best of {runs}; load {_load()}, milliseconds"
    )
    print(HEADINGS)
    found = {}
    for view in (IDLE, PACKETS, *views):
        every = [in_a_flood(view, capture, rate, seconds) for _ in range(1 if view == IDLE else runs)]
        found[view] = min(every, key=lambda one: _at(one.frames.late, 0.99))
        print(_line(view, found[view]), flush=True)
    must, aim = FRAME_MILLISECONDS
    print("\nmust / aim")
    beside = _at(found[PACKETS].frames.late, 0.99)
    for view in views:
        late, used = found[view].frames.late, found[view].frames.used
        times = f"{_at(late, 0.99) / max(beside, 0.01):.1f} times the packets screen's"
        print_all(
            [
                Wanted(f"{view}: keys wait for a frame, p99 ({times})", _at(late, 0.99), "ms", must, aim, less=True),
                Wanted(f"{view}: a frame's own time, p99.9", _at(used, 0.999), "ms", must, aim, less=True),
            ]
        )


def screen(capture: Path, packets: int, views: Sequence[str]) -> None:
    """From Tab to painted, the first time and again."""
    keep_near(capture)
    print(f"\n{capture.name}, {packets:,} packets; load {_load()}, milliseconds")
    print(f"{'':14} {'first':>8} {'whole':>9} {'late p99':>9} {'most':>7} | {'again':>8} {'whole':>9}")
    found = saved(capture, packets, views)
    for view, (cold, warm) in found.items():
        print(f"{view:14} {_seen(cold)} {_at(cold.late, 0.99) if cold else 0:9.1f} ", end="")
        print(f"{_at(cold.late, 1) if cold else 0:7.1f} | {_seen(warm)}")
    must, aim = SEEN_MILLISECONDS
    print("\nmust / aim")
    print_all(
        [
            Wanted(f"{view}: Tab to painted, {when}", one.first, "ms", must, aim, less=True)
            for view, both in found.items()
            for when, one in zip(("first", "again"), both, strict=True)
            if one is not None
        ]
    )


def _line(view: str, one: Flooded) -> str:
    late, used, took, renewed = one.frames.late, one.frames.used, one.frames.took, one.frames.renewed
    meanwhile = one.frames.meanwhile
    return (
        f"{view:14} {_at(late, 0.95):6.1f} {_at(late, 0.99):6.1f} {_at(late, 0.999):6.1f} {_at(late, 1):6.1f} "
        f"{_at(meanwhile, 0.99):6.1f} {_at(meanwhile, 0.999):6.1f} {_at(used, 0.999):6.1f} {_at(used, 1):6.1f} "
        f"{len(took):6} {_at(took, 0.5):6.1f} {_at(took, 0.95):6.1f} {_at(sorted(one.keys), 0.5):6.0f} "
        f"{_at(renewed, 0.5):5.0f} {_at(renewed, 1):6.0f} {one.processor:5.0f}% {one.bytes_a_second / 1000:5.0f} kB/s "
        f" {one.counters}; load {_load()}"
    )


def _seen(one: Seen | None) -> str:
    if one is None:
        return f"{'nothing':>8} {'':>9}"
    return f"{one.first:8.0f} {'' if one.is_whole else '>'}{one.whole:{9 if one.is_whole else 8}.0f}"


def _at(ordered: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not pass; 0 of none."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
