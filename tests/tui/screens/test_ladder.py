"""The ladder screen on real packets: what it shows, where Enter leads, what is copied, how it grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors import PacketTable, open_capture
from tests.conftest import SAMPLES
from tests.tui.ladders import many_hosts, opened, troubled
from tests.tui.snapshots import assert_looks_like, screen_lines, screen_text
from tests.tui.toy import ToySource
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree
from tui.screens import ladder as ladder_module
from tui.screens.dialogs import ChoiceDialog
from tui.screens.help import HelpScreen
from tui.screens.ladder import LadderScreen
from tui.settings import Settings


class LadderApp(RemoraApp):
    """Shows a ladder over a packets screen."""

    def __init__(self, table: PacketTable, screen: LadderScreen) -> None:
        super().__init__(table, ToySource(), settings=Settings(theme="remora-dark"))
        self.ladder = screen
        self.ended: list[int | None] = []
        self.copied = ""

    def on_mount(self) -> None:
        super().on_mount()
        self.push_screen(self.ladder, self.ended.append)

    def copy_to_clipboard(self, text: str) -> None:
        self.copied = text


def hello(row: int | None = None) -> LadderApp:
    table = PacketTable(opened(SAMPLES / "hello.pcapng"))
    return LadderApp(table, LadderScreen(table, "tcp", 0, row=row))


async def until_read(pilot: Pilot[str], count: int) -> None:
    app = pilot.app
    assert isinstance(app, LadderApp)
    await until(pilot, lambda: app.ladder.is_mounted and app.ladder.pane.line_count() == count)
    await pilot.pause()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 48)])
async def test_a_conversation_looks_as_stored(width: int, height: int) -> None:
    app = hello(row=2)
    async with app.run_test(size=(width, height)) as pilot:
        await until_read(pilot, 20)
        assert app.ladder.pane.cursor == 2
        assert_looks_like(app, f"ladder-screen-{width}x{height}")


@pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 48)])
async def test_troubles_look_as_stored(tmp_path: Path, width: int, height: int) -> None:
    table = PacketTable(troubled(tmp_path))
    app = LadderApp(table, LadderScreen(table, "tcp", 0, row=7))
    async with app.run_test(size=(width, height)) as pilot:
        await until_read(pilot, 11)
        assert_looks_like(app, f"ladder-troubled-{width}x{height}")


async def test_the_packet_under_the_cursor_is_decoded_below() -> None:
    app = hello()
    async with app.run_test(size=(160, 48)) as pilot:
        await until_read(pilot, 20)
        await pilot.press("j", "j", "j")
        await pilot.pause()
        assert "Frame 4: 88 bytes" in screen_text(app)
        assert len(app.ladder.query_one(PacketBytes).data) == 88


async def test_enter_ends_with_the_packet_and_escape_without() -> None:
    app = hello()
    async with app.run_test(size=(100, 30)) as pilot:
        await until_read(pilot, 20)
        await pilot.press("j", "j", "enter")
        await pilot.pause()
        assert app.ended == [2]
    app = hello()
    async with app.run_test(size=(100, 30)) as pilot:
        await until_read(pilot, 20)
        await pilot.press("tab")
        assert isinstance(app.focused, PacketTree)
        await pilot.press("z")
        assert not app.ladder.pane.region
        await pilot.press("escape", "escape")
        assert app.focused is app.ladder.pane
        assert app.ended == []
        await pilot.press("escape")
        await pilot.pause()
        assert app.ended == [None]


async def test_all_hosts_and_back_with_the_packet_under_the_cursor() -> None:
    app = hello(row=5)
    async with app.run_test(size=(120, 30)) as pilot:
        await until_read(pilot, 20)
        await pilot.press("L")
        await until_read(pilot, 20)
        assert "Ladder of displayed packets" in screen_lines(app)[0]
        assert "2 hosts" in screen_lines(app)[0]
        assert app.ladder.pane.cursor == 5
        await pilot.press("L")
        await until_read(pilot, 20)
        assert "Ladder of tcp.stream 0" in screen_lines(app)[0]


async def test_hosts_are_scrolled_to_with_the_arrows(tmp_path: Path) -> None:
    table = PacketTable(many_hosts(tmp_path))
    app = LadderApp(table, LadderScreen(table))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_read(pilot, 8)
        assert "10.0.0.8" not in screen_lines(app)[1]
        await pilot.press(*["right"] * 12)
        await pilot.pause()
        assert "10.0.0.8" in screen_lines(app)[1]
        await pilot.press("L")
        assert app.ladder.shows_hosts


async def test_time_counts_from_elsewhere() -> None:
    app = hello()
    async with app.run_test(size=(100, 30)) as pilot:
        await until_read(pilot, 20)
        before = screen_lines(app)[4]
        await pilot.press("t")
        await pilot.pause()
        assert screen_lines(app)[4] != before


@pytest.mark.parametrize(
    ("key", "beginning"), [("t", " #      Time"), ("m", "sequenceDiagram"), ("l", " 1  0.000000     SYN-SENT ├── SYN")]
)
async def test_copies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str, beginning: str) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = hello()
    async with app.run_test(size=(100, 30)) as pilot:
        await until_read(pilot, 20)
        await pilot.press("y")
        assert isinstance(app.screen, ChoiceDialog)
        await pilot.press(key)
        await pilot.pause()
        assert app.copied.startswith(beginning)


async def test_help_tells_keys_and_strokes() -> None:
    app = hello()
    async with app.run_test(size=(120, 60)) as pilot:
        await until_read(pilot, 20)
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert "All displayed packets, a column a host" in screen_text(app)


async def test_a_capture_that_grows_is_drawn_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ladder_module, "SECONDS_BETWEEN_LOOKS", 0.02)
    data = (SAMPLES / "wire.pcapng").read_bytes()
    path = tmp_path / "growing.pcapng"
    path.write_bytes(data[: len(data) // 3])
    capture = open_capture(path)
    capture.refresh()
    table = PacketTable(capture)
    app = LadderApp(table, LadderScreen(table, "tcp", 0))
    async with app.run_test(size=(100, 30)) as pilot:
        await until_read(pilot, len(table))
        await pilot.press("G")
        path.write_bytes(data)
        while capture.refresh():
            pass
        assert len(table) == 166
        await until_read(pilot, 166)
        assert app.ladder.pane.cursor == 165
        assert "TIME-WAIT" in screen_text(app)


async def test_another_capture_in_the_same_table_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder_module, "SECONDS_BETWEEN_LOOKS", 0.02)
    app = hello()
    async with app.run_test(size=(100, 30)) as pilot:
        await until_read(pilot, 20)
        app.ladder.table.capture = opened(SAMPLES / "refused.pcapng")
        app.ladder.table.forget()
        await until_read(pilot, 2)


async def test_a_conversation_that_is_not_there_is_empty() -> None:
    table = PacketTable(opened(SAMPLES / "hello.pcapng"))
    app = LadderApp(table, LadderScreen(table, "tcp", 7))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "There are no packets." in screen_text(app))
        await pilot.press("enter", "y", "j")
        assert app.ended == []
