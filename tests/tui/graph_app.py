"""An I/O graph over the packets of a shipped sample, on a screen of its own, for tests."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from tests.tui.screens.real import RealApp
from tui.panes.rate_graph import RateGraphPane
from tui.rate_graph.view import RateGraphView


class GraphScreen(Screen[None]):
    """Hands packets over once, when it begins, and again when it is told to."""

    def __init__(self, view: RateGraphView) -> None:
        super().__init__()
        self.view = view
        self.wanted: list[int | str] = []

    def compose(self) -> ComposeResult:
        yield RateGraphPane(self.view)

    def on_mount(self) -> None:
        self.call_after_refresh(self.look)

    @property
    def pane(self) -> RateGraphPane:
        return self.query_one(RateGraphPane)

    def look(self) -> None:
        app = self.app
        assert isinstance(app, GraphApp)
        self.pane.hand_over(app.packets)

    @on(RateGraphPane.PacketsWanted)
    def _packets(self, message: RateGraphPane.PacketsWanted) -> None:
        self.wanted.append(message.row)

    @on(RateGraphPane.FilterWanted)
    def _filter(self, message: RateGraphPane.FilterWanted) -> None:
        self.wanted.append(message.text)


class GraphApp(RealApp):
    """Shows the packets, and the graph over them."""

    def __init__(self, sample: str = "http.pcapng", settings_path: Path | None = None) -> None:
        super().__init__(sample, settings_path)
        self.view = RateGraphView()

    def show_graph(self) -> None:
        self.push_screen(GraphScreen(self.view))

    @property
    def graph(self) -> GraphScreen:
        assert isinstance(self.screen, GraphScreen)
        return self.screen

    @property
    def is_counted(self) -> bool:
        """All that was asked for has been told."""
        told, run = self.view.told, self.view.run
        return told is not None and run is not None and told.is_done and told.request == self.view.request()
