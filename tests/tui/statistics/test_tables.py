"""Tables of statistics: which columns fit, what is cut, and what the wire cannot do to a terminal."""

from __future__ import annotations

from tui.statistics.tables import Column, Table

NAME = Column("Name", lambda one: one["name"], right=False, may_be_cut=True)
COUNT = Column("Count", lambda one: str(one["count"]))
SHARE = Column("Share of all", lambda one: "12.5 %", rank=1)


def lines(records: list[dict[str, object]], width: int = 40, most: int | None = None) -> list[str]:
    return list(Table("dns", "Names", (COUNT, SHARE, NAME), records).lines(width, most))


def test_numbers_stand_on_the_right_and_names_on_the_left() -> None:
    assert lines([{"name": "a", "count": 7}, {"name": "bcd", "count": 12345}]) == [
        "Names",
        "  Count  Share of all  Name",
        "      7        12.5 %  a",
        "  12345        12.5 %  bcd",
    ]


def test_what_has_no_room_is_left_out_before_anything_is_cut_too_short() -> None:
    found = lines([{"name": "a-long-name.example", "count": 7}], 24)
    assert found[1:] == ["  Count  Name", "      7  a-long-name.ex…"]
    assert max(map(len, found)) <= 24


def test_nothing_from_the_wire_moves_the_cursor() -> None:
    text = "\n".join(lines([{"name": "\x1b[2J\nx\u202e", "count": 1}]))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("\n") == 2


def test_more_than_fit_are_told_with_the_kind_that_shows_them() -> None:
    assert lines([{"name": "a", "count": 1}] * 3, most=1)[-1] == "  ... and 2 more: --kind dns"


def test_a_table_without_records_says_so_in_its_heading() -> None:
    assert lines([]) == ["Names: none"]


def test_a_long_heading_goes_on_below() -> None:
    table = Table("dns", "word " * 20, (COUNT,), [{"count": 1}])
    assert max(map(len, table.lines(40))) <= 40


def test_few_values_are_told_in_a_sentence() -> None:
    table = Table("dns", "Types", (COUNT,), [{"name": n} for n in "abc"], in_a_line=lambda one: str(one["name"]))
    assert list(table.sentence(40, 2)) == ["Types: a, b and 1 more"]
