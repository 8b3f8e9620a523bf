"""One capture's conversations analysed in a process of its own: `python -m tests.bench.analysed FILE` prints JSON.

Analysed: every frame, all layers, conversations numbered, and every analysis field of every segment as a column.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from dissectors import PacketTable, open_capture
from dissectors.packets.columns import Columns
from dissectors.streams.tcp_analysis.columns import ANALYSED
from tests.bench.ready import memory


def main() -> None:
    start = time.perf_counter()
    capture = open_capture(Path(sys.argv[1]))
    capture.refresh()
    table = PacketTable(capture)
    table.analyse(len(table))
    analysed = time.perf_counter() - start
    columns = Columns(table.index)
    for piece in table.index.pieces:
        for name in sorted(ANALYSED):
            columns.occurrences(name, piece)
    with_columns = time.perf_counter() - start
    table.judge(len(table))
    judged = time.perf_counter() - start - with_columns
    print(json.dumps({"analysed": analysed, "columns": with_columns, "judged": judged, "memory": memory()}))


if __name__ == "__main__":
    main()
