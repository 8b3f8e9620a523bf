"""The follow screen with what is inside: chosen by a key, stream by stream, and what is said where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Followed
from tests.dissectors.deep.talks import (
    WEBSOCKET,
    http2,
    quic_table,
    sip,
    sip_answer,
    sip_frames,
    table_of,
    tcp_frames,
    tls,
)
from tests.dissectors.streams.frames import capture_of
from tests.tui.screens.test_follow import FRAMES, FollowApp, shown
from tests.tui.snapshots import screen_text
from tui.app import RemoraApp
from tui.screens.dialogs import ChoiceDialog
from tui.screens.follow import FollowEnd, FollowScreen
from tui.screens.follow_inside import NO_TSHARK

HTTPS = ("10.0.0.1", 443)


class InsideApp(RemoraApp):
    """Shows a follow screen that may ask tshark."""

    def __init__(self, table: PacketTable, protocol: Followed = "tcp", *keys: Path, row: int | None = None) -> None:
        super().__init__(deep_choices=DeepChoices(key_logs=keys))
        self.table, self.grows = table, False
        self.ended: list[FollowEnd | None] = []
        self._protocol: Followed = protocol
        self._row = row

    def on_mount(self) -> None:
        screen = FollowScreen(self.table, self._protocol, 0, row=self._row, grows=lambda: self.grows)
        self.push_screen(screen, self.ended.append)

    @property
    def follow(self) -> FollowScreen:
        return next(screen for screen in self.screen_stack if isinstance(screen, FollowScreen))


@pytest.fixture(autouse=True)
def _needs_tshark(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")


async def surveyed(pilot: Pilot[str], app: InsideApp) -> None:
    while app.follow.found is None:
        await pilot.pause(0.01)


async def offered(pilot: Pilot[str], app: InsideApp) -> str:
    """What can be chosen."""
    await pilot.press("f")
    while not isinstance(app.screen, ChoiceDialog):
        await pilot.pause(0.01)
    await pilot.pause()
    return screen_text(app)


async def followed(pilot: Pilot[str], app: InsideApp, *keys: str) -> str:
    """Press keys; the screen when tshark has answered."""
    await pilot.press(*keys)
    await pilot.pause()
    while app.follow.reader.is_working:
        await pilot.pause(0.01)
    await pilot.pause()
    await pilot.pause()
    return screen_text(app)


async def test_tls_is_offered_and_shown_decrypted(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    said = [(0, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), (1, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")]
    frames = tcp_frames(tls(said, keys), HTTPS)
    app = InsideApp(table_of(frames, tmp_path), "tcp", keys)
    async with app.run_test(size=(100, 24)) as pilot:
        await surveyed(pilot, app)
        await pilot.pause()
        assert "f TLS" in screen_text(app)
        menu = await offered(pilot, app)
        assert "t  TCP  the conversation itself" in menu
        assert "l  TLS  what it carries" in menu
        text = await followed(pilot, app, "l")
        assert "TLS · tcp.stream 0" in text
        assert "> GET / HTTP/1.1" in text
        assert "< HTTP/1.1 200 OK" in text
        # All that the screen can do it does with these bytes.
        await pilot.press("H")
        assert "< body" in screen_text(app)
        await pilot.press("H", "v", "v")
        assert "47 45 54 20 2f" in screen_text(app)
        await pilot.press("enter")
        assert app.ended == [FollowEnd(row=len(frames) - 2)]


async def test_back_to_the_conversation_itself(tmp_path: Path) -> None:
    app = InsideApp(table_of(tcp_frames(WEBSOCKET), tmp_path))
    async with app.run_test(size=(100, 24)) as pilot:
        await surveyed(pilot, app)
        await offered(pilot, app)
        text = await followed(pilot, app, "w")
        assert "> Hello" in text
        assert "f TCP" in text
        await offered(pilot, app)
        await followed(pilot, app, "t")
        while not app.follow.exchange.is_complete:
            await pilot.pause(0.01)
        await pilot.pause()
        assert "> GET /chat HTTP/1.1" in screen_text(app)
        assert "WebSocket ·" not in screen_text(app)


async def test_streams_of_http2_one_after_the_other(tmp_path: Path) -> None:
    table = table_of(tcp_frames(http2(1, 3)), tmp_path)
    app = InsideApp(table, row=6)
    async with app.run_test(size=(100, 24)) as pilot:
        await surveyed(pilot, app)
        await offered(pilot, app)
        # That of the packet one came from.
        assert "answer 3" in await followed(pilot, app, "h")
        assert "answer 1" in await followed(pilot, app, "left_curly_bracket")
        assert "HTTP/2 stream 0" in await followed(pilot, app, "left_curly_bracket")
        assert "This is the first stream." in await followed(pilot, app, "left_curly_bracket")
        await followed(pilot, app, "right_curly_bracket")
        assert "answer 3" in await followed(pilot, app, "right_curly_bracket")
        assert "This is the last stream." in await followed(pilot, app, "right_curly_bracket")
        await pilot.press("x")
        assert app.ended == [FollowEnd(display_filter="!(tcp.stream == 0 && http2.streamid == 3)")]


async def test_quic_and_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = InsideApp(quic_table(), "udp")
    async with app.run_test(size=(100, 24)) as pilot:
        await surveyed(pilot, app)
        await offered(pilot, app)
        assert "> GET /one" in await followed(pilot, app, "q")
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        app.savings[0].thread.join()
        assert b"GET /one" in (tmp_path / "quic-0-0.txt").read_bytes()


async def test_sip_calls_one_after_the_other(tmp_path: Path) -> None:
    talk = [(0, sip("INVITE", "one@x")), (0, sip("OPTIONS", "two@x")), (1, sip_answer("one@x"))]
    app = InsideApp(table_of(sip_frames(talk), tmp_path), "udp", row=0)
    async with app.run_test(size=(100, 30)) as pilot:
        await surveyed(pilot, app)
        assert "s  SIP  2 calls" in await offered(pilot, app)
        text = await followed(pilot, app, "s")
        assert "> INVITE" in text
        assert "OPTIONS" not in text
        text = await followed(pilot, app, "right_curly_bracket")
        assert "> OPTIONS" in text
        assert "INVITE sip" not in text
        assert "This is the last call." in await followed(pilot, app, "right_curly_bracket")


async def test_without_keys_it_is_said_what_to_give(tmp_path: Path) -> None:
    app = InsideApp(table_of(tcp_frames(tls([(0, b"secret")], tmp_path / "keys"), HTTPS), tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await surveyed(pilot, app)
        await offered(pilot, app)
        text = await followed(pilot, app, "l")
        assert "TLS · tcp.stream 0: nothing could be decrypted: no keys fit (--keylog FILE" in text


async def test_where_nothing_is_inside_it_is_said(tmp_path: Path) -> None:
    app = InsideApp(PacketTable(capture_of(FRAMES, tmp_path)))
    async with app.run_test(size=(100, 24)) as pilot:
        await surveyed(pilot, app)
        await pilot.press("f")
        while app.follow.asks:
            await pilot.pause(0.01)
        assert "tshark finds nothing to follow inside this TCP conversation." in screen_text(app)
        await pilot.press("right_curly_bracket")
        assert "There are no streams inside: f chooses what is followed." in screen_text(app)


async def test_where_no_tshark_is_used_it_is_said(tmp_path: Path) -> None:
    app = FollowApp(PacketTable(capture_of(FRAMES, tmp_path)))
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("f")
        assert NO_TSHARK in screen_text(app)


async def test_what_is_said_while_it_is_watched_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.deep.inside.SECONDS_BETWEEN_ANSWERS", 0.0)
    monkeypatch.setattr("tui.deep.inside.REST_AFTER_ANSWER", 0)
    frames = tcp_frames(WEBSOCKET)
    capture = capture_of(frames[:-1], tmp_path)
    app = InsideApp(PacketTable(capture))
    app.grows = True
    async with app.run_test(size=(100, 24)) as pilot:
        await surveyed(pilot, app)
        await offered(pilot, app)
        text = await followed(pilot, app, "w")
        assert "> Hello" in text
        assert "< Hello" not in text
        capture_of(frames, tmp_path)
        capture.refresh()
        while len(app.follow.exchange.parts) < 2:
            await pilot.pause(0.01)
        await pilot.pause()
        assert "< Hello" in screen_text(app)
