"""Lines of equally many bytes, in blocks, with gaps and heads."""

from __future__ import annotations

from tests.tui.said import MadeSaid
from tui.exchange_lines import EqualLines, Line
from tui.exchange_view import ExchangeView

SAID = ((0, b"abcde"), (0, b"fg"), (1, 9), (1, b"hij"), (0, b"k"))


def every(lines: EqualLines) -> list[tuple[str, int, int, int]]:
    found = (lines.line(number) for number in range(lines.count()))
    return [(line.kind, line.part, line.start, line.stop) for line in found]


def test_turns_are_cut_into_lines_and_gaps_have_their_own() -> None:
    lines = EqualLines(ExchangeView(MadeSaid(*SAID)), 4)
    assert every(lines) == [
        ("bytes", 0, 0, 4), ("bytes", 0, 4, 7), ("gap", 2, 7, 7), ("bytes", 3, 7, 10), ("bytes", 4, 10, 11),
    ]  # fmt: skip
    assert [lines.line_at(position) for position in range(11)] == [0, 0, 0, 0, 1, 1, 1, 3, 3, 3, 4]
    assert lines.line_of_gap(2) == 2


def test_parts_may_have_lines_before_their_bytes() -> None:
    lines = EqualLines(ExchangeView(MadeSaid(*SAID)), 4, by_part=True, heads=2)
    assert lines.line(1) == Line("head", 0, 0, 0, 1)
    assert [(kind, start) for kind, _, start, _ in every(lines)][2:8] == [
        ("bytes", 0), ("bytes", 4), ("head", 5), ("head", 5), ("bytes", 5), ("gap", 7),
    ]  # fmt: skip
    assert [lines.line(number).ends_block for number in (2, 3, 6)] == [False, True, True]
    assert [lines.line_at(position) for position in (0, 4, 5, 7)] == [2, 3, 6, 10]


def test_lines_grow_with_the_view() -> None:
    said = MadeSaid((0, b"abc"))
    view = ExchangeView(said)
    lines = EqualLines(view, 4)
    said.add((0, b"defgh"), (1, 3))
    view.refresh()
    lines.refresh()
    assert [line[1:] for line in every(lines)] == [(0, 0, 4), (1, 4, 8), (2, 8, 8)]
    assert not lines.work(1)


def test_nothing_has_no_lines() -> None:
    lines = EqualLines(ExchangeView(MadeSaid()), 4)
    assert (lines.count(), lines.line_at(5), lines.line_of_gap(0)) == (0, 0, 0)
