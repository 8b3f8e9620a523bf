"""A table of more columns than fit: those that stay, and the others, of which a few are seen at a time."""

from __future__ import annotations

from collections.abc import Sequence

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.column_widths import Column
from tui.panes.sideways_table import SidewaysTable
from tui.panes.table import Row


class Letters:
    """Columns named by letters, each ten cells wide; b stays."""

    NAMES = ("a", "b", "c", "d", "e", "f")

    def __init__(self) -> None:
        self.hidden = 0
        self.widest_end = 10

    @property
    def staying(self) -> Sequence[str]:
        return ("b",)

    def names(self) -> list[str]:
        return list(self.NAMES)

    def _shown(self) -> list[str]:
        passing = [name for name in self.NAMES if name != "b"][: self.hidden]
        return [name for name in self.NAMES if name not in passing]

    def columns(self) -> list[Column]:
        return [Column(name, name.upper(), 10) for name in self._shown()]

    def row_count(self) -> int:
        return 3

    def row(self, row: int) -> Row:
        return Row(tuple(name * 10 for name in self._shown()))


def shown(app: Host) -> list[str]:
    return screen_lines(app)[0].split()


async def test_those_that_stay_are_in_sight_however_far_the_others_are_moved() -> None:
    table = SidewaysTable(Letters())
    app = Host(table)
    async with app.run_test(size=(36, 5)) as pilot:
        table.rows_changed(0)
        await pilot.pause()
        assert shown(app) == ["A", "B", "C"]
        table.action_move_right()
        await pilot.pause()
        assert shown(app) == ["B", "C", "D"]
        for _ in range(9):
            table.action_move_right()
        await pilot.pause()
        assert shown(app) == ["B", "E", "F"]


async def test_a_chosen_column_comes_into_sight() -> None:
    table = SidewaysTable(Letters())
    app = Host(table)
    async with app.run_test(size=(36, 5)) as pilot:
        table.rows_changed(0)
        await pilot.pause()
        table.choose_column("f")
        await pilot.pause()
        assert shown(app) == ["B", "E", "F"]
        assert table.chosen_column is not None
        assert table.chosen_column.name == "f"
        table.choose_column("a")
        await pilot.pause()
        assert shown(app) == ["A", "B", "C"]


async def test_a_column_chosen_before_there_is_a_width_is_the_chosen_one_at_once_and_then_in_sight() -> None:
    table = SidewaysTable(Letters())
    table.choose_column("f")
    assert table.chosen_column is not None
    assert table.chosen_column.name == "f"
    app = Host(table)
    async with app.run_test(size=(36, 5)):
        assert shown(app) == ["B", "E", "F"]
        assert table.chosen_column.name == "f"


async def test_the_chosen_column_stays_in_sight_in_a_narrower_terminal() -> None:
    table = SidewaysTable(Letters())
    app = Host(table)
    async with app.run_test(size=(80, 5)) as pilot:
        table.choose_column("f")
        await pilot.pause()
        assert shown(app) == ["A", "B", "C", "D", "E", "F"]
        await pilot.resize_terminal(36, 5)
        await pilot.pause()
        assert shown(app) == ["B", "E", "F"]


async def test_columns_that_stay_may_take_what_the_others_leave() -> None:
    rows = Letters()
    app = Host(SidewaysTable(rows))
    async with app.run_test(size=(102, 5)):
        assert rows.widest_end == 40


class Nothing(Letters):
    """Before there is anything, columns neither."""

    NAMES = ()

    @property
    def staying(self) -> Sequence[str]:
        return ()

    def row_count(self) -> int:
        return 0


async def test_without_columns_no_key_does_anything() -> None:
    table = SidewaysTable(Nothing())
    app = Host(table)
    async with app.run_test(size=(36, 5)) as pilot:
        for action in ("next_column", "previous_column", "move_right", "move_left", "last", "page_down"):
            await table.run_action(action)
        await pilot.pause()
        assert table.chosen_column is None
