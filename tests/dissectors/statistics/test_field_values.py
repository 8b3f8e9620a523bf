"""Numbers that only packets tell."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.statistics.field_values import FieldValues
from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def table() -> PacketTable:
    capture = open_capture(SAMPLES / "dns.pcapng")
    capture.refresh()
    return PacketTable(capture)


def read(values: FieldValues, seconds: float = 1) -> tuple[list[int], list[float]]:
    rows, numbers = list[int](), list[float]()
    while not values.is_done:
        some, found = values.step(seconds)
        rows += some.tolist()
        numbers += found.tolist()
    return rows, numbers


def expected(table: PacketTable, field: str, rows: list[int]) -> tuple[list[int], list[float]]:
    found = [(row, float(one.value)) for row in rows for one in table.dissection(row).find(field)]  # type: ignore[arg-type]
    return [row for row, _ in found], [value for _, value in found]


@pytest.mark.parametrize("field", ["dns.count.answers", "dns.resp.ttl", "udp.length", "frame.time_delta"])
def test_all_numbers_of_a_field_are_found(table: PacketTable, field: str) -> None:
    values, every = FieldValues(table, field), list(range(len(table)))
    values.add(np.arange(len(table)))
    assert not values.is_done
    assert read(values) == expected(table, field, every)
    assert values.rows_done == len(table)
    values.close()


def test_only_of_the_rows_that_are_given_as_they_come(table: PacketTable) -> None:
    values = FieldValues(table, "dns.count.queries")
    values.add(np.array([1, 2]))
    values.add(np.zeros(0, np.int64))
    assert read(values, 0) == expected(table, "dns.count.queries", [1, 2])
    values.add(np.array([4]))
    assert read(values) == expected(table, "dns.count.queries", [4])


def test_what_is_no_number_is_there_all_the_same(table: PacketTable) -> None:
    values = FieldValues(table, "dns.qry.name")
    values.add(np.arange(len(table)))
    rows, numbers = read(values)
    assert rows == [row for row in range(len(table)) for _ in table.dissection(row).find("dns.qry.name")]
    assert rows
    assert np.isnan(numbers).all()
