from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.fake_machine import CARD, LOOPBACK, REFUSED, UNPLUGGED, FakeMachine, frames, pcap
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.capture.temporary import NOTE, Leftover, recovered
from tui.panes.start_list import StartList
from tui.screens.capture import CaptureScreen
from tui.screens.interfaces_dialog import InterfacesDialog
from tui.screens.open_dialog import OpenDialog
from tui.screens.welcome import WelcomeScreen
from tui.settings import Settings
from tui.viewer_app import ViewerApp


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


def begun(app: ViewerApp, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What captures the application was asked to begin."""
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(app, "begin_capture", lambda *arguments: asked.append(arguments))
    return asked


async def start_list(pilot: Pilot[str]) -> StartList:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return pilot.app.screen.query_one(StartList)


async def put_on(pilot: Pilot[str], target: object) -> None:
    lines = pilot.app.screen.query_one(StartList)
    lines.move_cursor(next(index for index, line in enumerate(lines.lines) if line.target == target))
    await pilot.pause()


async def test_it_shows_interfaces_samples_and_scenes_and_explains_what_enter_does() -> None:
    app = ViewerApp(machine=FakeMachine())
    async with app.run_test(size=(80, 40)) as pilot:
        await start_list(pilot)
        shown = screen_text(app)
        for part in ("lo ", "127.0.0.1", "eth1", "down", "hello.pcapng", "refused"):
            assert part in shown
        assert "Enter captures what passes lo" in shown
        await pilot.press("down", "down")
        assert "is down" in screen_text(app)


async def test_traffic_of_interfaces_is_drawn_as_it_comes() -> None:
    machine = FakeMachine()
    app = ViewerApp(machine=machine)
    async with app.run_test(size=(80, 24)) as pilot:
        await start_list(pilot)
        screen = app.screen
        assert isinstance(screen, WelcomeScreen)
        screen.look_at_rates()
        await pilot.pause()
        assert "2.0 kB/s" in screen_text(app)
        assert "█" in screen_text(app)


async def test_enter_on_an_interface_captures_there(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ViewerApp(machine=FakeMachine())
    asked = begun(app, monkeypatch)
    async with app.run_test() as pilot:
        await start_list(pilot)
        await pilot.press("enter", "down", "enter")
        assert asked == [((LOOPBACK.name,),), ((CARD.name,),)]


async def test_without_permission_enter_says_what_to_do_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ViewerApp(machine=FakeMachine(REFUSED))
    asked = begun(app, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await start_list(pilot)
        assert "sudo /opt/remora/bin/remora" in screen_text(app)
        await pilot.press("enter")
        assert asked == []
        assert isinstance(app.screen, WelcomeScreen)


async def test_headings_are_passed_over() -> None:
    app = ViewerApp(machine=FakeMachine())
    async with app.run_test() as pilot:
        lines = await start_list(pilot)
        await pilot.press("down", "down", "down")
        assert lines.selected is not None
        assert lines.selected.target not in (LOOPBACK, CARD, UNPLUGGED)
        await pilot.press("up")
        assert lines.selected.target == UNPLUGGED
        await pilot.press("home")
        assert lines.selected.target == LOOPBACK
        assert lines.first_visible == 0


async def test_the_cursor_stays_on_its_interface_when_others_come() -> None:
    machine = FakeMachine()
    app = ViewerApp(machine=machine)
    async with app.run_test() as pilot:
        lines = await start_list(pilot)
        await put_on(pilot, CARD)
        machine.known = (UNPLUGGED, LOOPBACK, CARD)
        assert isinstance(app.screen, WelcomeScreen)
        app.screen.look_at_interfaces()
        assert lines.selected is not None
        assert lines.selected.target == CARD


async def test_a_sample_opens_and_escape_comes_back() -> None:
    app = ViewerApp(machine=FakeMachine())
    async with app.run_test(size=(100, 30)) as pilot:
        lines = await start_list(pilot)
        await put_on(pilot, next(line.target for line in lines.lines if "refused.pcapng" in line.pieces[0][0]))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CaptureScreen)
        assert "[RST, ACK]" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, WelcomeScreen)
        assert "Recent files" in screen_text(app)


async def test_a_recent_file_that_is_no_capture_is_refused_in_a_sentence(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pcap"
    wrong.write_bytes(b"GIF89a and no capture")
    app = ViewerApp(machine=FakeMachine(), settings=Settings(recent_files=(str(wrong),)))
    async with app.run_test(size=(100, 40)) as pilot:
        await start_list(pilot)
        await put_on(pilot, wrong)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, WelcomeScreen)
        assert any("GIF" in str(toast.message) for toast in app._notifications)


@pytest.fixture
def leftover(tmp_path: Path) -> Leftover:
    folder = tmp_path / "captures" / "20260101-000000-abcd"
    folder.mkdir(parents=True)
    file = folder / "001-lo.pcap"
    file.write_bytes(pcap(*frames(3)))
    (folder / NOTE).write_text(json.dumps({"created": 1.7e9, "process": 1, "files": [[str(file), "lo"]]}))
    return recovered(tmp_path / "captures")[0]


async def test_a_capture_that_a_crash_left_opens_and_is_gone_once_it_is_saved(
    leftover: Leftover, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = ViewerApp(machine=FakeMachine(leftovers=(leftover,)))
    async with app.run_test(size=(100, 30)) as pilot:
        await start_list(pilot)
        await put_on(pilot, leftover)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CaptureScreen)
        screen = app.screen
        assert len(screen.table) == 3
        await pilot.press("ctrl+s", "ctrl+u", *"out.pcap", "enter")
        await until(pilot, lambda: screen.opened.saved_in is not None)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, WelcomeScreen)
    assert (tmp_path / "out.pcap").exists()
    assert not leftover.folder.exists()


async def test_a_capture_that_a_crash_left_stays_when_it_is_only_looked_at(leftover: Leftover) -> None:
    app = ViewerApp(machine=FakeMachine(leftovers=(leftover,)))
    async with app.run_test() as pilot:
        await start_list(pilot)
        await put_on(pilot, leftover)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
    assert leftover.folder.exists()


async def test_a_capture_that_a_crash_left_is_discarded_after_asking(leftover: Leftover) -> None:
    app = ViewerApp(machine=FakeMachine(leftovers=(leftover,)))
    async with app.run_test() as pilot:
        lines = await start_list(pilot)
        await put_on(pilot, leftover)
        await pilot.press("delete", "escape")
        assert leftover.folder.exists()
        await pilot.press("delete", "y")
        await pilot.pause()
        assert not leftover.folder.exists()
        assert leftover not in [line.target for line in lines.lines]


async def test_interfaces_and_a_filter_can_be_chosen_first(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ViewerApp(machine=FakeMachine())
    asked = begun(app, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await start_list(pilot)
        await pilot.press("i")
        assert isinstance(app.screen, InterfacesDialog)
        await pilot.press("down", "space", "shift+tab", *"tcp", "enter")
        await pilot.pause()
        assert asked == [(("lo", "eth0"), "tcp")]


async def test_ctrl_o_asks_for_a_file() -> None:
    app = ViewerApp(machine=FakeMachine())
    async with app.run_test() as pilot:
        await start_list(pilot)
        await pilot.press("ctrl+o")
        assert isinstance(app.screen, OpenDialog)


async def test_q_leaves_at_once_when_nothing_would_be_lost() -> None:
    app = ViewerApp(machine=FakeMachine())
    async with app.run_test() as pilot:
        await start_list(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0
    assert app.last_lines == []
