import pytest

from dissectors.packets import table
from tests.tui.screens.real import RealApp
from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToySource, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui.messages import CaptureState, CaptureStateChanged, RowsAdded
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree


@pytest.fixture
def far(monkeypatch):
    """No row is so near that its conversation is numbered as it is drawn."""
    monkeypatch.setattr(table, "SOON_ANALYSED", 0)


class Recording(ToyTable):
    """Remembers up to where it was worked out."""

    def __init__(self, count: int) -> None:
        super().__init__(toy_frames(count))
        self.numbered: list[int] = []

    def number_streams(self, stop: int) -> None:
        self.numbered.append(stop)


async def test_a_read_capture_is_worked_out() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.source.post(CaptureStateChanged(CaptureState("hello.pcapng")))
        await until(pilot, lambda: app.packets.table.index.streams.rows_done == len(app.packets.table))


async def test_reading_goes_first_then_all_rows_are_worked_out() -> None:
    packets, source = Recording(5), ToySource(CaptureState("toy.pcap", "reading", progress=0.5))
    app = ToyApp(packets, source)
    async with app.run_test(size=(100, 30)) as pilot:
        source.post(RowsAdded(lambda: packets.frames.extend(toy_frames(7)[5:])))
        await until(pilot, lambda: len(packets) == 7)
        assert packets.numbered == []
        source.post(CaptureStateChanged(CaptureState("toy.pcap")))
        await until(pilot, lambda: packets.numbered == [7])


async def test_rows_of_a_growing_capture_are_worked_out_as_they_come() -> None:
    packets, source = Recording(2), ToySource(CaptureState("lo", "live"))
    app = ToyApp(packets, source)
    async with app.run_test(size=(100, 30)) as pilot:
        for count in (3, 4):
            source.post(RowsAdded(lambda count=count: packets.frames.extend(toy_frames(count)[-1:])))
            await until(pilot, lambda count=count: packets.numbered[-1:] == [count])


async def test_the_shown_packet_tells_what_is_known_now_and_what_the_user_selected_stays(far) -> None:
    app = RealApp()
    async with app.run_test(size=(100, 40)) as pilot:
        screen = app.packets
        await pilot.press("down")
        tree, packet_bytes = screen.query_one(PacketTree), screen.query_one(PacketBytes)
        packet_bytes.select_to(20)
        await pilot.pause()
        before = screen.dissection
        assert before is not None
        selected, selection = tree.selected, packet_bytes.selection
        assert selected is not None
        assert len(selection) == 21
        assert not before.find("tcp.stream")
        screen.work_out_more()
        await until(pilot, lambda: bool(screen.dissection is not None and screen.dissection.find("tcp.stream")))
        assert tree.selected is not None
        assert tree.selected.path == selected.path
        assert packet_bytes.selection == selection


async def test_columns_of_fields_are_drawn_again(far) -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = app.packets
        screen.toggle_column("tcp.stream")
        await pilot.pause()
        place = screen.rows.column_names.index("tcp.stream")
        assert screen.rows.row(0).cells[place] == ""
        screen.work_out_more()
        await until(pilot, lambda: screen.rows.row(0).cells[place] == "0")


async def test_rows_of_the_list_tell_what_was_found_after_they_were_drawn(far) -> None:
    app = RealApp("zero-window.pcapng")
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        assert "[TCP ZeroWindow]" not in screen_text(app)
        app.packets.work_out_more()
        await until(pilot, lambda: "[TCP ZeroWindow]" in screen_text(app))
