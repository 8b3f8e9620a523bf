"""A machine that is pretended, and captures that need no right to capture: pipes that a test writes into."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from dissectors.capture_file import PcapWriter
from tests.tui.fake_watcher import FakeWatcher
from tui.capture.interfaces import Counters, Interface, Rate
from tui.capture.permission import Permission
from tui.capture.temporary import Leftover
from tui.live_source import LiveSource
from tui.opened import Opened, PacketTable
from tui.sockets.watch.client import WatchClient

ETHERNET = 1
LOOPBACK = Interface("lo", ("127.0.0.1", "::1"), True, True, ETHERNET, "loopback", Counters())
CARD = Interface("eth0", ("192.0.2.7",), True, False, ETHERNET, "Ethernet", Counters())
UNPLUGGED = Interface("eth1", (), False, False, ETHERNET, "", Counters())

ALLOWED = Permission(True, "libpcap", "", ())
REFUSED = Permission(False, "", "this user may not capture", ("sudo /opt/remora/bin/remora",))


class FakeMachine:
    """Tests change its attributes."""

    def __init__(
        self,
        permission: Permission = ALLOWED,
        leftovers: tuple[Leftover, ...] = (),
        watcher: FakeWatcher | None = None,
    ) -> None:
        self.known: tuple[Interface, ...] = (LOOPBACK, CARD, UNPLUGGED)
        self.traffic: dict[str, Rate] = {"lo": Rate(1000, 10, 1000, 10), "eth0": Rate()}
        self.right = permission
        self.left = leftovers
        self.watcher = watcher

    def interfaces(self) -> tuple[Interface, ...]:
        return self.known

    def rates(self) -> Mapping[str, Rate]:
        return self.traffic

    def permission(self) -> Permission:
        return self.right

    def leftovers(self) -> tuple[Leftover, ...]:
        return tuple(leftover for leftover in self.left if leftover.folder.exists())

    def check_filter(self, text: str, link_type: int) -> str | None:
        return "syntax error" if "prt" in text else None

    def open_watch(self) -> WatchClient | None:
        return self.watcher  # type: ignore[return-value]


def pcap(*frames: bytes, start: int = 0) -> bytes:
    """A capture file with frames a second apart, the first at second `start`."""
    file = io.BytesIO()
    writer = PcapWriter(file, ETHERNET, True, 65535)
    for number, frame in enumerate(frames, start):
        writer.write(number * 1_000_000_000, frame, len(frame))
    return file.getvalue()


def frames(count: int, first: int = 1) -> list[bytes]:
    """Ethernet frames of an experimental type, each with its number in it."""
    return [bytes(12) + b"\x88\xb5" + number.to_bytes(4, "big") for number in range(first, first + count)]


class Piped:
    """A live capture that comes through a pipe."""

    def __init__(self, folder: Path) -> None:
        self.source = LiveSource(folder=folder)
        reading, self._writing = os.pipe()
        self.source.begin_pipe(reading)
        self.opened = Opened(PacketTable(self.source.capture), self.source)

    def write(self, data: bytes) -> None:
        os.write(self._writing, data)

    def close(self) -> None:
        """The other program ends."""
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1

    def __enter__(self) -> Piped:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.source.stop()
        self.close()
        self.source.live.discard()


def record(index: int, frame: bytes) -> bytes:
    """One record of such a file, without its header."""
    return pcap(frame, start=index)[24:]
