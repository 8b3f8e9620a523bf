"""Six frames of TCP and UDP, and an application that shows them."""

from __future__ import annotations

from dissectors.capture_file import CaptureFile
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, SYN, tcp, udp
from tests.tui.toy import ToySource
from tui.app import RemoraApp
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

A, B, C, SIX = ("10.0.0.1", 80), ("10.0.0.2", 1000), ("10.0.0.3", 7), ("2001:db8::1", 9)
FRAMES = [
    tcp(B, A, 1, SYN),
    udp(A, C),
    tcp(A, B, 1, ACK, bytes(300)),
    tcp(C, A, 1, SYN, b"x"),
    udp(SIX, ("2001:db8::2", 53)),
    tcp(C, A, 2, ACK, bytes(9)),
]


class FramesApp(RemoraApp):
    """Shows a capture of some frames, which may grow."""

    def __init__(self, capture: CaptureFile) -> None:
        super().__init__(PacketTable(capture), ToySource(), settings=Settings(theme="remora-dark"))

    @property
    def packets(self) -> PacketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, PacketsScreen)
        return screen
