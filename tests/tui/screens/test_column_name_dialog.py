from textual.app import ComposeResult
from textual.widgets import Input

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_text
from tui.screens.column_name_dialog import ColumnNameDialog, complete_name


class Plain(Host):
    """Shows the dialog over nothing."""

    def compose(self) -> ComposeResult:
        yield Input()

    def ask(self) -> None:
        self.push_screen(ColumnNameDialog(["number", "tcp.port"]), self.heard.append)


async def test_a_name_is_completed_while_it_is_typed() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press(*"tcp.flags.sy")
        await pilot.pause()
        assert "Syn, a boolean" in screen_text(app)
        await pilot.press("tab", "enter")
        assert app.heard == ["tcp.flags.syn"]


async def test_a_name_is_chosen_from_the_list() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press(*"udp.srcp", "down", "enter")
        assert app.heard == ["udp.srcport"]


async def test_a_name_that_is_none_is_told() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask()
        await pilot.pause()
        await pilot.press(*"udp.srcprt", "enter")
        await pilot.pause()
        assert "udp.srcport" in screen_text(app)
        assert "there is no field or protocol named udp.srcprt" in screen_text(app)
        await pilot.press("ctrl+u", *"tcp.port", "escape", "enter")
        await pilot.pause()
        assert "tcp.port is a column already" in screen_text(app)
        await pilot.press("ctrl+u", "enter")
        await pilot.pause()
        assert "the name of a field is wanted" in screen_text(app)
        await pilot.press("escape")
        assert app.heard == [None]


def test_the_lists_own_columns_come_first_and_labels_count_too() -> None:
    assert complete_name("time", 4).options[0].text == "time"
    assert "tcp.srcport" in [option.text for option in complete_name("source port", 11).options]
    assert complete_name("", 0).options == ()
