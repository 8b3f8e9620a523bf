from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.widgets import Input

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_text
from tui.keys import Keys
from tui.panes.packet_list import COLUMN_NAMES
from tui.screens.columns_dialog import NARROWEST, ColumnsDialog


class Plain(Host):
    """Shows the dialog over nothing; remembers every change."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[tuple[str, ...], dict[str, int]]] = []

    def compose(self) -> ComposeResult:
        yield Input()

    def keep(self, names: Sequence[str], widths: Mapping[str, int]) -> None:
        self.changes.append((tuple(names), dict(widths)))

    def ask(self, names: Sequence[str] = ("number", "source", "tcp.port"), chosen: int = 0, **drawn: int) -> None:
        self.push_screen(ColumnsDialog(Keys(), names, {}, self.keep, drawn=drawn, chosen=chosen))


async def test_columns_are_moved() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(chosen=1)
        await pilot.pause()
        await pilot.press("K", "K", "J", "shift+down", "J")
        assert [names for names, _ in app.changes] == [
            ("source", "number", "tcp.port"),
            ("number", "source", "tcp.port"),
            ("number", "tcp.port", "source"),
        ]


async def test_widths_begin_with_what_is_drawn_and_end_as_needed() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(number=4)
        await pilot.pause()
        await pilot.press("right", "left", "h", "h", "0")
        widths = [widths.get("number") for _, widths in app.changes]
        assert widths == [5, 4, NARROWEST, NARROWEST, None]
        await pilot.press("l")
        assert "5 cells wide" in screen_text(app)


async def test_all_but_one_can_be_removed() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press("d", "delete", "d")
        assert app.changes[-1] == (("tcp.port",), {})
        assert len(app.changes) == 2


async def test_a_field_is_added_by_its_name() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press("a", *"udp.srcport", "enter")
        await pilot.pause()
        assert app.changes[-1][0] == ("number", "udp.srcport", "source", "tcp.port")
        await pilot.press("a", "escape", "r")
        assert app.changes[-1] == (COLUMN_NAMES, {})
