"""The counters screen: looks at a made-up machine, and at this one."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.counting import Machine, look
from tests.tui.snapshots import assert_looks_like, screen_lines, screen_text
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.counter_view.view import CountersView
from tui.screens import counters
from tui.screens.counters import CountersScreen
from tui.settings import Settings

NOON = datetime(2024, 1, 2, 12, 0, 0)


class SomeApp(RemoraApp):
    """Shows counters over an empty screen."""

    def __init__(self, view: CountersView) -> None:
        super().__init__(settings=Settings(theme="remora-dark"))
        self.view = view

    def get_default_screen(self) -> Screen[object]:
        return Screen()

    def on_mount(self) -> None:
        self.push_screen(CountersScreen(self.view))

    @property
    def counters(self) -> CountersScreen:
        assert isinstance(self.screen, CountersScreen)
        return self.screen


@pytest.fixture(autouse=True)
def no_looks_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "SECONDS_BETWEEN_LOOKS", 3600)


def app_of(*looks: object) -> SomeApp:
    return SomeApp(CountersView("", Machine(*looks), clock=lambda: NOON))  # type: ignore[arg-type]


async def looked(pilot: Pilot[str], app: SomeApp, times: int = 1) -> None:
    """The first look comes by itself."""
    await until(pilot, lambda: app.view.history.latest is not None or app.view.problem)
    for _ in range(times - 1):
        await app.counters.look()
    await pilot.pause()


LATER = look(TcpInSegs=600, TcpRetransSegs=17, lo__rx_bytes=3000, lo__rx_packets=20, eth0__rx_missed_errors=2)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80", "160"])
async def test_the_screen_at_two_sizes(size: tuple[int, int]) -> None:
    app = app_of(look(), LATER)
    async with app.run_test(size=size) as pilot:
        await looked(pilot, app, 2)
        assert_looks_like(app, f"counters-{size[0]}")
        await pilot.press("tab", "tab")
        await pilot.pause()
        assert_looks_like(app, f"counters-interfaces-{size[0]}")


async def test_growth_is_marked_where_it_tells_of_trouble() -> None:
    app = app_of(look(), LATER)
    async with app.run_test(size=(100, 24)) as pilot:
        await looked(pilot, app, 2)
        lines = {line[2:].split()[0]: line for line in screen_lines(app)[3:10]}
        assert lines["TcpRetransSegs"].split()[:5] == ["!", "TcpRetransSegs", "17", "+10", "10.0"]
        assert lines["TcpInSegs"].startswith("+")
        assert " Trouble! Interfaces! " in screen_lines(app)[1]
        assert " TCP! UDP " in screen_lines(app)[1]


async def test_the_counter_under_the_cursor_is_explained_and_the_cursor_stays_on_it() -> None:
    app = app_of(look(), look(IpInReceives=0))
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        await pilot.press("down", "down", "down")
        assert "TcpRetransSegs" in screen_lines(app)[18]
        assert "Segments sent again" in screen_lines(app)[19]
        assert app.counters.table.cursor == 3
        # The first row is gone: at zero.
        await app.counters.look()
        assert app.counters.table.cursor == 2
        await pilot.press("enter")
        await pilot.pause()
        assert "Look at" in screen_text(app)


async def test_zeros_are_shown_on_request() -> None:
    app = app_of(look())
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        assert "TcpExtListenOverflows" not in screen_text(app)
        assert "7 shown · 2 at zero" in screen_text(app)
        await pilot.press("o")
        assert "TcpExtListenOverflows" in screen_text(app)
        await pilot.press("o")
        assert "TcpExtListenOverflows" not in screen_text(app)


async def test_words_are_looked_for_while_they_are_typed() -> None:
    app = app_of(look())
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        await pilot.press("slash", *"again")
        await pilot.pause()
        assert app.counters.view.counters.names == ["TcpRetransSegs"]
        await pilot.press("enter", "tab")
        await pilot.pause()
        assert app.view.group == "Trouble"
        assert app.counters.view.counters.names == ["TcpRetransSegs"]
        await pilot.press("slash", *" zzz")
        await pilot.pause()
        assert "Nothing here has the words again zzz" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.counters.view.counters.names) == 2
        await pilot.press("slash", "u", "d", "p", "down")
        await pilot.pause()
        assert app.view.counters.names == ["UdpNoPorts"]
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.counters.view.counters.names) == 2
        assert app.counters.view.subject(app.counters.table.cursor) == "UdpNoPorts"
        await pilot.press("escape")
        assert not isinstance(app.screen, CountersScreen)


async def test_groups_are_gone_round_and_clicked() -> None:
    app = app_of(look())
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        await pilot.press("shift+tab")
        assert app.view.group == "Sockets"
        assert "sockstat.TCP.inuse" in screen_text(app)
        await pilot.press("shift+tab")
        assert "This kernel tells none of these." in screen_text(app)
        await pilot.press("shift+tab")
        assert "All 1 of these are 0" in screen_text(app)
        await pilot.click("#groups", offset=(screen_lines(app)[1].index("UDP"), 0))
        await pilot.pause()
        assert app.view.group == "UDP"
        assert app.counters.view.counters.names == ["UdpNoPorts"]


async def test_rows_are_sorted_by_key_and_by_click() -> None:
    app = app_of(look(), LATER)
    async with app.run_test(size=(100, 24)) as pilot:
        await looked(pilot, app, 2)
        await pilot.press("greater_than_sign", "greater_than_sign", "greater_than_sign", "S")
        assert "Per second▼" in screen_lines(app)[2]
        assert app.view.counters.names[:2] == ["TcpInSegs", "TcpRetransSegs"]
        await pilot.click("#counters", offset=(screen_lines(app)[2].index("Counter"), 0))
        await pilot.pause()
        assert "Counter▲" in screen_lines(app)[2]


async def test_looking_may_wait_and_growth_begin_anew() -> None:
    app = app_of(look(), look(UdpNoPorts=9), look(UdpNoPorts=12))
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app, 2)
        await pilot.press("space")
        assert "■ paused" in screen_text(app)
        assert app.view.history.since_start("UdpNoPorts") == 7
        await pilot.press("0", "r")
        await until(pilot, lambda: app.view.history.since_start("UdpNoPorts") == 3)
        await pilot.press("space")
        assert "paused" not in screen_text(app)


async def test_why_there_are_none_is_told() -> None:
    app = app_of(OSError("the network namespace blue cannot be entered: only root may"), look())
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        assert "The network namespace blue cannot be entered" in screen_lines(app)[3]
        await app.counters.look()
        await pilot.pause()
        assert "TcpInSegs" in screen_text(app)


async def test_a_system_that_tells_only_interfaces_begins_with_them() -> None:
    app = app_of(replace(look(), values={}))
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        assert "  lo        in " in screen_text(app)
        await pilot.press("tab")
        assert "Only Linux tells its counters of protocols by name." in screen_text(app)


async def test_a_hostile_interface_name_is_only_text() -> None:
    name = "\x1b]0;x\x07[red]"
    first = look()
    hostile = replace(first, interfaces={name: replace(first.interfaces["lo"], name=name)})
    app = app_of(hostile)
    async with app.run_test(size=(80, 24)) as pilot:
        await looked(pilot, app)
        await pilot.press("tab", "tab")
        await pilot.pause()
        assert "␛]0;x␇[red]" in screen_text(app)
        assert "\x1b" not in screen_text(app)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")
async def test_this_machine() -> None:
    app = SomeApp(CountersView())
    async with app.run_test(size=(160, 48)) as pilot:
        await looked(pilot, app, 2)
        assert "IpInReceives" in screen_text(app)
        await pilot.press("tab", "tab", "o")
        await pilot.pause()
        assert " lo " in screen_text(app)
    app.view.close()
