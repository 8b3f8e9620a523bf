"""The follow screen: over real samples, in a terminal, and while a conversation goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Followed
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tests.tui.snapshots import screen_text
from tests.tui.terminal import Pty, Tmux
from tui.app import RemoraApp
from tui.screens.follow import FollowEnd, FollowScreen

CLIENT, SERVER = ("10.0.0.2", 40000), ("10.0.0.1", 80)
FRAMES = [
    tcp(CLIENT, SERVER, 1, ACK, b"one\n"),
    tcp(SERVER, CLIENT, 1, ACK, b"two\n"),
    tcp(CLIENT, SERVER, 15, ACK, b"three\n"),
    tcp(("10.0.0.3", 5), SERVER, 1, ACK, b"another"),
]


class FollowApp(RemoraApp):
    """Shows a follow screen, and keeps how it ended."""

    def __init__(self, table: PacketTable, protocol: Followed = "tcp", *, row: int | None = None) -> None:
        super().__init__()
        self.table = table
        self.ended: list[FollowEnd | None] = []
        self.grows = False
        self._protocol: Followed = protocol
        self._row = row

    def on_mount(self) -> None:
        screen = FollowScreen(self.table, self._protocol, 0, row=self._row, grows=lambda: self.grows)
        self.push_screen(screen, self.ended.append)

    @property
    def follow(self) -> FollowScreen:
        assert isinstance(self.screen, FollowScreen)
        return self.screen


async def shown(pilot: Pilot[str], app: FollowApp) -> str:
    """The screen when all that is there was read."""
    await pilot.pause()
    while app.follow.reader.is_working or not app.follow.exchange.is_complete:
        await pilot.pause(0.01)
    await pilot.pause()
    app.follow.look()
    await pilot.pause()
    return screen_text(app)


def table_of(name: str) -> PacketTable:
    capture = open_capture(SAMPLES / name)
    capture.refresh()
    return PacketTable(capture)


async def test_both_sides_are_shown_with_gaps(tmp_path: Path) -> None:
    app = FollowApp(PacketTable(capture_of(FRAMES, tmp_path)))
    async with app.run_test(size=(120, 24)) as pilot:
        text = await shown(pilot, app)
        for line in ("> one", "< two", "> [10 bytes missing in capture file]", "> three"):
            assert line in text
        assert "tcp.stream 0 > 10.0.0.2:40000 10 B < 10.0.0.1:80 4 B" in text
        assert "10 B missing  3 packets" in text
        assert "packet 1 · client · byte 0" in text
        assert "another" not in text


@pytest.mark.parametrize(("name", "protocol", "said"), [
    ("http.pcapng", "tcp", "< <h1>hello from remora's lab</h1>"),
    ("hello-ipv6.pcapng", "tcp", "> hello from the client"),
    ("udp.pcapng", "udp", "> "),
])  # fmt: skip
async def test_samples_are_followed(name: str, protocol: Followed, said: str) -> None:
    app = FollowApp(table_of(name), protocol)
    async with app.run_test(size=(80, 24)) as pilot:
        assert said in await shown(pilot, app)


async def test_it_begins_at_the_packet_that_the_user_came_from(tmp_path: Path) -> None:
    app = FollowApp(PacketTable(capture_of(FRAMES, tmp_path)), row=2)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "packet 3 · client · byte 14" in await shown(pilot, app)


async def test_a_conversation_grows_on_the_screen(tmp_path: Path) -> None:
    capture = capture_of(FRAMES[:1], tmp_path)
    app = FollowApp(PacketTable(capture))
    app.grows = True
    async with app.run_test(size=(80, 24)) as pilot:
        text = await shown(pilot, app)
        assert "> one" in text
        assert "two" not in text
        capture_of(FRAMES, tmp_path)
        capture.refresh()
        text = await shown(pilot, app)
        assert "< two" in text
        assert "three" not in text, "what is behind a gap may still be filled"
        app.grows = False
        text = await shown(pilot, app)
        assert "> three" in text


async def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    capture = capture_of(FRAMES, tmp_path)
    app = FollowApp(PacketTable(capture))
    async with app.run_test(size=(200, 24)) as pilot:
        await shown(pilot, app)
        capture.path.write_bytes(b"")
        app.follow.pane.refresh()
        await pilot.pause()
        assert "became shorter" in screen_text(app)


async def test_a_conversation_without_a_word_says_so() -> None:
    app = FollowApp(table_of("refused.pcapng"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Nothing was said: no packet of this conversation carries any bytes." in await shown(pilot, app)


@pytest.mark.tools
def test_the_screen_in_a_terminal_and_back_on_the_packet(open_terminal: Callable[..., Tmux]) -> None:
    screen = open_terminal(str(SAMPLES / "http.pcapng"))
    screen.wait_for("12 captured")
    screen.press("f")
    screen.wait_for("tcp.stream 0", "hello from remora's lab")
    screen.press("/")
    screen.wait_for("Find")
    screen.press("page", "Enter")
    screen.wait_for("packet 9 · server")
    screen.press("Enter")
    screen.wait_for("Frame 9:")


def test_no_byte_of_a_conversation_moves_the_terminal(tmp_path: Path) -> None:
    hostile = b"\x1b]0;owned\x07\x9b31m[/red]\xe2\x80\xae\r\n"
    capture_of([tcp(CLIENT, SERVER, 1, ACK, hostile)], tmp_path)
    terminal = Pty(["-m", "tui", str(tmp_path / "made.pcap")], 80, 24)
    try:
        terminal.wait_for(b"captured")
        terminal.press(b"f")
        terminal.wait_for(b"ASCII")
        for _ in range(6):
            terminal.press(b"v")
            terminal.settle()
        terminal.press(b"q")
        terminal.end()
    except BaseException:
        terminal.kill()
        raise
    assert b"\x1b]0;owned" not in terminal.output
    assert b"\xe2\x80\xae" not in terminal.output
