"""The line of tabs: the chosen one is in sight, a click chooses another."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.tui.snapshots import screen_lines
from tui.panes.tab_line import Tab, TabLine

TABS = (
    Tab("tcp", "TCP", "1,234"),
    Tab("udp", "UDP", "2", is_warning=True),
    Tab("dns", "DNS"),
    Tab("none", "Nothing", is_empty=True),
)


class TabsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield TabLine(id="some")

    @property
    def line(self) -> TabLine:
        return self.query_one(TabLine)

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        assert message.control is message.line is self.line
        self.chosen.append(message.name)


async def test_tabs_with_their_counts_and_words_on_the_right() -> None:
    app = TabsApp()
    async with app.run_test(size=(60, 3)) as pilot:
        app.line.show(TABS, "udp", "all packets")
        await pilot.pause()
        shown = screen_lines(app)[0]
        assert shown.startswith(" TCP 1,234  UDP!2  DNS  Nothing ")
        assert shown.endswith(" all packets ")


async def test_a_click_chooses_the_tab_under_it() -> None:
    app = TabsApp()
    async with app.run_test(size=(60, 3)) as pilot:
        app.line.show(TABS, "udp")
        await pilot.pause()
        shown = screen_lines(app)[0]
        for word in ("TCP", "1,234", "UDP", "DNS", "Nothing"):
            await pilot.click(TabLine, offset=(shown.index(word), 0))
        await pilot.click(TabLine, offset=(50, 0))
        assert app.chosen == ["tcp", "tcp", "udp", "dns", "none"]


@pytest.mark.parametrize("chosen", [0, 5, 11])
async def test_where_there_is_no_room_the_chosen_one_is_in_sight_and_clicks_still_find_theirs(chosen: int) -> None:
    app = TabsApp()
    async with app.run_test(size=(40, 3)) as pilot:
        app.line.show([Tab(str(number), f"view-{number}") for number in range(12)], str(chosen), "all")
        await pilot.pause()
        shown = screen_lines(app)[0]
        assert f" view-{chosen} " in shown
        assert ("‹" in shown, "›" in shown) == (chosen > 0, chosen < 11)
        await pilot.click(TabLine, offset=(shown.index(f"view-{chosen} "), 0))
        assert app.chosen == [str(chosen)]


async def test_texts_cannot_command_the_terminal() -> None:
    app = TabsApp()
    async with app.run_test(size=(60, 3)) as pilot:
        app.line.show([Tab("a", "a\x1b[2J[red]")], "a", "only \x1b[2J[red]")
        await pilot.pause()
        shown = screen_lines(app)[0]
        assert "\x1b" not in shown
        assert shown.count("[red]") == 2
        await pilot.click(TabLine, offset=(5, 0))
        assert app.chosen == ["a"]
