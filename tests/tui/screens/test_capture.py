from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dissectors.capture_file import MergedCapture
from dissectors.deep.choices.deep_choices import DeepChoices
from tests.tui.fake_machine import FakeMachine, Piped, frames, pcap
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.messages import CaptureReplaced
from tui.opened import open_path
from tui.panes.packet_tree import PacketTree
from tui.screens.capture import CaptureScreen
from tui.screens.welcome import WelcomeScreen
from tui.viewer_app import ViewerApp


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Piped]:
    with Piped(tmp_path / "captures") as capture:
        yield capture


def screen_of(app: ViewerApp) -> CaptureScreen:
    screen = app.screen_stack[-1]
    assert isinstance(screen, CaptureScreen)
    return screen


async def test_keys_of_a_live_capture_act_in_its_list_only(piped: Piped) -> None:
    app = ViewerApp(piped.opened, machine=FakeMachine())
    async with app.run_test(size=(100, 30)) as pilot:
        piped.write(pcap(*frames(1)))
        screen = screen_of(app)
        await until(pilot, lambda: len(screen.table) == 1)
        assert "stop/start" in screen_text(app)
        screen.query_one(PacketTree).focus()
        await pilot.press("space")
        await pilot.pause()
        assert piped.source.is_running
        assert "stop/start" not in screen_text(app)
        await pilot.press("escape", "space")
        await until(pilot, lambda: not piped.source.is_running)


async def test_a_saved_capture_has_no_keys_of_a_live_one(tmp_path: Path) -> None:
    path = tmp_path / "one.pcap"
    path.write_bytes(pcap(*frames(1)))
    app = ViewerApp(open_path(path), machine=FakeMachine())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "stop/start" not in screen_text(app)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert "Save" in offered
        assert not {"Stop/start", "New capture", "What happened"} & offered


async def test_the_palette_offers_everything_once(piped: Piped) -> None:
    app = ViewerApp(piped.opened, machine=FakeMachine())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for _ in range(2):
            titles = [command.title for command in app.get_system_commands(app.screen)]
            assert len(titles) == len(set(titles))
            await pilot.press("ctrl+w")
            await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))


async def test_the_next_file_of_a_ring_takes_the_place_of_the_one_before(piped: Piped, tmp_path: Path) -> None:
    app = ViewerApp(piped.opened, machine=FakeMachine())
    async with app.run_test(size=(100, 30)) as pilot:
        piped.write(pcap(*frames(3)))
        screen = screen_of(app)
        await until(pilot, lambda: len(screen.table) == 3)
        await pilot.press("home", "m")
        assert screen.rows.marked == {0}
        (tmp_path / "next.pcap").write_bytes(pcap(*frames(1, first=9)))
        piped.source.live.capture = MergedCapture([tmp_path / "next.pcap"])
        piped.source._post(CaptureReplaced(piped.source.live.capture))  # type: ignore[misc]
        await until(pilot, lambda: len(screen.table) == 1)
        assert screen.rows.marked == set()
        assert screen.table.frame(0).data == frames(1, first=9)[0]
        await until(pilot, lambda: screen.shown_row == 0)
        assert "1 displayed" in screen_text(app)


async def test_escape_never_quits(piped: Piped) -> None:
    app = ViewerApp(piped.opened, machine=FakeMachine())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("escape", "escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, CaptureScreen)
        assert piped.source.is_running


async def test_a_file_that_is_still_being_read_is_not_saved_in_part(piped: Piped) -> None:
    app = ViewerApp(piped.opened, machine=FakeMachine())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        screen = screen_of(app)
        screen._state = replace(screen._state, mode="reading")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen is screen
        assert any("still being read" in str(toast.message) for toast in app._notifications)


@pytest.mark.parametrize("content", [b"", pcap()], ids=["no bytes", "no packets"])
async def test_a_file_without_packets_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "none.pcap"
    path.write_bytes(content)
    app = ViewerApp(open_path(path), machine=FakeMachine())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "The file holds no packets." in screen_text(app)


async def test_a_filter_that_matches_nothing_says_so_until_it_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "one.pcap"
    path.write_bytes(pcap(*frames(1)))
    app = ViewerApp(open_path(path), machine=FakeMachine(), display_filter="arp")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "No packet matches: arp" in screen_text(app))
        await pilot.press("slash", "ctrl+u", "enter")
        await until(pilot, lambda: "1 displayed" in screen_text(app))
        assert "No packet matches" not in screen_text(app)


@pytest.mark.tools
@pytest.mark.parametrize("text", ["quic", "frame && quic"])
async def test_so_does_one_that_tshark_answers(text: str, tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    path = tmp_path / "one.pcap"
    path.write_bytes(pcap(*frames(1)))
    app = ViewerApp(open_path(path), machine=FakeMachine(), display_filter=text, deep_choices=DeepChoices())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: f"No packet matches: {text}" in screen_text(app))
