"""Records in columns of text: which columns fit, what is cut, and what the wire cannot do to a terminal."""

from __future__ import annotations

from tui.statistics.aligned import INDENT, LONGEST, aligned
from tui.statistics.columns import Column, shown

NAME = shown("Name", "name", str, right=False, may_be_cut=True)
COUNT = shown("Count", "count", str)
SHARE = Column("Share of all", lambda one: "12.5 %", rank=1)


def lines(records: list[dict[str, object]], width: int = 40) -> list[str]:
    return list(aligned((COUNT, SHARE, NAME), records, width - 2))


def test_numbers_stand_on_the_right_and_names_on_the_left() -> None:
    assert lines([{"name": "a", "count": 7}, {"name": "bcd", "count": 12345}]) == [
        "  Count  Share of all  Name",
        "      7        12.5 %  a",
        "  12345        12.5 %  bcd",
    ]


def test_what_has_no_room_is_left_out_before_anything_is_cut_too_short() -> None:
    found = lines([{"name": "a-long-name.example", "count": 7}], 24)
    assert found == ["  Count  Name", "      7  a-long-name.ex…"]
    assert max(map(len, found)) <= 24


def test_nothing_from_the_wire_moves_the_cursor() -> None:
    text = "\n".join(lines([{"name": "\x1b[2J\nx\u202e", "count": 1}]))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("\n") == 1


def test_titles_that_have_no_room_are_told() -> None:
    left_out: dict[str, None] = {}
    list(aligned((COUNT, SHARE, NAME), [{"name": "a-long-name.example", "count": 7}], 22, left_out))
    assert list(left_out) == ["Share of all"]


def test_without_a_width_nothing_is_cut_but_what_is_absurd() -> None:
    name = "n" * 300
    heading, row = aligned((COUNT, SHARE, NAME), [{"name": name, "count": 7}], None)
    assert "Share of all" in heading
    assert row.endswith(name)
    assert len(list(aligned((NAME,), [{"name": "n" * 5000}], None))[1]) == len(INDENT) + LONGEST
