"""One view of the sockets for a whole run, whichever screen they are shown over."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of
from tests.tui.fake_sockets import ALL, FakeSockets, SocketsApp
from tests.tui.sockets.story.made import owned, tcp
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.screens.sockets import SocketsScreen
from tui.screens.sockets_view import SocketsView
from tui.screens.welcome import WelcomeScreen
from tui.socket_view.compared import SocketCompared
from tui.socket_view.shown import compared_with, do
from tui.sockets.kept_kernels import KeptKernels
from tui.sockets.seen import Seen

if TYPE_CHECKING:
    from tui.screens.packets import PacketsScreen


async def test_what_was_chosen_stays_from_one_time_to_the_next() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        first = app.sockets
        await pilot.press("T", "1")
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))
        assert not app.sockets_view.look.is_running
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen))
        assert app.sockets is not first
        assert app.sockets.view is first.view
        await until(pilot, lambda: app.sockets.view.rows.picture.shown == 4)
    assert not app.sockets_view.look.is_running


async def test_no_other_screen_is_one_of_sockets() -> None:
    app = SocketsApp()
    assert not app.is_sockets(WelcomeScreen(app.machine))
    async with app.run_test(size=(120, 30)):
        assert app.is_sockets(app.screen)
        assert not app.is_sockets(WelcomeScreen(app.machine))


async def test_a_note_about_the_session_is_told_in_a_corner() -> None:
    app = SocketsApp()
    app.session_note = "Running as root: the screen has no capabilities"
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.told == ["Running as root: the screen has no capabilities"])


def test_packets_are_compared_with_where_there_are_any(tmp_path: Path) -> None:
    view = SocketsView(make_source=FakeSockets)
    packets = SimpleNamespace(table=PacketTable(capture_of([], tmp_path)), is_of_this_machine=True)
    compared = compared_with(cast("PacketsScreen", packets), view)
    assert isinstance(compared, SocketCompared)
    assert compared.table is packets.table
    seen = Seen((), owned(tcp()), 0)
    assert (compared(seen), compared_with(None, view)(seen)) == ([], ())
    packets.is_of_this_machine = False
    assert not isinstance(compared_with(cast("PacketsScreen", packets), view), SocketCompared)


@pytest.mark.usefixtures("require_root")
def test_what_was_opened_in_a_namespace_is_asked_about_it() -> None:
    app = RemoraApp()
    app.kept_kernels = KeptKernels(str(os.getpid()))
    # Entering it is not tried any more.
    app.network_namespace = "no-such"
    for _ in range(2):
        with app.open_sockets() as source:
            source.take(["tcp"], with_details=False)
    view = app.make_sockets_view()
    with view._open() as source:
        source.take(["tcp"], with_details=False)
    view._endings().close()
    app.end_sockets()


def test_nothing_to_do_is_nothing() -> None:
    done: list[int] = []
    do(None)
    do(lambda: done.append(1))
    assert done == [1]
