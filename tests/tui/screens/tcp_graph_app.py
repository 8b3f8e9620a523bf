"""An application that shows a TCP graph over a packets screen."""

from __future__ import annotations

from textual.notifications import SeverityLevel
from textual.pilot import Pilot

from dissectors import PacketTable
from tests.tui.toy import ToySource
from tests.tui.waiting_for import until
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

    def is_made() -> bool:
        picture = app.graph.picture
        return picture is not None and picture.wish == app.graph.wish and len(picture.observed) > 0

    await until(pilot, is_made)
    await pilot.pause()
