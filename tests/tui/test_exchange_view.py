"""One run of bytes out of parts: of one side or both, while they become more."""

from __future__ import annotations

from tests.tui.said import MadeSaid
from tui.exchange_view import ExchangeView


def test_positions_count_the_bytes_that_are_there() -> None:
    said = MadeSaid((0, b"abc"), (1, b"de"), (1, 100), (1, b"f"))
    view = ExchangeView(said)
    assert view.size == 6
    assert view.positions.tolist() == [0, 3, 5, 5]
    assert view.turns.tolist() == [0, 1, 2, 3]
    assert [view.part_at(position) for position in range(7)] == [0, 0, 0, 1, 1, 3, 3]
    assert [view.data(*span) for span in ((0, 6), (2, 4), (4, 99), (3, 3), (6, 9))] == [
        b"abcdef", b"cd", b"ef", b"", b"",
    ]  # fmt: skip


def test_one_side_is_seen_alone_and_its_turns_go_on() -> None:
    view = ExchangeView(MadeSaid((0, b"abc"), (1, b"de"), (0, b"fgh"), (0, 5), (0, b"i")), 0)
    assert view.data(0, 99) == b"abcfghi"
    assert view.numbers.tolist() == [0, 2, 3, 4]
    assert view.turns.tolist() == [0, 2, 3]
    part, inside = view.place_in_part(4)
    assert (part.row, part.offset, inside) == (2, 3, 1)


def test_what_was_known_keeps_its_place_while_more_comes() -> None:
    said = MadeSaid((0, b"abc"))
    view = ExchangeView(said)
    assert not view.refresh()
    said.add((0, b"de"), (1, b"f"))
    assert view.refresh()
    assert view.turns.tolist() == [0, 2]
    assert view.data(2, 6) == b"cdef"


def test_parts_and_packets_lead_to_positions() -> None:
    view = ExchangeView(MadeSaid((0, b"abc"), (1, b"de"), (0, b"f")), 0)
    assert [view.position_of(number) for number in range(4)] == [0, 3, 3, 4]
    assert view.position_of_row(2) == 3
    assert view.position_of_row(1) is None
    assert [view.position_near_row(row) for row in (0, 1, 2, 3)] == [0, 3, 3, None]


def test_nothing_was_said() -> None:
    view = ExchangeView(MadeSaid())
    assert (view.size, view.part_at(0), view.data(0, 5), view.position_of(0)) == (0, 0, b"", 0)
    only_gap = ExchangeView(MadeSaid((1, 7)))
    assert (only_gap.size, only_gap.part_at(0), only_gap.gaps.tolist()) == (0, 0, [0])
