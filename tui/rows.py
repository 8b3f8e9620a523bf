"""Packets one after the other from where they come: a saved file, or a capture that standard input delivers."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dissectors.capture_file import CaptureFile, open_capture
from dissectors.packets.table import PacketTable

STANDARD_INPUT = "-"
_SECONDS_A_BATCH = 0.1
_PIPE_BYTES = 1 << 16


class Packets:
    """An open source of packets: `table` grows while `rows` is walked."""

    def __init__(self, capture: CaptureFile, table: PacketTable, more: Callable[[], bool] | None) -> None:
        self.capture = capture
        self.table = table
        self.is_live = more is not None
        """Packets come when they come, and whoever prints them should not wait for the next."""
        self._more = more

    def batches(self, most: int | None = None) -> Iterator[range]:
        """Ranges of rows as they become ready, until the source ends or has given `most` rows.

        Raises CaptureFileError.
        """
        while most is None or len(self.table) < most:
            left = None if most is None else most - len(self.table)
            rows = self.capture.refresh(left, _SECONDS_A_BATCH)
            if rows:
                yield rows
            elif self.capture.is_complete and (self._more is None or not self._more()):
                break


@contextmanager
def open_packets(name: str) -> Iterator[Packets]:
    """Open a capture file, or standard input for `-`. Raises CaptureFileError."""
    if name != STANDARD_INPUT:
        with open_capture(name) as capture:
            yield Packets(capture, PacketTable(capture), None)
        return
    with tempfile.NamedTemporaryFile(prefix="remora-") as spool, open_capture(Path(spool.name)) as capture:

        def more() -> bool:
            data = os.read(sys.stdin.fileno(), _PIPE_BYTES)
            spool.write(data)
            spool.flush()
            return bool(data)

        yield Packets(capture, PacketTable(capture), more)
