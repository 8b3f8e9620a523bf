"""Rows that the columns leave."""

from __future__ import annotations

import pytest

from dissectors.deep.filters.candidates import Candidates
from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from tests.conftest import SAMPLES
from tests.dissectors.deep.test_decoder import table_of


@pytest.fixture
def dns() -> PacketTable:
    return table_of(SAMPLES / "dns.pcapng")


def found(table: PacketTable, text: str) -> Candidates:
    candidates = Candidates(table, compile_filter(text))
    while candidates.examined < len(table):
        candidates.look_on()
    return candidates


def test_columns_that_answer_leave_what_matches(dns: PacketTable) -> None:
    candidates = found(dns, "frame.number == 2 || frame.number == 4")
    assert candidates.rows.tolist() == [1, 3]
    assert (candidates.stop, candidates.count) == (4, 2)
    assert candidates.among(candidates.rows[1:]).tolist() == [3]


def test_what_columns_cannot_answer_stays_a_candidate(dns: PacketTable) -> None:
    assert found(dns, 'dns.qry.name contains "nowhere at all"').count == len(dns)


def test_nothing_that_is_possible_leaves_nothing(dns: PacketTable) -> None:
    candidates = found(dns, "tcp")
    assert candidates.rows.tolist() == []
    assert (candidates.stop, candidates.examined) == (0, len(dns))


def test_no_packet_is_dissected(dns: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    def dissect(*arguments: object) -> None:
        pytest.fail("a packet was dissected")

    monkeypatch.setattr("dissectors.packets.table.dissect", dissect)
    monkeypatch.setattr("dissectors.packets.asking.dissect", dissect, raising=False)
    assert found(dns, 'dns.qry.name contains "a" && frame.number < 3').count == 2
