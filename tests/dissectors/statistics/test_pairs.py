"""Pairs of fields: both of one header, counted together."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.statistics.columns import values_of
from dissectors.statistics.pairs import pairs_of
from tests.conftest import SAMPLES


def test_types_are_counted_with_their_codes() -> None:
    with open_capture(SAMPLES / "udp-unreachable.pcapng") as capture:
        capture.refresh()
        index = PacketTable(capture).index
        pairs = pairs_of(index, "icmp.type", "icmp.code")
        assert (3, 3) in dict(pairs)
        assert sum(dict(pairs).values()) == sum(dict(values_of(index, "icmp.type")).values())
        assert pairs_of(index, "icmp.type", "icmp.code", np.zeros(0, np.int64)) == []


def test_only_the_rows_that_are_meant_count() -> None:
    with open_capture(SAMPLES / "ping.pcapng") as capture:
        capture.refresh()
        index = PacketTable(capture).index
        assert pairs_of(index, "icmp.type", "icmp.code", np.array([0])) == [((8, 0), 1)]


def test_a_field_without_a_column_is_refused() -> None:
    with open_capture(SAMPLES / "ping.pcapng") as capture:
        capture.refresh()
        with pytest.raises(KeyError):
            pairs_of(PacketTable(capture).index, "icmp.type", "no.such")
