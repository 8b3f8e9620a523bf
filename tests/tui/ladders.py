"""Ladders for tests: of shipped samples, and of frames made to have what those have not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from dissectors import PacketTable, open_capture
from dissectors.capture_file import CaptureFile
from dissectors.streams.following.follow import Followed
from dissectors.streams.ladders.ladder import Ladder
from dissectors.streams.ladders.ladder_hosts import HostsReader
from dissectors.streams.ladders.ladder_reading import ConversationReader, LadderReader
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import capture_of, udp
from tests.dissectors.streams.ladders.test_ladder_reading import ACK, PSH, RST, SYN, A, B, segment


def opened(path: Path) -> CaptureFile:
    capture = open_capture(path)
    while capture.refresh():
        pass
    return capture


def conversation(capture: CaptureFile, protocol: Followed = "tcp", stream: int = 0) -> Ladder:
    table = PacketTable(capture)
    return _read(table, ConversationReader(table, protocol, stream))


def between_hosts(capture: CaptureFile) -> Ladder:
    table = PacketTable(capture)
    rows = np.arange(len(table))
    return _read(table, HostsReader(table, lambda first: rows[first:]))


def sample(name: str, protocol: Followed = "tcp", stream: int = 0) -> Ladder:
    return conversation(opened(SAMPLES / name), protocol, stream)


def _read(table: PacketTable, reader: LadderReader) -> Ladder:
    ladder = Ladder(table)
    while not reader.is_done:
        ladder.append(reader.read())
    return ladder


def troubled(folder: Path) -> CaptureFile:
    """A gap of 1,400 bytes, duplicate acknowledgments, a segment sent again, and a reset."""
    return capture_of(
        [
            segment(A, B, SYN, 100),
            segment(B, A, SYN | ACK, 500, 101),
            segment(A, B, ACK, 101, 501),
            segment(A, B, ACK | PSH, 101, 501, b"abc"),
            segment(A, B, ACK | PSH, 1504, 501, b"def"),
            segment(B, A, ACK, 501, 104),
            segment(B, A, ACK, 501, 104),
            segment(B, A, ACK, 501, 104),
            segment(A, B, ACK | PSH, 101, 501, b"abc"),
            segment(B, A, RST | ACK, 501, 104),
        ],
        folder,
    )


def many_hosts(folder: Path, count: int = 8) -> CaptureFile:
    """A datagram from each to the next, and one around."""
    hosts = [(f"10.0.0.{number}", 1000 + number) for number in range(1, count + 1)]
    frames = [udp(source, target) for source, target in pairwise(hosts)]
    return capture_of([*frames, udp(hosts[-1], hosts[0])], folder)
