"""The TCP graph screen: what it shows, which packet the cursor is on, how it grows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture
from tests.dissectors.statistics.tcp_graphs.talk import Said, table_of, transfer
from tests.tui.screens.tcp_graph_app import TCPGraphApp, until_made
from tests.tui.snapshots import assert_looks_like, screen_lines, screen_text
from tests.tui.waiting_for import until
from tui.screens import tcp_graph as tcp_graph_module


@pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 48)])
async def test_a_conversation_is_drawn_and_its_first_packet_told(tmp_path: Path, width: int, height: int) -> None:
    app = TCPGraphApp(table_of(transfer(), tmp_path))
    async with app.run_test(size=(width, height)) as pilot:
        await until_made(pilot)
        lines = screen_lines(app)
        text = "\n".join(lines)
    assert "Sequence (tcptrace) 1/6" in lines[0]
    assert "14 packets" in lines[0]
    assert "10.0.0.1:40000 → 10.0.0.2:80" in lines[0]
    assert "F fast" in text
    assert "SYN: opens the direction from its sender" in text
    assert all(len(line) <= width for line in lines)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 48)])
async def test_a_loss_looks_as_stored(tmp_path: Path, width: int, height: int) -> None:
    app = TCPGraphApp(table_of(transfer(), tmp_path), row=9)
    async with app.run_test(size=(width, height)) as pilot:
        await until_made(pilot)
        assert_looks_like(app, f"tcp-graph-{width}x{height}")


async def test_it_begins_on_the_packet_it_was_asked_for(tmp_path: Path) -> None:
    app = TCPGraphApp(table_of(transfer(), tmp_path), row=9)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        assert app.graph.pane.cursor == 44_000_000
        assert "Packet 10 " in screen_text(app)
        assert "Sent again at once" in screen_text(app)
        # The cursor moves by columns, and the packet with it.
        await pilot.press("left", "left", "left")
        assert app.graph.row is not None
        assert app.graph.row < 9
        row = app.graph.row
        await pilot.press("enter")
        await pilot.pause()
        assert app.ended == [row]


async def test_a_click_chooses_what_stands_where_it_is(tmp_path: Path) -> None:
    # Two segments at the same time, one above the other.
    both = [Said(0, 21, 101, 5_001, 100), Said(0, 21, 201, 5_001, 100)]
    app = TCPGraphApp(table_of([*transfer()[:3], *both, *transfer()[5:]], tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        drawing = app.graph.pane._drawn()
        column, chosen = drawing.x.column(21_000_000), []
        for number in (50, 150):
            line = drawing.y.line(number)
            assert column is not None
            assert line is not None
            await pilot.click("#graph", offset=(drawing.layout.left + column, drawing.layout.top + line))
            chosen.append(app.graph.row)
        assert chosen == [3, 4]


async def test_escape_shows_the_whole_again_and_then_leaves(tmp_path: Path) -> None:
    app = TCPGraphApp(table_of(transfer(), tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        await pilot.press("plus")
        assert not app.graph.pane.is_whole
        await pilot.press("escape")
        assert app.graph.pane.is_whole
        await pilot.press("escape")
        await pilot.pause()
        assert app.ended == [None]


async def test_it_grows_with_the_capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_graph_module, "SECONDS_BETWEEN_LOOKS", 0.02)
    whole = tmp_path / "whole"
    whole.mkdir()
    table_of(transfer(), whole)
    written = (whole / "talk.pcap").read_bytes()
    growing = tmp_path / "growing.pcap"
    table_of(transfer()[:5], tmp_path)
    growing.write_bytes((tmp_path / "talk.pcap").read_bytes())
    capture = open_capture(growing)
    capture.refresh()
    app = TCPGraphApp(PacketTable(capture))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_made(pilot)
        assert app.graph.picture is not None
        assert len(app.graph.picture.observed) == 5
        growing.write_bytes(written)
        capture.refresh()
        await until(pilot, lambda: app.graph.picture is not None and len(app.graph.picture.observed) == 14)
        assert app.graph.row == 0


async def test_a_conversation_without_packets_says_so(tmp_path: Path) -> None:
    app = TCPGraphApp(table_of([], tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "There are no packets" in screen_text(app))
        await pilot.press("n", "full_stop", "enter", "r", "v")
        assert app.ended == []
