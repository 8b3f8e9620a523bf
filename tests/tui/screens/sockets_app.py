"""An application that shows the sockets of a source of tests, and nothing else."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.sockets.sights import FakeSource
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.screens.sockets import SocketsScreen
from tui.screens.sockets_view import SocketsView
from tui.settings import Settings


class SocketsApp(RemoraApp):
    """Begins with the sockets screen."""

    def __init__(self, source: FakeSource | None = None) -> None:
        super().__init__(settings=Settings(theme="remora-dark"))
        self.source = source or FakeSource()
        self.view = SocketsView(make_source=lambda: self.source)

    def get_default_screen(self) -> Screen[Any]:
        return SocketsScreen(self.view)

    @property
    def sockets(self) -> SocketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, SocketsScreen)
        return screen

    @property
    def names(self) -> list[str]:
        """Of the processes of the rows; a heading's title in brackets."""
        rows = self.view.rows
        found = []
        for row in range(rows.row_count()):
            one, line = rows.seen(row), rows.line(row)
            if one is not None:
                found.append(one.found.owners[0].process.name if one.found.owners else "-")
            elif line is not None and line.group is not None:
                found.append(f"[{line.group.title}]")
        return found

    async def looked(self, pilot: Pilot[str], rows: int = 5) -> None:
        """Wait until so many rows are there."""
        await until(pilot, lambda: self.view.rows.row_count() == rows)

    async def look_again(self, pilot: Pilot[str]) -> None:
        """Press the key, and wait for the picture."""
        before = self.view.rows.picture.time_ns
        await pilot.press("r")
        await until(pilot, lambda: self.view.rows.picture.time_ns > before)
