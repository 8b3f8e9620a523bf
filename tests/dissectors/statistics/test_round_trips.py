"""Every acknowledgment's round trip, with who acknowledged and both packets."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors import PacketTable
from dissectors.statistics.round_trips import RoundTripCounts, RoundTrips
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversations
from tests.dissectors.statistics.tcp_graphs.talk import MS, Said, table_of, transfer


def conversations(table: PacketTable) -> Conversations:
    counts = ConversationCounts(table.index, ("tcp",))
    counts.extend(len(table))
    return counts.table("tcp")


def told(found: RoundTrips) -> list[tuple[int, int, int]]:
    columns = (found.rows, found.asked_rows, found.nanoseconds)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_every_acknowledgment_has_its_packet_and_its_time(tmp_path: Path) -> None:
    counts = RoundTripCounts(table_of(transfer(), tmp_path).index)
    counts.extend(14)
    assert told(counts.told())[:3] == [(1, 0, 10 * MS), (2, 1, 10 * MS), (5, 3, 10 * MS)]
    assert counts.rows_done == 14


def test_growing_bit_by_bit_tells_the_same(tmp_path: Path) -> None:
    table = table_of(transfer(), tmp_path)
    counts, bits = RoundTripCounts(table.index), RoundTripCounts(table.index)
    counts.extend(14)
    for stop in range(1, 15):
        bits.extend(stop)
        bits.told()
    assert told(bits.told()) == told(counts.told())


def test_only_wanted_rows_count(tmp_path: Path) -> None:
    counts = RoundTripCounts(table_of(transfer(), tmp_path).index)
    counts.add(np.array([2, 5]))
    assert counts.told().rows.tolist() == [2, 5]


def test_who_acknowledged_is_told_whoever_sorts_lower(tmp_path: Path) -> None:
    for begins in (0, 1):
        said = [Said(begins, 0, 1, 1, 10), Said(1 - begins, 5, 1, 11)]
        table = table_of(said, tmp_path)
        counts = RoundTripCounts(table.index)
        counts.extend(2)
        # A sent the first packet, B acknowledged it.
        assert counts.told().ends(conversations(table)).tolist() == [1]


def test_nothing_is_told_of_no_rows(tmp_path: Path) -> None:
    table = table_of([], tmp_path)
    counts = RoundTripCounts(table.index)
    counts.extend(0)
    assert len(counts.told()) == 0
    assert counts.told().ends(conversations(table)).tolist() == []
