"""A screen that is asked to go several times goes once, and keeps where the user was before."""

from __future__ import annotations

from textual.app import App
from textual.screen import Screen

from tui.screens.left_once import LeftOnce


class Left(LeftOnce[str], Screen[str]):
    def __init__(self) -> None:
        super().__init__()
        self.kept = 0

    def keep_place(self) -> None:
        assert self.is_current
        self.kept += 1


async def test_only_the_first_time_counts() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        below, screen, results = app.screen, Left(), list[str | None]()
        await app.push_screen(screen, results.append)
        screen.dismiss("first")
        screen.dismiss("second")
        await pilot.pause()
        assert (app.screen, results, screen.kept) == (below, ["first"], 1)
