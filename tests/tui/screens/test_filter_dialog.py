"""The line for a display filter over screens without a filter bar."""

from __future__ import annotations

from dissectors.filters import compile_filter
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.judging import Judgement, problem_with
from tui.panes.completing import complete_text
from tui.screens.filter_dialog import FilterDialog
from tui.settings import Settings


class DialogApp(RemoraApp):
    """Shows the dialog and keeps what it ends with."""

    def __init__(self, begin: str = "") -> None:
        super().__init__(None, None, settings=Settings(theme="remora-dark"))
        self.begin = begin
        self.ended: list[str | None] = []

    def on_mount(self) -> None:
        def judge(text: str) -> Judgement:
            return Judgement(problem_with(text, compile_filter))

        self.push_screen(FilterDialog("Count only", self.begin, complete_text, judge), self.ended.append)


async def test_a_filter_is_completed_and_ends_it() -> None:
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"udp.srcp")
        await until(pilot, lambda: "udp.srcport" in screen_text(app))
        await pilot.press("tab", *"== 53", "enter")
        await until(pilot, lambda: app.ended)
        assert app.ended == ["udp.srcport == 53"]


async def test_what_is_no_filter_is_told_and_does_not_end_it() -> None:
    app = DialogApp("tcp.prt")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "named tcp.prt" in screen_text(app))
        assert app.ended == []
        await pilot.press("escape")
        assert app.ended == [None]


async def test_an_empty_one_means_all_packets() -> None:
    app = DialogApp("tcp")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("backspace", "backspace", "backspace", "enter")
        assert app.ended == [""]
