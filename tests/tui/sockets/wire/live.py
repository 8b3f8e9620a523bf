"""Real sockets and the real packets between them: recorded on loopback while a test speaks through its own sockets."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dissectors import open_capture
from dissectors.capture_file import PcapWriter
from dissectors.packets.table import PacketTable
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import OwnedSocket, Snapshot, open_source
from tui.sockets.story.around import around
from tui.sockets.wire.comparison import Comparison, compare
from tui.sockets.wire.facts import Wire
from tui.sockets.wire.finding import stream_of
from tui.sockets.wire.reading import WireReader

ALL_FRAMES = 0x0003
OUTGOING = 4
SECOND = 1_000_000_000
PATIENCE = 10.0


@dataclass
class Recording:
    """What passed on loopback since it began."""

    folder: Path
    listener: socket.socket
    frames: list[tuple[int, bytes]] = field(default_factory=list)

    def catch_up(self) -> None:
        while True:
            try:
                frame, (_, _, kind, *_) = self.listener.recvfrom(1 << 17)
            except BlockingIOError:
                return
            # Each packet is seen twice on loopback: as it leaves, and as it comes.
            if kind == OUTGOING:
                self.frames.append((time.time_ns(), frame))

    def table(self) -> PacketTable:
        self.catch_up()
        written = io.BytesIO()
        writer = PcapWriter(written, 1)
        for at, frame in self.frames:
            writer.write(at, frame)
        path = self.folder / "live.pcap"
        path.write_bytes(written.getvalue())
        capture = open_capture(path)
        capture.refresh()
        return PacketTable(capture)


@contextmanager
def recording(folder: Path) -> Iterator[Recording]:
    """Needs CAP_NET_RAW."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_FRAMES)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        listener.bind(("lo", ALL_FRAMES))
        listener.setblocking(False)
        yield Recording(folder, listener)


def look() -> Snapshot:
    """All TCP and UDP sockets now."""
    with open_source() as source:
        return source.take(("tcp", "udp"), with_details=True)


def entry_of(snapshot: Snapshot, local: Endpoint, remote: Endpoint) -> OwnedSocket | None:
    """The socket between two ends."""
    wanted = (local, remote)
    return next((found for found in snapshot.sockets if (found.socket.local, found.socket.remote) == wanted), None)


def wait_for(is_so: Callable[[], bool]) -> None:
    """Something that the kernel does soon."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.005)


def wire_of(table: PacketTable, local: Endpoint, remote: Endpoint) -> Wire:
    """What the packets between two ends tell."""
    one = Socket("tcp", "ipv4", "ESTABLISHED", local, remote)
    stream = stream_of(table, one)
    assert stream is not None
    reader = WireReader(table, "tcp", stream, local, remote)
    assert reader.read()
    wire = reader.told(local)
    assert wire is not None
    return wire


def compared(recorded: Recording, local: Endpoint, remote: Endpoint, *, later: float = 40.0) -> Comparison:
    """The socket between two ends beside its packets, as if the kernel had been asked so many seconds later."""
    snapshot = look()
    entry = entry_of(snapshot, local, remote)
    near = around(entry, snapshot.sockets) if entry is not None else None
    found = entry.socket if entry is not None else None
    now = snapshot.time_ns + int(later * SECOND)
    return compare(found, wire_of(recorded.table(), local, remote), now, near)


def texts(comparison: Comparison) -> list[str]:
    return [remark.text for remark in comparison.mismatches]
