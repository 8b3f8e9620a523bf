"""The names of the other screens, on the line above one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from textual.screen import Screen

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


class Screens(Host):
    """Its screens are asked for."""

    asked: ClassVar[list[str]] = []

    def get_default_screen(self) -> Screen[None]:
        return Asked()


class Asked(Screen[None]):
    def action_packets(self) -> None:
        Screens.asked.append("packets")

    def action_diagnosis(self) -> None:
        Screens.asked.append("diagnosis")

    def action_sockets(self) -> None:
        Screens.asked.append("sockets")


async def test_a_click_on_a_name_leads_to_its_screen() -> None:
    bar = Counting()
    app = Screens(bar)
    Screens.asked.clear()
    async with app.run_test(size=(120, 3)) as pilot:
        await pilot.click(bar, offset=(90, 0))
        bar.name_screens(Keys(), "sockets")
        await pilot.pause()
        line = screen_lines(app)[0]
        # What the screen does not do, and the one that is shown, do nothing.
        for words in ("left", "Packets", "Diagnosis", "Sockets", "Statistics", "captured"):
            await pilot.click(bar, offset=(line.index(words), 0))
        assert Screens.asked == ["packets", "diagnosis"]


async def test_the_screen_that_is_shown_stands_out() -> None:
    bar = Counting()
    app = Host(bar)
    async with app.run_test(size=(120, 3)) as pilot:
        bar.name_screens(Keys(), "sockets")
        await pilot.pause()
        styles = {segment.text.strip(): segment.style for segment in screen_segments(app)[0]}
        assert styles["Sockets"] != styles["Packets"] == styles["Diagnosis"]
