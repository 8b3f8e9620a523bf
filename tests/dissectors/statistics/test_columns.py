"""Packet lengths, times between packets and how often a field has each value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.columns import gaps, packet_lengths, values_of
from tests.dissectors.statistics.timed import SECOND, at_times
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)


def index_of(frames: list[bytes], folder: Path, snap_length: int | None = None) -> LayerIndex:
    return LayerIndex(capture_of(frames, folder, snap_length))


def test_lengths_are_those_on_the_wire(tmp_path: Path) -> None:
    index = index_of([tcp(A, B), udp(A, B), tcp(A, B, data=bytes(9000))], tmp_path, 60)
    found = packet_lengths(index)
    counts = {(bucket.low, bucket.high): bucket.count for bucket in found.buckets if bucket.count}
    assert counts == {(40, 79): 2, (5120, None): 1}
    assert found.spread is not None
    assert (found.spread.least, found.spread.largest) == (42, 9054)
    assert sum(bucket.count for bucket in packet_lengths(index, np.array([1])).buckets) == 1


def test_times_between_packets(tmp_path: Path) -> None:
    found = gaps(at_times([0, 1000, 1000, 2 * SECOND, None, SECOND], tmp_path).index)
    assert found.left_out == 1
    assert {bucket.low: bucket.count for bucket in found.buckets if bucket.count} == {0: 1, 1000: 1, SECOND: 1}
    assert found.spread is not None
    assert found.spread.largest == 2 * SECOND - 1000


def test_between_chosen_packets(tmp_path: Path) -> None:
    found = gaps(at_times([0, 7, 10, 30], tmp_path).index, np.array([0, 2, 3]))
    assert found.spread is not None
    assert (found.spread.count, found.spread.least, found.spread.largest) == (2, 10, 20)


@pytest.mark.parametrize("times", [[], [5], [None]])
def test_between_fewer_than_two_packets_there_is_no_time(tmp_path: Path, times: list[int | None]) -> None:
    found = gaps(at_times(times, tmp_path).index)
    assert (found.spread, found.left_out, sum(bucket.count for bucket in found.buckets)) == (None, 0, 0)


def test_times_at_both_ends_of_what_is_possible(tmp_path: Path) -> None:
    found = gaps(at_times([-(2**63) + 1, 2**63 - 1, -(2**63) + 1], tmp_path).index)
    assert found.left_out == 1
    assert found.spread is not None
    assert found.spread.largest == 2**63 - 1


def test_values_of_a_field_the_most_frequent_first(tmp_path: Path) -> None:
    index = index_of([tcp(A, B), tcp(B, A), tcp(A, B), udp(A, B)], tmp_path)
    assert values_of(index, "tcp.srcport") == [(1, 2), (2, 1)]
    assert values_of(index, "tcp.srcport", np.array([1, 3])) == [(2, 1)]
    assert values_of(index, "tcp.port") == [(1, 3), (2, 3)]
    assert values_of(index, "eth.src") == [(bytes(6), 4)]
    assert values_of(index, "ipv6.src") == []
    with pytest.raises(KeyError):
        values_of(index, "dns.qry.name")
