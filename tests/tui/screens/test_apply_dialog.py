import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_text
from tui.screens.apply_dialog import ApplyDialog, Wanted


class Plain(Host):
    """Shows the dialog over nothing."""

    def compose(self) -> ComposeResult:
        yield Input()


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (("enter",), Wanted("tcp.port == 80", True)),
        (("n",), Wanted("!(tcp.port == 80)", True)),
        (("a",), Wanted("udp && tcp.port == 80", True)),
        (("A",), Wanted("udp && !(tcp.port == 80)", True)),
        (("o",), Wanted("udp || tcp.port == 80", True)),
        (("O",), Wanted("udp || !(tcp.port == 80)", True)),
        (("down", "down", "p"), Wanted("udp && tcp.port == 80", False)),
        (("right", "i"), Wanted("tcp", True)),
        (("left", "left", "left", "n"), Wanted("!tcp", True)),
        (("escape",), None),
    ],
)
async def test_what_comes_of_the_keys(keys: tuple[str, ...], wanted: Wanted | None) -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ApplyDialog(["tcp.port == 80", "tcp"], "udp"), app.heard.append)
        await pilot.pause()
        await pilot.press(*keys)
        assert app.heard == [wanted]


async def test_what_would_come_of_each_way_is_shown() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ApplyDialog(["tcp.port == 80", "tcp"], "udp || arp"))
        await pilot.pause()
        shown = screen_text(app)
        assert "(udp || arp) && !(tcp.port == 80)" in shown
        assert "1 of 2" in shown
        await pilot.press("right")
        assert "(udp || arp) && !tcp" in screen_text(app)


async def test_without_a_filter_in_use_there_is_nothing_to_join_to() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ApplyDialog(["tcp"], " "), app.heard.append)
        await pilot.pause()
        assert "and is" not in screen_text(app)
        await pilot.press("a", "o", "i")
        assert app.heard == [Wanted("tcp", True)]


async def test_a_click_applies() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ApplyDialog(["tcp"], ""), app.heard.append)
        await pilot.pause()
        await pilot.click("WayList", offset=(5, 1))
        assert app.heard == [Wanted("!tcp", True)]
