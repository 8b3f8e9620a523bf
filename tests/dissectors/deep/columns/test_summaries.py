"""Summaries kept by row: across blocks, asked in any order, with limits that no capture gets over."""

from __future__ import annotations

import threading

import pytest

from dissectors.deep.columns.psml import Colours, SummaryBatch
from dissectors.deep.columns.summaries import BLOCK_ROWS, LONGEST_INFO, Summaries

BLUE = b" foreground='#12272e' background='#daeeff'"


def batch(first: int, count: int, *, protocol: bytes = b"TCP", attributes: bytes = b"") -> SummaryBatch:
    """Rows whose Info is their number."""
    infos = [b"number %d &lt;" % number for number in range(first, first + count)]
    return SummaryBatch(first, [protocol] * count, infos, [attributes] * count)


def filled(*sizes: int) -> Summaries:
    summaries, first = Summaries(), 1
    for size in sizes:
        summaries.append(batch(first, size))
        first += size
    return summaries


@pytest.mark.parametrize("sizes", [[1] * 600, [600], [255, 1, 1, 300], [1024], [7, 590]])
def test_rows_are_the_same_however_they_came(sizes: list[int]) -> None:
    summaries = filled(*sizes)
    assert len(summaries) == sum(sizes)
    assert [summaries.info(row) for row in range(len(summaries))] == [
        f"number {number} <" for number in range(1, len(summaries) + 1)
    ]


def test_rows_asked_in_any_order() -> None:
    summaries = filled(BLOCK_ROWS * 200 + 5)
    for row in [*range(0, len(summaries), BLOCK_ROWS), len(summaries) - 1, 3]:
        assert summaries.info(row) == f"number {row + 1} <"
    assert summaries._unpacked.cache_info().currsize <= 16


def test_another_thread_reads_while_rows_come() -> None:
    summaries, told = Summaries(), []

    def read() -> None:
        while len(told) < 2_000:
            told.extend(summaries.info(row) for row in range(len(told), len(summaries)))

    reader = threading.Thread(target=read)
    reader.start()
    for first in range(1, 2_001, 5):
        summaries.append(batch(first, 5))
    reader.join()
    assert told == [f"number {number} <" for number in range(1, 2_001)]


@pytest.mark.parametrize("row", [-1, 3, 10_000])
def test_a_row_that_is_not_answered_raises(row: int) -> None:
    summaries = filled(3)
    for ask in (summaries.info, summaries.protocol, summaries.colours):
        with pytest.raises(IndexError, match="nothing of row"):
            ask(row)


def test_rows_that_leave_one_out_are_refused() -> None:
    with pytest.raises(ValueError, match="row 3 is missing"):
        filled(3).append(batch(5, 1))


def test_colours_and_protocols_are_kept_once() -> None:
    summaries = Summaries()
    summaries.append(batch(1, 2, protocol=b"A&amp;B", attributes=BLUE))
    summaries.append(batch(3, 1))
    assert [summaries.protocol(row) for row in range(3)] == ["A&B", "A&B", "TCP"]
    assert [summaries.colours(row) for row in range(3)] == [Colours("12272e", "daeeff")] * 2 + [None]
    assert summaries.protocol(0) is summaries.protocol(1)


def test_a_protocol_for_every_packet_fills_no_memory() -> None:
    summaries = Summaries()
    for number in range(1, 5_001):
        summaries.append(
            batch(number, 1, protocol=b"P%d" % number, attributes=BLUE.replace(b"12", b"%02d" % (number % 99)))
        )
    assert summaries.protocol(0) == "P1"
    assert summaries.protocol(4_999) == "?"


def test_colours_beyond_the_limit_are_none() -> None:
    summaries = Summaries()
    for number in range(1, 301):
        summaries.append(batch(number, 1, attributes=BLUE.replace(b"12272e", b"%06x" % number)))
    assert summaries.colours(254) == Colours(f"{255:06x}", "daeeff")
    assert summaries.colours(255) is None


def test_a_long_info_is_cut() -> None:
    summaries = Summaries()
    summaries.append(SummaryBatch(1, [b"X"], [b"y" * (LONGEST_INFO + 9)], [b""]))
    assert len(summaries.info(0)) == LONGEST_INFO


def test_a_million_rows_are_small() -> None:
    """Blocks hold what infos have in common once."""
    summaries = filled(100_000)
    assert sum(map(len, summaries._blocks)) < 1_000_000


def test_protocols_in_bulk_while_others_append() -> None:
    summaries = filled(3)
    numbers = summaries.protocol_numbers(1, 10)
    summaries.append(batch(4, 2, protocol=b"A&amp;B"))
    assert [summaries.protocol_name(number) for number in numbers.tolist()] == ["TCP"] * 2
    assert [summaries.protocol_name(number) for number in summaries.protocol_numbers(2, 5).tolist()] == [
        *("TCP", "A&B", "A&B"),
    ]
    assert len(summaries.protocol_numbers(7, 9)) == 0
