from pathlib import Path

from tests.tui.screens.real import RealApp
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.waiting_for import until
from tui import settings
from tui.panes.packet_list import COLUMN_NAMES, PacketList
from tui.screens.list_columns import usable_widths


def header(app: RealApp) -> str:
    return next(line for line in screen_lines(app) if "No." in line)


async def test_order_and_widths_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    app = RealApp(settings_path=path)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("C", "J", "l", "l", "escape")
        await pilot.pause()
        names = ("time", "number", *COLUMN_NAMES[2:])
        kept = settings.load(path)[0]
        assert kept.columns == names
        assert list(kept.column_widths) == ["number"]
        line = header(app)
        assert line.index("Time") < line.index("No.")
        width = kept.column_widths["number"]
        assert app.packets.query_one(PacketList).drawn_widths()["number"] == width


async def test_several_occurrences_of_a_field_are_joined() -> None:
    app = RealApp()
    async with app.run_test(size=(160, 30)) as pilot:
        app.packets.set_columns(["number", "eth.addr", "info"], {"eth.addr": 40})
        await until(pilot, lambda: "00:00:00:00:00:00, 00:00:00:00:00:00" in screen_text(app))


async def test_a_columns_edge_is_dragged() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        packets = app.packets.query_one(PacketList)
        drawn = packets.drawn_widths()
        edge = 2 + drawn["number"] + 1 + drawn["time"]
        await pilot.mouse_down(packets, offset=(edge, 0))
        await pilot.hover(packets, offset=(edge + 6, 0))
        await pilot.mouse_up(packets, offset=(edge + 6, 0))
        await pilot.pause()
        assert app.settings.column_widths == {"time": drawn["time"] + 6}
        assert app.packets.sorted_by is None


async def test_info_may_have_a_width_of_its_own() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 30)) as pilot:
        app.packets.set_columns(["info", "number"], {"info": 10})
        await pilot.pause()
        await pilot.pause()
        assert header(app).index("No.") < 20


def test_widths_that_cannot_be_drawn_become_ones_that_can() -> None:
    assert usable_widths({"a": -5, "b": 10, "c": 10**12}) == {"a": 3, "b": 10, "c": 400}
