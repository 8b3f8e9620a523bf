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


def main(path: str) -> None:
    start = time.perf_counter()
    taken: dict[str, float] = {}

    def lap(name: str) -> None:
        nonlocal start
        now = time.perf_counter()
        taken[name], start = now - start, now

    with open_capture(path) as capture:
        capture.refresh(max_frames=1000)
        lap("first 1000 frames")
        capture.refresh()
        lap("all frames")
        table = PacketTable(capture)
        while table.index.extend():
            pass
        lap("layers")
        columns = Columns(table.index)
        for piece in table.index.pieces:
            for name in FIELDS:
                columns.occurrences(name, piece)
        lap("addresses and ports")
        table.number_streams(len(table))
        lap("conversations")
        anonymous = memory()
        cold, count = filtered(table)
        warm = min(filtered(table)[0] for _ in range(WARM_RUNS))
    print(
        json.dumps(
            {"steps": taken, "seconds": sum(taken.values()), "memory": anonymous}
            | {"filter cold": cold, "filter warm": warm, "matches": count}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
