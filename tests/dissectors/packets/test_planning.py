from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import PacketTable, compile_filter
from dissectors.packets.planning import Plan, plan
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    return PacketTable(capture_of([tcp(A, B, data=b"x")] * 9 + [udp(A, B), udp(B, A)], tmp_path))


def planned(table: PacketTable, text: str) -> Plan:
    return plan(table.index, compile_filter(text), 60)


def test_columns_leave_no_candidates(table: PacketTable) -> None:
    assert planned(table, "tcp.port == 80 && ip.ttl > 0") == Plan(0, 11, 11)
    assert planned(table, "udp").candidates == 0


@pytest.mark.parametrize("text", ["udp || data.len == 1", "tcp && data.len == 1", "data.len == 1"])
def test_candidates_are_the_packets_that_matching_asks(table: PacketTable, text: str) -> None:
    matching = table.matching(compile_filter(text))
    matching.step(60)
    found = planned(table, text)
    assert found.candidates == matching.candidates == matching.asked > 0


def test_an_empty_capture_has_no_candidates(tmp_path: Path) -> None:
    empty = PacketTable(capture_of([], tmp_path))
    assert planned(empty, "data.len == 1") == Plan(0, 0, 0)


def test_who_has_no_time_hears_of_the_first_rows(table: PacketTable) -> None:
    assert plan(table.index, compile_filter("tcp"), 0).examined == 11
