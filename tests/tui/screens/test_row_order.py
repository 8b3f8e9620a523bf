import threading

import pytest
from textual.pilot import Pilot

from dissectors.errors import CaptureFileError
from dissectors.packets.order import Ordering
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.toy import ToyApp, ToyKeys, ToyTable, toy_bytes, toy_frames
from tests.tui.waiting_for import until
from tui.messages import RowsAdded
from tui.panes.filter_bar import FilterBar, FilterResult
from tui.panes.packet_list import PacketList


def named_table(*names: bytes) -> ToyTable:
    """Frames whose Info ends with a name, and whose lengths are those of the names."""
    table = ToyTable(toy_frames(len(names)))
    for row, name in enumerate(names):
        rename(table, row, name)
    return table


def rename(table: ToyTable, row: int, name: bytes) -> None:
    from dataclasses import replace

    table.frames[row] = replace(table.frames[row], data=toy_bytes(name, port=1))


def header(app: ToyApp) -> str:
    return next(line for line in screen_lines(app) if "No." in line)


def shown(app: ToyApp) -> list[int]:
    return [app.packets.displayed[position] for position in range(len(app.packets.displayed))]


async def choose_column(pilot: Pilot[str], app: ToyApp, name: str) -> None:
    packets = app.packets.query_one(PacketList)
    while packets.chosen_column is None or packets.chosen_column.name != name:
        await pilot.press("greater_than_sign")


async def test_a_column_is_sorted_turned_round_and_left_again() -> None:
    app = ToyApp(named_table(b"bbb", b"c", b"aa", b"c", b"dddd"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "j")
        await choose_column(pilot, app, "length")
        await pilot.press("S")
        await until(pilot, lambda: shown(app) == [1, 3, 2, 0, 4])
        assert "Len▲" in header(app)
        packets = app.packets.query_one(PacketList)
        assert app.packets.shown_row == 2
        assert app.packets.displayed[packets.cursor] == 2
        await pilot.press("S")
        await until(pilot, lambda: shown(app) == [4, 0, 2, 1, 3])
        assert "Len▼" in header(app)
        await pilot.press("S")
        await until(pilot, lambda: shown(app) == [0, 1, 2, 3, 4])
        assert "▼" not in header(app)
        assert app.packets.shown_row == 2


async def test_another_column_begins_ascending() -> None:
    app = ToyApp(named_table(b"bbb", b"c", b"aa"))
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.sort_by_next("length")
        app.packets.sort_by_next("info")
        await until(pilot, lambda: shown(app) == [2, 0, 1])
        assert "Info▲" in header(app)
        assert "Len▲" not in header(app)


async def test_a_click_on_a_title_sorts() -> None:
    app = ToyApp(named_table(b"bbb", b"c", b"aa"))
    async with app.run_test(size=(100, 30)) as pilot:
        top = next(y for y, line in enumerate(screen_lines(app)) if "No." in line)
        x = header(app).index("Info") + 1
        await pilot.click(offset=(x, top))
        await until(pilot, lambda: shown(app) == [2, 0, 1])
        await pilot.click(offset=(x, top))
        await until(pilot, lambda: shown(app) == [1, 0, 2])
        packets = app.packets.query_one(PacketList)
        assert packets.chosen_column is not None
        assert packets.chosen_column.name == "info"


async def test_what_a_filter_lets_pass_is_sorted_and_all_again_without_it() -> None:
    app = ToyApp(ToyTable(toy_frames(9)))
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.sort_by_next("number")
        app.packets.sort_by_next("number")
        await until(pilot, lambda: shown(app) == [8, 7, 6, 5, 4, 3, 2, 1, 0])
        app.packets.apply_filter("3,5,9")
        await until(pilot, lambda: shown(app) == [8, 4, 2])
        app.packets.apply_filter("")
        await until(pilot, lambda: shown(app) == [8, 7, 6, 5, 4, 3, 2, 1, 0])


async def test_packets_of_a_live_capture_are_put_where_they_belong() -> None:
    table = named_table(b"bbb", b"a")
    app = ToyApp(table)
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.sort_by_next("length")
        await until(pilot, lambda: shown(app) == [1, 0])

        def more() -> None:
            table.frames.extend(toy_frames(5)[2:])
            for row, name in ((2, b"cc"), (3, b""), (4, b"dddd")):
                rename(table, row, name)

        app.packet_source.post(RowsAdded(more))
        await until(pilot, lambda: shown(app) == [3, 1, 2, 0, 4])
        assert app.packets.shown_row == 0
        assert app.packets.displayed[app.packets.query_one(PacketList).cursor] == 0


class SlowKeys(ToyKeys):
    """Never gets behind the first rows."""

    def read(self, rows):  # type: ignore[no-untyped-def]
        import numpy as np

        from dissectors.packets.keyed import Keyed

        yield Keyed(1, np.array([0]), np.array([b"a"], object))
        while True:
            yield Keyed(0, np.zeros(0, np.int64), np.zeros(0, object))


async def test_escape_stops_a_sort_and_the_order_is_as_captured(monkeypatch: pytest.MonkeyPatch) -> None:
    table = ToyTable(toy_frames(4))
    monkeypatch.setattr(table, "ordering", lambda column, descending: Ordering(SlowKeys(table, column)))
    app = ToyApp(table)
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.sort_by_next("info")
        result = app.packets.query_one(FilterBar).query_one(FilterResult)
        await until(pilot, lambda: "sorting 25 % · Esc stops" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: not result.work)
        assert shown(app) == [0, 1, 2, 3]
        assert "▲" not in header(app)
        assert app.packets.sorted_by is None


class SilentKeys(ToyKeys):
    """Says nothing before it is told to go on, as workers that are only starting."""

    go_on = threading.Event()

    def read(self, rows):  # type: ignore[no-untyped-def]
        self.go_on.wait(10)
        return super().read(rows)


async def test_a_sort_that_says_nothing_yet_can_be_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    table = ToyTable(toy_frames(4))
    monkeypatch.setattr(table, "ordering", lambda column, descending: Ordering(SilentKeys(table, column)))
    app = ToyApp(table)
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.sort_by_next("info")
        result = app.packets.query_one(FilterBar).query_one(FilterResult)
        while not result.work:
            await pilot.pause(0.01)
        await pilot.press("escape")
        assert not result.work
        assert app.packets.sorted_by is None
        SilentKeys.go_on.set()


class BrokenKeys(ToyKeys):
    def read(self, rows):  # type: ignore[no-untyped-def]
        raise CaptureFileError("toy.pcap became shorter")
        yield


async def test_what_cannot_be_sorted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    table = ToyTable(toy_frames(4))
    monkeypatch.setattr(table, "ordering", lambda column, descending: Ordering(BrokenKeys(table, column)))
    app = ToyApp(table)
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.sort_by_next("info")
        await until(pilot, lambda: app.packets.sorted_by is None)
        await pilot.pause()
        assert "toy.pcap became shorter" in screen_text(app)


async def test_only_marked_packets_are_shown_sorted_or_not() -> None:
    app = ToyApp(named_table(b"bbb", b"c", b"aa", b"dddd"))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("M")
        await pilot.pause()
        assert "No packet is marked" in screen_text(app)
        await pilot.press("m", "j", "m", "j", "j", "m", "M")
        assert shown(app) == [0, 1, 3]
        app.packets.sort_by_next("length")
        await until(pilot, lambda: shown(app) == [1, 0, 3])
        await pilot.press("m")
        await until(pilot, lambda: shown(app) == [1, 0])
        app.packets.sort_by(None)
        await until(pilot, lambda: shown(app) == [0, 1])
        await pilot.press("M")
        assert shown(app) == [0, 1, 2, 3]


async def test_of_the_filtered_rows_the_marked_ones_are_shown() -> None:
    app = ToyApp(ToyTable(toy_frames(6)))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "m", "j", "m", "M")
        assert shown(app) == [1, 2]
        app.packets.apply_filter("3,4")
        await until(pilot, lambda: shown(app) == [2])
        await pilot.press("M")
        await until(pilot, lambda: shown(app) == [2, 3])
