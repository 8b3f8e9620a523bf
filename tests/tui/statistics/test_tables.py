"""Tables of statistics as text: heading, rows, how many more there are, and few values in a sentence."""

from __future__ import annotations

from tui.statistics.columns import Column
from tui.statistics.tables import Table

COUNT = Column("Count", lambda one: str(one["count"]))


def lines(records: list[dict[str, object]], width: int = 40, most: int | None = None) -> list[str]:
    return list(Table("dns", "Names", (COUNT,), records).lines(width, most))


def test_more_than_fit_are_told_with_the_kind_that_shows_them() -> None:
    assert lines([{"name": "a", "count": 1}] * 3, most=1)[-1] == "  ... and 2 more: --kind dns"


def test_a_table_without_records_says_so_in_its_heading() -> None:
    assert lines([]) == ["Names: none"]


def test_a_long_heading_goes_on_below() -> None:
    table = Table("dns", "word " * 20, (COUNT,), [{"count": 1}])
    assert max(map(len, table.lines(40))) <= 40


def test_what_stands_between_commas_in_a_heading_stays_together() -> None:
    table = Table("lengths", "Lengths: median 119, p95 1,414, p99 1,414", (COUNT,), [{"count": 1}])
    assert list(table.lines(38))[:2] == ["Lengths: median 119, p95 1,414,", "  p99 1,414"]


def test_few_values_are_told_in_a_sentence() -> None:
    table = Table("dns", "Types", (COUNT,), [{"name": n} for n in "abc"], in_a_line=lambda one: str(one["name"]))
    assert list(table.sentence(40, 2)) == ["Types: a, b and 1 more"]
