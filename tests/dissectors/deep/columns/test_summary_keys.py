"""Rows sorted and found by what tshark told of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dissectors.capture_file import open_capture
from dissectors.deep.columns.psml import SummaryBatch
from dissectors.deep.columns.summaries import Summaries
from dissectors.deep.columns.summary_keys import ROWS_A_PART, SummaryKeys, searching_rows
from dissectors.packets.order import Ordering
from dissectors.packets.table import PacketTable
from dissectors.packets.wanted import WantedText


def told(*rows: tuple[str, str]) -> Summaries:
    summaries = Summaries()
    summaries.append(SummaryBatch(1, [p.encode() for p, _ in rows], [i.encode() for _, i in rows], [b""] * len(rows)))
    return summaries


@pytest.fixture
def dns(samples: Path) -> Iterator[PacketTable]:
    with open_capture(samples / "dns.pcapng") as capture:
        while capture.refresh():
            pass
        yield PacketTable(capture)


@pytest.mark.parametrize(
    ("column", "descending", "expected"),
    [("protocol", False, [1, 3, 0, 2]), ("info", False, [2, 1, 0, 3]), ("info", True, [3, 0, 1, 2])],
)
def test_order_of_a_column(column: str, descending: bool, expected: list[int]) -> None:
    summaries = told(("TCP", "c"), ("DNS", "b"), ("TCP", "a"), ("DNS", "é"))
    order = Ordering(SummaryKeys(summaries, column), descending=descending)
    order.add(np.arange(4))
    order.step(1.0)
    assert order.is_done
    assert order.rows.tolist() == expected


def test_rows_that_are_not_answered_come_last() -> None:
    order = Ordering(SummaryKeys(told(("TCP", "c"), ("TCP", "a")), "info"))
    order.add(np.arange(4))
    order.step(1.0)
    assert order.rows.tolist() == [1, 0, 2, 3]


def test_many_rows_are_read_in_parts() -> None:
    rows = ROWS_A_PART + 5
    parts = list(SummaryKeys(told(*[("X", str(row)) for row in range(rows)]), "info").read(np.arange(rows)))
    assert [part.examined for part in parts] == [ROWS_A_PART, 5]
    assert parts[1].keys.tolist() == [str(row).encode() for row in range(ROWS_A_PART, rows)]


def hits(table: PacketTable, summaries: Summaries, text: str, columns: tuple[str, ...] = ()) -> list[int]:
    search = searching_rows(table, summaries, WantedText(text), columns)
    found = [hit.row for hit in search.hits(np.arange(len(table)), backwards=False) if hit is not None]
    search.close()
    return found


def test_what_the_list_shows_is_found_and_what_it_does_not_show_is_not(dns: PacketTable) -> None:
    summaries = told(*[("QUIC", f"packet {row}") for row in range(len(dns))])
    assert hits(dns, summaries, "packet 2") == [2]
    assert hits(dns, summaries, "quic") == list(range(len(dns)))
    assert hits(dns, summaries, "Standard query") == []
    assert hits(dns, summaries, dns.summary(0).source)[0] == 0
    assert hits(dns, summaries, "remora.test", ("dns.qry.name",))[0] == 0
