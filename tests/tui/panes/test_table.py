from textual.geometry import Region

from tests.tui.panes.hosts import Host, Squares
from tests.tui.snapshots import screen_lines, screen_segments
from tui.panes.column_widths import Column
from tui.panes.table import NoRows, Row, Table


async def test_a_million_rows_ask_for_those_in_sight_only() -> None:
    source = Squares(1_000_000)
    table = Table(source)
    async with Host(table).run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        assert set(source.asked) == set(range(9))
        table.focus()
        await pilot.pause()
        source.asked.clear()
        await pilot.press("G")
        await pilot.pause()
        assert min(source.asked) >= 999_990
        assert "999999" in screen_lines(pilot.app)[9]


async def test_a_painting_asks_for_each_row_once_and_the_next_one_anew() -> None:
    source = Squares(100)
    table = Table(source)
    async with Host(table).run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        for _ in range(2):
            source.asked.clear()
            table._styles_cache.clear()
            table.render_lines(Region(0, 0, 60, 10))
            assert sorted(source.asked) == list(range(9))


async def test_columns_grow_to_what_is_seen_and_numbers_stand_right() -> None:
    table = Table(Squares(2000))
    async with Host(table).run_test(size=(60, 6)) as pilot:
        await pilot.pause()
        assert screen_lines(pilot.app)[0].startswith("  N Square In words")
        table.focus()
        await pilot.press("G")
        await pilot.pause()
        lines = screen_lines(pilot.app)
        assert lines[0].startswith("     N  Square In words")
        assert lines[5].startswith("  1999 3996001 the square")


async def test_a_long_last_column_is_cut_and_scrolls_sideways() -> None:
    table = Table(Squares(5))
    async with Host(table).run_test(size=(30, 6)) as pilot:
        table.focus()
        await pilot.pause()
        assert screen_lines(pilot.app)[1].rstrip().endswith("…")
        await pilot.press(*["l"] * 20)
        assert screen_lines(pilot.app)[1].rstrip().endswith("gives")
        await pilot.press(*["h"] * 20)
        assert "the square" in screen_lines(pilot.app)[1]


async def test_the_top_stays_in_sight_until_a_row_is_chosen() -> None:
    table = Table(Squares(100))
    async with Host(table).run_test(size=(60, 11)) as pilot:
        table.focus()
        await pilot.pause()
        table.rows_moved(40)
        assert (table.cursor, table.first_visible) == (0, 0)
        table.rows_moved(40, are_sorted=True)
        assert (table.cursor, table.first_visible) == (0, 0)
        await pilot.press("j", "j")
        table.rows_moved(40)
        assert (table.cursor, table.first_visible) == (40, 38)
        await pilot.press("g", "g")
        table.rows_moved(40)
        assert (table.cursor, table.first_visible) == (0, 0)


async def test_a_first_row_that_was_clicked_on_is_chosen() -> None:
    table = Table(Squares(100))
    async with Host(table).run_test(size=(60, 11)) as pilot:
        await pilot.click(Table, offset=(5, 1))
        table.rows_moved(40)
        assert (table.cursor, table.first_visible) == (40, 40)
        table.rows_moved(0)
        await pilot.press("home")
        table.rows_moved(40)
        assert table.cursor == 0


async def test_of_sorted_rows_the_top_is_in_sight_where_the_chosen_one_is_near_it() -> None:
    table = Table(Squares(100))
    async with Host(table).run_test(size=(60, 11)) as pilot:
        table.focus()
        await pilot.pause()
        table.move_cursor(50)
        height = 50 - table.first_visible
        table.rows_moved(70, are_sorted=True)
        assert (table.cursor, table.first_visible) == (70, 70 - height)
        table.rows_moved(9, are_sorted=True)
        assert (table.cursor, table.first_visible) == (9, 0)
        table.rows_moved(None)
        assert table.cursor == 9
        table.rows_moved(None, are_sorted=True)
        assert (table.cursor, table.first_visible) == (0, 0)


async def test_a_view_that_was_scrolled_stays_until_the_user_sorts() -> None:
    table = Table(Squares(100))
    async with Host(table).run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        table.scroll_lines_to(30)
        table.rows_moved(0)
        assert table.first_visible == 30
        table.rows_moved(0, are_sorted=True)
        assert (table.cursor, table.first_visible) == (0, 0)


async def test_the_cursor_follows_added_rows_until_the_user_moves() -> None:
    source = Squares(3)
    table = Table(source)
    async with Host(table).run_test(size=(60, 6)) as pilot:
        table.focus()
        await pilot.press("G")
        source.count = 50
        table.rows_added(3)
        await pilot.pause()
        assert table.cursor == 49
        await pilot.press("k")
        source.count = 99
        table.rows_added(50)
        await pilot.pause()
        assert table.cursor == 48
        await pilot.press("end")
        assert table.cursor == 98
        assert table.follows


async def test_rows_out_of_sight_are_not_asked_for_when_they_come() -> None:
    source = Squares(100)
    table = Table(source)
    async with Host(table).run_test(size=(60, 6)) as pilot:
        await pilot.pause()
        source.asked.clear()
        source.count = 200
        table.rows_added(100)
        await pilot.pause()
        assert source.asked == []


async def test_a_row_has_its_mark_and_the_colour_of_its_kind() -> None:
    class Kinds(NoRows):
        def columns(self) -> list[Column]:
            return [Column("a", "A", stretches=True)]

        def row_count(self) -> int:
            return 3

        def row(self, row: int) -> Row:
            return Row(("text",), "header" if row == 2 else "", "!" if row == 2 else "")

    table = Table(Kinds())
    async with Host(table).run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        plain, marked = screen_segments(pilot.app)[2], screen_segments(pilot.app)[3]
        assert marked[0].text.startswith("!")
        assert marked[0].style.color != plain[0].style.color


async def test_moving_tells_the_row() -> None:
    heard = []

    class Listening(Host):
        def on_table_cursor_moved(self, message: Table.CursorMoved) -> None:
            heard.append(message.row)

    table = Table(Squares(9))
    async with Listening(table).run_test(size=(40, 6)) as pilot:
        table.focus()
        await pilot.press("j", "j", "k")
        await pilot.click(table, offset=(5, 4))
        assert heard == [1, 2, 1, 3]


async def test_another_source_brings_its_columns() -> None:
    table = Table()
    async with Host(table).run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == ""
        table.show_source(Squares(4), cursor=2)
        await pilot.pause()
        assert "Square" in screen_lines(pilot.app)[0]
        assert table.cursor == 2


class Wide:
    """One row with long texts and a long number."""

    def __init__(self, **changes: int) -> None:
        self._changes = changes

    def columns(self) -> list[Column]:
        return [
            Column("number", "Number", most=30, right=True),
            Column("from", "From", most=39, fixed=self._changes.get("fixed", 0)),
            Column("to", "To", most=39),
            Column("words", "Words", stretches=True),
        ]

    def row_count(self) -> int:
        return 1

    def row(self, row: int) -> Row:
        return Row(("123456789012", "a" * 39, "b" * 20, "words " * 9))


async def drawn_widths(size: int, **changes: int) -> dict[str, int]:
    table = Table(Wide(**changes))
    async with Host(table).run_test(size=(size, 4)) as pilot:
        await pilot.pause()
        await pilot.pause()
        return table.drawn_widths()


async def test_long_texts_give_way_to_the_column_that_stretches_and_numbers_do_not() -> None:
    assert await drawn_widths(120) == {"number": 12, "from": 39, "to": 20, "words": 43}
    assert await drawn_widths(80) == {"number": 12, "from": 19, "to": 19, "words": 24}
    narrow = await drawn_widths(40)
    assert (narrow["number"], narrow["from"], narrow["to"]) == (12, 9, 9)


async def test_a_column_that_the_user_made_wide_stays_so() -> None:
    widths = await drawn_widths(80, fixed=30)
    assert (widths["from"], widths["to"]) == (30, 9)
