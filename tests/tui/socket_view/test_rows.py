from tests.tui.sockets.sights import ACCEPTED, ALL, LISTENER, OUTGOING, seen
from tests.tui.sockets.story.made import owned, tcp
from tui.socket_view.columns import ENDS, SOCKET_COLUMNS
from tui.socket_view.order import Arrangement
from tui.socket_view.picture import Picture
from tui.socket_view.rows import CHANGED_MARK, CLOSED_MARK, NEW_MARK, SocketRows
from tui.socket_view.trees import lines_of
from tui.sockets.entry import Endpoint
from tui.sockets.seen import NANOSECONDS, Seen

SEEN = [seen(entry) for entry in ALL]


def rows_of(sockets: list[Seen] = SEEN, second: float = 2, **arrangement: object) -> SocketRows:
    wanted = Arrangement(**arrangement)
    lines = lines_of(sockets, wanted, sockets)
    places = {line.key: row for row, line in enumerate(lines)}
    rows = SocketRows()
    rows.show(Picture(int(second * NANOSECONDS), tuple(sockets), lines, places, arrangement=wanted))
    return rows


def cell(rows: SocketRows, row: int, name: str) -> str:
    return rows.row(row).cells[[column.name for column in rows.columns()].index(name)]


def test_each_socket_has_a_row_and_is_found_by_its_key() -> None:
    rows = rows_of()
    assert rows.row_count() == len(ALL)
    for row, one in enumerate(SEEN):
        assert rows.seen(row) is one
        assert rows.row_of_socket(one.key) == row
    assert rows.seen(99) is None
    assert rows.row_of(("nobody",)) is None
    assert rows.row_of_socket(("nobody",)) is None


def test_columns_out_of_sight_are_the_first_but_never_the_ends() -> None:
    rows = rows_of()
    rows.hidden = 3
    assert [column.name for column in rows.columns()][:3] == [*ENDS, "pid"]
    assert len(rows.row(0).cells) == len(rows.columns()) == len(SOCKET_COLUMNS) - 3


def test_the_sorted_column_is_marked() -> None:
    (marked,) = [column for column in rows_of(sorted_by="pid", descending=True).columns() if column.mark]
    assert marked.head == "PID▼"


def test_rows_say_by_marks_what_colours_say() -> None:
    one = seen(OUTGOING, 10, was_there=False)
    assert rows_of([one], 11).row(0).kind == "opened"
    assert rows_of([one], 11).row(0).mark == NEW_MARK
    assert rows_of([one], 30).row(0).mark == ""
    assert rows_of([seen(OUTGOING, changed=frozenset({"recvq"}))]).row(0).mark == CHANGED_MARK
    closed = seen(OUTGOING, closed_ns=10 * NANOSECONDS)
    assert (rows_of([closed], 11).row(0).kind, rows_of([closed], 11).row(0).mark) == ("closed", CLOSED_MARK)
    assert rows_of([closed], 13).row(0).kind == "faded"


def test_what_is_asked_later_is_told_in_place_of_the_picture() -> None:
    rows = rows_of()
    better = SEEN[2]._replace(rates=(1.0, 2.0))
    rows.add_details({better.key: better})
    assert rows.seen(2) is better
    rows.show(rows.picture)
    assert rows.seen(2) is SEEN[2]


def test_ports_become_names_and_numbers_again() -> None:
    rows = rows_of()
    rows.show_numeric(False)
    assert cell(rows, 0, "local") == "127.0.0.1:http"
    rows.show_numeric(True)
    assert cell(rows, 0, "local") == "127.0.0.1:80"


def test_a_listener_tells_in_a_tree_how_many_it_accepted() -> None:
    rows = rows_of(grouping="listener")
    assert (cell(rows, 0, "local"), cell(rows, 0, "remote")) == ("▸ 127.0.0.1:80", "1 connection")
    opened = rows_of(grouping="listener", are_open=True)
    assert cell(opened, 0, "local") == "▾ 127.0.0.1:80"
    assert cell(opened, 1, "local") == "  127.0.0.1:80"


def test_a_heading_has_no_cells_and_no_socket() -> None:
    rows = rows_of(grouping="process")
    assert rows.seen(0) is None
    assert set(rows.row(0).cells) == {""}
    assert rows.text_of(0).startswith("curl 30")


def test_a_socket_in_a_tree_is_found_where_it_stands_first() -> None:
    rows = rows_of(grouping="process", are_open=True)
    row = rows.row_of_socket(SEEN[2].key)
    assert row is not None
    assert rows.seen(row) is SEEN[2]


def test_long_ends_are_shortened_and_ipv4_addresses_before_that_told_without_ipv6s_prefix() -> None:
    mapped = owned(tcp(local=Endpoint("::ffff:127.0.0.1", 8443), remote=Endpoint("2001:db8::1:2:3:4", 50000)))
    rows = rows_of([seen(mapped)])
    assert cell(rows, 0, "local") == "[::ffff:127.0.0.1]:8443"
    rows.widest_end = 22
    assert cell(rows, 0, "local") == "127.0.0.1:8443"
    assert len(cell(rows, 0, "remote")) == 22
    assert cell(rows, 0, "remote").endswith("]:50000")


def test_a_row_is_copied_with_all_its_columns() -> None:
    rows = rows_of([seen(ACCEPTED), seen(LISTENER)])
    rows.hidden = 5
    words = rows.text_of(0).split("\t")
    assert len(words) == len(SOCKET_COLUMNS)
    assert words[2:4] == ["127.0.0.1:80", "127.0.0.1:41000"]
    assert rows.text_of(9) == ""


def test_numbers_begin_with_the_largest_and_texts_with_a() -> None:
    rows = SocketRows()
    assert rows.falls_first("recvq")
    assert not rows.falls_first("process")
