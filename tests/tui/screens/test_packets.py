import re
import threading

from textual.pilot import Pilot
from textual.screen import Screen

from dissectors import PacketTable, open_capture
from dissectors.capture_file import FrameBatch
from tests.conftest import SAMPLES
from tests.tui.snapshots import assert_looks_like, screen_lines, screen_text
from tests.tui.toy import ToyApp, ToySource, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.key_table import KEYS
from tui.loading import FileSource
from tui.messages import CaptureState, CaptureStateChanged, RowsAdded, SourceFailed
from tui.panes.filter_bar import FilterBar
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_list import PacketList
from tui.panes.packet_tree import PacketTree
from tui.panes.status_bar import FieldLine, NoticeBar
from tui.screens.capture import CaptureScreen
from tui.settings import Settings


def numbers_shown(pilot: Pilot[str]) -> list[str]:
    """The first column of the rows in sight."""
    packets = pilot.app.screen.query_one(PacketList)
    lines = screen_lines(pilot.app)[packets.region.y + 1 : packets.region.bottom]
    return [line[1:].split()[0] for line in lines if line[1:].split()]


async def until_filtered(pilot: Pilot[str], app: ToyApp) -> None:
    """Wait for the filter's thread and for what it posted."""
    run = app.packets._run
    while run is not None and run.is_working:
        await pilot.pause()
    await pilot.pause()


async def test_at_80_columns_the_panes_are_stacked() -> None:
    app = ToyApp(ToyTable(toy_frames(30)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "tab", "right", "j", "j", "j")
        await pilot.pause()
        assert_looks_like(app, "packets-80x24")


async def test_at_160_columns_tree_and_bytes_stand_side_by_side() -> None:
    app = ToyApp(ToyTable(toy_frames(30)))
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.press("j", "j", "tab", "right", "j")
        await pilot.pause()
        assert_looks_like(app, "packets-160x48")


async def test_an_empty_capture_is_a_screen_without_rows() -> None:
    app = ToyApp(ToyTable([]))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("j", "G", "tab", "right", "e", "y", "tab", "right", "m", "n", "enter", "escape", "escape"):
            await pilot.press(key)
        await pilot.pause()
        assert_looks_like(app, "packets-empty-80x24")


async def test_a_field_in_the_tree_lights_its_bytes() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("tab", "right", "j", "j", "j")
        await pilot.pause()
        assert app.screen.query_one(PacketBytes)._lit == range(1, 3)
        node = app.screen.query_one(FieldLine).node
        assert node is not None
        assert node.field.name == "toy.port"


async def test_a_byte_selects_the_innermost_field_that_owns_it() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("tab", "tab", "right", "right", "right", "right")
        await pilot.pause()
        tree = app.screen.query_one(PacketTree)
        assert tree.selected is not None
        assert tree.selected.path == ("toy", "toy.name")
        packet_bytes = app.screen.query_one(PacketBytes)
        assert packet_bytes._lit == range(4, 8)
        assert packet_bytes.byte == 4
        assert tree.cursor in tree.visible_lines()
        await pilot.press("enter")
        assert app.focused is tree


async def test_a_click_on_a_byte_selects_its_field() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.pause()
        await pilot.click("#bytes", offset=(10, 0))
        tree = app.screen.query_one(PacketTree)
        assert tree.selected is not None
        assert tree.selected.path == ("toy", "toy.port")


async def test_the_selected_field_and_its_bytes_stay_with_the_next_packet() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("tab", "right", "j", "j", "j", "escape", "j")
        await pilot.pause()
        tree = app.screen.query_one(PacketTree)
        assert tree.selected is not None
        assert (tree.selected.field.name, tree.selected.field.value) == ("toy.port", 2)
        assert app.screen.query_one(PacketBytes)._lit == range(1, 3)


async def test_rows_come_while_the_screen_is_open() -> None:
    table, source = ToyTable([]), ToySource(CaptureState("lo", "live", captured=0, dropped=0, engine="toys"))
    app = ToyApp(table, source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        source.post(RowsAdded(lambda: table.frames.extend(toy_frames(3))))
        source.post(CaptureStateChanged(CaptureState("lo", "live", captured=5, dropped=2, engine="toys")))
        await pilot.pause()
        await pilot.pause()
        lines = screen_lines(app)
        assert "lo ● live · toys" in lines[0]
        assert "5 captured · 3 displayed · 2 dropped" in lines[0]
        assert numbers_shown(pilot) == ["1", "2", "3"]
        assert app.packets.shown_row == 0


async def test_the_list_follows_the_tail_until_the_user_moves() -> None:
    table, source = ToyTable(toy_frames(3)), ToySource()
    app = ToyApp(table, source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        source.post(RowsAdded(lambda: setattr(table, "frames", toy_frames(50))))
        await pilot.pause()
        await pilot.pause()
        assert app.packets.shown_row == 49
        await pilot.press("k")
        source.post(RowsAdded(lambda: setattr(table, "frames", toy_frames(90))))
        await pilot.pause()
        await pilot.pause()
        assert app.packets.shown_row == 48


async def test_a_filter_shows_only_what_matches() -> None:
    app = ToyApp(ToyTable(toy_frames(30)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"4,9,20", "enter")
        await until_filtered(pilot, app)
        assert numbers_shown(pilot) == ["4", "9", "20"]
        assert app.packets.shown_row == 3
        assert "3 of 30" in screen_lines(app)[1]
        assert isinstance(app.focused, PacketList)
        await pilot.press("slash", "ctrl+u", "enter")
        await pilot.pause()
        assert numbers_shown(pilot)[:3] == ["1", "2", "3"]
        assert app.packets.shown_row == 3


async def test_a_row_that_matches_stays_under_the_cursor() -> None:
    app = ToyApp(ToyTable(toy_frames(30)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["j"] * 8, "slash", *"4,9,20", "enter")
        await until_filtered(pilot, app)
        assert app.packets.shown_row == 8
        assert app.screen.query_one(PacketList).cursor == 1


async def test_rows_that_come_later_are_filtered_too() -> None:
    table, source = ToyTable(toy_frames(5)), ToySource()
    app = ToyApp(table, source, display_filter="2,8")
    async with app.run_test(size=(80, 24)) as pilot:
        await until_filtered(pilot, app)
        assert numbers_shown(pilot) == ["2"]
        source.post(RowsAdded(lambda: setattr(table, "frames", toy_frames(9))))
        await pilot.pause()
        await until_filtered(pilot, app)
        await pilot.pause()
        assert numbers_shown(pilot) == ["2", "8"]


async def test_a_filter_that_lets_nothing_pass_empties_the_panes() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"77", "enter")
        await until_filtered(pilot, app)
        assert numbers_shown(pilot) == []
        assert app.packets.dissection is None
        assert "0 displayed" in screen_lines(app)[0]


async def test_a_filter_that_is_wrong_changes_nothing() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", "4", "x", "enter")
        await pilot.pause()
        assert numbers_shown(pilot) == ["1", "2", "3", "4", "5"]
        assert "^ a digit is wanted" in screen_lines(app)[2]
        await pilot.press("escape")
        assert isinstance(app.focused, PacketList)


async def test_esc_stops_a_filter_that_is_still_looking() -> None:
    looked_at = threading.Event()
    go_on = threading.Event()

    class Slow:
        def matches(self, dissection: object) -> bool:
            looked_at.set()
            assert go_on.wait(10)
            return True

    app = ToyApp(ToyTable(toy_frames(50)), compile_filter=lambda text: Slow())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", "x", "enter")
        assert looked_at.wait(10)
        await pilot.press("escape")
        go_on.set()
        await until_filtered(pilot, app)
        assert len(app.packets.displayed) < 50
        assert "stopped at" in screen_lines(app)[1]


async def test_a_damaged_file_is_told_until_the_user_closes_it() -> None:
    app = ToyApp(ToyTable(toy_frames(3)), ToySource(CaptureState("a.pcap", notice="The file is damaged at byte 99")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "damaged at byte 99" in screen_lines(app)[1]
        await pilot.press("escape")
        assert not app.screen.query_one(NoticeBar).display
        app.packet_source.post(CaptureStateChanged(app.packet_source.state))
        await pilot.pause()
        assert not app.screen.query_one(NoticeBar).display


async def test_a_source_that_fails_is_told_and_its_packets_stay() -> None:
    source = ToySource()
    app = ToyApp(ToyTable(toy_frames(3)), source)
    async with app.run_test(size=(80, 24)) as pilot:
        source.post(SourceFailed("lo vanished: stop and choose another interface"))
        await pilot.pause()
        assert "lo vanished" in screen_lines(app)[1]
        assert numbers_shown(pilot) == ["1", "2", "3"]


async def test_a_file_that_became_shorter_gives_an_error_on_the_screen() -> None:
    table = ToyTable(toy_frames(3))
    app = ToyApp(table)
    async with app.run_test(size=(80, 24)) as pilot:
        table.lost = {1, 2}
        await pilot.press("j", "j")
        await pilot.pause()
        assert "became shorter" in screen_lines(app)[1]
        assert app.packets.dissection is None


async def test_the_source_is_stopped_with_the_screen() -> None:
    source = ToySource()
    app = ToyApp(ToyTable(toy_frames(3)), source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
    assert source.stopped


async def test_every_action_of_the_key_table_exists() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        holders = {
            "anywhere": [CaptureScreen],
            "panes": [screen.query_one(kind) for kind in (PacketList, PacketTree, PacketBytes)],
            "table": [screen.query_one(PacketList)],
            "list": [CaptureScreen],
            "capture": [CaptureScreen],
            "tree": [screen.query_one(PacketTree)],
            "bytes": [screen.query_one(PacketBytes)],
            "filter": [screen.query_one(FilterBar).query_one("FilterInput")],
        }
        for key in KEYS:
            if key.place in holders:
                assert any(hasattr(holder, f"action_{key.action}") for holder in holders[key.place]), key


async def test_a_small_window_and_a_large_one_hold_the_same_state() -> None:
    app = ToyApp(ToyTable(toy_frames(30)))
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.press(*["j"] * 25, "tab", "right", "j", "j")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        packets = app.screen.query_one(PacketList)
        assert packets.cursor == 25
        assert packets.cursor in packets.visible_lines()
        tree = app.screen.query_one(PacketTree)
        assert tree.cursor in tree.visible_lines()
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert packets.cursor in packets.visible_lines()


async def test_escape_stops_reading_and_what_was_read_can_be_used(monkeypatch) -> None:
    # One frame a batch, each only when it is let: the rest of the file never comes by itself.
    monkeypatch.setattr("tui.loading.FIRST_FRAMES", 2)
    monkeypatch.setattr("tui.loading.BATCH_FRAMES", 1)
    capture = open_capture(SAMPLES / "hello.pcapng")
    let = threading.Semaphore(0)

    class Slow(FileSource):
        def _next_batches(self, most: int, seconds: float | None = None) -> tuple[FrameBatch, ...]:
            if most == 1:
                let.acquire(timeout=10)
            return super()._next_batches(most, seconds)

    app = RemoraApp(PacketTable(capture), Slow(capture, "hello.pcapng"), settings=Settings(theme="remora-dark"))
    async with app.run_test(size=(120, 30)) as pilot:
        let.release()
        await until(pilot, lambda: "3 captured" in screen_lines(app)[0])
        assert re.search(r"reading \d+ % · Esc stops [█░]{12} ", screen_lines(app)[0])
        await pilot.press("escape")
        let.release()
        await until(pilot, lambda: "Reading was stopped at " in screen_text(app))
        assert re.search(r"only \d+ % read .* 4 captured", screen_lines(app)[0])
        await pilot.press("slash", *"frame.number > 2", "enter")
        await until(pilot, lambda: "✓ 2 of 4" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Reading was stopped at " not in screen_text(app))


async def test_a_list_behind_another_screen_follows_when_it_is_seen_again() -> None:
    table = ToyTable(toy_frames(3))
    source = ToySource()
    app = ToyApp(table, source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        assert app.packets.shown_row == 2
        app.push_screen(Screen())
        await pilot.pause()
        source.post(RowsAdded(lambda: table.frames.extend(toy_frames(6)[3:])))
        await pilot.pause()
        assert app.packets.shown_row == 2
        app.pop_screen()
        await pilot.pause()
        assert app.packets.shown_row == 5
