"""Lines of segments on their way: fetched whole only where an acknowledgment or disorder needs what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from dissectors.streams.tcp_analysis import lines
from dissectors.streams.tcp_analysis.analysis import NONE, Analysis, analyse
from dissectors.streams.tcp_analysis.memory import Memory
from dissectors.transport.tcp_header import ACK
from tests.dissectors.streams.segments_made import Made, segments

SIZE = 100


class Counted(Memory):
    """Counts the segments that are fetched."""

    fetched = 0

    def take_on_the_way(self, streams: np.ndarray) -> np.ndarray:
        found = super().take_on_the_way(streams)
        self.fetched += len(found)
        return found


def sent(*numbers: int) -> list[Made]:
    return [Made(0, SIZE * number, SIZE, flags=ACK) for number in numbers]


def acknowledged(number: int) -> Made:
    return Made(1, 7, acknowledged=SIZE * number)


def run(batches: Sequence[Sequence[Made]], memory: Memory) -> list[Analysis]:
    """Each segment comes a microsecond after the one before."""
    found, row = [], 0
    for batch in batches:
        made = segments(batch, row)
        found.append(analyse(replace(made, times=made.rows * 1000), np.zeros(0, np.uint8), memory))
        row += len(batch)
    return found


def test_what_nobody_acknowledges_stays_where_it_is() -> None:
    memory = Counted()
    found = run([[acknowledged(0), *sent(0, 1)], sent(2, 3), sent(4)], memory)
    assert memory.fetched == 0
    assert [one.in_flight.tolist() for one in found] == [[NONE, 100, 200], [300, 400], [500]]


def test_an_acknowledgment_finds_its_segment_many_batches_later() -> None:
    memory = Counted()
    found = run([[acknowledged(0), *sent(0, 1)], sent(2, 3), [acknowledged(3)], sent(4)], memory)
    assert memory.fetched == 4
    assert found[2].acked_frames.tolist() == [4]
    assert found[3].in_flight.tolist() == [200]


def test_what_is_sent_again_is_compared_with_the_eldest() -> None:
    memory = Counted()
    found = run([[acknowledged(0), *sent(0, 1)], sent(2), sent(1)], memory)
    assert memory.fetched == 3
    assert found[1].in_flight.tolist() == [300]
    again = run([sent(3)], memory)
    # The line is not in order any more, so that it is fetched from now on.
    assert memory.fetched == 3 + 4
    assert again[0].in_flight.tolist() == [400]


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_KEPT", 3)
    memory = Counted()
    found = run([[acknowledged(0), *sent(0, 1)], sent(2, 3), [acknowledged(4)], [acknowledged(3)]], memory)
    assert memory.fetched == 3
    assert [one.acked_frames.tolist() for one in found[2:]] == [[NONE], [NONE]]
    assert not len(memory.waiting())
