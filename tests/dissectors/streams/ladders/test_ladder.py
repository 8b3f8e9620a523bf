"""Lines kept in parts: found by number and by row, states between them, small batches joined."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.streams.ladders import ladder as ladder_module
from dissectors.streams.ladders.ladder import LINE, Batch, Ladder
from dissectors.streams.ladders.ladder_reading import ConversationReader
from dissectors.streams.ladders.states import State
from tests.conftest import SAMPLES
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.talk import ACK, SYN, Talk


def hello() -> tuple[PacketTable, Batch]:
    capture = open_capture(SAMPLES / "hello.pcapng")
    while capture.refresh():
        pass
    table = PacketTable(capture)
    return table, ConversationReader(table, "tcp", 0).read()


def in_pieces(batch: Batch, size: int) -> list[Batch]:
    """The same lines in batches; the first has the titles."""
    assert batch.segments is not None
    pieces = []
    for start in range(0, len(batch.lines), size):
        lines = batch.lines[start : start + size].copy()
        lines["segments"] -= lines["segments"][0] - 1
        pieces.append(
            Batch(lines, batch.titles if not start else (), batch.segments.select(np.arange(start, start + len(lines))))
        )
    return pieces


@pytest.mark.parametrize(("size", "join_below"), [(3, 0), (3, 4096), (1, 2), (20, 4096)])
def test_batches_of_any_size_give_the_same_lines(monkeypatch: pytest.MonkeyPatch, size: int, join_below: int) -> None:
    table, batch = hello()
    whole, grown = Ladder(table), Ladder(table)
    whole.append(batch)
    monkeypatch.setattr(ladder_module, "JOIN_BELOW", join_below)
    for piece in in_pieces(batch, size):
        assert grown.append(piece)
    assert len(grown) == len(whole) == 20
    for line in range(20):
        assert grown.line(line) == whole.line(line)
        assert [grown.state(line, column) for column in (0, 1)] == [whole.state(line, column) for column in (0, 1)]
        assert grown.line_of(line) == line


def test_states_hold_until_they_change() -> None:
    table, batch = hello()
    ladder = Ladder(table)
    assert not ladder.has_states
    ladder.append(batch)
    assert ladder.has_states
    assert ladder.state(0, 1) is State.LISTEN
    assert ladder.state(10, 0) is State.ESTABLISHED
    assert ladder.state(19, 1) is State.CLOSED


def test_rows_and_lines_outside() -> None:
    table, batch = hello()
    ladder = Ladder(table)
    assert ladder.line_of(5) == 0
    assert list(ladder.rows()) == []
    assert not ladder.append(Batch(np.zeros(0, LINE)))
    ladder.append(batch)
    assert list(ladder.rows()) == [0, 19]
    assert ladder.line_of(500) == 19
    for line in (-1, 20):
        with pytest.raises(IndexError):
            ladder.line(line)


def test_columns_say_whose_they_are_as_soon_as_it_is_known(tmp_path: Path) -> None:
    # The server's answer is the first packet: its column stands on the right nevertheless.
    table = Talk().send(1, SYN | ACK).send(0, ACK).table(tmp_path)
    ladder = Ladder(table)
    assert list(ladder.titles) == []
    ladder.append(ConversationReader(table, "tcp", 0).read())
    assert list(ladder.titles) == ["10.0.0.2:40000", "10.0.0.1:80"]
    table.attributions.append([found("curl", 7), found("nginx", 9, local=SERVER, remote=CLIENT)])
    assert list(ladder.titles) == ["10.0.0.2:40000 (curl)", "10.0.0.1:80 (nginx)"]
