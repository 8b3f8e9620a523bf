"""From a socket to what was captured of it, and to a capture where nothing was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.dissectors.streams.frames import ACK, SYN, tcp
from tests.tui.fake_machine import REFUSED, FakeMachine, Piped, pcap
from tests.tui.fake_sockets import (
    ABROAD,
    ALL,
    CLIENT,
    LISTENER,
    LOCAL,
    OF_CLIENT,
    OF_SERVER,
    SERVER,
    SocketsApp,
    on_interfaces,
    owned,
)
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until, until_asked
from tui.opened import Opened
from tui.panes.filter_bar import FilterBar
from tui.screens.capture import CaptureScreen
from tui.screens.follow import FollowScreen
from tui.screens.ladder import LadderScreen
from tui.screens.sockets import SocketsScreen
from tui.screens.tcp_graph import TCPGraphScreen
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import OwnedSocket

TALK = (
    tcp(CLIENT, SERVER, 0, SYN),
    tcp(SERVER, CLIENT, 0, SYN | ACK),
    tcp(CLIENT, SERVER, 1, ACK),
    tcp(CLIENT, SERVER, 1, ACK, b"hello\n"),
)
ITS_PACKETS = "ip.src == 127.0.0.1 && ip.dst == 127.0.0.1 && tcp.port == 1234 && tcp.port == 50000"


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Piped]:
    """A capture that says it is one of loopback."""
    with on_interfaces(tmp_path / "captures", "lo") as capture:
        yield capture


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, piped: Piped) -> list[tuple[Sequence[str], str]]:
    """Captures that were begun, by interfaces and capture filter."""
    asked: list[tuple[Sequence[str], str]] = []

    def begin(broker: object, interfaces: Sequence[str], capture_filter: str, options: object) -> Opened:
        asked.append((tuple(interfaces), capture_filter))
        return piped.opened

    monkeypatch.setattr("tui.viewer_app.open_interfaces", begin)
    return asked


async def test_without_a_capture_it_is_asked_once_and_one_begins(
    piped: Piped, begun: list[tuple[Sequence[str], str]]
) -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        app.put_cursor(OF_CLIENT)
        await pilot.press("enter")
        await until_asked(pilot)
        assert "No capture is running: capture on lo and show this socket's packets?" in screen_text(app)
        await pilot.press("n")
        assert isinstance(app.screen, SocketsScreen)
        assert begun == []
        await pilot.press("enter")
        await until_asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen))
        assert begun == [(("lo",), "")]
        assert len(app.screen_stack) == 1
        assert app.screen.query_one(FilterBar).in_use == ITS_PACKETS
        piped.write(pcap(*TALK))
        await until(pilot, lambda: "4 displayed" in screen_text(app))
        await pilot.press("home", "s")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.here == OF_CLIENT)
        await pilot.press("s")
        assert app.here == OF_SERVER


@pytest.mark.parametrize(
    ("found", "interface"),
    [
        (LISTENER, "any"),
        (ABROAD, "eth0"),
        (owned(Socket("udp", "ipv4", "UNCONNECTED", Endpoint("127.0.0.1", 53), cookie=9)), "lo"),
    ],
)
async def test_the_capture_is_where_its_packets_pass(
    found: OwnedSocket, interface: str, begun: list[tuple[Sequence[str], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.socket_view.capture._towards", lambda *_: "")
    app = SocketsApp(*ALL, found)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.sockets.view.seen)
        app.put_cursor(found)
        await pilot.press("enter")
        await until_asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: begun)
        assert begun == [((interface,), "")]


@pytest.mark.parametrize(
    ("found", "key", "words"),
    [
        (LOCAL, "enter", "A UNIX socket has no packets"),
        (LOCAL, "f", "A UNIX socket has no packets"),
        (LISTENER, "f", "A listener says nothing itself"),
        (LISTENER, "L", "A listener says nothing itself"),
    ],
)
async def test_what_has_no_packets_says_so(found: OwnedSocket, key: str, words: str) -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.sockets.view.seen)
        app.put_cursor(found)
        await pilot.press(key)
        assert words in app.told[-1]


async def test_whoever_may_not_capture_is_told_what_changes_that() -> None:
    app = SocketsApp(machine=FakeMachine(REFUSED))
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.sockets.view.seen)
        app.put_cursor(OF_CLIENT)
        await pilot.press("enter")
        await until(pilot, lambda: app.told)
        assert app.told == [
            "No capture is running, and none can begin, as this user may not capture: "
            "sudo /opt/remora/bin/remora changes that."
        ]


async def test_over_a_capture_that_has_them_nothing_is_asked(piped: Piped) -> None:
    app = SocketsApp(opened=piped.opened)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.sockets.view.seen)
        app.put_cursor(OF_CLIENT)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen))
        assert app.screen.query_one(FilterBar).in_use == ITS_PACKETS


async def test_following_and_drawing_and_back(piped: Piped) -> None:
    piped.write(pcap(*TALK))
    app = SocketsApp(opened=piped.opened)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "4 displayed" in screen_text(app))
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.sockets.view.seen)
        app.put_cursor(OF_SERVER)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, FollowScreen) and "hello" in screen_text(app))
        await pilot.press("escape")
        assert isinstance(app.screen, SocketsScreen)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, TCPGraphScreen) and "SYN: opens" in screen_text(app))
        await pilot.press("escape")
        assert isinstance(app.screen, SocketsScreen)
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, LadderScreen) and "SYN ACK" in screen_text(app))
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen) and app.screen.shown_row == 1)
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.here == OF_SERVER)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, FollowScreen) and "hello" in screen_text(app))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen) and app.screen.query_one(FilterBar).in_use)
        assert app.screen.query_one(FilterBar).in_use == "!(tcp.stream == 0)"


async def test_what_cannot_be_followed_yet_appears_among_the_packets(piped: Piped) -> None:
    app = SocketsApp(opened=piped.opened)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.sockets.view.seen)
        app.put_cursor(OF_SERVER)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen))
        assert app.told == ["There is nothing to follow yet: its packets appear here as they come."]


async def test_one_that_closed_uncaptured_has_no_packets_and_a_captured_one_has(piped: Piped) -> None:
    app = SocketsApp(opened=piped.opened)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.sockets.view.seen)
        await pilot.press("t")
        app.put_cursor(OF_CLIENT)
        app.source.sockets = (LISTENER,)
        await pilot.press("r")
        await until(pilot, lambda: app.sockets.entry is not None and app.sockets.entry.closed_ns is not None)
        await pilot.press("enter")
        await until(pilot, lambda: any("has closed" in words for words in app.told))
        assert isinstance(app.screen, SocketsScreen)
        piped.write(pcap(*TALK))
        await until(pilot, lambda: len(piped.opened.table) == len(TALK))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen) and "4 displayed" in screen_text(app))
