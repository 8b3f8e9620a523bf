from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tests.tui.socket_view.test_rows import rows_of
from tests.tui.sockets.sights import ALL, OUTGOING, seen
from tui.panes.socket_table import SocketTable
from tui.socket_view.rows import SocketRows

CHANGED = [seen(entry) for entry in ALL[:2]] + [seen(OUTGOING, changed=frozenset({"recvq"}))]


class Hearing(Host):
    def on_socket_table_turned(self, message: SocketTable.Turned) -> None:
        self.heard.append((message.key, message.is_open))


async def shown(rows: SocketRows, width: int = 100) -> list[str]:
    table = SocketTable(rows)
    app = Host(table)
    async with app.run_test(size=(width, 9)) as pilot:
        table.rows_changed(0)
        await pilot.pause()
        await pilot.pause()
        return screen_lines(app)


async def test_sockets_stand_in_columns() -> None:
    lines = await shown(rows_of())
    assert lines[0].split()[:6] == ["Proto", "State", "Local", "Remote", "Process", "PID"]
    assert lines[2].split()[:6] == ["tcp", "ESTABLISHED", "127.0.0.1:80", "127.0.0.1:41000", "nginx", "20"]


async def test_a_text_takes_the_room_that_is_left_and_a_number_is_whole_or_not_there() -> None:
    lines = await shown(rows_of(), 70)
    assert lines[0].split() == ["Proto", "State", "Local", "Remote", "Process"]
    assert lines[5].rstrip().endswith("(owned by …")


async def test_a_row_that_changed_is_marked_and_its_cells_stand_out() -> None:
    table = SocketTable(rows_of(CHANGED))
    app = Host(table)
    async with app.run_test(size=(100, 9)) as pilot:
        table.rows_changed(0)
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(app)[3].startswith("~ tcp")
        bold = [segment.text.strip() for segment in table.render_line(3) if segment.style and segment.style.bold]
        assert bold == ["~", "7"]
        # On the cursor's line one colour is readable.
        table.put_cursor(2)
        assert {segment.style for segment in table.render_line(3)} == {table.cursor_style()}


async def test_headings_take_the_whole_line() -> None:
    lines = await shown(rows_of(grouping="process"))
    assert lines[1].rstrip() == "  ▸ curl 30 · 424242  1 socket: 1 established"


async def test_right_opens_a_group_and_left_closes_it_or_leads_to_its_heading() -> None:
    table = SocketTable(rows_of(grouping="process", turned=frozenset({("process", 40, 100)})))
    app = Hearing(table)
    async with app.run_test(size=(300, 9)) as pilot:
        table.rows_changed(0)
        await pilot.press("right")
        assert app.heard == [(("process", 30, 100), True)]
        await pilot.press("j", "left")
        assert app.heard[1:] == [(("process", 40, 100), False)]
        await pilot.press("j")
        assert table.rows.seen(table.cursor) is not None
        await pilot.press("left")
        assert table.cursor == 1


async def test_where_columns_are_out_of_sight_left_brings_them_back_first() -> None:
    table = SocketTable(rows_of(grouping="listener", are_open=True))
    app = Hearing(table)
    async with app.run_test(size=(80, 9)) as pilot:
        table.rows_changed(0)
        await pilot.press("right")
        assert table.rows.hidden == 1
        await pilot.press("left")
        assert table.rows.hidden == 0
        assert not app.heard
        await pilot.press("left")
        assert len(app.heard) == 1


async def test_a_second_click_on_a_heading_turns_it() -> None:
    table = SocketTable(rows_of(grouping="process"))
    app = Hearing(table)
    async with app.run_test(size=(80, 9)) as pilot:
        table.rows_changed(0)
        await pilot.click(table, offset=(5, 2))
        assert not app.heard
        await pilot.click(table, offset=(5, 2))
        assert app.heard == [(("process", 40, 100), True)]
