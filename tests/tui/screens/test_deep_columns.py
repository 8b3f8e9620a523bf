"""tshark's columns in the list: as they come, stopped, limited, sorted and found by, coloured; live and saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.color import Color
from textual.pilot import Pilot

from dissectors.capture_file import open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.columns.psml import Colours
from dissectors.deep.errors import NoTshark
from dissectors.packets.table import PacketTable
from tests.tui.deep.fake_stream import FakeStream
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.toy import ToyApp, ToySource, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.deep.summary_run import Stream
from tui.loading import FileSource
from tui.messages import CaptureState, CaptureStateChanged, RowsAdded
from tui.panes.packet_list import PacketList
from tui.screens.packets import PacketsScreen
from tui.settings import Settings


class DeepApp(ToyApp):
    """With tsharks that tests hold in their hands."""

    def __init__(
        self, rows: int, *, at_once: bool = True, mode: str = "saved", settings: Settings | None = None, theme: str = ""
    ) -> None:
        source = ToySource(CaptureState("toy.pcap", mode))  # type: ignore[arg-type]
        super().__init__(ToyTable(toy_frames(rows)), source, settings or Settings(theme=theme or "remora-dark"))
        self.deep_choices = DeepChoices()
        self.at_once = at_once
        self.failure: NoTshark | None = None
        self.streams: list[FakeStream] = []

    def make_decoder(self, table: object) -> None:
        """Nobody decodes packets deeply here."""

    async def make_summaries(self, table: object, *, with_colours: bool) -> Stream:
        if self.failure is not None:
            raise self.failure
        self.streams.append(FakeStream(answers_at_once=self.at_once, with_colours=with_colours))
        return self.streams[-1]

    @property
    def answered(self) -> int:
        return len(self.packets.rows.summaries or ())

    def cells(self, row: int) -> tuple[str, ...]:
        return self.packets.rows.row(row).cells

    def add(self, count: int) -> None:
        """More packets come."""
        table = self.packet_table
        table.frames += toy_frames(len(table) + count)[len(table) :]
        self.packet_source.post(RowsAdded())


def told(app: DeepApp) -> str:
    """What stands in the corner of the screen."""
    return " ".join(str(toast.message) for toast in app._notifications)


async def begun(pilot: Pilot[str], app: DeepApp) -> None:
    app.packet_source.post(CaptureStateChanged(app.packet_source.state))
    await until(pilot, lambda: bool(app.streams))


async def answered(pilot: Pilot[str], app: DeepApp, rows: int) -> None:
    await begun(pilot, app)
    await until(pilot, lambda: app.answered == rows)


async def test_native_columns_are_there_until_tsharks_come() -> None:
    app = DeepApp(5, at_once=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(pilot, app)
        assert app.cells(0)[4:] == ("TOY", "9", "port 1, anna")
        app.streams[0].answer(2)
        await until(pilot, lambda: app.answered == 2)
        assert [app.cells(row)[4] for row in range(5)] == ["DEEP", "DEEP", "TOY", "TOY", "TOY"]
        assert app.cells(1)[6] == "deep 9997"
        await until(pilot, lambda: "deep 9997" in screen_text(app))
        app.streams[0].answer(5)
        await until(pilot, lambda: app.answered == 5)
        await until(pilot, lambda: app.streams[0].is_over)
        await until(pilot, lambda: "deep 9994" in screen_text(app))


async def test_without_tshark_all_is_native() -> None:
    app = DeepApp(5)
    app.deep_choices = None
    async with app.run_test(size=(100, 30)) as pilot:
        app.packet_source.post(CaptureStateChanged(app.packet_source.state))
        await pilot.press("P")
        assert not app.streams
        assert app.cells(0)[4] == "TOY"


async def test_a_file_that_is_still_being_read_is_not_asked_about() -> None:
    app = DeepApp(5, mode="reading")
    async with app.run_test(size=(100, 30)) as pilot:
        app.packet_source.post(CaptureStateChanged(app.packet_source.state))
        app.add(3)
        await pilot.pause()
        assert not app.streams
        app.packet_source.post(CaptureStateChanged(CaptureState("toy.pcap", "saved")))
        await until(pilot, lambda: app.answered == 8)


async def test_live_packets_are_answered_as_they_come() -> None:
    app = DeepApp(2, mode="live")
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 2)
        app.add(3)
        await until(pilot, lambda: app.answered == 5)
        assert not app.streams[0].is_over
        assert app.cells(4)[6] == "deep 9994"
        assert len(app.streams) == 1


async def test_a_large_capture_is_asked_about_only_when_the_user_wants_it() -> None:
    app = DeepApp(5, settings=Settings(deep_columns_up_to=4))
    async with app.run_test(size=(100, 30)) as pilot:
        app.packet_source.post(CaptureStateChanged(app.packet_source.state))
        await pilot.pause()
        assert not app.streams
        await pilot.press("P")
        await until(pilot, lambda: app.answered == 5)


async def test_a_live_capture_that_grows_large_is_answered_so_far() -> None:
    app = DeepApp(3, mode="live", settings=Settings(deep_columns_up_to=4))
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 3)
        app.add(3)
        await until(pilot, lambda: app.streams[0].is_over)
        assert [app.cells(row)[4] for row in (2, 3)] == ["DEEP", "TOY"]
        assert app.packets.complete_summaries is None
        await pilot.press("P")
        await until(pilot, lambda: app.answered == 6)


async def test_the_key_takes_them_away_and_brings_them_back() -> None:
    app = DeepApp(3)
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 3)
        await pilot.press("P")
        assert app.cells(0)[4] == "TOY"
        await until(pilot, lambda: "TOY" in screen_text(app))
        app.add(1)
        await pilot.pause()
        assert len(app.streams) == 1
        await pilot.press("P")
        await until(pilot, lambda: app.answered == 4)


async def test_esc_stops_what_takes_long_and_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.deep.summary_run.SECONDS_UNTIL_TOLD", 0.0)
    app = DeepApp(4, at_once=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(pilot, app)
        app.streams[0].answer(1)
        await until(pilot, lambda: "tshark 25 %" in screen_lines(app)[0])
        await pilot.press("escape")
        await until(pilot, lambda: app.streams[0].was_cancelled)
        assert "tshark" not in screen_lines(app)[0]
        assert [app.cells(row)[4] for row in range(2)] == ["DEEP", "TOY"]
        app.add(1)
        await pilot.pause()
        assert len(app.streams) == 1


async def test_esc_goes_back_before_it_stops_what_came_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.deep.summary_run.SECONDS_UNTIL_TOLD", 0.0)
    app = DeepApp(4, at_once=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(pilot, app)
        app.streams[0].answer(1)
        await until(pilot, lambda: app.answered == 1)
        assert not app.packets.leave_innermost()
        await pilot.press("P", "P")
        await until(pilot, lambda: len(app.streams) == 2)
        app.streams[1].answer(1)
        await until(pilot, lambda: app.answered == 1)
        assert app.packets.leave_innermost()
        await until(pilot, lambda: app.streams[1].was_cancelled)


async def test_asking_before_the_first_answer_keeps_the_tshark_that_is_at_work() -> None:
    app = DeepApp(4, at_once=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(pilot, app)
        await pilot.press("P")
        app.streams[0].answer(4)
        await until(pilot, lambda: app.answered == 4)
        assert len(app.streams) == 1


async def test_esc_means_something_else_where_nothing_is_awaited() -> None:
    app = DeepApp(4, mode="live")
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 4)
        await pilot.press("escape")
        assert not app.streams[0].is_over


async def test_a_tshark_that_fails_is_told_and_the_rest_stays_native() -> None:
    app = DeepApp(4, at_once=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(pilot, app)
        app.streams[0].answer(2)
        await until(pilot, lambda: app.answered == 2)
        app.streams[0].fail("tshark 4.0.17 ended with status 2")
        await until(pilot, lambda: "ended with status 2" in told(app))
        assert [app.cells(row)[4] for row in (1, 2)] == ["DEEP", "TOY"]


async def test_without_a_tshark_the_columns_say_nothing_unless_they_are_asked_for() -> None:
    app = DeepApp(4)
    app.failure = NoTshark("there is no tshark on this machine: install it")
    async with app.run_test(size=(100, 30)) as pilot:
        app.packet_source.post(CaptureStateChanged(app.packet_source.state))
        await until(pilot, lambda: app.packets._columns_problem != "")
        assert told(app) == ""
        await pilot.press("P")
        await until(pilot, lambda: "install it" in told(app))


async def test_columns_follow_the_decoder_that_is_chosen() -> None:
    app = DeepApp(3, mode="live")
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 3)
        app.settings = Settings(decoder="native")
        app.packets.decoder_chosen()
        assert app.cells(0)[4] == "TOY"
        app.settings = Settings()
        app.packets.decoder_chosen()
        assert app.cells(0)[4] == "DEEP"
        assert len(app.streams) == 1


async def test_columns_wait_where_the_native_decoder_was_chosen_before() -> None:
    app = DeepApp(3, settings=Settings(decoder="native"))
    async with app.run_test(size=(100, 30)) as pilot:
        app.packet_source.post(CaptureStateChanged(app.packet_source.state))
        await pilot.pause()
        assert not app.streams
        await pilot.press("P")
        await until(pilot, lambda: app.answered == 3)


async def test_closing_the_screen_ends_tshark() -> None:
    app = DeepApp(4, mode="live")
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 4)
    assert app.streams[0].was_cancelled


async def test_another_capture_is_asked_about_anew() -> None:
    app = DeepApp(4)
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 4)
        app.packets.restart_columns()
        assert app.cells(0)[4] == "TOY"
        await until(pilot, lambda: app.answered == 4)
        assert len(app.streams) == 2


# Sorting, finding, copying.


async def choose_column(pilot: Pilot[str], app: DeepApp, name: str) -> None:
    packets = app.packets.query_one(PacketList)
    while packets.chosen_column is None or packets.chosen_column.name != name:
        await pilot.press("greater_than_sign")


def shown(app: DeepApp) -> list[int]:
    displayed = app.packets.displayed
    return [displayed[position] for position in range(len(displayed))]


async def test_rows_are_sorted_by_what_is_shown() -> None:
    app = DeepApp(4)
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 4)
        await choose_column(pilot, app, "info")
        await pilot.press("S")
        await until(pilot, lambda: shown(app) == [3, 2, 1, 0])
        await pilot.press("P")
        await until(pilot, lambda: shown(app) == [0, 1, 2, 3])


async def test_rows_sorted_before_tshark_answered_are_sorted_anew() -> None:
    app = DeepApp(4, at_once=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(pilot, app)
        await choose_column(pilot, app, "info")
        await pilot.press("S")
        app.streams[0].answer(2)
        await until(pilot, lambda: app.answered == 2)
        assert shown(app) == [0, 1, 2, 3]
        app.streams[0].answer(4)
        await until(pilot, lambda: shown(app) == [3, 2, 1, 0])


async def test_live_rows_are_put_in_order_when_they_are_answered() -> None:
    app = DeepApp(2, mode="live", at_once=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await begun(pilot, app)
        app.streams[0].answer(2)
        await until(pilot, lambda: app.answered == 2)
        await choose_column(pilot, app, "info")
        await pilot.press("S")
        await until(pilot, lambda: shown(app) == [1, 0])
        app.add(2)
        await pilot.pause(0.05)
        assert shown(app) == [1, 0]
        app.streams[0].answer(4)
        await until(pilot, lambda: shown(app) == [3, 2, 1, 0])


async def test_find_in_the_list_finds_what_is_shown() -> None:
    app = DeepApp(4)
    async with app.run_test(size=(100, 40)) as pilot:
        await answered(pilot, app, 4)
        await pilot.press("ctrl+f", *"9996", "enter")
        await until(pilot, lambda: app.packets.query_one(PacketList).cursor == 2)


async def test_a_row_is_copied_as_it_is_shown() -> None:
    app = DeepApp(4)
    async with app.run_test(size=(100, 40)) as pilot:
        await answered(pilot, app, 4)
        assert app.packets.rows.text_of(0).split("\t")[4:] == ["DEEP", "9", "deep 9998"]


# Colours.


def background(app: DeepApp, row: int) -> Color | None:
    """Of a line of the list that has no cursor."""
    packets = app.packets.query_one(PacketList)
    return packets.row_style(app.packets.rows.row(row)).bgcolor


async def test_rows_have_wiresharks_colours_where_they_are_wanted() -> None:
    app = DeepApp(3, settings=Settings(theme="remora-dark", wireshark_colours=True))
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 3)
        assert background(app, 1) == Color.parse("#ffff00")
        lines = app.packets.query_one(PacketList)
        cursor, other = (list(lines.draw_line(line, 60))[1][1] for line in (0, 1))
        assert cursor.bgcolor != other.bgcolor
        assert not cursor.underline
        await pilot.press("tab")
        assert list(lines.draw_line(0, 60))[1][1].underline
        await pilot.press("shift+tab", "W")
        assert not app.settings.wireshark_colours
        assert background(app, 1) != Color.parse("#ffff00")


async def test_colours_that_are_wanted_later_are_asked_for_while_texts_stay() -> None:
    app = DeepApp(3)
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 3)
        app.at_once = False
        await pilot.press("W")
        await until(pilot, lambda: len(app.streams) == 2)
        app.streams[1].answer(1)
        await pilot.pause(0.1)
        assert app.cells(2)[4] == "DEEP"
        app.streams[1].answer(3)
        await until(pilot, lambda: background(app, 1) == Color.parse("#ffff00"))


async def test_sixteen_colours() -> None:
    app = DeepApp(3, settings=Settings(theme="remora-terminal", wireshark_colours=True))
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 3)
        assert background(app, 1) == Color.parse("yellow")


async def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = DeepApp(3, settings=Settings(wireshark_colours=True))
    async with app.run_test(size=(100, 30)) as pilot:
        await answered(pilot, app, 3)
        assert not app.packets.rows.shows_colours
        assert app.packets.rows.row(1).colours is None
        await pilot.press("W")
        assert app.settings.wireshark_colours


async def test_with_a_tshark_on_a_real_capture(
    require_tool: Callable[[str], str], samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_tool("tshark")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(RemoraApp, "make_decoder", lambda app, table: None)
    with open_capture(samples / "dns.pcapng") as capture:
        table = PacketTable(capture)
        settings = Settings(theme="remora-dark", wireshark_colours=True)
        app = RemoraApp(table, FileSource(capture, "dns"), settings=settings, deep_choices=DeepChoices())
        async with app.run_test(size=(120, 30)) as pilot:
            screen = app.screen
            assert isinstance(screen, PacketsScreen)
            await until(pilot, lambda: screen.complete_summaries is not None)
            row = screen.rows.row(1)
            assert row.cells[-1] == "Standard query response 0x1001 A remora.test A 192.0.2.1"
            assert row.colours == Colours("12272e", "daeeff")
