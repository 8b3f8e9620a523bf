import time

from textual.pilot import Pilot

from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tui.finding import FindRequest
from tui.panes.filter_bar import FilterBar
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree
from tui.panes.status_bar import FieldLine


async def until_found(pilot: Pilot[str], app: ToyApp) -> None:
    while app.packets.search is not None and app.packets.search.is_working:
        await pilot.pause()
    for _ in range(3):
        await pilot.pause()


async def find(pilot: Pilot[str], app: ToyApp, request: FindRequest) -> None:
    app.packets.find_request = request
    await pilot.press("n")
    await until_found(pilot, app)


async def test_text_is_found_forwards_and_backwards_and_around() -> None:
    app = ToyApp(ToyTable(toy_frames(30)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+f", *"PORT 1", "enter")
        seen = []
        for key in ("n", "n", "N", "N"):
            await until_found(pilot, app)
            seen.append(app.packets.shown_row)
            await pilot.press(key)
        await until_found(pilot, app)
        assert [*seen, app.packets.shown_row] == [9, 10, 11, 10, 9]
        assert "other end" not in screen_text(app)
        await pilot.press("N")
        await until_found(pilot, app)
        assert app.packets.shown_row == 0
        await pilot.press("N")
        await until_found(pilot, app)
        assert app.packets.shown_row == 18
        assert "Found from the other end" in screen_text(app)


async def test_a_search_may_begin_backwards() -> None:
    app = ToyApp(ToyTable(toy_frames(30)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f", *"port 1", "down", "down", "down", "down", "space", "enter")
        await until_found(pilot, app)
        assert app.packets.shown_row == 18


async def test_text_that_is_nowhere_is_told() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+f", *"[nobody]", "enter")
        await pilot.pause()
        await until_found(pilot, app)
        assert "Not found: “[nobody]”" in screen_text(app)


async def test_lines_of_decoded_packets_are_selected_one_after_the_other() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        tree = app.packets.query_one(PacketTree)
        seen = []
        await find(pilot, app, FindRequest("port", place="tree"))
        for _ in range(3):
            assert tree.selected is not None
            seen.append((app.packets.shown_row, tree.selected.field.name))
            await pilot.press("n")
            await until_found(pilot, app)
        assert app.focused is tree
        assert seen == [(0, "toy.port"), (1, "toy.port"), (2, "toy.port")]
        packet_bytes = app.packets.query_one(PacketBytes)
        assert list(packet_bytes._lit) == [1, 2]


async def test_bytes_are_lit_several_times_in_a_packet() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        packet_bytes = app.packets.query_one(PacketBytes)
        seen = []
        await find(pilot, app, FindRequest("6e", "hex"))
        for key in ("n", "n", "N", "N"):
            seen.append((app.packets.shown_row, *packet_bytes._lit))
            await pilot.press(key)
            await until_found(pilot, app)
        assert seen == [(0, 5), (0, 6), (1, 5), (0, 6)]
        assert app.focused is packet_bytes
        node = app.packets.query_one(PacketTree).selected
        assert node is not None
        assert node.field.name == "toy.name"


async def test_moving_on_in_the_bytes_forgets_what_was_found() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await find(pilot, app, FindRequest("nn", place="bytes"))
        tree = app.packets.query_one(PacketTree)
        app.packets.set_focus(tree)
        await pilot.press("up")
        assert app.packets.found is None


async def test_packets_are_found_by_a_filter() -> None:
    app = ToyApp(ToyTable(toy_frames(9)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f", "down", "left", "up", *"4,7", "enter")
        await until_found(pilot, app)
        assert app.packets.find_request == FindRequest("4,7", "filter")
        assert app.packets.shown_row == 3
        await pilot.press("n")
        await until_found(pilot, app)
        assert app.packets.shown_row == 6


async def test_escape_stops_a_search() -> None:
    table = ToyTable(toy_frames(3))
    app = ToyApp(table)

    def forever(wanted, place, columns=()):  # type: ignore[no-untyped-def]
        class Forever:
            examined = 0.75

            def hits(self, rows, *, backwards):  # type: ignore[no-untyped-def]
                while True:
                    time.sleep(0.001)
                    yield None

            def close(self) -> None:
                pass

        return Forever()

    table.searching = forever
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.find_request = FindRequest("x")
        await pilot.press("n")
        run = app.packets.search
        assert run is not None
        while not app.packets.query_one(FilterBar).result.work:
            await pilot.pause()
        await pilot.pause()
        assert "finding 25 % · Esc stops" in screen_text(app)
        await pilot.press("escape")
        while run.is_working:
            await pilot.pause()
        assert "finding" not in screen_text(app)
        assert app.packets.shown_row == 0


async def test_what_is_found_in_the_packet_on_the_screen_is_told_below_it() -> None:
    app = ToyApp(ToyTable(toy_frames(1)))
    async with app.run_test(size=(100, 30)) as pilot:
        for text, told in (("Version", "toy.version"), ("Port", "toy.port")):
            await find(pilot, app, FindRequest(text, place="tree"))
            node = app.packets.query_one(FieldLine).node
            assert node is not None
            assert node.field.name == told
