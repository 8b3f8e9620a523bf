"""One capture made ready in a process of its own: `python -m tests.bench.ready FILE` prints what it took as JSON.

Ready: every frame, all layers, addresses and ports as columns, conversations numbered. Then a column filter, once
with cold columns and then warm.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from dissectors import PacketTable, open_capture
from dissectors.filters import compile_filter
from dissectors.packets.columns import Columns

FIELDS = ("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport")
FILTER = "tcp.flags.syn == 1 && tcp.port == 443"
WARM_RUNS = 5


def memory() -> int:
    """Bytes of this process that belong to no mapped file."""
    status = Path("/proc/self/status")
    found = re.search(r"RssAnon:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else 0


def filtered(table: PacketTable) -> tuple[float, int]:
    """Seconds of one filter over all rows, and how many match."""
    matching = table.matching(compile_filter(FILTER))
    start = time.perf_counter()
    count = 0
    while not matching.is_done:
        count += len(matching.step(1))
    return time.perf_counter() - start, count


class Watch:
    """What each step took together."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.taken: dict[str, float] = {}

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.taken[step] = self.taken.get(step, 0.0) + now - self._start
        self._start = now


def make_ready(table: PacketTable, columns: Columns, watch: Watch) -> None:
    """The next piece of the table."""
    stop = table.index.extend().stop
    watch.lap("layers")
    for name in FIELDS:
        columns.occurrences(name, table.index.pieces[-1])
    watch.lap("addresses and ports")
    table.number_streams(stop)
    watch.lap("conversations")


def main(path: str) -> None:
    watch = Watch()
    with open_capture(path) as capture:
        capture.refresh(max_frames=1000)
        watch.lap("first 1000 frames")
        capture.refresh()
        watch.lap("all frames")
        table = PacketTable(capture)
        columns = Columns(table.index)
        while table.index.rows_done < len(table):
            make_ready(table, columns, watch)
        anonymous = memory()
        cold, count = filtered(table)
        warm = min(filtered(table)[0] for _ in range(WARM_RUNS))
    print(
        json.dumps(
            {"steps": watch.taken, "seconds": sum(watch.taken.values()), "memory": anonymous}
            | {"filter cold": cold, "filter warm": warm, "matches": count}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
