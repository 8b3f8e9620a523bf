"""The conversations screen on real packets: kinds, orders, filters, growth, and back to the packets."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors.capture_file import open_capture
from tests.dissectors.streams.frames import capture_of, udp
from tests.tui.screens.real import RealApp
from tests.tui.screens.some_frames import FRAMES, A, C, FramesApp
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.waiting_for import until
from tui.conversation_tally import ConversationsFailed
from tui.messages import RowsAdded
from tui.screens.conversations import ConversationsScreen, ConversationsView
from tui.screens.packets import PacketsScreen


class SomeApp(FramesApp):
    """Knows its conversations screen."""

    @property
    def conversations(self) -> ConversationsScreen:
        assert isinstance(self.screen, ConversationsScreen)
        return self.screen

    @property
    def streams(self) -> list[int | None]:
        """Of the rows, from the first on."""
        rows = self.conversations.view.rows
        found = [rows.record(row) for row in range(rows.row_count())]
        return [record.stream for record in found if record is not None]


@pytest.fixture
def app(tmp_path: Path) -> SomeApp:
    return SomeApp(capture_of(FRAMES, tmp_path))


async def open_conversations(pilot: Pilot[str], app: SomeApp, rows: int = 2) -> None:
    await pilot.press("2")
    await until(pilot, lambda: app.conversations.view.rows.row_count() == rows)


async def test_tcp_is_shown_with_most_bytes_first_and_the_counts_of_all_kinds(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        await until(pilot, lambda: "still-open" in screen_text(app))
        lines = screen_lines(app)
        assert "Ethernet 1  IPv4 2  IPv6 1  TCP 2  UDP 2  SCTP 0" in lines[1]
        assert "all packets" in lines[1]
        assert lines[3].split()[:8] == ["0", "10.0.0.2:1000", "10.0.0.1:80", "2", "408", "still-open", "1", "54"]
        assert "10.0.0.2:1000 ↔ 10.0.0.1:80" in screen_text(app)


async def test_tab_goes_round_the_kinds(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("tab")
        assert app.conversations.view.rows.kind == "udp"
        assert "[2001:db8::1]:9" in screen_text(app)
        await pilot.press("tab")
        assert "No SCTP conversation." in screen_text(app)
        await pilot.press("tab")
        assert app.conversations.view.rows.kind == "eth"
        await pilot.press("shift+tab", "shift+tab", "shift+tab")
        assert app.conversations.view.rows.kind == "tcp"


async def test_a_kind_that_has_some_is_shown_first(tmp_path: Path) -> None:
    app = SomeApp(capture_of([udp(A, C)], tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app, 1)
        assert app.conversations.view.rows.kind == "udp"


async def test_from_the_first_moment_the_column_it_is_sorted_by_is_the_chosen_one(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)):
        await app.push_screen(ConversationsScreen(app.packets, ConversationsView()))
        column = app.conversations.table.chosen_column
        assert column is not None
        assert column.name == "bytes"


async def test_the_cursor_stays_on_its_conversation_while_the_order_turns(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        assert app.streams == [0, 1]
        await pilot.click("#conversations", offset=(10, 1))
        await pilot.press("S")
        assert app.streams == [1, 0]
        await until(pilot, lambda: "Bytes▲" in screen_text(app))
        assert app.conversations.table.cursor == 1
        record = app.conversations.record
        assert record is not None
        assert record.stream == 0
        await pilot.press("S")
        assert app.streams == [0, 1]
        await until(pilot, lambda: "Bytes▲" not in screen_text(app))


async def test_where_none_was_chosen_the_cursor_stays_at_the_top_of_any_order(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("S")
        assert app.streams == [1, 0]
        assert app.conversations.table.cursor == 0


async def test_a_click_on_a_title_sorts(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        await pilot.click("#conversations", offset=(screen_lines(app)[2].index("A "), 0))
        assert app.conversations.view.rows.sorted_by == "a"


async def test_only_what_the_filter_shows_is_counted_and_all_again(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.put_filter("tcp.flags.syn == 1", is_applied=True)
        await until(pilot, lambda: len(app.packets.displayed) == 2)
        await open_conversations(pilot, app)
        await pilot.press("j", "o")
        await until(pilot, lambda: "only tcp.flags.syn == 1" in screen_lines(app)[1])
        await until(pilot, lambda: len(app.conversations.view.rows.tables["udp"]) == 0)
        record = app.conversations.record
        assert record is not None
        assert (record.stream, record.packets) == (1, 1)
        await pilot.press("o")
        await until(pilot, lambda: "all packets" in screen_lines(app)[1])
        await until(pilot, lambda: len(app.conversations.view.rows.tables["udp"]) == 2)
        assert app.conversations.record is not None
        assert app.conversations.record.packets == 2


async def test_without_a_filter_there_is_nothing_to_choose_between(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("o")
        await until(pilot, lambda: "No display filter is in use" in screen_text(app))
        assert not app.conversations.view.counting.only_displayed


async def test_a_capture_grows_while_the_screen_is_shown(tmp_path: Path) -> None:
    capture_of(FRAMES, tmp_path)
    path = tmp_path / "made.pcap"
    whole = path.read_bytes()
    path.write_bytes(whole[: 24 + 16 + 54])
    capture = open_capture(path)
    capture.refresh()
    app = SomeApp(capture)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app, 1)
        path.write_bytes(whole)
        app.packets.post_message(RowsAdded(lambda: capture.refresh()))
        await until(pilot, lambda: len(app.conversations.view.rows.tables["udp"]) == 2)
        assert app.streams == [0, 1]
        record = app.conversations.record
        assert record is not None
        assert (record.stream, record.packets) == (0, 2)


async def test_it_is_found_as_it_was_left(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("tab", "greater_than_sign", "S", "escape")
        assert isinstance(app.screen, PacketsScreen)
        await pilot.press("2")
        await until(pilot, lambda: app.conversations.view.rows.row_count() == 2)
        rows = app.conversations.view.rows
        assert (rows.kind, rows.sorted_by) == ("udp", "outcome")

        def column() -> str | None:
            chosen = app.conversations.table.chosen_column
            return chosen.name if chosen is not None else None

        await until(pilot, lambda: column() == "outcome")


async def test_packets_that_are_others_are_counted_anew(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        tally = app.conversations.view.tally
        app.packets.table.forget()
        app.conversations.look()
        assert app.conversations.view.tally is not tally
        await until(pilot, lambda: app.streams == [0, 1])


async def test_what_goes_wrong_is_said(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        screen = app.conversations
        screen.view.rows.show("tcp", {})
        screen.post_message(ConversationsFailed(screen.view.tally, "the file is gone"))
        await until(pilot, lambda: "the file is gone" in screen_text(app))
        screen.post_message(ConversationsFailed(None, "of another count"))
        await pilot.pause()
        assert "of another count" not in screen_text(app)


async def test_help_and_leaving(app: SomeApp) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("question_mark")
        await until(pilot, lambda: "Show its packets" in screen_text(app))
        await pilot.press("escape", "q")
    assert not app.is_running


async def test_no_packets_are_no_conversations(tmp_path: Path) -> None:
    app = SomeApp(capture_of([], tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "No TCP conversation." in screen_text(app))
        await pilot.press("enter", "y", "S", "G")
        assert isinstance(app.screen, ConversationsScreen)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_it_is_of_use_at_any_size(size: tuple[int, int]) -> None:
    app = RealApp("hello-ipv6.pcapng")
    async with app.run_test(size=size) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "[::1]:56890" in screen_lines(app)[3])
        assert len(screen_lines(app)) == size[1]
        assert "201,694" in screen_lines(app)[3]
