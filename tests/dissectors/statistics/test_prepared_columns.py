"""Columns that other packets tell have their values as soon as they are prepared."""

from __future__ import annotations

import pytest

from dissectors import PacketTable, open_capture
from dissectors.packets.columns import Columns
from dissectors.statistics.prepared_columns import prepare
from dissectors.statistics.value_counts import ValueCounts
from tests.conftest import SAMPLES
from tests.dissectors.statistics.counting import stepwise, whole


@pytest.mark.parametrize("field", ["tcp.stream", "tcp.len", "tcp.analysis.ack_rtt", "conv.rtt", "tcp.srcport"])
def test_all_values_are_there(field: str) -> None:
    with open_capture(SAMPLES / "http.pcapng") as capture:
        capture.refresh()
        index = PacketTable(capture).index
        prepare(index, field, len(capture.frames))
        found = Columns(index).occurrences(field, index.piece_of(0))
        assert len(found.values)
        # Whoever counts need not know what a column is made from.
        values = whole(ValueCounts(PacketTable(capture).index, field)).values()
        assert sum(count for _, count in values) == len(found.values)


def test_conversations_are_numbered_by_the_step() -> None:
    with open_capture(SAMPLES / "http.pcapng") as capture:
        capture.refresh()
        counts = stepwise(ValueCounts(PacketTable(capture).index, "tcp.stream"))
        assert counts.values() == [(0, len(capture.frames))]
