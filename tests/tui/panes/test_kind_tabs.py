"""The line of kinds."""

from __future__ import annotations

from textual.app import App, ComposeResult

from dissectors.streams.tables.conversations import Kind
from tests.tui.snapshots import screen_text
from tui.panes.kind_tabs import KindTabs


class TabsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[Kind] = []

    def compose(self) -> ComposeResult:
        yield KindTabs()

    def on_kind_tabs_chosen(self, message: KindTabs.Chosen) -> None:
        self.chosen.append(message.kind)


async def test_every_kind_with_its_count_and_which_packets_are_counted() -> None:
    app = TabsApp()
    async with app.run_test(size=(80, 3)) as pilot:
        app.query_one(KindTabs).show("udp", {"tcp": 1234, "udp": 2}, "all packets")
        await pilot.pause()
        line = screen_text(app).splitlines()[0]
        assert line.split() == [
            "Ethernet",
            "0",
            "IPv4",
            "0",
            "IPv6",
            "0",
            "TCP",
            "1,234",
            "UDP",
            "2",
            "SCTP",
            "0",
            "all",
            "packets",
        ]


async def test_a_click_chooses_the_kind_under_it() -> None:
    app = TabsApp()
    async with app.run_test(size=(80, 3)) as pilot:
        tabs = app.query_one(KindTabs)
        tabs.show("udp", {"tcp": 1234, "udp": 2}, "")
        await pilot.pause()
        line = screen_text(app).splitlines()[0]
        for word in ("Ethernet", "TCP", "1,234", "SCTP"):
            await pilot.click(KindTabs, offset=(line.index(word), 0))
        await pilot.click(KindTabs, offset=(79, 0))
        assert app.chosen == ["eth", "tcp", "tcp", "sctp"]


async def test_a_scope_cannot_command_the_terminal() -> None:
    app = TabsApp()
    async with app.run_test(size=(120, 3)) as pilot:
        app.query_one(KindTabs).show("tcp", {}, "only \x1b[2J[red]")
        await pilot.pause()
        assert "\x1b" not in screen_text(app)
        assert "[red]" in screen_text(app)
