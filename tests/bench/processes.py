"""Processes of a million packets: python -m tests.bench.processes [PACKETS]

Attributions of both ends of 10,000 conversations are joined; then packets are chosen and sorted by their processes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Literal

import numpy as np

from dissectors import PacketTable, compile_filter, open_capture
from dissectors.processes.attribution import Attribution
from tests.bench import captures

NAMES = ("curl", "nc", "ssh")
FILTERS = (
    'proc.name == "curl"',
    'proc.name matches "^c"',
    "proc.pid == 9",
    "!proc.name",
    'proc.user == "alice" && tcp.port == 80',
)
COLUMNS = ("process", "proc.name", "proc.pid")
SCREEN = 50
"""Rows."""


def attributions(table: PacketTable) -> list[Attribution]:
    """Of both ends of every conversation."""
    found = []
    protocols: tuple[Literal["tcp", "udp"], ...] = ("tcp", "udp")
    for protocol in protocols:
        for number, a, b, began in table.conversations_since(protocol, 0):
            name, time_ns = NAMES[number % len(NAMES)], began or 0
            found.append(Attribution(protocol, a, b, time_ns, "traced", 10 + number, name=name, user="alice"))
            found.append(Attribution(protocol, b, a, time_ns, "listener", 9, name="nginx", user="www-data"))
    return found


def timed(what: str, work: Callable[[], object]) -> None:
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    print(f"{what:45s} {best * 1000:8.1f} ms")


def chosen(table: PacketTable, text: str) -> None:
    matching = table.matching(compile_filter(text))
    while not matching.is_done:
        matching.step(60)
    matching.close()


def sorted_by(table: PacketTable, column: str) -> None:
    ordering = table.ordering(column)
    ordering.add(np.arange(len(table)))
    while not ordering.is_done:
        ordering.step(60)
    ordering.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with open_capture(captures.make(count)) as capture:
        capture.refresh()
        table = PacketTable(capture)
        table.number_streams(len(table))
        known = attributions(table)
        began = time.perf_counter()
        table.attributions.append(known)
        table.number_streams(len(table))
        print(f"{f'joining {len(known):,} attributions':45s} {(time.perf_counter() - began) * 1000:8.1f} ms")
        for text in FILTERS:
            timed(text, lambda text=text: chosen(table, text))  # type: ignore[misc]
        for column in COLUMNS:
            timed(f"sorted by {column}", lambda column=column: sorted_by(table, column))  # type: ignore[misc]
        rows = np.linspace(0, len(table) - 1, SCREEN).astype(int).tolist()
        timed(f"the column process of {SCREEN} rows", lambda: [table.ends(row).text for row in rows])


if __name__ == "__main__":
    main()
