from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dissectors.capture_file import open_capture
from tests.tui.fake_machine import FakeMachine, Piped, frames, pcap, record
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until, until_asked
from tui.capture.events import Failed
from tui.panes.packet_list import PacketList
from tui.panes.status_bar import NoticeBar
from tui.screens.capture import CaptureScreen
from tui.screens.dialogs import ChoiceDialog
from tui.screens.open_dialog import OpenDialog
from tui.screens.save_dialog import SaveDialog
from tui.screens.welcome import WelcomeScreen
from tui.viewer_app import ViewerApp


@pytest.fixture(autouse=True)
def started_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names are short to type."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Piped]:
    with Piped(tmp_path / "captures") as capture:
        yield capture


def app_on(piped: Piped) -> ViewerApp:
    return ViewerApp(piped.opened, machine=FakeMachine())


def screen_of(app: ViewerApp) -> CaptureScreen:
    screen = app.screen_stack[-1]
    assert isinstance(screen, CaptureScreen)
    return screen


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.pcap"))


async def test_the_screen_is_there_before_any_packet_and_says_what_it_waits_for(piped: Piped) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Waiting for packets from standard input" in screen_text(app)
        assert "0 captured" in screen_text(app)


async def test_packets_appear_as_they_come_and_the_list_follows(piped: Piped) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(3)))
        screen = screen_of(app)
        await until(pilot, lambda: len(screen.table) == 3)
        packets = screen.query_one(PacketList)
        await until(pilot, lambda: packets.cursor == 2)
        await pilot.press("up")
        piped.write(record(4, frames(1)[0]))
        await until(pilot, lambda: len(screen.table) == 4)
        assert packets.cursor == 1
        await pilot.press("G")
        piped.write(record(5, frames(1)[0]))
        await until(pilot, lambda: packets.cursor == 4)
        await until(pilot, lambda: screen.shown_row == 4)
        assert "5 captured" in screen_text(app)


async def test_a_filter_is_applied_to_packets_that_come_later(piped: Piped) -> None:
    app = ViewerApp(piped.opened, machine=FakeMachine(), display_filter="frame.number > 2")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = screen_of(app)
        piped.write(pcap(*frames(2)))
        await until(pilot, lambda: len(screen.table) == 2)
        piped.write(record(3, frames(1)[0]))
        await until(pilot, lambda: len(screen.displayed) == 1)
        assert screen.displayed[0] == 2


async def test_the_end_of_the_pipe_is_seen_and_space_says_that_it_cannot_go_on(piped: Piped) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(1)))
        piped.close()
        await until(pilot, lambda: screen_of(app).state.mode == "stopped")
        await until(pilot, lambda: len(screen_of(app).table) == 1)
        await pilot.press("space")
        await until(pilot, lambda: "cannot be read again" in screen_text(app))
        assert len(screen_of(app).table) == 1


async def test_what_is_no_capture_is_told_in_a_sentence(piped: Piped) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(b"<!DOCTYPE html><html><body>it works</body></html>")
        piped.close()
        await until(pilot, lambda: "no capture" in app.screen.query_one(NoticeBar).sentence)


async def test_a_failure_is_shown_until_it_is_closed_and_the_packets_stay(piped: Piped) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(2)))
        await until(pilot, lambda: len(screen_of(app).table) == 2)
        piped.source._heard(Failed("lo", "interface-gone", "lo has gone; the 2 frames so far are kept in x"))
        await until(pilot, lambda: "lo has gone" in screen_text(app))
        await pilot.press("escape")
        await pilot.pause()
        assert "lo has gone" not in screen_text(app)
        assert len(screen_of(app).table) == 2


# Leaving.


async def leave_with(app: ViewerApp, piped: Piped, *keys: str) -> None:
    """Have two packets, press q, answer."""
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(2)))
        await until(pilot, lambda: len(piped.opened.table) == 2)
        await pilot.press("q")
        assert isinstance(app.screen, ChoiceDialog)
        assert "not saved" in screen_text(app)
        await pilot.press(*keys)
        await pilot.pause()
    app.join_endings()


async def test_quitting_can_discard_the_capture(piped: Piped, tmp_path: Path) -> None:
    app = app_on(piped)
    await leave_with(app, piped, "d")
    assert app.last_lines == ["2 captured, discarded"]
    assert files_in(tmp_path) == []


async def test_quitting_can_keep_the_capture(piped: Piped, tmp_path: Path) -> None:
    app = app_on(piped)
    await leave_with(app, piped, "k")
    [file] = files_in(tmp_path / "captures")
    assert app.last_lines == [f"2 captured, kept in {file}: the start screen of remora offers it"]


async def test_quitting_can_save_the_capture(piped: Piped, tmp_path: Path) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(2)))
        await until(pilot, lambda: len(piped.opened.table) == 2)
        await pilot.press("q", "s")
        await until(pilot, lambda: isinstance(app.screen, SaveDialog))
        await pilot.press("ctrl+u", *"out.pcap", "enter")
        await until(pilot, lambda: not app.is_running)
    app.join_endings()
    assert app.last_lines == ["2 captured, saved in out.pcap"]
    assert files_in(tmp_path) == [tmp_path / "out.pcap"]
    with open_capture(tmp_path / "out.pcap") as capture:
        assert len(capture.refresh()) == 2


@pytest.mark.parametrize("key", ["c", "escape"])
async def test_quitting_can_be_cancelled(piped: Piped, key: str) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(1)))
        await until(pilot, lambda: len(piped.opened.table) == 1)
        await pilot.press("q", key)
        await pilot.pause()
        assert isinstance(app.screen, CaptureScreen)
        assert piped.source.is_running
        piped.write(record(2, frames(1)[0]))
        await until(pilot, lambda: len(piped.opened.table) == 2)


async def test_an_empty_capture_is_left_without_a_question(piped: Piped, tmp_path: Path) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await pilot.pause()
    app.join_endings()
    assert app.last_lines == ["0 captured, nothing to keep"]
    assert files_in(tmp_path) == []


async def test_an_interruption_keeps_the_capture(piped: Piped, tmp_path: Path) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(1)))
        await until(pilot, lambda: len(piped.opened.table) == 1)
        await pilot.press("ctrl+c")
        await pilot.pause()
    app.join_endings()
    assert app.return_code == 130
    assert "1 captured, kept in" in app.last_lines[0]
    assert len(files_in(tmp_path / "captures")) == 1


async def test_ctrl_w_goes_to_the_start_screen_after_asking(piped: Piped) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(1)))
        await until(pilot, lambda: len(piped.opened.table) == 1)
        await pilot.press("ctrl+w", "d")
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))
        await until(pilot, lambda: app.last_lines == ["1 captured, discarded"])


async def test_another_file_is_opened_in_place_of_a_capture_that_is_discarded(piped: Piped, tmp_path: Path) -> None:
    other = tmp_path / "other.pcap"
    other.write_bytes(pcap(*frames(7)))
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(1)))
        await until(pilot, lambda: len(piped.opened.table) == 1)
        await pilot.press("ctrl+o")
        assert isinstance(app.screen, OpenDialog)
        await pilot.press(*"other.pcap", "enter")
        await until_asked(pilot)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen) and app.screen is not piped)
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen) and len(app.screen.table) == 7)
        assert len(app.screen_stack) == 1


# Saving.


async def test_only_the_marked_packets_can_be_saved(piped: Piped, tmp_path: Path) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(3)))
        await until(pilot, lambda: len(piped.opened.table) == 3)
        await pilot.press("home", "m", "ctrl+s")
        await pilot.press("ctrl+u", *"one.pcapng", "tab", "down", "down", "enter")
        await until(pilot, (tmp_path / "one.pcapng").exists)
        assert not piped.source.live.is_saved
    with open_capture(tmp_path / "one.pcapng") as capture:
        assert [capture.data(row) for row in capture.refresh()] == frames(1)


async def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(piped: Piped, tmp_path: Path) -> None:
    app = app_on(piped)
    async with app.run_test(size=(80, 24)) as pilot:
        piped.write(pcap(*frames(1)))
        await until(pilot, lambda: len(piped.opened.table) == 1)
        screen = screen_of(app)
        screen.ask_to_save(only_all=True, then=app.exit)
        await pilot.pause()
        (tmp_path / "gone").mkdir()
        await pilot.press("ctrl+u", *"gone/x")
        (tmp_path / "gone").rmdir()
        await pilot.press("enter")
        await until(pilot, lambda: "there is no folder" in screen_text(app))
        assert isinstance(app.screen, SaveDialog)


async def test_the_note_of_the_session_covers_nothing(piped: Piped) -> None:
    note = "Running as root: only the capture process keeps its capabilities."
    for first, line in ((None, 0), (piped.opened, 22)):
        app = ViewerApp(first, machine=FakeMachine())
        app.session_note = note
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.pause()
            shown = screen_text(app)
            assert note in shown.splitlines()[line]
            assert shown.count("capabilities") == 1
