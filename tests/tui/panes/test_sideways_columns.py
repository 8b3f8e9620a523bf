"""Which of a source's columns are in sight, how wide, and which has the mark of the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.panes.column_widths import Column
from tui.panes.sideways_columns import SidewaysColumns


@dataclass(frozen=True)
class Letter:
    name: str
    most: int | None = 7
    right: bool = True

    @property
    def title(self) -> str:
        return self.name.upper()


class Letters(SidewaysColumns[Letter]):
    """b and d stay."""

    STAYING = ("b", "d")

    def __init__(self, most: int | None = 7) -> None:
        super().__init__(30)
        self.most = most
        self.sorted_by: tuple[str | None, bool] = (None, False)

    def every(self) -> Sequence[Letter]:
        return [Letter(name, self.most) for name in "abcde"]

    def order(self) -> tuple[str | None, bool]:
        return self.sorted_by


def test_the_first_columns_that_do_not_stay_are_out_of_sight() -> None:
    letters = Letters()
    shown = []
    for letters.hidden in range(4):
        shown.append("".join(column.name for column in letters.shown()))
    assert shown == ["abcde", "bcde", "bde", "bd"]
    assert (letters.names(), letters.staying) == (list("abcde"), ("b", "d"))


def test_those_that_stay_are_as_wide_as_the_table_says() -> None:
    letters = Letters()
    letters.hidden = 2
    letters.widest_end = 20
    assert letters.columns() == [
        Column("b", "B", 20, right=True),
        Column("d", "D", 20, right=True),
        Column("e", "E", 7, right=True),
    ]


def test_those_without_a_width_are_as_wide_as_those_that_stay() -> None:
    assert {column.most for column in Letters(None).columns()} == {30}


class Lately(Letters):
    """Which column stays is known late."""

    @property
    def staying(self) -> tuple[str, ...]:
        return ("c",)


def test_which_columns_stay_may_change() -> None:
    lately = Lately()
    lately.hidden = 3
    assert [(column.name, column.most) for column in lately.columns()] == [("c", 30), ("e", 7)]


def test_the_column_that_rows_are_sorted_by_says_which_way() -> None:
    letters = Letters()
    heads = []
    for letters.sorted_by in ((None, True), ("c", False), ("c", True)):
        heads.append([column.head for column in letters.columns()])
    assert heads == [["A", "B", "C", "D", "E"], ["A", "B", "C▲", "D", "E"], ["A", "B", "C▼", "D", "E"]]
