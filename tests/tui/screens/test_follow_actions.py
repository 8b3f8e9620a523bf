"""The keys of the follow screen."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tests.tui.screens.test_follow import CLIENT, FRAMES, SERVER, FollowApp, shown
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui import copying
from tui.screens.follow import FollowEnd

PACKED = gzip.compress(b"<h1>hello</h1>")
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED)
WEB = [tcp(CLIENT, SERVER, 1, ACK, b"GET / HTTP/1.1\r\n\r\n"), tcp(SERVER, CLIENT, 1, ACK, ANSWER + PACKED)]


@pytest.fixture
def app(tmp_path: Path) -> FollowApp:
    return FollowApp(PacketTable(capture_of(FRAMES, tmp_path)))


async def test_forms_and_sides_go_round(app: FollowApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        seen = []
        for _ in range(7):
            await pilot.press("v")
            seen.append(app.follow.form)
        assert seen == ["utf8", "hex", "raw", "c", "yaml", "http", "ascii"]
        await pilot.press("V")
        assert app.follow.form == "http"
        await pilot.press("H", "s")
        text = await shown(pilot, app)
        assert "ASCII · client only" in text
        assert "< two" not in text
        await pilot.press("s")
        text = await shown(pilot, app)
        assert "> one" not in text
        assert "< two" in text
        await pilot.press("s")
        assert "both sides" in await shown(pilot, app)


async def test_http_is_unpacked_on_demand(tmp_path: Path) -> None:
    app = FollowApp(PacketTable(capture_of(WEB, tmp_path)))
    async with app.run_test(size=(100, 24)) as pilot:
        assert "<h1>hello</h1>" not in await shown(pilot, app)
        await pilot.press("H")
        text = await shown(pilot, app)
        assert "< <h1>hello</h1>" in text
        assert f"< [{len(PACKED)} bytes of gzip became 14]" in text
        await pilot.press("H")
        assert "<h1>hello</h1>" not in await shown(pilot, app)


async def test_finding_goes_on_and_around(app: FollowApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("ctrl+f", *"t", "enter")
        await shown(pilot, app)
        seen = [app.follow.pane.found]
        for key in ("n", "n", "N"):
            await pilot.press(key)
            await shown(pilot, app)
            seen.append(app.follow.pane.found)
        assert seen == [(4, 5), (8, 9), (4, 5), (8, 9)]
        assert "Found from the other end on." in screen_text(app)
        await pilot.press("slash", *"nobody", "enter")
        assert "Not found: “nobody”" in await shown(pilot, app)


async def test_wrong_expressions_are_told_while_they_are_typed(app: FollowApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("n", *"/(/", "enter")
        assert "the regular expression is wrong" in screen_text(app)


async def test_the_line_under_the_cursor_leads_back_to_its_packet(app: FollowApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("G", "enter")
        assert app.ended == [FollowEnd(row=2)]


async def test_a_conversation_can_be_filtered_out(app: FollowApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("x")
        assert app.ended == [FollowEnd(display_filter="!(tcp.stream == 0)")]


async def test_escape_goes_back(app: FollowApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("escape")
        assert app.ended == [None]


async def test_the_conversations_beside_it_are_a_key_away(app: FollowApp) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("left_square_bracket")
        assert "This is the first conversation." in screen_text(app)
        await pilot.press("right_square_bracket")
        text = await shown(pilot, app)
        assert "tcp.stream 1" in text
        assert "> another" in text
        await pilot.press("right_square_bracket")
        assert "This is the last conversation." in screen_text(app)


async def test_what_is_shown_is_saved(app: FollowApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await shown(pilot, app)
        await pilot.press("v", "v", "v", "s", "ctrl+s", "enter")
        (saving,) = app.savings
        saving.thread.join()
        await pilot.pause()
        await pilot.pause()
        assert "10 B saved in tcp-0-client.bin" in screen_text(app)
        assert Path("tcp-0-client.bin").read_bytes() == b"one\nthree\n"


async def test_the_bytes_of_the_packet_under_the_cursor_are_copied(
    app: FollowApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.write_copy", lambda text: copying.write_copy(text, tmp_path))
    async with app.run_test(size=(100, 24)) as pilot:
        await shown(pilot, app)
        await pilot.press("j", "y", "p")
        assert app.clipboard == "bytes.fromhex('74 77 6f 0a')"
        await pilot.press("y", "d")
        assert app.clipboard == "tcp.stream == 0"


async def test_help_and_palette_know_the_keys(app: FollowApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await shown(pilot, app)
        await pilot.press("question_mark")
        assert "Followed conversation" in screen_text(app)
        await pilot.press("escape", "ctrl+p", *"filter out")
        await until(pilot, lambda: "Filter out" in screen_text(app))
