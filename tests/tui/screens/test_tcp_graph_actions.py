"""What keys do on a TCP graph."""

from __future__ import annotations

import json
from pathlib import Path

from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS
from tests.dissectors.statistics.tcp_graphs.talk import Said, table_of, transfer
from tests.dissectors.streams.frames import SYN
from tests.tui.screens.tcp_graph_app import TCPGraphApp, until_made
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.screens.dialogs import InputDialog, ReadDialog


def app_of(folder: Path) -> TCPGraphApp:
    return TCPGraphApp(table_of(transfer(), folder))


async def test_v_goes_through_all_graphs_and_keeps_the_packet(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        await pilot.press("n")
        row, seen = app.graph.row, []
        for _ in GRAPH_KINDS:
            await pilot.press("v")
            await until_made(pilot)
            assert app.graph.picture is not None
            seen.append(app.graph.picture.graph.kind)
            assert app.graph.row == row
        assert seen == [*GRAPH_KINDS[1:], GRAPH_KINDS[0]]
        await pilot.press("V")
        assert app.graph.wish.kind == GRAPH_KINDS[-1]


async def test_r_shows_the_other_direction_and_w_the_window(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        names = {series.name for series in app.graph.pane.plot.series}
        await pilot.press("w")
        await until_made(pilot)
        assert names ^ {series.name for series in app.graph.pane.plot.series} == {"window"}
        await pilot.press("r")
        await until_made(pilot)
        assert app.graph.picture is not None
        assert app.graph.picture.graph.side == 1
        assert "10.0.0.2:80 → 10.0.0.1:40000" in screen_text(app)


async def test_u_draws_round_trips_by_their_powers_and_no_sequence_numbers(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        await pilot.press("u")
        assert app.told == ["Sequence numbers have no logarithmic scale: v and V go to other graphs."]
        assert not app.graph.pane.plot.y.logarithmic
        await pilot.press("v", "v", "v")
        await until_made(pilot)
        await pilot.press("u")
        assert app.graph.pane.plot.y.logarithmic
        await pilot.press("r")
        await until_made(pilot)
        assert app.graph.pane.plot.y.logarithmic
        await pilot.press("u")
        assert not app.graph.pane.plot.y.logarithmic


async def test_n_goes_from_mark_to_mark_and_dots_from_packet_to_packet(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        rows = []
        for key in ("n", "n", "n", "n", "N", "full_stop", "comma", "comma"):
            await pilot.press(key)
            rows.append(app.graph.row)
        assert rows == [4, 6, 9, 9, 6, 7, 6, 5]
        assert app.graph.pane.cursor == 31_000_000


async def test_e_explains_the_graph_and_its_marks(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, ReadDialog)
        assert "How to read it" in screen_text(app)


async def test_the_graph_and_the_packet_are_copied(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        await pilot.press("y")
        await pilot.pause()
        await pilot.press("t")
        await pilot.pause()
        assert "segments" in app.copied
        assert "F fast retransmission 1" in app.copied
        await pilot.press("y")
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        assert app.copied.startswith("Packet 1 ")


async def test_points_are_saved(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    path = tmp_path / "points.json"
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, InputDialog)
        app.screen.dismiss(str(path))
        await until(pilot, lambda: path.exists() and path.read_text().endswith("]\n"))
    assert {one["what"] for one in json.loads(path.read_text())} >= {"segment", "acknowledgment"}


async def test_what_was_told_of_a_conversation_is_gone_with_it(tmp_path: Path) -> None:
    again = Said(0, 900, 77_777, flags=SYN)
    app = TCPGraphApp(table_of([*transfer(), again], tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        app.notify("Of this one.")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.graph.stream == 1)
        assert not app._notifications


async def test_brackets_go_to_other_conversations(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert app.graph.stream == 0
        assert app.told == ["This is the last TCP conversation."]
