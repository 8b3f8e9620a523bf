"""A table of statistics as rows: orders, the cursor's record, columns beside the one that stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.tui.statistics.made import record, table
from tui.statistics.records import ManyRecords
from tui.statistics.rows import NEAR, StatisticsRows
from tui.statistics.tables import Table

HOSTS = table(record("b", 3, 1), record("a", 5), record("c", 1, 7))


def rows_of(shown: object = HOSTS, name: str = "hosts") -> StatisticsRows:
    rows = StatisticsRows()
    rows.show(shown, name)  # type: ignore[arg-type]
    return rows


def hosts(rows: StatisticsRows) -> str:
    return "".join(one["host"] for one in rows.records)


def test_a_column_has_three_orders_and_numbers_begin_with_the_largest() -> None:
    rows = rows_of()
    found = []
    for name in ("packets",) * 3 + ("host",) * 3:
        rows.sort_by_next(name)
        found.append((hosts(rows), rows.sorted_by))
    assert found == [
        *(("abc", "packets"), ("cba", "packets"), ("bac", "")),
        *(("abc", "host"), ("cba", "host"), ("bac", "")),
    ]


def test_what_is_not_known_stands_last_whichever_way_it_is_sorted() -> None:
    rows = rows_of()
    rows.sort_by_next("peers")
    assert hosts(rows) == "cba"
    rows.sort_by_next("peers")
    assert hosts(rows) == "bca"


def test_a_column_that_has_no_order_sorts_nothing() -> None:
    rows = rows_of()
    rows.sort_by_next("Bar")
    rows.sort_by_next("nothing")
    assert (hosts(rows), rows.sorted_by) == ("bac", "")


def test_newer_numbers_come_in_the_order_that_was_chosen() -> None:
    rows = rows_of()
    rows.sort_by_next("packets")
    rows.show(table(record("a", 5), record("b", 9)), "hosts")
    assert hosts(rows) == "ba"
    rows.show(None, "hosts")
    assert (rows.row_count(), rows.columns(), rows.record(0), rows.key(0)) == (0, [], None, None)


def many(counts: list[int]) -> Table:
    def order(by: str, descending: bool) -> NDArray[np.int64]:
        if by != "packets":
            raise KeyError(by)
        found = np.argsort(np.array(counts), kind="stable")
        return found[::-1] if descending else found

    records = ManyRecords(order, "packets", lambda place: record(f"h{-place:03}", counts[place]))
    return replace(HOSTS, records=records)


def test_what_takes_long_to_sort_is_sorted_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.rows.FEW", 2)
    rows = rows_of(many([1, 3, 2]))
    rows.sort_by_next("packets")
    assert rows.unsorted is None
    rows.sort_by_next("host")
    assert [one["packets"] for one in rows.records] == [3, 2, 1]
    unsorted = rows.unsorted
    assert unsorted is not None
    rows.show(many([5, 7, 6]), "hosts")
    assert [one["packets"] for one in rows.records] == [3, 2, 1]
    assert rows.take_sorted(unsorted, unsorted.in_order())
    assert [one["host"] for one in rows.records] == ["h-01", "h-02", "h000"]
    assert rows.unsorted is not None
    assert rows.take_sorted(rows.unsorted, rows.unsorted.in_order())
    assert [one["packets"] for one in rows.records] == [7, 6, 5]
    assert rows.unsorted is None
    rows.show(many([1, 2, 3]), "others")
    assert not rows.take_sorted(unsorted, ())
    assert [one["packets"] for one in rows.records] == [3, 2, 1]


def test_what_cannot_be_sorted_stands_as_it_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.rows.FEW", 2)
    rows = rows_of(many([1, 3, 2]))
    rows.sort_by_next("host")
    unsorted = rows.unsorted
    assert unsorted is not None
    assert rows.take_sorted(unsorted, None)
    assert (rows.sorted_by, rows.unsorted) == ("", None)
    assert [one["packets"] for one in rows.records] == [3, 2, 1]
    rows.sort_by_next("host")
    assert rows.unsorted == unsorted


def test_sorting_ends_when_another_order_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.rows.FEW", 2)
    rows = rows_of(many([1, 3, 2]))
    rows.sort_by_next("host")
    unsorted = rows.unsorted
    assert unsorted is not None
    asked = iter([True, False])
    assert unsorted.in_order(lambda: next(asked)) is None
    assert rows.wants(unsorted)
    rows.sort_by_next("host")
    assert not rows.wants(unsorted)
    assert not rows.take_sorted(unsorted, None)
    assert rows.unsorted is not None


def test_few_are_sorted_at_once() -> None:
    rows = rows_of(many([1, 3, 2]))
    rows.sort_by_next("host")
    assert rows.unsorted is None
    assert [one["host"] for one in rows.records] == ["h-01", "h-02", "h000"]


def test_the_sorted_column_is_marked() -> None:
    rows = rows_of()
    rows.sort_by_next("packets")
    assert [column.head for column in rows.columns()] == ["Host", "Packets▼", "Peers", "Bar"]


def test_columns_move_out_of_sight_behind_the_first() -> None:
    rows = rows_of()
    rows.hidden = 2
    assert [column.name for column in rows.columns()] == ["host", "Bar"]
    assert rows.row(0).cells == ("b", "###")
    assert (rows.staying, rows.names()) == (("host",), ["host", "packets", "peers", "Bar"])
    assert rows.text_of(1) == "a\t5\t—\t#####"
    assert rows.text_of(9) == ""


def test_a_record_is_found_again_near_to_where_it_was() -> None:
    rows = rows_of()
    assert [rows.row_of(rows.key(row), 2) for row in range(3)] == [0, 1, 2]
    assert (rows.row_of(("z",), 0), rows.row_of(None, 0)) == (None, None)
    many = rows_of(table(*(record(str(number), 1) for number in range(NEAR * 2 + 10))))
    assert many.row_of(("3",), 0) == 3
    assert many.row_of((str(NEAR * 2),), 0) is None


def test_what_names_a_record_stands_first_and_tells_it_from_others() -> None:
    shown = replace(table(record("a", 5, 1), record("a", 5, 2)), key=("peers", "host"))
    rows = rows_of(shown)
    assert [column.name for column in rows.columns()] == ["peers", "host", "packets", "Bar"]
    assert (rows.key(0), rows.key(1)) == ((1, "a"), (2, "a"))
    assert rows.staying == ("peers",)


def test_the_cursor_s_record_is_found_by_its_key_alone() -> None:
    made: list[int] = []

    def make(place: int) -> dict[str, object]:
        made.append(place)
        return {"host": place}

    places = np.arange(500)
    many = ManyRecords(lambda by, descending: places, "host", make, values={"host": lambda place: f"10.0.0.{place}"})
    rows = rows_of(Table("hosts", "", HOSTS.columns, many, key="host"))
    assert (rows.row_of(("10.0.0.77",), 30), rows.row_of(("gone",), 300)) == (77, None)
    assert not made
