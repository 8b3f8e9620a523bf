"""The lines around a TCP graph."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.tui.snapshots import screen_lines
from tui.panes.tcp_graph_lines import NOTHING_MARKED, GraphTop, MarksLine, PacketStory, packets_words
from tui.tcp_graphs.picture import MarkWords


class LinesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield GraphTop()
        yield MarksLine()
        yield PacketStory()


async def test_lines_say_what_they_are_told() -> None:
    app = LinesApp()
    async with app.run_test(size=(60, 10)) as pilot:
        app.query_one(GraphTop).show("Round trips 4/6", "tcp.stream 3", "a → b", "12 packets")
        long = [MarkWords("R", "retransmission 12", 5), MarkWords("D", "duplicate ACK 574", 6)]
        short = [MarkWords("R", "resent 12", 5), MarkWords("D", "dup 574", 6)]
        app.query_one(MarksLine).show(long, short)
        app.query_one(PacketStory).show("Packet 1", ["reset"], ["word " * 30 + "\x1b[31mend."], "goodput 0")
        await pilot.pause()
        lines = screen_lines(app)
    assert lines[0].split() == ["remora", "Round", "trips", "4/6", "a", "→", "b", "tcp.stream", "3", "12", "packets"]
    assert lines[1].strip() == "R retransmission 12  D duplicate ACK 574"
    assert lines[2].startswith(" Packet 1 · reset")
    assert lines[2].rstrip().endswith("goodput 0")
    assert [line.startswith(" word") for line in lines[3:6]] == [True, True, True]
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (49, " remora  Round trips 4/6  a → b  tcp.stream 3 9 p "),
        (44, " remora  Round trips 4/6  a → b         9 p "),
        (30, " Round trips 4/6  a → b   9 p "),
    ],
)
async def test_who_talks_to_whom_has_room_before_all_else(width: int, told: str) -> None:
    app = LinesApp()
    async with app.run_test(size=(width, 10)) as pilot:
        app.query_one(GraphTop).show("Round trips 4/6", "tcp.stream 3", "a → b", "9 p")
        await pilot.pause()
        assert screen_lines(app)[0].split() == told.split()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], NOTHING_MARKED),
        ([MarkWords("R", "retransmission 1,000", 5), MarkWords("F", "fast retransmission 9", 5)], "R resent  F fast"),
    ],
)
async def test_where_there_is_little_room_marks_are_told_shortly(words: list[MarkWords], said: str) -> None:
    app = LinesApp()
    async with app.run_test(size=(36, 10)) as pilot:
        app.query_one(MarksLine).show(words, [MarkWords("R", "resent", 5), MarkWords("F", "fast", 5)])
        await pilot.pause()
        assert screen_lines(app)[1].strip()[:30].strip() == said[:30].strip()


def test_how_much_was_read_is_told_while_there_is_more() -> None:
    assert packets_words(1200, 0.5, is_working=True) == "1,200 packets, 50% read"
    assert packets_words(1, 1.0, is_working=False) == "1 packet"
