from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import App, ComposeResult

from tests.tui.snapshots import screen_text
from tui.panes.start_list import StartList
from tui.start_entries import StartLine, heading


def thing(name: str) -> StartLine:
    return StartLine(((f"  {name}", 12, "text--strong"), ("told", 0, "")), Path(name), f"Enter opens {name}")


LINES = [heading("First"), thing("a"), thing("b"), heading("Second"), thing("c")]


class ListApp(App[None]):
    """A list alone."""

    CSS_PATH = str(Path(__file__).parents[3] / "tui" / "theme.tcss")

    def __init__(self) -> None:
        super().__init__()
        self.clicked: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        from tui import theme

        return dict(theme.VARIABLES) | {"scrollbar": "#333333", "scrollbar-background": "#000000"}

    def compose(self) -> ComposeResult:
        yield StartList(id="start")

    def on_mount(self) -> None:
        self.query_one(StartList).show(LINES)
        self.query_one(StartList).focus()

    @on(StartList.Chosen)
    def _chosen(self, message: StartList.Chosen) -> None:
        self.clicked.append(str(message.line.target))


async def test_the_cursor_begins_on_the_first_thing_and_passes_headings() -> None:
    app = ListApp()
    async with app.run_test() as pilot:
        lines = app.query_one(StartList)
        places = [lines.cursor]
        for key in ("down", "down", "down", "up", "home", "up", "end"):
            await pilot.press(key)
            places.append(lines.cursor)
        assert places == [1, 2, 4, 4, 2, 1, 1, 4]


async def test_the_cursor_stays_on_its_thing_when_lines_come_before_it() -> None:
    app = ListApp()
    async with app.run_test() as pilot:
        lines = app.query_one(StartList)
        await pilot.press("end")
        lines.show([thing("new"), *LINES])
        assert lines.selected is not None
        assert lines.selected.target == Path("c")
        lines.show(LINES[:3])
        assert lines.selected is not None


async def test_a_click_selects_and_a_second_one_chooses() -> None:
    app = ListApp()
    async with app.run_test() as pilot:
        await pilot.click(StartList, offset=(4, 2))
        assert app.clicked == []
        await pilot.click(StartList, offset=(4, 2))
        await pilot.pause()
        assert app.clicked == ["b"]
        await pilot.click(StartList, offset=(4, 3))
        await pilot.pause()
        assert app.clicked == ["b"]


async def test_hostile_names_are_drawn_harmless() -> None:
    app = ListApp()
    async with app.run_test() as pilot:
        app.query_one(StartList).show([thing("\x1b]2;x\x07[b]"), thing("\u202eevil")])
        await pilot.pause()
        shown = screen_text(app)
        assert "\N{SYMBOL FOR ESCAPE}]2;x" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)


async def test_an_empty_list_has_nothing_selected() -> None:
    app = ListApp()
    async with app.run_test() as pilot:
        lines = app.query_one(StartList)
        lines.show([])
        await pilot.press("down", "up", "end")
        assert lines.selected is None
