"""An application that shows a TCP graph over a packets screen."""

from __future__ import annotations

from textual.notifications import SeverityLevel
from textual.pilot import Pilot

from dissectors import PacketTable
from tests.tui.toy import ToySource
from tui.app import RemoraApp
from tui.screens.tcp_graph import TCPGraphScreen
from tui.settings import Settings


class TCPGraphApp(RemoraApp):
    def __init__(self, table: PacketTable, row: int | None = None, stream: int = 0) -> None:
        super().__init__(table, ToySource(), settings=Settings(theme="remora-dark"))
        self.graph = TCPGraphScreen(table, stream, row=row)
        self.ended: list[int | None] = []
        self.copied = ""
        self.told: list[str] = []

    def on_mount(self) -> None:
        super().on_mount()
        self.push_screen(self.graph, self.ended.append)

    def tell(self, sentence: str, severity: SeverityLevel = "information") -> None:
        self.told.append(sentence)

    def copy_to_clipboard(self, text: str) -> None:
        self.copied = text


async def until_made(pilot: Pilot[str]) -> None:
    """Until the picture is the one that is wished for."""
    app = pilot.app
    assert isinstance(app, TCPGraphApp)
    for _ in range(300):
        await pilot.pause(0.01)
        picture = app.graph.picture
        if picture is not None and picture.wish == app.graph.wish and len(picture.observed):
            break
    await pilot.pause()
    assert app.graph.picture is not None
    assert app.graph.picture.wish == app.graph.wish
