"""The names of the other screens, on the line above one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines, screen_segments
from tui.keys import Keys
from tui.panes.one_line import Piece
from tui.panes.screens_line import ScreensLine


class Counting(ScreensLine):
    """Counts on the right."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [("left", "line--strong")]

    def right_pieces(self, line: int = 0) -> Sequence[Piece]:
        return self.behind_screens([(" 7 captured", "line--dim")])


@pytest.mark.parametrize(("width", "are_named"), [(120, True), (70, False), (24, False)])
async def test_screens_are_named_where_there_is_room(width: int, are_named: bool) -> None:
    bar = Counting()
    app = Host(bar)
    async with app.run_test(size=(width, 3)) as pilot:
        bar.name_screens(Keys({"conversations": "8"}), "sockets")
        await pilot.pause()
        line = screen_lines(app)[0].rstrip()
        assert (" 1 Packets  8 Conversations  3 Sockets  4 Statistics  5 Diagnosis  7 captured" in line) == are_named
        assert line.endswith("captured")


async def test_the_screen_that_is_shown_stands_out() -> None:
    bar = Counting()
    app = Host(bar)
    async with app.run_test(size=(120, 3)) as pilot:
        bar.name_screens(Keys(), "sockets")
        await pilot.pause()
        styles = {segment.text.strip(): segment.style for segment in screen_segments(app)[0]}
        assert styles["Sockets"] != styles["Packets"] == styles["Diagnosis"]
