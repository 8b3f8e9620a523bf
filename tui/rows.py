"""Packets one after the other from where they come: a saved file, or a capture that standard input delivers."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dissectors.capture_file import CaptureFile, open_capture, read_ahead
from dissectors.errors import CaptureFileError
from dissectors.packets.table import PacketTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.deep.filters.deep_matching import Growth
    from dissectors.registry import Registry

STANDARD_INPUT = "-"
_SECONDS_A_BATCH = 0.1
_SECONDS_OF_GRACE = 0.02
"""For an answer that is on its way, before more is read."""
_PIPE_BYTES = 1 << 16


class Packets:
    """An open source of packets: `table` grows while `batches` or `matching` is walked."""

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
        if self._more is None:
            yield from read_ahead(self.capture, most)
            return
        while most is None or len(self.table) < most:
            left = None if most is None else most - len(self.table)
            rows = self.capture.refresh(left, _SECONDS_A_BATCH)
            if rows:
                yield rows
            elif self.capture.is_complete and not self._more():
                break

    def matching(self, chosen: AnyFilter, most: int | None = None) -> Iterator[NDArray[np.int64]]:
        """Rows that a filter chooses among those of `batches`, ascending, as they are found. Raises as `batches`.

        Raises FilterError, DeepError too.
        """
        from dissectors.deep.filters.any_filter import matching

        # Who pipes packets in wants answers while they come, if that is possible.
        as_they_come = self.is_live and not getattr(chosen, "two_passes", False)
        growth: Growth = "live" if as_they_come else "reading"
        found = matching(self.table, chosen, lambda: growth)
        try:
            for _ in self.batches(most):
                while not (found.is_done or found.waits_for_the_end):
                    yield found.step(_SECONDS_A_BATCH)
                if self.is_live and not found.is_settled:
                    yield found.step(_SECONDS_OF_GRACE)
            growth = "over"
            while not found.is_done:
                yield found.step(_SECONDS_A_BATCH)
        finally:
            found.close()


@contextmanager
def open_packets(name: str, registry: Registry | None = None) -> Iterator[Packets]:
    """Open a capture file, a FIFO, or standard input for `-`; the registry decides who decodes.

    Raises CaptureFileError.
    """
    if name == STANDARD_INPUT:
        with _piped(sys.stdin.fileno(), title(name), registry) as packets:
            yield packets
    elif _is_fifo(name):
        with open(name, "rb", buffering=0) as pipe, _piped(pipe.fileno(), name, registry) as packets:
            yield packets
    else:
        with open_capture(name) as capture:
            yield Packets(capture, PacketTable(capture, registry), None)


def title(name: str) -> str:
    """What a source of packets is called in messages."""
    return "standard input" if name == STANDARD_INPUT else name


def _is_fifo(name: str) -> bool:
    """Such as a shell's <(command)."""
    try:
        return stat.S_ISFIFO(os.stat(name).st_mode)
    except (OSError, ValueError):
        return False


@contextmanager
def _piped(pipe: int, name: str, registry: Registry | None) -> Iterator[Packets]:
    """What a descriptor delivers, read as a file that grows. Messages call it by `name`."""
    with tempfile.NamedTemporaryFile(prefix="remora-") as spool, open_capture(Path(spool.name)) as capture:

        def more() -> bool:
            data = os.read(pipe, _PIPE_BYTES)
            spool.write(data)
            spool.flush()
            return bool(data)

        try:
            yield Packets(capture, PacketTable(capture, registry), more)
        except CaptureFileError as error:
            raise CaptureFileError(str(error).replace(spool.name, name)) from error
