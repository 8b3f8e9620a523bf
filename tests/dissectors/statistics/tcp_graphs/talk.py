"""Small TCP conversations for tests of graphs: segments with times, numbers, windows and options."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dissectors import PacketTable, open_capture
from dissectors.capture_file import PcapWriter
from dissectors.statistics.tcp_graphs.observed import Observed
from dissectors.statistics.tcp_graphs.observer import ConversationObserver
from tests.dissectors.streams.frames import ip

ENDS = ("10.0.0.1", 40000), ("10.0.0.2", 80)
SYN, ACK, PSH, FIN, RST = 0x02, 0x10, 0x08, 0x01, 0x04
MS = 1_000_000


@dataclass(frozen=True)
class Said:
    """A segment of side 0, who began, or side 1; `at` milliseconds after the first."""

    side: int
    at: float
    sequence: int
    acknowledgment: int | None = None
    length: int = 0
    flags: int = 0
    window: int = 1000
    options: bytes = b""

    def frame(self) -> bytes:
        source, target = ENDS[self.side], ENDS[1 - self.side]
        flags = self.flags | (0 if self.acknowledgment is None else ACK)
        options = self.options + bytes(-len(self.options) % 4)
        head = struct.pack(
            "!HHIIBBHHH",
            *(source[1], target[1], self.sequence % 2**32, (self.acknowledgment or 0) % 2**32),
            *((20 + len(options)) << 2, flags, self.window, 0, 0),
        )
        return ip(source[0], target[0], 6, head + options + bytes(self.length))


def sack(*blocks: tuple[int, int]) -> bytes:
    edges = b"".join(struct.pack("!II", left % 2**32, right % 2**32) for left, right in blocks)
    return b"\x01\x01" + bytes([5, 2 + len(edges)]) + edges


def table_of(said: Sequence[Said], folder: Path) -> PacketTable:
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for one in said:
        frame = one.frame()
        writer.write(1_700_000_000 * 1_000_000_000 + round(one.at * MS), frame, len(frame))
    path = folder / "talk.pcap"
    path.write_bytes(written.getvalue())
    capture = open_capture(path)
    capture.refresh()
    return PacketTable(capture)


def observed_of(said: Sequence[Said], folder: Path, *, at_once: int = 1_000_000) -> Observed:
    """What is observed of the first conversation, read in so many rows at once."""
    table = table_of(said, folder)
    observer = ConversationObserver(table.index, 0)
    while observer.rows_done < len(table):
        observer.extend(min(observer.rows_done + at_once, len(table)))
    return observer.observed()


def transfer(offset: int = 100, other: int = 5_000) -> list[Said]:
    """A handshake; three segments, of which the second is lost, asked for by duplicate ACKs and sent again; a FIN."""
    a, b = offset, other
    return [
        Said(0, 0, a, flags=SYN, options=b"\x03\x03\x02\x00"),
        Said(1, 10, b, a + 1, flags=SYN, options=b"\x03\x03\x01\x00"),
        Said(0, 20, a + 1, b + 1),
        Said(0, 21, a + 1, b + 1, 100),
        Said(0, 22, a + 201, b + 1, 100),
        Said(1, 31, b + 1, a + 101, window=500),
        Said(1, 32, b + 1, a + 101, window=500, options=sack((a + 201, a + 301))),
        Said(0, 33, a + 301, b + 1, 100),
        Said(1, 43, b + 1, a + 101, window=500, options=sack((a + 201, a + 401))),
        Said(0, 44, a + 101, b + 1, 100),
        Said(1, 54, b + 1, a + 401, window=400),
        Said(0, 60, a + 401, b + 1, flags=FIN),
        Said(1, 70, b + 1, a + 402, flags=FIN),
        Said(0, 80, a + 402, b + 2),
    ]
