import pytest

from dissectors.filters import compile_filter
from tests.tui.screens.real import RealApp
from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToyTable
from tests.tui.waiting_for import until
from tui.panes.filter_bar import FilterBar
from tui.panes.filter_input import FilterInput
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree
from tui.screens.apply_dialog import ApplyDialog


def expected(app: RealApp, text: str) -> list[int]:
    chosen = compile_filter(text)
    table = app.packets.table
    return [row + 1 for row in range(len(table)) if chosen.matches(table.dissection(row))]


async def test_a_field_of_the_tree_is_filtered_by_at_once() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        tree = app.packets.query_one(PacketTree)
        tree.select(("tcp", "tcp.flags", "tcp.flags.syn"))
        tree.focus()
        await pilot.press("a", "enter")
        wanted = expected(app, "tcp.flags.syn == 1")
        await until(pilot, lambda: app.shown_numbers == wanted)
        assert app.packets.query_one(FilterBar).in_use == "tcp.flags.syn == 1"
        assert app.settings.filter_history == ("tcp.flags.syn == 1",)


async def test_the_cell_under_the_column_cursor_is_the_first_thing_asked_about() -> None:
    app = RealApp("dns.pcapng")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*[">"] * 5, "a")
        await pilot.pause()
        assert isinstance(app.screen, ApplyDialog)
        length = app.packets.table.summary(0).length
        assert f"frame.len == {length}" in screen_text(app)
        await pilot.press("right")
        assert "i  is      dns " in screen_text(app)


async def test_selected_bytes_are_asked_for_at_their_place() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        pane = app.packets.query_one(PacketBytes)
        pane.focus()
        await pilot.press("down", "down", "shift+right", "shift+right", "shift+right")
        assert pane.selection == range(32, 36)
        await pilot.press("a", "enter")
        text = f"frame[32:4] == {pane.data[32:36].hex(':')}"
        await until(pilot, lambda: app.packets.query_one(FilterBar).in_use == text)
        wanted = expected(app, text)
        await until(pilot, lambda: app.shown_numbers == wanted)


async def test_a_prepared_filter_is_put_into_the_bar_and_not_applied() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("a", "p")
        await pilot.pause()
        bar = app.packets.query_one(FilterBar)
        assert bar.text == "frame.number == 1"
        assert bar.in_use == ""
        assert isinstance(app.focused, FilterInput)


async def test_a_filter_is_joined_to_the_one_in_use() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", *"tcp.srcport == 1234", "enter")
        await until(pilot, lambda: app.shown_numbers == expected(app, "tcp.srcport == 1234"))
        tree = app.packets.query_one(PacketTree)
        tree.select(("tcp", "tcp.flags", "tcp.flags.syn"))
        tree.focus()
        await pilot.press("a", "A")
        text = "tcp.srcport == 1234 && !(tcp.flags.syn == 1)"
        await until(pilot, lambda: app.packets.query_one(FilterBar).in_use == text)
        await until(pilot, lambda: app.shown_numbers == expected(app, text))


@pytest.mark.parametrize("count", [0, 1])
async def test_there_may_be_nothing_to_filter_by(count: int) -> None:
    app = ToyApp(ToyTable([]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["tab"] * count, "a")
        await pilot.pause()
        assert app.screen is app.packets
