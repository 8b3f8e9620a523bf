from __future__ import annotations

import pytest
from rich.style import Style

from tests.tui.snapshots import screen_lines
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tui.keys import Keys
from tui.panes.lines import LinePane
from tui.screens.key_hints import KeyHints
from tui.screens.lines_dialog import MOST_LINES, LinesDialog


class Numbers(LinePane):
    """Lines that are told apart by their number."""

    count = 1

    def line_count(self) -> int:
        return self.count

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        return [(f"line {line} of them", self.rich_style)]


@pytest.mark.parametrize(("count", "height", "shown"), [(3, 24, 3), (50, 40, MOST_LINES), (50, 12, 6)])
async def test_it_is_as_high_as_its_lines_and_keys_go_to_them(count: int, height: int, shown: int) -> None:
    app = ToyApp(ToyTable(toy_frames(1)))
    async with app.run_test(size=(80, height)) as pilot:
        pane = Numbers()
        dialog: LinesDialog[None] = LinesDialog("Numbers", pane, KeyHints(Keys(), "saved"))
        app.push_screen(dialog)
        await pilot.pause()
        pane.count = count
        dialog.fit_lines()
        await pilot.pause()
        lines = screen_lines(app)
        assert sum("of them" in line for line in lines) == shown
        assert any("discard" in line for line in lines)
        assert dialog.focused is pane
