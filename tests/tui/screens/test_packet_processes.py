from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import ACK, SYN, tcp
from tests.tui.fake_machine import FakeMachine, Piped, pcap, record
from tests.tui.fake_watcher import FakeWatcher
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.waiting_for import until
from tui.capture.client import BrokerClient
from tui.live_source import CaptureOptions
from tui.opened import open_interfaces, open_path
from tui.screens import packet_processes, renewed_rows
from tui.screens.capture import CaptureScreen
from tui.viewer_app import ViewerApp

CURL = found("curl", 7, time_ns=0)
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener", time_ns=0)
FRAMES = (tcp(CLIENT, SERVER, 0, SYN), tcp(SERVER, CLIENT, 0, SYN | ACK), tcp(CLIENT, SERVER, 1, ACK))


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Piped]:
    """Looks like a capture on an interface."""
    with Piped(tmp_path / "captures") as capture:
        capture.source.title = "lo"
        yield capture


def app_on(piped: Piped, watcher: FakeWatcher | None) -> ViewerApp:
    return ViewerApp(piped.opened, machine=FakeMachine(watcher=watcher))


def screen_of(app: ViewerApp) -> CaptureScreen:
    screen = app.screen_stack[-1]
    assert isinstance(screen, CaptureScreen)
    return screen


async def test_a_live_capture_tells_of_its_processes(piped: Piped) -> None:
    watcher = FakeWatcher()
    app = app_on(piped, watcher)
    assert watcher.is_watching
    async with app.run_test(size=(160, 48)) as pilot:
        piped.write(pcap(*FRAMES))
        await until(pilot, lambda: "[SYN, ACK]" in screen_text(app))
        assert "Process" not in screen_lines(app)[2]
        watcher.find(CURL, NGINX)
        await until(pilot, lambda: "curl → nginx" in screen_text(app))
        assert "nginx → curl" in screen_text(app)
        assert "Process" in screen_lines(app)[2]
    assert not watcher.is_watching
    assert watcher.is_closed


async def test_what_is_known_before_the_packets_come_is_shown_with_them(piped: Piped) -> None:
    watcher = FakeWatcher()
    app = app_on(piped, watcher)
    watcher.find(CURL)
    async with app.run_test(size=(160, 48)) as pilot:
        piped.write(pcap(*FRAMES))
        await until(pilot, lambda: "curl" in screen_text(app))


async def test_where_there_is_no_room_the_column_is_left_out(piped: Piped) -> None:
    watcher = FakeWatcher()
    app = app_on(piped, watcher)
    async with app.run_test(size=(100, 30)) as pilot:
        piped.write(pcap(*FRAMES))
        watcher.find(CURL, NGINX)
        await until(pilot, lambda: screen_of(app).table.index.processes.changes == 2)
        assert "Process" not in screen_lines(app)[2]
        await pilot.resize_terminal(130, 30)
        await until(pilot, lambda: "Process" in screen_lines(app)[2])
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: "Process" not in screen_lines(app)[2])


async def test_columns_of_the_users_own_stay_as_they_are(piped: Piped) -> None:
    watcher = FakeWatcher()
    app = app_on(piped, watcher)
    async with app.run_test(size=(160, 48)) as pilot:
        watcher.find(CURL)
        piped.write(pcap(*FRAMES))
        await until(pilot, lambda: "Process" in screen_lines(app)[2])
        screen = screen_of(app)
        await pilot.press("C", *["down"] * 6, "d", "escape")
        await until(pilot, lambda: "Process" not in screen_lines(app)[2])
        assert app.settings.columns == tuple(screen.rows.column_names)
        watcher.find(NGINX)
        await until(pilot, lambda: screen.table.index.processes.changes == 2)
        assert "Process" not in screen_lines(app)[2]
        await pilot.press("C", "r", "escape")
        await until(pilot, lambda: "Process" in screen_lines(app)[2])
        assert app.settings.columns == ()


async def test_conversations_that_nobody_told_about_are_asked_about(piped: Piped) -> None:
    watcher = FakeWatcher(is_privileged=False)
    app = app_on(piped, watcher)
    async with app.run_test(size=(160, 48)) as pilot:
        piped.write(pcap(*FRAMES))
        await until(pilot, lambda: watcher.asked == [("tcp", CLIENT, SERVER)])
        piped.write(record(4, FRAMES[0]))
        await until(pilot, lambda: len(screen_of(app).table) == 4)
        await pilot.pause()
        assert len(watcher.asked) == 1


async def test_a_capture_that_stops_is_not_watched_for_long(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_processes, "SECONDS_UNTIL_SILENCE", 0.001)
    watcher = FakeWatcher()
    app = app_on(piped, watcher)
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.pause()
        await pilot.press("space")
        await until(pilot, lambda: not watcher.is_watching)
        watcher.find(CURL)
        await until(pilot, lambda: len(screen_of(app).table.attributions) == 1)


async def test_what_cannot_be_seen_is_told_once(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_processes, "SECONDS_BETWEEN_QUESTIONS", 0.005)
    monkeypatch.setattr(packet_processes, "SECONDS_OF_NOTICE", 0.4)
    watcher = FakeWatcher(is_privileged=False, notice="others' processes are theirs")
    app = app_on(piped, watcher)
    async with app.run_test(size=(160, 48)) as pilot:
        await until(pilot, lambda: "Others' processes are theirs." in screen_text(app))
        await until(pilot, lambda: "are theirs" not in screen_text(app))
        await pilot.pause(0.02)
        assert "are theirs" not in screen_text(app)
        watcher.notice = "nobody tells any more"
        await until(pilot, lambda: "Nobody tells any more." in screen_text(app))


async def test_that_no_more_are_kept_is_told(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_processes, "SECONDS_BETWEEN_QUESTIONS", 0.005)
    monkeypatch.setattr("dissectors.processes.attributions.MOST", 1)
    watcher = FakeWatcher()
    app = app_on(piped, watcher)
    async with app.run_test(size=(160, 48)) as pilot:
        watcher.find(CURL)
        await until(pilot, lambda: len(screen_of(app).table.attributions) == 1)
        watcher.find(NGINX)
        await until(pilot, lambda: "Only the first 1 answers about processes are kept" in screen_text(app))


async def test_the_next_capture_is_watched_in_place_of_the_one_before(piped: Piped, tmp_path: Path) -> None:
    watcher = FakeWatcher()
    app = app_on(piped, watcher)
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.pause()
        with Piped(tmp_path / "next") as following:
            following.source.title = "lo"
            app.show_capture(following.opened)
            await until(pilot, lambda: app.screen is not None and screen_of(app).opened is following.opened)
            following.write(pcap(*FRAMES))
            await until(pilot, lambda: "[SYN, ACK]" in screen_text(app))
            assert watcher.is_watching
            watcher.find(CURL, NGINX)
            await until(pilot, lambda: "curl → nginx" in screen_text(app))


async def test_pipes_are_not_watched(tmp_path: Path) -> None:
    watcher = FakeWatcher()
    with Piped(tmp_path / "captures") as capture:
        app = app_on(capture, watcher)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            assert capture.opened.process_watch is None
            assert watcher.handler is None


async def test_where_nobody_can_tell_everything_else_goes_on(piped: Piped) -> None:
    app = app_on(piped, None)
    async with app.run_test(size=(160, 48)) as pilot:
        piped.write(pcap(*FRAMES))
        await until(pilot, lambda: "[SYN, ACK]" in screen_text(app))


async def test_a_filter_for_a_process_shows_packets_once_it_is_known(
    piped: Piped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewed_rows, "SECONDS_BETWEEN_RENEWALS", 0.001)
    watcher = FakeWatcher()
    app = ViewerApp(piped.opened, machine=FakeMachine(watcher=watcher), display_filter='proc.name == "curl"')
    async with app.run_test(size=(160, 48)) as pilot:
        piped.write(pcap(*FRAMES))
        await until(pilot, lambda: len(screen_of(app).table) == 3)
        watcher.find(CURL, NGINX)
        await until(pilot, lambda: len(screen_of(app).displayed) == 3)


async def test_a_file_that_does_not_tell_says_so_where_a_filter_asks(tmp_path: Path) -> None:
    path = tmp_path / "talk.pcap"
    path.write_bytes(pcap(*FRAMES))
    app = ViewerApp(open_path(path), machine=FakeMachine(), display_filter="proc.pid")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Nobody knows whose these packets are" in screen_text(app))


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
async def test_this_process_is_told_of_its_own_packets() -> None:
    """Connects to itself again and again: the capture begins when it likes."""
    name = Path("/proc/self/comm").read_text().strip()
    with contextlib.ExitStack() as held:
        server = held.enter_context(socket.create_server(("127.0.0.1", 0)))
        broker = BrokerClient.spawn()
        held.callback(broker.close)
        capture_filter = f"tcp port {server.getsockname()[1]}"
        opened = open_interfaces(broker, ["lo"], capture_filter, CaptureOptions())
        app = ViewerApp(opened, broker, display_filter=f'proc.name == "{name}" && proc.pid == {os.getpid()}')

        def is_found() -> bool:
            held.enter_context(socket.create_connection(server.getsockname()))
            held.enter_context(server.accept()[0])
            return f"{name} → {name}" in screen_text(app)

        held.callback(app.join_endings)
        async with app.run_test(size=(160, 48)) as pilot:
            await until(pilot, is_found)
            assert app.watcher is not None
            assert app.watcher.is_alive
        assert not app.watcher.is_alive
