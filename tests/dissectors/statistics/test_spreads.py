"""Packet lengths and times between packets."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.spreads import GapCounts, LengthCounts
from tests.dissectors.statistics.counting import stepwise, whole
from tests.dissectors.statistics.timed import SECOND, at_times
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)


def test_lengths_are_those_on_the_wire(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B), udp(A, B), tcp(A, B, data=bytes(9000))], tmp_path, 60))
    found = whole(LengthCounts(index)).histogram()
    counts = {(bucket.low, bucket.high): bucket.count for bucket in found.buckets if bucket.count}
    assert counts == {(40, 79): 2, (5120, None): 1}
    assert found.spread is not None
    assert (found.spread.least, found.spread.largest) == (42, 9054)
    assert sum(bucket.count for bucket in whole(LengthCounts(index), [1]).histogram().buckets) == 1
    assert stepwise(LengthCounts(index)).histogram() == found


def test_times_between_packets(tmp_path: Path) -> None:
    index = at_times([0, 1000, 1000, 2 * SECOND, SECOND, None, SECOND], tmp_path).index
    found = whole(GapCounts(index)).histogram()
    assert found.left_out == 1
    assert {bucket.low: bucket.count for bucket in found.buckets if bucket.count} == {0: 1, 1000: 1, SECOND: 1}
    assert found.spread is not None
    assert found.spread.largest == 2 * SECOND - 1000
    assert stepwise(GapCounts(index)).histogram() == found


def test_between_chosen_packets(tmp_path: Path) -> None:
    index = at_times([0, 7, 10, 30], tmp_path).index
    found = whole(GapCounts(index), [0, 2, 3]).histogram()
    assert found.spread is not None
    assert (found.spread.count, found.spread.least, found.spread.largest) == (2, 10, 20)
    assert stepwise(GapCounts(index), 1, [0, 2, 3]).histogram() == found


@pytest.mark.parametrize("times", [[], [5], [None]])
def test_between_fewer_than_two_packets_there_is_no_time(tmp_path: Path, times: list[int | None]) -> None:
    found = whole(GapCounts(at_times(times, tmp_path).index)).histogram()
    assert (found.spread, found.left_out, sum(bucket.count for bucket in found.buckets)) == (None, 0, 0)


def test_times_at_both_ends_of_what_is_possible(tmp_path: Path) -> None:
    found = whole(GapCounts(at_times([-(2**63) + 1, 2**63 - 1, -(2**63) + 1], tmp_path).index)).histogram()
    assert found.left_out == 1
    assert found.spread is not None
    assert found.spread.largest == 2**63 - 1
