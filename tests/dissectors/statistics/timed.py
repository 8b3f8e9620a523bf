"""Captures of frames with chosen times, lengths and interfaces, for tests of statistics."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from dissectors import open_capture
from dissectors.capture_file import CaptureFile, PcapWriter
from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import udp

SECOND = 1_000_000_000
FRAME = udp(("10.0.0.1", 1), ("10.0.0.2", 2))


def captured(timed: Iterable[tuple[int, bytes]], folder: Path) -> CaptureFile:
    """Frames with their times, from 0 to 2**32 seconds."""
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for time, frame in timed:
        writer.write(time, frame)
    path = folder / "timed.pcap"
    path.write_bytes(written.getvalue())
    capture = open_capture(path)
    capture.refresh()
    return capture


def at_times(times: Iterable[int | None], folder: Path, frame: bytes = FRAME) -> PacketTable:
    """The same frame again and again; times may be any that fit, None is a frame without one."""
    every = list(times)
    capture = captured([(0, frame)] * len(every), folder)
    stored = capture.frames.column

    def column(name: str, first: int, stop: int) -> object:
        if name != "time":
            return stored(name, first, stop)  # type: ignore[call-overload]
        return np.array([NO_TIME if time is None else time for time in every[first:stop]], np.int64)

    capture.frames.column = column  # type: ignore[assignment,method-assign]
    return PacketTable(capture)
